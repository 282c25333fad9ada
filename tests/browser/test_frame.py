"""The frame of every page: what the header tells and where it leads."""

from __future__ import annotations

import asyncio
import time

import pytest
from playwright.async_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

BELL = "[data-inbox-button]"
ENTRIES = ".inbox-entry"
NOTE_CHANGES = """() => {
    window.changes = [];
    const text = document.querySelector("[data-status-text]");
    const note = () => window.changes.push(text.textContent);
    new MutationObserver(note).observe(text, {childList: true});
}"""


async def room_of(page: Page) -> int:
    return int(page.url.rsplit("/", 1)[1])


async def post(page: Page, room_id: int, content: str, **fields: object) -> int:
    body = {"content": content, **fields}
    answer = await call(page, "POST", f"/api/rooms/{room_id}/messages", body)
    message_id: int = answer["message"]["id"]
    return message_id


async def test_the_bell_lists_what_waits_and_leads_to_it_by_keyboard(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    room_id = await room_of(alice)
    root = await post(alice, room_id, "Tea?")
    elsewhere = await new_room(alice)
    await alice.keyboard.press("Alt+n")
    await expect(alice.locator("[data-inbox]")).to_contain_text("You have read everything")
    await alice.keyboard.press("Escape")
    await expect(alice.locator("[data-inbox]")).to_be_hidden()

    await post(bob, room_id, "@alice the kettle is on")
    await post(bob, room_id, "With milk, please.", thread_id=root)
    opened = await call(bob, "POST", "/api/rooms/direct", {"usernames": ["alice"]})
    await post(bob, opened["room"]["id"], "psst")
    await expect(alice.locator(BELL)).to_have_attribute("aria-label", "Notifications, 3 new")
    await alice.keyboard.press("Alt+n")
    entries = alice.locator(ENTRIES)
    await expect(entries).to_have_count(3)
    await expect(entries.nth(0)).to_contain_text("wrote to you")
    await expect(entries.nth(0)).to_be_focused()
    await expect(entries.nth(1)).to_contain_text(f"replied in a thread in {name}")
    await expect(entries.nth(2)).to_contain_text(f"mentioned you in {name}")
    await alice.get_by_label("Mark as read: bob wrote to you").click()
    await expect(entries).to_have_count(2)
    await expect(entries.nth(0)).to_be_focused()
    await alice.keyboard.press("End")
    await alice.evaluate("window.stillHere = true")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-room-name]")).to_have_text(name)
    await expect(message(alice, "the kettle is on")).to_be_visible()
    assert await alice.evaluate("window.stillHere") is True
    assert elsewhere != name


async def test_all_read_empties_the_bell_on_every_page(
    alice: Page, bob: Page, shared_server: ServerProcess
) -> None:
    await new_room(alice, bob)
    room_id = await room_of(alice)
    await new_room(alice)
    await alice.goto(f"{shared_server.url}/")
    await alice.click(BELL)
    await alice.click("[data-action=read-all]")
    await expect(alice.locator(ENTRIES)).to_have_count(0)
    first = await post(bob, room_id, "@alice one")
    await expect(alice.locator(ENTRIES)).to_have_count(1)
    await expect(alice.locator(f"{BELL} [data-count]")).to_have_text("1")
    await alice.click(ENTRIES)
    await expect(alice).to_have_url(f"{shared_server.url}/chat/{room_id}")
    await expect(alice.locator(f"[data-message-id='{first}']")).to_be_in_viewport()
    await expect(alice.locator(f"{BELL} [data-count]")).to_be_hidden()


async def test_the_header_leads_back_to_the_room_one_came_from(alice: Page) -> None:
    name = await new_room(alice)
    path = f"/chat/{await room_of(alice)}"
    await alice.click(".brand")
    await expect(alice.locator("[data-ask]")).to_be_visible()
    await expect(alice.locator("[data-nav='/chat']")).to_have_attribute("href", path)
    await alice.click("[data-nav='/chat']")
    await expect(alice.locator("[data-room-name]")).to_have_text(name)


async def test_every_page_lists_the_keys_that_hold_on_it(
    shared_server: ServerProcess, alice: Page
) -> None:
    help_ = alice.locator("dialog[open][data-dialog=keys]")
    for path, where, key in (
        ("/", "Asking", "New line"),
        ("/admin", "Tabs", "Tab before or after"),
    ):
        await alice.goto(f"{shared_server.url}{path}")
        await alice.locator("#main").focus()
        await alice.keyboard.press("?")
        await expect(help_.locator("h3")).to_have_text(["Anywhere", where])
        for entry in ("This help", "AltNNotifications", "Ctrl,Preferences", key):
            await expect(help_).to_contain_text(entry)
        await alice.keyboard.press("Escape")
        await expect(help_).to_have_count(0)
    await alice.goto(f"{shared_server.url}/")
    await alice.locator("[data-question]").press_sequentially("Why?")
    await expect(alice.locator("[data-question]")).to_have_value("Why?")
    await expect(help_).to_have_count(0)
    await alice.locator("[data-question]").fill("")
    await alice.goto(f"{shared_server.url}/chat")


async def test_an_enter_that_confirms_a_composition_asks_nothing(
    alice: Page, shared_server: ServerProcess
) -> None:
    await alice.goto(f"{shared_server.url}/")
    question = alice.locator("[data-question]")
    await question.fill("なに")
    in_safari = {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
    await question.dispatch_event("keydown", in_safari)
    await expect(question).to_have_value("なに")
    await question.fill("")
    await alice.goto(f"{shared_server.url}/chat")


async def test_the_profile_menu_has_status_keys_and_preferences(alice: Page) -> None:
    await alice.click(".profile-button")
    await alice.click("[data-profile-menu] [data-action=keys]")
    await expect(alice.locator("dialog[data-dialog=keys]")).to_contain_text("Notifications")
    await alice.keyboard.press("Escape")
    await alice.click(".profile-button")
    await alice.click("[data-profile-menu] [data-action=own-status]")
    await alice.locator(".own-status-panel").locator("label.busy").click()
    dot = alice.locator("[data-own-presence]")
    await expect(dot).to_have_attribute("data-presence", "busy")
    await alice.locator(".own-status-panel").locator("label.online").click()
    await expect(dot).to_have_attribute("data-presence", "online")
    await alice.keyboard.press("Escape")
    await expect(alice.locator(".profile-button")).to_be_focused()
    await alice.click(".header-settings")
    await expect(alice.locator("dialog[data-dialog=preferences]")).to_be_visible()
    await alice.keyboard.press("Escape")


async def test_the_status_bar_says_what_waits_and_keeps_quiet_of_short_breaks(
    browser: Browser, shared_server: ServerProcess
) -> None:
    page = await enter(browser, shared_server, "carol")
    connections: list[WebSocketRoute] = []
    is_up = asyncio.Event()
    is_up.set()

    async def pass_on(connection: WebSocketRoute) -> None:
        await is_up.wait()
        connection.connect_to_server()
        connections.append(connection)

    await page.route_web_socket("**/ws/rooms", pass_on)
    await page.reload()
    text, bar = page.locator("[data-status-text]"), page.locator("[data-status]")
    await expect(text).to_have_text("Connected")
    await page.evaluate(NOTE_CHANGES)
    began = time.monotonic()
    await connections[-1].close(code=1012, reason='{"retry_after": 0.05}')
    await say(page, "In the break")
    await expect(message(page, "In the break")).to_be_visible()
    await expect(page.locator(".is-pending")).to_have_count(0)
    assert len(connections) == 2
    was_short = time.monotonic() < began + 1
    assert await page.evaluate("window.changes") == [] or not was_short

    await page.evaluate("window.changes.length = 0")
    is_up.clear()
    await connections[-1].close(code=1012)
    await say(page, "Later, then")
    await expect(bar).to_contain_text("Reconnecting")
    await expect(bar).to_contain_text("1 message waits")
    is_up.set()
    await expect(text).to_have_text("Connected")
    await expect(page.locator(".is-pending")).to_have_count(0)
    first, *_, last = await page.evaluate("window.changes")
    assert first.startswith("Reconnecting")
    assert last == "Connected"
    await page.context.close()


async def test_the_status_bar_says_until_when_nothing_disturbs(alice: Page) -> None:
    quiet = {"start": "00:00", "end": "23:59", "timezone": "UTC"}
    await call(alice, "PUT", "/api/preferences", {"do_not_disturb": quiet})
    note = alice.locator("[data-quiet-note]")
    await expect(note).to_contain_text("Do not disturb until")
    await note.click()
    await expect(alice.locator("dialog[data-dialog=preferences]")).to_be_visible()
    await alice.keyboard.press("Escape")
    await call(alice, "PUT", "/api/preferences", {"do_not_disturb": None})
    await expect(note).to_be_hidden()


async def test_the_start_page_leads_to_rooms_and_keeps_what_one_was_writing(
    alice: Page, bob: Page, shared_server: ServerProcess
) -> None:
    name = await new_room(alice, bob)
    room_id = await room_of(alice)
    await alice.goto(f"{shared_server.url}/")
    await alice.fill("[data-question]", "What is left of this")
    await post(bob, room_id, "@alice come over")
    chip = alice.locator(".room-chip", has_text=name)
    await expect(chip).to_contain_text("1 mention")
    await chip.click()
    await expect(message(alice, "come over")).to_be_visible()
    await alice.go_back()
    await expect(alice.locator("[data-question]")).to_have_value("What is left of this")


async def test_the_start_page_searches_messages_and_shows_answers_as_they_are_meant(
    alice: Page, shared_server: ServerProcess
) -> None:
    await alice.goto(f"{shared_server.url}/chat")
    await new_room(alice)
    await say(alice, "The pangolin is asleep")
    await expect(alice.locator(".is-pending")).to_have_count(0)
    await alice.add_init_script(
        "addEventListener('pagereveal', (event) => window.fades = Boolean(event.viewTransition))"
    )
    await alice.click("[data-nav='/']")
    await expect(alice.locator("[data-ask]")).to_be_visible()
    assert await alice.evaluate("window.fades") is True
    await alice.locator(".suggestion", has_text="How do I add an account?").click()
    await expect(alice.locator(".answer pre code")).to_contain_text("knowledge-server user add")

    await alice.emulate_media(reduced_motion="reduce")
    await alice.fill(".search input", "pangolin")
    await alice.press(".search input", "Enter")
    await expect(alice.locator("[data-results] .choice-option")).to_contain_text("is asleep")
    assert await alice.evaluate("window.fades") is False
    await alice.emulate_media(reduced_motion="no-preference")
    await alice.keyboard.press("Escape")


async def test_the_sign_in_says_what_is_wrong_and_moves_nothing(
    browser: Browser, shared_server: ServerProcess
) -> None:
    page = await (await browser.new_context(reduced_motion="reduce")).new_page()
    await page.goto(f"{shared_server.url}/login?next=/chat&ended")
    await expect(page.locator("[data-welcome]")).to_contain_text("You were signed out")
    before = await page.locator("[type=submit]").bounding_box()
    await page.press("[name=username]", "Enter")
    await expect(page.locator("[data-error-for=username]")).to_have_text("Enter your username.")
    await page.fill("[name=username]", "alice")
    await page.fill("[name=password]", "not this one")
    await page.press("[name=password]", "Enter")
    await expect(page.locator("[data-problem]")).to_contain_text("password")
    await expect(page.locator("[name=password]")).to_be_focused()
    assert await page.locator("[type=submit]").bounding_box() == before
    await page.click("[data-reveal]")
    await expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    await page.context.close()
