"""Threads and pinned messages beside the room, and who reacted."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import say
from tests.browser.scene import call, choose, message, new_room, room_menu

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_followed_threads_are_listed_and_lead_to_what_is_new(alice: Page, bob: Page) -> None:
    name = await new_room(alice, bob)
    await say(bob, "Who brings the kettle?")
    await expect(message(alice, "kettle")).to_be_visible()
    root = int(await message(alice, "kettle").get_attribute("data-message-id") or 0)
    room_id = int(alice.url.rpartition("/")[2])
    await bob.locator(".room-item", has_text="General").click()
    reply = {"content": "I do, and *cups*", "thread_id": root}
    said = (await call(alice, "POST", f"/api/rooms/{room_id}/messages", reply))["message"]

    await expect(bob.get_by_role("button", name="Threads, 1 with something new")).to_be_visible()
    await bob.locator("[data-action=threads]").click()
    entry = bob.locator(".side-entry", has_text="kettle")
    await expect(entry).to_contain_text("1 reply")
    await entry.click()
    await expect(bob.locator("[data-room-name]")).to_have_text(name)
    thread = bob.locator(".thread-messages")
    await expect(message(bob, "and cups")).to_be_in_viewport()
    await expect(bob.locator("[data-threads-badge]")).to_be_hidden()
    await expect(bob.get_by_label("Reply in the thread")).to_be_focused()
    await bob.keyboard.type("Thank you")
    await bob.keyboard.press("Enter")
    await expect(thread.locator(".message")).to_have_count(3)

    await call(alice, "POST", f"/api/messages/{said['id']}/react", {"emoji": "☕"})
    await thread.locator(".reaction").click()
    await expect(thread.locator(".reaction")).to_contain_text("2")
    await bob.keyboard.press("Escape")
    await expect(bob.locator(".side-panel")).to_have_count(0)
    await expect(message(bob, "kettle").locator(".thread-button")).to_have_text("2 replies")

    for number in range(60):
        more = {"content": f"more {number}", "thread_id": root}
        await call(alice, "POST", f"/api/rooms/{room_id}/messages", more)
    await bob.goto(f"{alice.url}?message={said['id']}&thread={root}")
    await expect(message(bob, "and cups")).to_be_in_viewport()
    await bob.get_by_role("button", name="Close", exact=True).click()
    await message(bob, "kettle").locator(".thread-button").click()
    await expect(message(bob, "more 59")).to_be_in_viewport()
    await expect(message(bob, "and cups")).to_have_count(0)
    await bob.get_by_role("button", name="Earlier replies").click()
    await expect(message(bob, "and cups")).to_have_count(1)
    await expect(bob.get_by_role("button", name="Earlier replies")).to_be_hidden()


async def test_what_is_pinned_is_marked_and_listed(alice: Page, bob: Page) -> None:
    name = await new_room(alice, bob)
    await say(alice, "The plan of the house")
    await expect(message(bob, "The plan")).to_be_visible()
    await choose(alice, "The plan", "Pin to the room")
    await expect(message(bob, "The plan")).to_contain_text("Pinned")
    await room_menu(bob, "Pinned messages")
    panel = bob.locator(".side-panel")
    await expect(panel).to_contain_text(name)
    await panel.locator(".side-entry").click()
    await expect(message(bob, "The plan")).to_be_in_viewport()
    await choose(alice, "The plan", "Unpin")
    await expect(message(bob, "The plan")).not_to_contain_text("Pinned")


async def test_one_learns_who_reacted_by_mouse_and_keyboard(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, "done")
    row = await message(bob, "done").get_attribute("data-message-id")
    for page in (alice, bob):
        await call(page, "POST", f"/api/messages/{row}/react", {"emoji": "🎉"})
    pill = message(bob, "done").locator(".reaction")
    await expect(pill).to_contain_text("2")
    names = bob.locator(".reaction-names")
    await pill.hover()
    await expect(names).to_have_text("🎉You and alice")
    await bob.mouse.move(0, 0)
    await expect(names).to_be_hidden()
    await message(bob, "done").focus()
    await bob.keyboard.press("Tab")
    await expect(names).to_be_visible()
