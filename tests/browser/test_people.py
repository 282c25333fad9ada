"""The people of a room: how they are listed, what one does with them, how one is seen oneself."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, choose, message, new_room, open_card, room_menu

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(shared_server: ServerProcess, browser: Browser) -> Page:
    return await enter(browser, shared_server, "alice", permissions=["clipboard-write"])


def picture() -> bytes:
    """Return a small PNG."""
    written = io.BytesIO()
    Image.new("RGB", (48, 48), "orange").save(written, "PNG")
    return written.getvalue()


def crowd(size: int) -> list[dict[str, Any]]:
    """Return so many members, every other one of whom is here, and one who runs the room."""
    return [
        {
            "user_id": f"u{number}",
            "username": f"person{number}",
            "display_name": f"Person {number}",
            "role": "moderator" if number == 1 else "member",
            "status": "online" if number % 2 else "offline",
            "joined_at": "2026-01-01T00:00:00.000Z",
            "last_seen": "2026-01-01T00:00:00.000Z",
            "is_agent": False,
        }
        for number in range(size)
    ]


async def test_of_ten_thousand_members_those_in_view_are_drawn_and_all_are_reached(
    alice: Page,
) -> None:
    async def answer(route: Route) -> None:
        await route.fulfill(json={"members": crowd(10_000)})

    room = await call(alice, "POST", "/api/rooms", {"name": "Stadium"})
    await alice.route(f"**/api/rooms/{room['room']['id']}/members", answer)
    await alice.locator(".room-item", has_text="Stadium").click()
    titles = alice.locator(".members-title")
    await expect(titles).to_have_text(["Owners & mods — 1", "Online — 4,999", "Offline — 5,000"])
    members = alice.locator(".members-list .member")
    assert 5 < await members.count() < 60

    await members.first.focus()
    await alice.keyboard.press("ArrowDown")
    await expect(alice.locator(":focus")).to_contain_text("Person 3")
    await alice.keyboard.press("End")
    await expect(alice.locator(":focus")).to_contain_text("Person 9998")
    await expect(alice.locator(":focus")).to_be_in_viewport()
    assert await members.count() < 60

    find = alice.get_by_label("Find a member")
    await find.fill("person7421")
    await expect(members).to_have_text([re.compile("Person 7421")])
    await find.fill("nobody at all")
    await expect(alice.locator("[data-members-note]")).to_contain_text("“nobody at all”")
    await find.press("Escape")
    await expect(titles).to_have_count(3)


async def test_members_that_could_not_be_loaded_are_asked_for_again(alice: Page) -> None:
    attempts = itertools.count()

    async def answer(route: Route) -> None:
        if next(attempts):
            await route.continue_()
        else:
            await route.abort()

    room = await call(alice, "POST", "/api/rooms", {"name": "Tunnel"})
    await alice.route(f"**/api/rooms/{room['room']['id']}/members", answer)
    await alice.locator(".room-item", has_text="Tunnel").click()
    note = alice.locator("[data-members-note]")
    await expect(note).to_contain_text("could not be loaded")
    await note.get_by_role("button", name="Try again").click()
    await expect(alice.locator(".member", has_text="alice")).to_be_visible()
    await expect(note).to_be_hidden()


async def test_a_status_shows_its_emoji_by_the_name_and_its_words_below(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    await call(bob, "POST", "/api/users/status", {"status": "away", "text": "🌴 Back on Monday"})
    row = alice.locator(".member.away", has_text="bob")
    await expect(row.locator(".status-emoji")).to_have_text("🌴")
    await expect(row.locator(".member-status")).to_have_text("Back on Monday")
    await call(bob, "POST", "/api/users/status", {"status": "online", "text": ""})
    await expect(alice.locator(".member.online", has_text="bob")).to_be_visible()


async def test_from_the_card_of_a_member_one_mentions_mutes_and_undoes(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    await say(bob, "ask @alice")
    await message(alice, "ask").locator(".message-avatar").click()
    card = alice.locator("[data-member-card]")
    await expect(card).to_contain_text("@bob")
    await message(alice, "ask").locator(".mention").click()
    await expect(card).to_contain_text("@alice (you)")
    await alice.keyboard.press("Escape")
    await expect(message(alice, "ask")).to_be_focused()
    await alice.keyboard.press("ArrowDown")  # who has only clicked here would be writing a p
    await alice.keyboard.press("p")
    await expect(card).to_have_accessible_name("bob")
    await expect(card.get_by_role("button", name="Message")).to_be_focused()
    await alice.keyboard.press("Escape")
    await expect(message(alice, "ask")).to_be_focused()
    await say(alice, "and @bob knows")
    await choose(alice, "knows", "Show profile of bob")
    await expect(card).to_contain_text("@bob")
    await alice.keyboard.press("Escape")

    card = await open_card(alice, "bob")
    await expect(card.locator(".profile-facts")).to_contain_text("Member since")
    await card.get_by_role("button", name="Mention").click()
    await expect(alice.locator("[data-composer] textarea")).to_have_value("@bob ")
    await alice.fill("[data-composer] textarea", "")

    card = await open_card(alice, "bob")
    await card.get_by_role("button", name="Make moderator").click()
    row = alice.locator(".member", has_text="bob")
    await expect(row).to_contain_text("Moderator")
    await alice.get_by_role("button", name="Undo").click()
    await expect(row).not_to_contain_text("Moderator")

    card = await open_card(alice, "bob")
    await card.get_by_role("button", name="Mute for a while").click()
    await alice.get_by_label("For how long").select_option("1 hour")
    await alice.get_by_role("button", name="Mute", exact=True).click()
    await expect(alice.locator("[data-history]")).to_contain_text("alice muted bob for 1 hour.")
    card = await open_card(alice, "bob")
    await expect(card).to_contain_text("Until")
    await card.get_by_role("button", name="Let write again").click()
    await expect(alice.locator("[data-history]")).to_contain_text("alice let bob write again.")


async def test_a_ban_has_a_reason_and_can_be_undone_at_once(alice: Page, bob: Page) -> None:
    name = await new_room(alice, bob)
    path = f"/api/rooms/{alice.url.rpartition('/')[2]}"
    await (await open_card(alice, "bob")).get_by_role("button", name="Ban").click()
    dialog = alice.locator("dialog[open]")
    await dialog.get_by_label("Reason").fill("Spam")
    await dialog.get_by_role("button", name="Ban").click()
    await expect(alice.locator("[data-toasts]")).to_contain_text(f"bob is banned from {name}.")
    assert [one["reason"] for one in (await call(alice, "GET", f"{path}/bans"))["bans"]] == ["Spam"]
    toast = alice.locator(".toast", has_text="is banned")
    await toast.get_by_role("button", name="Undo").click()
    await expect(alice.locator(".member", has_text="bob")).to_be_visible()
    assert (await call(alice, "GET", f"{path}/bans"))["bans"] == []


async def test_ones_own_status_has_an_emoji_and_an_end(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    opener = bob.locator("[data-action=own-status]:visible")
    panel = bob.locator("[data-own-status]")
    await opener.click()
    await panel.get_by_role("button", name="In a meeting").click()
    await panel.get_by_role("button", name="Emoji of your status").click()
    await bob.get_by_label("Search emoji").fill("rocket")
    await bob.keyboard.press("Enter")
    await expect(panel.get_by_role("button", name="Emoji of your status")).to_have_text("🚀")
    await panel.get_by_label("Status text").fill("Releasing")
    await bob.keyboard.press("Enter")
    await expect(panel).to_be_hidden()
    row = alice.locator(".member", has_text="bob")
    await expect(row.locator(".status-emoji")).to_have_text("🚀")
    await expect(row.locator(".member-status")).to_have_text("Releasing")
    await expect(await open_card(alice, "bob")).to_contain_text("Status until")
    await alice.keyboard.press("Escape")

    await opener.click()
    await expect(panel.get_by_label("Until").locator("option")).to_have_count(6)
    await panel.get_by_role("button", name="Clear").click()
    await expect(row.locator(".status-emoji")).to_have_count(0)
    assert (await call(bob, "GET", "/api/users/status"))["expires_at"] is None


async def test_an_administrator_adds_an_emoji_that_everybody_can_use(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    assert await bob.locator("[data-action=custom-emoji]").count() == 0
    await alice.locator("[data-composer] [data-action=emoji]").click()
    await alice.get_by_role("button", name="Emoji of this server").click()
    dialog = alice.locator("dialog[open]")
    await expect(dialog).to_contain_text("There are none yet.")
    await dialog.locator("[type=file]").set_input_files(
        {"name": "Smile.png", "mimeType": "image/png", "buffer": picture()}
    )
    await expect(dialog).to_contain_text("An emoji of every keyboard has this name.")
    await expect(dialog.locator("[data-preview]")).to_have_js_property("naturalWidth", 48)
    await dialog.get_by_label("Name", exact=True).fill("Ship-It")
    await expect(dialog).to_contain_text("In messages it is written :ship-it:")
    await alice.keyboard.press("Enter")
    await expect(dialog.get_by_role("listitem")).to_have_text([":ship-it:"])
    await alice.keyboard.press("Escape")

    await say(bob, "now :ship-it:")
    await expect(message(alice, "now").locator("img[alt=':ship-it:']")).to_be_visible()


async def test_the_header_names_the_topic_and_folds_the_members_away(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    path = f"/api/rooms/{alice.url.rpartition('/')[2]}"
    await call(alice, "PUT", path, {"topic": "Ships on Friday"})
    await expect(bob.locator("[data-about]")).to_have_text("Ships on Friday")
    toggle = bob.get_by_role("button", name="2 members")
    await toggle.click()
    await expect(bob.locator("[data-members-panel]")).to_be_hidden()
    await bob.reload()
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await toggle.click()
    await expect(bob.locator(".members-list .member")).to_have_count(2)

    pinned = await call(alice, "POST", f"{path}/messages", {"content": "Read me first"})
    await call(alice, "POST", f"/api/messages/{pinned['message']['id']}/pin")
    await room_menu(bob, "Room details")
    details = bob.locator("dialog[open]")
    await expect(details.locator("[data-facts]")).to_contain_text("Pinned messages1")
    await details.get_by_role("button", name="Notifications").click()
    await expect(bob.locator("[data-dialog=room-settings]")).to_be_visible()
    await bob.keyboard.press("Escape")
