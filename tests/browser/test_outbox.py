"""What one writes arrives once and in order, whatever happens to the connection; and how soon."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ServerProcess, enter, open_page, say
from tests.browser.scene import call, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUTS = 100
# The page's connections, as a bad network treats them: none while it is down, or each cut soon
# after the greeting, with what was on its way lost. Next to no jitter, so nobody waits.
WIRE = """() => {
    const Real = window.WebSocket;
    const sockets = new Set();
    window.wire = {cuts: 0, most: 0};
    window.wire.cut = () => sockets.forEach((socket) => socket.cut());
    window.WebSocket = class extends Real {
        constructor(url) {
            super(url);
            sockets.add(this);
            if (localStorage.getItem("wire-is-down")) this.close();
            this.addEventListener("message", ({data}) => {
                if (wire.cuts < wire.most && data.includes('"hello"'))
                    setTimeout(() => { wire.cuts += 1; this.cut(); }, wire.cuts % 4 * 8);
            });
        }
        cut() {
            sockets.delete(this);
            this.onmessage = null;
            this.close();
        }
    };
    Math.random = () => 0.02;
}"""
DOWN = "localStorage.setItem('wire-is-down', 1), wire.cut()"
UP = "localStorage.removeItem('wire-is-down')"
PENDING = ".message.is-pending"
# From the key to the frame that shows the row.
PAINTED = """() => new Promise((resolve) => {
    let pressed = 0;
    const note = () => { pressed = performance.now(); };
    addEventListener("keydown", note, {capture: true, once: true});
    new MutationObserver((_changes, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => {
            const {port1, port2} = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - pressed);
            port2.postMessage(0);
        });
    }).observe(document.querySelector("[data-lines]"), {childList: true});
})"""
NOW = "performance.timeOrigin + performance.now()"
TYPING = """() => {
    window.told = [];
    const line = document.querySelector("[data-typing]");
    const note = () => told.push([line.classList.contains("is-typing"), NOW]);
    new MutationObserver(note).observe(line, {attributes: true, attributeFilter: ["class"]});
}""".replace("NOW", NOW)
KEYS = f"""() => {{
    window.keys = [];
    addEventListener("keydown", ({{key}}) => key.length === 1 && keys.push({NOW}), true);
}}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(shared_server: ServerProcess, browser: Browser) -> AsyncIterator[Page]:
    page = await enter(browser, shared_server, "alice")
    await page.context.add_init_script(f"({WIRE})()")
    await page.reload()
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    yield page


async def texts(page: Page) -> list[str]:
    """Return the texts of the people's messages in view, in order."""
    return await page.locator(".message .message-text").all_inner_texts()


async def everything(page: Page, room_id: int) -> list[str]:
    """Return the texts of the people's messages in a room, in order."""
    found: list[str] = []
    after, has_more = 0, True
    while has_more:
        path = f"/api/rooms/{room_id}/messages?limit=200&after_id={after}"
        answer = await call(page, "GET", path)
        has_more = answer["has_more"]
        after = answer["messages"][-1]["id"]
        found += [one["content"] for one in answer["messages"] if one["message_type"] == "text"]
    return found


async def test_what_is_written_offline_survives_a_reload_and_arrives_in_order(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    status = alice.locator("[data-status]")
    await alice.evaluate(DOWN)
    await expect(status).not_to_contain_text("Connected")
    for text in ("one", "two", "three"):
        await say(alice, text)
    await expect(status).to_contain_text("3 messages")
    await expect(alice.locator(PENDING).last).to_contain_text("Waiting for the connection")
    await expect(alice.get_by_text("Sending…")).to_have_count(0)
    await alice.reload()
    await expect(alice.locator(PENDING)).to_have_count(3)
    await expect(status).to_contain_text("3 messages")
    await alice.evaluate(UP)
    await expect(message(bob, "three")).to_be_visible()
    assert await texts(bob) == ["one", "two", "three"]
    await expect(alice.locator(PENDING)).to_have_count(0)
    assert await texts(alice) == ["one", "two", "three"]


async def test_two_tabs_send_everything_once_also_what_was_written_in_one_that_is_closed(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    other = await open_page(alice.context)
    await other.goto(alice.url)
    await expect(other.locator("[data-status]")).to_contain_text("Connected")
    for number in range(5):
        await say(other, f"other {number}")
        await say(alice, f"first {number}")
    await expect(bob.locator(".message .message-text")).to_have_count(10)
    shown = await texts(bob)
    for side in ("other", "first"):
        assert [text for text in shown if side in text] == [f"{side} {n}" for n in range(5)]

    for tab in (alice, other):
        await tab.evaluate(DOWN)
        await expect(tab.locator("[data-status]")).not_to_contain_text("Connected")
    await say(other, "last words")
    await expect(message(alice, "last words")).to_be_visible()
    await say(alice, "and mine")
    await other.close()
    await alice.evaluate(UP)
    await expect(message(bob, "and mine")).to_be_visible()
    assert (await texts(bob))[10:] == ["last words", "and mine"]
    await expect(alice.locator(PENDING)).to_have_count(0)
    assert (await texts(alice))[10:] == ["last words", "and mine"]


async def test_a_refused_message_says_why_and_is_sent_again_or_deleted(
    alice: Page, bob: Page
) -> None:
    name = await new_room(bob, alice)
    room_id = await bob.evaluate("Number(location.pathname.split('/').at(-1))")
    await alice.evaluate(DOWN)
    await expect(alice.locator("[data-status]")).not_to_contain_text("Connected")
    await say(alice, "too late")
    await say(alice, "not that important")
    await call(bob, "PUT", f"/api/rooms/{room_id}", {"is_archived": True})
    await alice.locator(".room-item", has_text="General").click()
    await alice.evaluate(UP)
    await expect(alice.locator(".toast").first).to_contain_text(f"Not sent in {name}: This room")
    await alice.locator(".room-item", has_text=name).click()
    failed = alice.locator(".message.is-failed")
    await expect(failed).to_have_count(2)
    await expect(failed.first).to_contain_text("Not sent. This room is archived")
    await failed.last.get_by_role("button", name="Delete").click()
    await expect(failed).to_have_count(1)
    await call(bob, "PUT", f"/api/rooms/{room_id}", {"is_archived": False})
    await alice.reload()
    await failed.get_by_role("button", name="Retry").click()
    await expect(message(bob, "too late")).to_be_visible()
    await expect(message(bob, "not that important")).to_have_count(0)


async def test_after_a_hundred_cuts_nothing_is_missing_and_nothing_is_there_twice(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    room_id = await bob.evaluate("Number(location.pathname.split('/').at(-1))")
    await alice.evaluate(f"Math.random = () => 0, wire.most = {CUTS}, wire.cut()")

    async def others() -> None:
        while await alice.evaluate("wire.cuts") < CUTS:
            body = {"content": f"bob {next(numbers)}"}
            await call(bob, "POST", f"/api/rooms/{room_id}/messages", body)

    async def own() -> None:
        for number in range(40):
            await say(alice, f"alice {number}")

    numbers = itertools.count()
    await asyncio.gather(others(), own())
    await expect(alice.locator(PENDING)).to_have_count(0)
    await expect(alice.locator("[data-status]")).to_contain_text("Connected")
    stored = await everything(bob, room_id)
    own_ones = [text for text in stored if text.startswith("alice")]
    assert own_ones == [f"alice {number}" for number in range(40)]
    await expect(alice.locator(".message .message-text").last).to_have_text(stored[-1])
    shown = await texts(alice)
    assert len(shown) >= 40
    assert shown == stored[-len(shown) :]
    print(f"\n{CUTS} cuts, {len(stored)} messages, {len(shown)} of them in view")


async def test_ones_own_row_is_painted_at_once(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    times = []
    for number in range(20):
        await alice.fill("[data-composer] textarea", f"at once {number}")
        painted = asyncio.ensure_future(alice.evaluate(PAINTED))
        await alice.press("[data-composer] textarea", "Enter")
        times.append(await painted)
    times.sort()
    print(f"\nfrom the key to the painted row: p50 {times[10]:.0f} ms, most {times[-1]:.0f} ms")
    assert times[10] < 200


async def test_typing_is_seen_at_once_and_gone_after_a_pause(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await alice.evaluate(KEYS)
    await bob.evaluate(TYPING)
    line = bob.locator("[data-typing]")
    for text in ("a", "b", "c"):
        await alice.locator("[data-composer] textarea").press_sequentially(text)
        await expect(line).to_have_class("typing-line is-typing")
        if text != "c":
            await alice.fill("[data-composer] textarea", "")
            await expect(line).to_have_class("typing-line")
    await expect(line).to_have_class("typing-line")
    keys, told = await alice.evaluate("keys"), await bob.evaluate("told")
    seen = [when for is_typing, when in told if is_typing]
    delays = [after - key for key, after in zip(keys, seen, strict=True)]
    gone = told[-1][1] - keys[-1]
    print(
        f"\ntyping seen after {', '.join(f'{one:.0f}' for one in delays)} ms, gone after {gone:.0f}"
    )
    assert min(delays) < 150
    assert gone < 6_000
