"""Two people in two browsers, as they use it."""

from __future__ import annotations

import signal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ServerProcess, enter, open_page, say

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIZARD_PASSWORD = "a long pass phrase"
PHONE = {"width": 390, "height": 844}


async def texts(page: Page) -> list[str]:
    """Return the texts of the people's messages in view, in order."""
    return await page.locator(".message .message-text").all_inner_texts()


async def test_the_first_start_leads_through_the_wizard_to_a_composer_that_works(
    fresh_server: ServerProcess, browser: Browser
) -> None:
    page = await open_page(await browser.new_context())
    assert "/setup#" in fresh_server.first_line
    await page.goto(fresh_server.first_line)
    await page.fill("input[name=username]", "alice")
    await page.fill("input[name=display_name]", "Alice")
    await page.fill("input[name=password]", WIZARD_PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url(f"{fresh_server.url}/")

    await page.click("text=Rooms")
    await expect(page.locator(".message")).to_contain_text(["Welcome to General"])
    await say(page, "Here I am")
    await expect(page.locator(".user-message")).to_contain_text(["Delivered"])

    await page.goto(fresh_server.first_line)  # the link works once
    await expect(page.locator("main")).to_contain_text("owner")
    await expect(page.locator("input[name=password]")).to_be_hidden()


async def test_two_people_see_each_others_messages_at_once(alice: Page, bob: Page) -> None:
    await say(alice, "Hello bob")
    await expect(bob.locator(".message-text", has_text="Hello bob")).to_be_visible()
    await say(bob, "Hello alice")
    await expect(alice.locator(".message-text", has_text="Hello alice")).to_be_visible()
    assert (await texts(alice))[-2:] == (await texts(bob))[-2:] == ["Hello bob", "Hello alice"]
    await expect(alice.locator(".user-message")).to_contain_text(["Delivered"])


async def test_switching_rooms_needs_no_page_load_and_badges_count_what_is_unread(
    alice: Page, bob: Page
) -> None:
    await alice.evaluate("window.stillHere = true")
    await alice.click(".room-item:has-text('Developer')")
    await expect(alice.locator("[data-room-name]")).to_have_text("Developer")
    for number in (1, 2, 3):
        await say(bob, f"number {number}")
    general = alice.locator(".room-item", has_text="General")
    await expect(general.locator(".room-badge")).to_contain_text("3 unread")
    await alice.reload()
    await expect(general.locator(".room-badge")).to_contain_text("3 unread")

    await alice.evaluate("window.stillHere = true")
    await general.click()
    await expect(alice.locator(".message-text", has_text="number 3")).to_be_visible()
    await expect(alice.locator(".divider-new")).to_be_visible()
    await expect(general.locator(".room-badge")).to_be_hidden()
    assert await alice.evaluate("window.stillHere") is True
    assert alice.url.endswith("/chat/1")


async def test_a_mentioned_agent_answers_in_its_room(alice: Page) -> None:
    await say(alice, "@general What is knowledge_server?")
    answer = alice.locator(".message:not(.user-message) .message-bubble").last
    await expect(answer).to_contain_text("What is knowledge_server?")  # the quote
    await expect(answer).to_contain_text("self-hosted")
    await say(alice, "@general What is the capital of France?")
    await expect(alice.locator(".message").last).to_contain_text("found nothing")


async def test_text_is_text_and_links_are_links(alice: Page) -> None:
    await say(alice, "<img src=x onerror=alert(1)> https://example.org/a?b=c")
    message = alice.locator(".message-text").last
    await expect(message).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(message.locator("a")).to_have_attribute("href", "https://example.org/a?b=c")
    assert await message.locator("img").count() == 0


async def test_a_new_room_is_made_and_another_person_joins_it(alice: Page, bob: Page) -> None:
    await alice.click("[data-action=create-room]")
    await alice.fill("dialog[open] input[name=name]", "General")
    await alice.click("dialog[open] button[type=submit]")
    await expect(alice.locator("dialog[open]")).to_contain_text("There is a room of this name")
    await alice.fill("dialog[open] input[name=name]", "Release")
    await alice.click("dialog[open] button[type=submit]")
    await expect(alice.locator("[data-room-name]")).to_have_text("Release")
    await say(alice, "first")

    await bob.reload()
    await bob.click(".room-item:has-text('Release')")
    await bob.locator("[data-foreign] button", has_text="Join").click()
    await expect(alice.locator(".members-list")).to_contain_text("bob")
    await say(bob, "second")
    await expect(alice.locator(".message-text", has_text="second")).to_be_visible()


async def test_on_a_phone_the_rooms_are_a_drawer(
    shared_server: ServerProcess, browser: Browser
) -> None:
    page = await enter(browser, shared_server, "bob", viewport=PHONE, has_touch=True)
    developer = page.locator(".room-item", has_text="Developer")
    await expect(developer).not_to_be_in_viewport()
    await page.click("[data-action=toggle-rooms]")
    await expect(developer).to_be_in_viewport()
    await developer.click()
    await expect(page.locator("[data-room-name]")).to_have_text("Developer")
    await expect(developer).not_to_be_in_viewport()
    await expect(page.locator("[data-composer] textarea")).to_be_in_viewport()


async def test_signing_out_elsewhere_ends_this_page(
    shared_server: ServerProcess, browser: Browser
) -> None:
    page = await enter(browser, shared_server, "bob")
    await page.evaluate("fetch('/api/auth/logout', {method: 'POST'})")
    await page.wait_for_url("**/login**")


async def test_after_a_killed_server_nothing_is_lost_and_nothing_is_there_twice(
    shared_server: ServerProcess, alice: Page, bob: Page
) -> None:
    await say(alice, "before")
    await expect(bob.locator(".message-text", has_text="before")).to_be_visible()
    shared_server.stop(signal.SIGKILL)
    await expect(alice.locator("[data-status]")).not_to_contain_text("Connected")
    await say(alice, "written while it was away")
    await expect(alice.locator(".is-pending")).to_have_count(1)
    shared_server.start(MESSAGE_RATE="0")
    for page in (alice, bob):
        await expect(page.locator("[data-status]")).to_contain_text("Connected", timeout=20_000)
        await expect(page.locator(".message-text", has_text="written while")).to_have_count(1)
    await expect(alice.locator(".is-pending")).to_have_count(0)
    assert await texts(alice) == await texts(bob)
    await bob.reload()
    await expect(bob.locator(".message-text", has_text="written while")).to_have_count(1)
    assert await texts(alice) == await texts(bob)


async def test_an_unsent_message_survives_a_reload(
    shared_server: ServerProcess, browser: Browser
) -> None:
    alice = await enter(browser, shared_server, "alice")
    shared_server.stop(signal.SIGKILL)
    await expect(alice.locator("[data-status]")).not_to_contain_text("Connected")
    async with alice.expect_event("requestfailed", lambda one: "later/writing_aids" in one.url):
        await say(alice, "nobody hears this")
    await expect(alice.locator(".is-pending")).to_have_count(1)
    await alice.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert await alice.locator("[data-toasts] > *").all_inner_texts() == []  # nobody asked for it
    shared_server.start(MESSAGE_RATE="0")
    await alice.reload()
    await expect(alice.locator(".message-text", has_text="nobody hears")).to_have_count(1)
    await expect(alice.locator(".is-pending")).to_have_count(0)
