"""No script runs from anything that people write, with the page's security policy and without.

xss.json is part of a public collection of ways in which scripts were slipped into pages.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ServerProcess, enter
from tests.browser.scene import call

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACKS = json.loads(Path(__file__).with_name("xss.json").read_text("utf-8"))["strings"]
WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = (...said) => void window.ran.push(`${name}(${said})`);
document.addEventListener("securitypolicyviolation", (event) =>
    window.ran.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
POST_ALL = """
async ([path, texts]) => {
    const headers = {"Content-Type": "application/json"};
    const post = (text) => fetch(path, {method: "POST", headers, body: JSON.stringify(text)});
    return (await Promise.all(texts.map(post))).filter((answer) => answer.ok).length;
}
"""
TRACES = """
() => [...document.querySelectorAll("*")].flatMap((node) =>
    [...node.attributes].filter(({name, value}) => name.startsWith("on") || name === "srcdoc"
        || (name === "href" && /^\\s*(java|data|vb)/i.test(value)))
        .map(({name, value}) => `<${node.localName} ${name}=${value}>`)
).concat([...document.scripts].filter((one) => !one.src && one.type !== "application/json")
    .map((one) => one.outerHTML))
"""


async def post(page: Page, path: str, bodies: list[dict[str, object]]) -> int:
    """Send them all at once; return how many were taken."""
    taken: int = await page.evaluate(POST_ALL, [path, bodies])
    return taken


async def write_everywhere(alice: Page) -> None:
    """Put attacks wherever somebody can write."""
    assert await post(alice, "/api/rooms/1/messages", [{"content": one} for one in ATTACKS]) > 300
    short = [one for one in ATTACKS if len(one) <= 50]
    named = [
        {"name": one, "topic": ATTACKS[at], "description": ATTACKS[-at], "icon": "💬"}
        for at, one in enumerate(short[:30])
    ]
    await post(alice, "/api/rooms", named)  # names of two lines or look-alikes are refused
    people = [
        {"username": f"mallory{at}", "password": "correct horse battery", "display_name": one}
        for at, one in enumerate(short[:12])
    ]
    assert await post(alice, "/api/admin/users", people) > 5
    for at in range(12):
        await call(alice, "POST", "/api/rooms/1/invite", {"username": f"mallory{at}"})
    polls = [{"question": one, "options": short[at : at + 2]} for at, one in enumerate(short[:20])]
    await post(alice, "/api/rooms/1/polls", polls)
    await call(alice, "PUT", "/api/users/status", {"status": "busy", "text": short[0]})
    await call(alice, "PUT", "/api/rooms/1", {"topic": short[1], "description": short[2]})


async def look_everywhere(page: Page, base: str) -> list[str]:
    """Open what shows these texts; return what ran or was kept from running."""
    await page.goto(f"{base}/chat/1")
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    history = page.locator("[data-history]")
    await history.evaluate("(node) => (node.scrollTop = 0)")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("scr")
    await expect(page.locator("dialog[open]")).to_be_visible()
    while await page.locator("dialog[open]").count():
        await page.keyboard.press("Escape")
    await history.press("/")
    await page.keyboard.type("script alert")
    await expect(page.locator("[data-results] [role=option]").first).to_be_visible()
    ran: list[str] = await page.evaluate("window.ran")
    ran += await page.evaluate(TRACES)
    await page.goto(f"{base}/admin", wait_until="networkidle")
    ran += await page.evaluate("window.ran")
    ran += await page.evaluate(TRACES)
    return ran


async def test_nothing_that_people_write_runs(
    shared_server: ServerProcess, browser: Browser
) -> None:
    alice = await enter(browser, shared_server, "alice")
    await write_everywhere(alice)
    signed_in = await alice.context.storage_state()
    for bypass in (False, True):
        context = await browser.new_context(storage_state=signed_in, bypass_csp=bypass)
        await context.add_init_script(WATCH)
        page = await context.new_page()
        assert await look_everywhere(page, shared_server.url) == [], f"policy off: {bypass}"
        await context.close()
