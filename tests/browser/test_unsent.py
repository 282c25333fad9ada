"""What was begun and not sent: it outlives the page, and not the session without a word."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, ServerProcess, enter, open_page, say
from tests.browser.scene import call, choose, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIELD = "[data-composer] textarea"
HAND_OVER = """(field, [kind, name]) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "cat.png", {type: "image/png"}));
    const parts = {clipboardData: data, dataTransfer: data, bubbles: true, cancelable: true};
    return !field.dispatchEvent(new window[kind](name, parts));
}"""


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


async def test_signing_out_takes_along_what_was_not_sent_only_after_a_question(
    alice: Page, shared_server: ServerProcess, browser: Browser
) -> None:
    carol = await enter(browser, shared_server, "carol")
    name = await new_room(alice, carol)
    field, question = carol.locator(FIELD), carol.locator("dialog[open]")
    connected = carol.locator("[data-status][data-state=open]")
    profile = carol.locator("[popovertarget=profile-menu]")

    async def sign_out() -> None:
        await profile.click()
        await carol.click("[data-action=sign-out]")

    async def sign_in(who: str) -> None:
        await carol.fill("input[name=username]", who)
        await carol.fill("input[name=password]", PASSWORD)
        await carol.press("input[name=password]", "Enter")
        await carol.wait_for_url(lambda url: "/login" not in url)
        await carol.goto(alice.url)

    await field.fill("half a th")
    # A session that others ended: the same account finds its draft again.
    await call(alice, "DELETE", "/api/admin/users/carol/sessions")
    await carol.wait_for_url(re.compile("/login.*ended"))
    await sign_in("bob")
    await expect(connected).to_be_attached()
    await expect(field).to_have_value("")
    await sign_out()  # nothing of bob's is unsent: no question
    await carol.wait_for_url("**/login")
    await sign_in("carol")
    await expect(carol.locator("[data-room-name]")).to_have_text(name)
    await expect(field).to_have_value("half a th")

    await carol.route("**/api/auth/logout", lambda route: route.abort())
    await sign_out()
    await expect(question).to_contain_text("1 draft is not finished. Signing out deletes it")
    await question.get_by_role("button", name="Cancel").click()
    await expect(profile).to_be_focused()
    await sign_out()
    await question.get_by_role("button", name="Sign out and delete").click()
    await expect(carol.locator(".toast")).to_contain_text("can't be reached")
    await carol.reload()
    await expect(field).to_have_value("half a th")
    await carol.unroute("**/api/auth/logout")
    await carol.evaluate("localStorage.setItem('theme', 'dark')")
    await carol.reload()
    await sign_out()
    await question.get_by_role("button", name="Sign out and delete").click()
    await carol.wait_for_url("**/login")
    keys = await carol.evaluate("Object.keys(localStorage).sort()")
    assert keys == ["clock", "density", "theme"]
    await carol.context.close()


async def test_two_tabs_show_the_same_draft_and_none_once_it_is_sent(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    await say(bob, "Who waters the plants?")
    await expect(message(alice, "plants")).to_be_visible()
    other = await open_page(alice.context)
    await other.goto(alice.url)
    await expect(message(other, "plants")).to_be_visible()
    await choose(alice, "plants", "Reply")
    await alice.keyboard.type("I do")
    await expect(other.locator(FIELD)).to_have_value("I do")
    await expect(other.locator("[data-strip]")).to_contain_text("Reply to bob")
    await alice.keyboard.press("Enter")
    await expect(other.locator(FIELD)).to_have_value("")
    await expect(other.locator("[data-strip]")).to_be_hidden()
    await expect(message(other, "I do")).to_have_count(1)
    await other.close()


async def test_who_pastes_or_drops_a_file_learns_that_it_is_not_sent(alice: Page) -> None:
    await new_room(alice)
    for kind, name in (("ClipboardEvent", "paste"), ("DragEvent", "drop")):
        is_held = await alice.locator(FIELD).evaluate(HAND_OVER, [kind, name])
        await expect(alice.locator(".toast")).to_contain_text("can't be sent here")
        assert is_held == (name == "drop")  # or the browser would leave for the picture
        await alice.locator(".toast").evaluate("(toast) => toast.remove()")
