"""A whole visit by the keyboard alone: no mouse, and no focus but where a key leads."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import PASSWORD, ServerProcess, enter, open_page, say
from tests.browser.scene import message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAR = 60
"""More steps than any control is away."""


async def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until this has the focus."""
    for _ in range(FAR):
        if await target.evaluate("(node) => node === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {target}")


async def go_to_message(page: Page, text: str) -> None:
    """Go from the field to the messages and up to this one."""
    await tab_to(page, page.locator("[data-history]"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await tab_to(page, message(page, text), "ArrowUp")


async def test_all_of_a_visit_goes_by_the_keyboard(
    shared_server: ServerProcess, browser: Browser
) -> None:
    alice = await enter(browser, shared_server, "alice")
    name = await new_room(alice)
    await say(alice, "Who waters the plants?")
    guest = await open_page(await browser.new_context())
    keys = guest.keyboard

    await guest.goto(f"{shared_server.url}/login?next=/chat")
    await keys.type("carol")
    await keys.press("Tab")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    await expect(guest.locator("[data-status]")).to_contain_text("Connected")

    await keys.press("Control+k")
    await keys.type(name.lower())
    await expect(guest.locator("dialog[open] [role=option]").first).to_contain_text(name)
    await keys.press("Enter")
    await expect(guest.locator("[data-room-name]")).to_have_text(name)
    await tab_to(guest, guest.locator("[data-foreign] button", has_text="Join"))
    await keys.press("Enter")
    field = guest.locator("[data-composer] textarea")
    await expect(field).to_be_visible()

    await tab_to(guest, field)
    await go_to_message(guest, "plants")
    await keys.press("r")
    await expect(field).to_be_focused()
    await keys.type("I do")
    await keys.press("Enter")
    await expect(message(alice, "I do").locator(".reply-quote")).to_contain_text("plants")

    await go_to_message(guest, "plants")
    await keys.press("Enter")
    await tab_to(guest, guest.locator("[data-message-menu] .quick-emoji").first, "ArrowDown")
    await keys.press("Enter")
    await expect(message(alice, "plants").locator(".message-reactions")).to_contain_text("1")

    await tab_to(guest, message(guest, "plants"))
    await keys.press("t")
    await expect(guest.get_by_label("Reply in the thread")).to_be_focused()
    await keys.type("And feed them, too")
    await keys.press("Enter")
    await expect(message(alice, "plants").locator(".thread-button")).to_have_text("1 reply")
    await keys.press("Escape")
    await expect(guest.locator(".side-panel")).to_have_count(0)

    await tab_to(guest, guest.locator("[data-history]"), "Shift+Tab")
    await keys.press("?")
    help_ = guest.locator("dialog[open]")
    for key in ("Go to", "Search messages", "Reply", "Open the thread", "Edit your last"):
        await expect(help_).to_contain_text(key)
    await keys.press("Escape")

    await keys.press("/")
    await keys.type("waters")
    await expect(guest.locator("[data-results] [role=option]").first).to_contain_text("waters")
    await keys.press("Enter")
    await expect(message(guest, "plants")).to_be_in_viewport()

    await tab_to(guest, guest.locator("[data-action=room-menu]"), "Shift+Tab")
    await keys.press("Enter")
    await tab_to(guest, guest.get_by_role("menuitem", name="Leave room"), "ArrowDown")
    await keys.press("Enter")
    await tab_to(guest, guest.locator("dialog[open] button", has_text="Leave room"))
    await keys.press("Enter")
    await expect(alice.locator(".members-list .member")).to_have_count(1)
