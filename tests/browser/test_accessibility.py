"""axe finds nothing on any page and in any dialog, in light and in dark; news is announced once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ROOT, ServerProcess, open_page, say
from tests.browser.scene import call, choose, message, new_room, open_card, room_menu

pytestmark = pytest.mark.asyncio(loop_scope="module")

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async ([selector, rules]) => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(
        one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
    const runOnly = rules
        ? {type: "tag", values: rules} : {type: "rule", values: ["color-contrast"]};
    const drawn = {"label-content-name-mismatch": {enabled: false}};  // initials are a picture
    const {violations} = await axe.run(selector, {runOnly, rules: rules ? drawn : {}});
    return violations.flatMap(({id, nodes}) =>
        nodes.map(({html, any, all}) =>
            `${id}: ${html.slice(0, 160)} ${[...any, ...all][0]?.message}`));
}
"""
LAYERS = (".side-panel", ":popover-open", "dialog[open]")
"""What lies over the rooms, the lowest first."""
SCHEMES: tuple[tuple[Literal["light", "dark"], list[str] | None], ...] = (
    ("light", EVERYTHING),
    ("dark", None),  # the same elements in other colours
)
MARKDOWN = "> quote\n\n```python\nprint('hi')  # c\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
Opening = Callable[[Page], Awaitable[object]]


def press(key: str) -> Opening:
    return lambda page: page.keyboard.press(key)


def click(action: str) -> Opening:
    return lambda page: page.locator(f"[data-action={action}]:visible").first.click()


def in_room_menu(entry: str) -> Opening:
    return lambda page: room_menu(page, entry)


def in_message_menu(entry: str) -> Opening:
    return lambda page: choose(page, "first", entry)


def in_profile(name: str) -> Opening:
    async def open_it(page: Page) -> None:
        await page.locator(".profile-button").click()
        await page.get_by_role("button", name=name).click()

    return open_it


async def write(page: Page) -> None:
    await page.locator("[data-composer] textarea").press_sequentially("@b")


async def search(page: Page) -> None:
    await page.locator("[data-history]").press("/")
    await page.keyboard.type("first")
    await expect(page.locator("[data-results] [role=option]").first).to_be_visible()


async def add_emoji(page: Page) -> None:
    await message(page, "first").focus()
    await page.keyboard.press("Enter")
    await page.locator("[data-message-menu] .quick-emoji").last.click()


async def open_message_menu(page: Page) -> None:
    await message(page, "first").focus()
    await page.keyboard.press("Enter")


async def show_edits(page: Page) -> None:
    await message(page, "first").locator(".edited-button").click()


LAYERS_OF_THE_ROOMS: dict[str, Opening] = {
    "keys": lambda page: page.locator("[data-history]").press("?"),
    "palette": press("Control+k"),
    "preferences": press("Control+,"),
    "profile": lambda page: page.locator(".profile-button").click(),
    "password": in_profile("Change password"),
    "create room": click("create-room"),
    "new direct": click("new-direct"),
    "own status": click("own-status"),
    "room menu": click("room-menu"),
    "room details": in_room_menu("Room details"),
    "notifications": in_room_menu("Notifications"),
    "settings": in_room_menu("Room settings"),
    "invite": in_room_menu("Invite people"),
    "leave": in_room_menu("Leave room"),
    "delete": in_room_menu("Delete room"),
    "threads": click("threads"),
    "pins": in_room_menu("Pinned"),
    "message menu": open_message_menu,
    "emoji": add_emoji,
    "edits": show_edits,
    "delete message": in_message_menu("Delete"),
    "thread": in_message_menu("thread"),
    "member": lambda page: open_card(page, "bob"),
    "search": search,
    "completion": write,
}


async def violations(page: Page) -> list[str]:
    """Return what axe finds in the topmost layer, in light and in dark."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    selector = "html"
    for layer in LAYERS:
        if await page.locator(layer).count():
            selector = layer
    found: list[str] = []
    for scheme, rules in SCHEMES:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme} {one}" for one in await page.evaluate(RUN, [selector, rules])]
    await page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


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
    await say(bob, MARKDOWN)
    await say(bob, "@alice come over, @room")
    await expect(message(alice, "come over")).to_be_visible()


async def test_axe_finds_nothing_in_the_rooms_and_in_any_dialog(alice: Page, bob: Page) -> None:
    await fill(alice, bob)
    found = {"rooms": await violations(alice)}
    for name, opening in LAYERS_OF_THE_ROOMS.items():
        await opening(alice)
        if name not in ("search", "completion"):
            await expect(alice.locator(", ".join(LAYERS)).first).to_be_visible()
        found[name] = await violations(alice)
        while await alice.locator(", ".join(LAYERS)).count():
            await alice.keyboard.press("Escape")
        await alice.keyboard.press("Escape")
        await alice.fill("[data-composer] textarea", "")
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_on_the_other_pages(
    shared_server: ServerProcess, browser: Browser, alice: Page
) -> None:
    stranger = await open_page(await browser.new_context())
    found = {}
    for path in ("/login", "/setup"):
        await stranger.goto(f"{shared_server.url}{path}", wait_until="networkidle")
        found[path] = await violations(stranger)
    await stranger.context.close()
    for path in ("/", "/admin", "/api/docs", "/nowhere"):
        await alice.goto(f"{shared_server.url}{path}", wait_until="networkidle")
        found[path] = await violations(alice)
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
