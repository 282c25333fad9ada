"""axe finds nothing on any page and in any dialog, in light and in dark; news is announced once."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import ServerProcess, open_page, say
from tests.browser.layers import LAYERS, OVER, close
from tests.browser.scene import call, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKDOWN = "> quote\n\n```python\nprint('hi')  # c\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
DESKTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
USERS = {
    "create account": "[data-action=create-account]",
    "reset password": "[data-username=bob] button",
    "disable": "[data-username=bob] .account-action-danger",
}
ROOMS = {"delete a room": "[data-act=delete]", "archive a room": "[data-act=archive]"}
OPENED = """() => [...document.querySelectorAll("dialog[open], [popover]:popover-open")]
    .map((layer) => layer.dataset.dialog ?? layer.className)"""
DIALOGS = "() => [...document.querySelectorAll('dialog')].map((dialog) => dialog.dataset.dialog)"


async def fill(alice: Page, bob: Page) -> None:
    """Let a room show everything that a message can be."""
    await new_room(alice, bob)
    room_id = alice.url.rpartition("/")[2]
    said = {"content": "frist"}
    answer = await call(alice, "POST", f"/api/rooms/{room_id}/messages", said)
    path = f"/api/messages/{answer['message']['id']}"
    await call(alice, "PUT", path, {"content": "first **bold** `code` https://example.org @bob"})
    await call(bob, "POST", f"{path}/react", {"emoji": "👍"})
    await call(bob, "POST", f"{path}/pin")
    poll = {"question": "Tea?", "options": ["Yes", "No"]}
    await call(bob, "POST", f"/api/rooms/{room_id}/polls", poll)
    await call(alice, "PUT", f"/api/rooms/{room_id}/members/bob", {"role": "admin"})
    opened = await call(bob, "POST", "/api/rooms/direct", {"usernames": ["alice"]})
    await call(bob, "POST", f"/api/rooms/{opened['room']['id']}/messages", {"content": "psst"})
    await say(bob, MARKDOWN)
    await say(bob, "@alice come over, @room")
    await expect(message(alice, "come over")).to_be_visible()


async def test_axe_finds_nothing_in_the_rooms_and_in_any_dialog(alice: Page, bob: Page) -> None:
    await fill(alice, bob)
    found = {"rooms": await violations(alice)}
    opened = set[str]()
    for name, opening in LAYERS.items():
        await opening(alice)
        if name not in ("search", "completion"):
            await expect(alice.locator(", ".join(OVER)).first).to_be_visible()
        found[name] = await violations(alice)
        opened.update(await alice.evaluate(OPENED))
        await close(alice)
    assert {*await alice.evaluate(DIALOGS)} <= opened, "a dialog that no layer opens"
    await alice.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict
    for drawer in ("rooms", "members"):
        await alice.click(f"[data-action=toggle-{drawer}]")
        await expect(alice.locator("[data-covered]")).to_be_attached()
        found[f"drawer of {drawer}"] = await violations(alice)
        await alice.keyboard.press("Escape")
        await expect(alice.locator("[data-covered]")).to_have_count(0)
    await alice.context.set_offline(True)
    await say(alice, "too late")
    await expect(alice.locator("[data-status]")).to_contain_text("1 message waits")
    found["offline"] = await violations(alice)
    await call(bob, "PUT", f"/api/rooms/{alice.url.rpartition('/')[2]}", {"is_archived": True})
    await alice.context.set_offline(False)
    await expect(alice.locator(".message.is-failed")).to_be_visible()
    found["refused"] = await violations(alice)
    await alice.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_before_one_is_signed_in(
    shared_server: ServerProcess, fresh_server: ServerProcess, browser: Browser
) -> None:
    stranger = await open_page(await browser.new_context())
    found = {}
    for url in (
        f"{shared_server.url}/setup",
        f"{shared_server.url}/nowhere",
        fresh_server.first_line.rpartition(" ")[2],
    ):
        await stranger.goto(url, wait_until="networkidle")
        found[url] = await violations(stranger)
    await stranger.fill("[name=password]", "short")
    await stranger.press("[name=password]", "Enter")
    await expect(stranger.locator("[data-error-for=password]")).not_to_be_empty()
    found["set-up with a problem"] = await violations(stranger)
    await stranger.goto(f"{shared_server.url}/login")
    found["/login"] = await violations(stranger)
    await stranger.fill("[name=username]", "alice")
    await stranger.fill("[name=password]", "not this one")
    await stranger.press("[name=password]", "Enter")
    await expect(stranger.locator("[data-problem]")).not_to_be_empty()
    found["sign-in with a problem"] = await violations(stranger)
    await stranger.context.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_on_the_other_pages(
    shared_server: ServerProcess, alice: Page
) -> None:
    found = {}
    made = await call(alice, "POST", "/api/rooms", {"name": "Greenhouse"})
    invited = await call(alice, "POST", f"/api/rooms/{made['room']['id']}/invites", {})
    empty = f"{shared_server.url}/chat/{made['room']['id']}"
    for url in (empty, invited["invite"]["url"], f"{shared_server.url}/nowhere"):
        await alice.goto(url, wait_until="networkidle")
        found[url] = await violations(alice)
    for path in ("/api/docs", "/", "/admin"):
        await alice.goto(f"{shared_server.url}{path}", wait_until="networkidle")
        found[path] = await violations(alice)
    dialogs = {"users": USERS, "rooms": ROOMS}
    for tab, openings in dialogs.items():
        await alice.click(f"[data-tab={tab}]")
        await expect(alice.locator(f"[data-{tab}] tr").first).to_be_visible()
        found[tab] = await violations(alice)
        for name, selector in openings.items():
            await alice.locator(selector).first.click()
            await expect(alice.locator("dialog[open]")).to_be_visible()
            found[name] = await violations(alice)
            await alice.keyboard.press("Escape")
    await alice.goto(f"{shared_server.url}/")
    await alice.locator(".suggestion").last.click()
    await expect(alice.locator(".answer pre code")).to_be_visible()
    await alice.click("[data-action=toggle-drawer]")
    found["answer"] = await violations(alice)
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_a_message_is_announced_and_its_changes_are_not_read_again(
    shared_server: ServerProcess, alice: Page, bob: Page
) -> None:
    """A stream changes its message many times a second; a screen reader reads it once."""
    await alice.goto(f"{shared_server.url}/chat")
    await new_room(alice, bob)
    await say(bob, "It begins")
    bubble = message(alice, "It begins").locator(".message-bubble")
    await expect(bubble).to_be_visible()
    history = alice.locator("[data-history]")
    await expect(history).to_have_attribute("role", "log")
    await expect(history).to_have_attribute("aria-live", "polite")
    assert await bubble.get_attribute("aria-live") is None
    message_id = await message(bob, "It begins").get_attribute("data-message-id")
    for words in ("It begins and", "It begins and goes on"):
        await call(bob, "PUT", f"/api/messages/{message_id}", {"content": words})
        await expect(bubble).to_contain_text(words)
        await expect(bubble).to_have_attribute("aria-live", "off")
    await expect(history).to_have_attribute("aria-live", "polite")
