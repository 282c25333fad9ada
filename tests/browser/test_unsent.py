"""What was begun and not sent: it outlives the page, and not the session without a word."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import say
from tests.browser.scene import call, choose, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELD = "[data-composer] textarea"


async def test_what_one_replies_to_is_still_there_after_a_reload(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    path = f"/api/rooms/{alice.url.rpartition('/')[2]}/messages"
    await say(bob, "Who waters the **plants**?")
    await say(bob, "And who feeds the cat?")
    strip, field = alice.locator("[data-strip]"), alice.locator(FIELD)
    await choose(alice, "plants", "Reply")
    await field.fill("I d")
    await choose(alice, "cat", "thread")
    reply = alice.get_by_label("Reply in the thread")
    await reply.fill("Carol, as I h")
    for number in range(60):  # what is replied to is not on the page that is loaded first
        await call(bob, "POST", path, {"content": f"said {number}"})

    await alice.reload()
    await expect(field).to_have_value("I d")
    await expect(strip).to_contain_text("Reply to bob")
    await expect(strip).to_contain_text("Who waters the plants?")
    await field.press_sequentially("o")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "I do").locator(".reply-quote")).to_contain_text("plants")
    await expect(strip).to_be_hidden()

    await message(alice, "I do").locator(".reply-quote").click()
    await choose(alice, "cat", "Open the thread")
    await expect(reply).to_have_value("Carol, as I h")
    await reply.press_sequentially("ear")
    await alice.keyboard.press("Enter")
    await expect(alice.locator(".thread-messages")).to_contain_text("Carol, as I hear")
    await expect(reply).to_have_value("")
    await alice.keyboard.press("Escape")

    await choose(alice, "plants", "Reply")
    row = await message(alice, "plants").get_attribute("data-message-id")
    await call(bob, "DELETE", f"/api/messages/{row}")
    await expect(strip).to_be_hidden()
    await choose(alice, "cat", "Reply")
    await alice.reload()
    await expect(strip).to_contain_text("feeds the cat")
    await field.press("Escape")
    await alice.reload()
    await expect(alice.locator("[data-status]")).to_contain_text("Connected")
    await expect(strip).to_be_hidden()
