"""What helps to write: completion by the keyboard."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ServerProcess, enter
from tests.browser.scene import message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELD = "[data-composer] textarea"
OPTIONS = ".completion .choice-option"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def alice(shared_server: ServerProcess, browser: Browser) -> Page:
    return await enter(browser, shared_server, "alice")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bob(shared_server: ServerProcess, browser: Browser) -> Page:
    return await enter(browser, shared_server, "bob")


async def typed(page: Page, keys: str) -> None:
    """Press the keys of a text one after the other, at the end of what is there."""
    await page.locator(FIELD).press_sequentially(keys)


async def test_people_rooms_emoji_and_orders_are_completed_by_the_keyboard(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    field = alice.locator(FIELD)
    await typed(alice, "Hi @b")
    first = alice.locator(OPTIONS).first
    await expect(first).to_have_text("BObob@bobonline")
    await expect(field).to_have_attribute("role", "combobox")
    await expect(field).to_have_attribute(
        "aria-activedescendant", await first.get_attribute("id") or ""
    )
    await alice.keyboard.press("Tab")
    await expect(field).to_have_value("Hi @bob ")
    await expect(field).not_to_have_attribute("role", "combobox")

    await typed(alice, f"look at #{name[:6]}")
    await expect(alice.locator(OPTIONS, has_text=name)).to_be_visible()
    await alice.locator(OPTIONS, has_text=name).click()
    await expect(field).to_have_value(f"Hi @bob look at #{name} ")
    await expect(field).to_be_focused()

    await typed(alice, ":ta")
    await expect(alice.locator(OPTIONS).first).to_contain_text(":")
    await typed(alice, "da")
    await expect(alice.locator(OPTIONS).first).to_contain_text(":tada:")
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value(f"Hi @bob look at #{name} 🎉 ")
    await alice.keyboard.press("Enter")
    shown = message(bob, "look at")
    await expect(shown.locator(".mention-me")).to_have_text("@bob")
    await expect(shown.get_by_role("link", name=f"#{name}")).to_be_visible()

    await typed(alice, "/sh")
    await expect(alice.locator(OPTIONS)).to_have_text(["/shrug [text]Add a shrug"])
    await alice.keyboard.press("Enter")
    await typed(alice, "why")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "why")).to_contain_text("¯")


async def test_the_list_is_left_alone_by_escape_by_whole_words_and_by_compositions(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    field = alice.locator(FIELD)
    await typed(alice, "@")
    await expect(alice.locator(OPTIONS)).to_have_count(3)  # bob, everybody, those who are present
    await alice.keyboard.press("ArrowDown")
    await expect(alice.locator(OPTIONS).nth(1)).to_have_attribute("aria-selected", "true")
    await alice.keyboard.press("Escape")
    await typed(alice, "bo")
    await expect(alice.locator(OPTIONS)).to_have_count(0)
    await alice.keyboard.press("Enter")
    await expect(message(bob, "@bo")).to_be_visible()

    await typed(alice, "@bob")  # whole: nothing is left to complete
    await expect(alice.locator(OPTIONS)).to_have_count(1)
    await alice.keyboard.press("Enter")
    await expect(message(bob, "@bob")).to_be_visible()

    wire = await alice.context.new_cdp_session(alice)
    await typed(alice, "@")
    await wire.send(
        "Input.imeSetComposition", {"text": "bo", "selectionStart": 2, "selectionEnd": 2}
    )
    await expect(alice.locator(OPTIONS)).to_have_count(1)
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("@bo")
    await wire.send("Input.insertText", {"text": "bo"})
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value("@bob ")
    await field.fill("")


async def test_a_link_to_a_room_opens_it_and_is_a_name_when_it_is_edited(
    alice: Page, bob: Page
) -> None:
    there = await new_room(alice, bob)
    here = await new_room(alice, bob)
    await typed(alice, f"moved to #{there}, all")
    await alice.keyboard.press("Enter")
    await message(bob, "moved").get_by_role("link", name=f"#{there}").click()
    await expect(bob.locator("[data-room-name]")).to_have_text(there)
    await expect(message(alice, "moved")).to_contain_text("Delivered")
    await alice.keyboard.press("ArrowUp")
    await expect(alice.locator(FIELD)).to_have_value(f"moved to #{there}, all")
    await alice.keyboard.press("Escape")
    await expect(alice.locator(FIELD)).to_have_value("")
    await expect(alice.locator("[data-room-name]")).to_have_text(here)
