"""Orders in the composer, lines of the server, archived rooms, and the page of an invite link."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, ServerProcess, enter, open_page, say
from tests.browser.scene import call, choose, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

UPLOAD = """async ([path, bytes]) => (await fetch(path, {
    method: "PUT", headers: {"Content-Type": "image/png"}, body: new Uint8Array(bytes),
})).status"""


async def test_an_order_is_carried_out_and_an_unknown_one_is_not_posted(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    field = alice.locator("[data-composer] textarea")
    await say(alice, "/topic Tea at four")
    await expect(bob.locator("[data-room-header]")).to_contain_text("Tea at four")
    line = bob.locator(".system-message", has_text="set the topic")
    await expect(line).to_be_visible()
    await expect(field).to_have_value("")
    await say(alice, "/me waves")
    await expect(message(bob, "waves").locator("em")).to_have_text("waves")
    await say(alice, "/mee waves")
    await expect(alice.locator("[data-composer]")).to_contain_text("There is no command /mee.")
    await expect(field).to_have_value("/mee waves")
    await say(alice, "//mee waves")
    await expect(message(bob, "/mee waves")).to_be_visible()
    await say(alice, "/help")
    await expect(alice.locator(".toast")).to_contain_text("/poll")


async def test_a_poll_is_asked_and_answered(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, '/poll "Which day?" "Friday" "Monday"')
    options = message(bob, "Which day?").locator(".poll-option")
    await options.nth(1).click()
    await expect(options.nth(1)).to_have_attribute("aria-pressed", "true")
    await expect(options.nth(1)).to_be_focused()
    seen = message(alice, "Which day?")
    await expect(seen.locator(".poll-votes")).to_have_text(["0", "1"])
    await seen.locator(".poll-option").nth(0).click()
    await expect(seen.locator(".poll-count")).to_have_text("2 people voted")
    await options.nth(1).click()
    await expect(seen.locator(".poll-votes")).to_have_text(["1", "0"])


async def test_a_thread_stands_under_its_message_and_not_in_the_room(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    await say(bob, "Who brings the kettle?")
    await choose(alice, "Who brings the kettle?", "Open the thread")
    reply = alice.get_by_label("Reply in the thread")
    await reply.fill("I do.")
    await reply.press("Enter")
    await expect(alice.locator(".thread-messages .message")).to_have_count(2)
    button = message(bob, "Who brings the kettle?").locator(".thread-button")
    await expect(button).to_have_text("1 reply")
    await expect(bob.locator("[data-history]")).not_to_contain_text("I do.")
    await button.click()
    await expect(bob.locator(".thread-messages")).to_contain_text("I do.")
    await reply.fill("And the tea.")
    await reply.press("Enter")
    await expect(bob.locator(".thread-messages")).to_contain_text("And the tea.")
    await bob.keyboard.press("Escape")
    await expect(button).to_have_text("2 replies")
    await alice.keyboard.press("Escape")


async def test_orders_and_threads_work_on_another_machine_without_https(
    server: ServerProcess, browser: Browser
) -> None:
    page = await open_page(await browser.new_context())
    await page.goto(f"http://plain.example:{server.port}/login?next=/chat")
    await page.fill("[name=username]", "alice")
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    assert await page.evaluate("isSecureContext") is False
    await new_room(page)
    await say(page, "/topic Tea at four")
    await expect(page.locator("[data-room-header]")).to_contain_text("Tea at four")
    await say(page, "Who brings the kettle?")
    await choose(page, "Who brings the kettle?", "Open the thread")
    await page.get_by_label("Reply in the thread").fill("I do.")
    await page.get_by_label("Reply in the thread").press("Enter")
    await expect(page.locator(".thread-messages .message")).to_have_count(2)


async def test_an_archived_room_says_so_in_place_of_the_composer(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    room_id = await bob.evaluate("Number(location.pathname.split('/').at(-1))")
    await call(alice, "PUT", f"/api/rooms/{room_id}", {"is_archived": True})
    place = bob.locator("[data-composer]")
    await expect(place).to_contain_text("is archived: it can be read only")
    await expect(place.locator("textarea")).to_be_hidden()
    await call(alice, "PUT", f"/api/rooms/{room_id}", {"is_archived": False})
    await expect(place.locator("textarea")).to_be_visible()


async def test_an_emoji_of_the_server_is_a_picture_in_texts_and_reactions(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    png = io.BytesIO()
    Image.new("RGBA", (64, 64), "tomato").save(png, "PNG")
    path = "/api/admin/emoji/tomato_red"
    assert await alice.evaluate(UPLOAD, [path, list(png.getvalue())]) == 201
    await say(bob, "So fresh :tomato_red: and :tada:")
    row = alice.locator(".message", has_text="So fresh").last
    picture = row.locator("img.emoji")
    await expect(picture).to_have_attribute("alt", ":tomato_red:")
    assert await picture.evaluate("async (node) => (await node.decode(), node.naturalWidth)") == 64
    await expect(row).to_contain_text("🎉")
    room_id = await bob.evaluate("Number(location.pathname.split('/').at(-1))")
    history = await call(bob, "GET", f"/api/rooms/{room_id}/messages")
    asked = {"emoji": ":tomato_red:"}
    await call(bob, "POST", f"/api/messages/{history['messages'][-1]['id']}/react", asked)
    await expect(row.locator(".reaction img.emoji")).to_be_visible()


async def test_an_invite_link_leads_through_the_sign_in_into_the_room(
    alice: Page, browser: Browser, shared_server: ServerProcess
) -> None:
    name = await new_room(alice, room_type="private")
    room_id = await alice.evaluate("Number(location.pathname.split('/').at(-1))")
    made = await call(alice, "POST", f"/api/rooms/{room_id}/invites", {"max_uses": 1})
    carol = await open_page(await browser.new_context())
    await carol.goto(made["invite"]["url"])
    await carol.fill("input[name=username]", "carol")
    await carol.fill("input[name=password]", PASSWORD)
    await carol.press("input[name=password]", "Enter")
    await expect(carol.locator("[data-title]")).to_have_text(f"Join {name}?")
    await carol.locator("[data-action=accept]").click()
    await carol.wait_for_url(re.compile(rf"/chat/{room_id}$"))
    await expect(carol.locator("[data-room-name]")).to_have_text(name)
    await expect(carol.locator(".system-message")).to_contain_text("joined by an invite link")
    other = await enter(browser, shared_server, "bob")
    await other.goto(made["invite"]["url"])
    await expect(other.locator("[data-title]")).to_have_text("This invitation is over")
    await expect(other.locator("[data-action=accept]")).to_be_hidden()
