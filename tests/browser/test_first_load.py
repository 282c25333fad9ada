"""What a browser that has never been here loads before one can write."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import ServerProcess, enter
from tests.browser.scene import new_room
from tests.performance.first_load import MOST_BYTES, FirstLoad, fill, load

CEILING = 120_000
"""Of the rooms, so that MOST_BYTES stays far."""

OPACITIES = """(node) => {
    const found = [];
    for (; node; node = node.parentElement) found.push(getComputedStyle(node).opacity);
    return [...new Set(found)];
}"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


def names(first: FirstLoad, suffix: str) -> list[str]:
    """Return what was loaded of one kind, without the number of the build."""
    paths = [urlsplit(address).path for address in first.sizes]
    return [path.split("/", 3)[3] for path in paths if path.endswith(suffix)]


async def test_the_sign_in_is_small_and_brings_the_scripts_of_the_rooms_along(
    shared_server: ServerProcess, browser: Browser
) -> None:
    first = await load(await browser.new_context(), shared_server.url, "/login")
    assert first.total < MOST_BYTES * 2 / 3, first.sizes
    assert names(first, ".css") == ["css/host/door_page.css"]
    assert "js/joined.js" in names(first, ".js")


async def test_the_sign_in_is_seen_from_the_first_paint_on(
    shared_server: ServerProcess, browser: Browser
) -> None:
    """Browsers count what fades in as painted when it has come."""
    context = await browser.new_context(reduced_motion="no-preference")
    page = await context.new_page()
    animations = await context.new_cdp_session(page)
    await animations.send("Animation.enable")
    await animations.send("Animation.setPlaybackRate", {"playbackRate": 0})
    await page.goto(f"{shared_server.url}/login")
    assert await page.evaluate("document.getAnimations().length") > 0
    assert await page.locator("input[name=username]").evaluate(OPACITIES) == ["1"]
    await context.close()


async def test_the_rooms_with_a_page_of_history_are_small(
    shared_server: ServerProcess, browser: Browser
) -> None:
    """What is loaded after a click belongs in js/chat/later; what waits for one must be there."""
    alice = await enter(browser, shared_server, "alice")
    await new_room(alice)
    await fill(alice)
    cookies = await alice.context.storage_state()
    empty = await browser.new_context(storage_state=cookies)
    first = await load(empty, shared_server.url, "/chat")
    assert first.total <= CEILING, sorted(first.sizes.items(), key=lambda item: -item[1])
    assert names(first, ".css") == ["css/chat/chat_page.css"]


async def test_every_script_is_loaded_ahead_and_none_in_vain(
    shared_server: ServerProcess, browser: Browser
) -> None:
    alice = await enter(browser, shared_server, "alice")
    for path in ("/chat", "/", "/admin"):
        await alice.goto(f"{shared_server.url}{path}", wait_until="networkidle")
        ahead = await alice.locator("link[rel=modulepreload]").evaluate_all(
            "links => links.map((link) => link.href)"
        )
        loaded = await alice.evaluate(
            """() => {
                const parsed = performance.getEntriesByType("navigation")[0].domInteractive;
                return performance.getEntriesByType("resource")
                    .filter((one) => one.startTime < parsed).map((one) => one.name)
                    .filter((name) => name.endsWith(".js") && !name.endsWith("/theme.js"));
            }"""
        )
        assert sorted(ahead) == sorted(set(loaded)), path
