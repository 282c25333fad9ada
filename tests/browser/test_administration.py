"""What owners and moderators do with rooms and members, as everybody concerned sees it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ServerProcess
from tests.browser.scene import call, new_room, open_card, room_menu, search_people

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_member_is_offered_only_what_members_may(bob: Page, carol: Page) -> None:
    await new_room(bob, carol)
    card = await open_card(carol, "bob")
    await expect(card).to_contain_text("@bob")
    offered = card.locator("[data-entry]")
    await expect(offered).to_have_text(["Message", "Mention", "Copy name"])
    await carol.keyboard.press("Escape")
    await expect(carol.locator(".member", has_text="bob")).to_be_focused()
    await carol.click("[data-action=room-menu]")
    offered = carol.locator("[data-room-menu] .menu-item:visible")
    await expect(offered).to_have_text(
        [
            "Star",
            "Room details",
            "Pinned messages",
            "Threads you follow",
            "Notifications",
            "Invite people",
            "Leave room",
        ]
    )
    await carol.keyboard.press("Escape")


async def test_a_new_moderator_can_remove_members_at_once(
    alice: Page, bob: Page, carol: Page
) -> None:
    name = await new_room(alice, bob, carol)
    card = await open_card(alice, "bob")
    await card.locator(".menu-item", has_text="Make moderator").click()
    await expect(bob.locator(".member", has_text="bob")).to_contain_text("Moderator")

    card = await open_card(bob, "carol")
    await card.locator(".menu-item", has_text="Remove from room").click()
    await bob.locator("dialog[open] button", has_text="Remove").click()
    await expect(carol.locator("[data-toasts]")).to_contain_text(f"removed from {name}")
    await expect(bob.locator(".member", has_text="carol")).to_have_count(0)
    await expect(carol.locator("[data-foreign]")).to_contain_text("Join to write")


async def test_who_is_banned_cannot_come_back(bob: Page, carol: Page) -> None:
    await new_room(bob, carol)
    card = await open_card(bob, "carol")
    await card.locator(".menu-item", has_text="Ban").click()
    await bob.locator("dialog[open] button", has_text="Ban").click()
    await carol.locator("[data-foreign] button", has_text="Join").click()
    await expect(carol.locator(".toast-error")).to_be_visible()
    await expect(bob.locator(".member")).to_have_count(1)


async def test_a_room_is_handed_over(bob: Page, carol: Page) -> None:
    await new_room(bob, carol)
    card = await open_card(bob, "carol")
    await card.locator(".menu-item", has_text="Hand the room over").click()
    await bob.locator("dialog[open] button", has_text="Hand over").click()
    await expect(carol.locator(".member", has_text="carol")).to_contain_text("Owner")
    await expect(carol.locator(".member", has_text="bob")).to_contain_text("Admin")
    await carol.click("[data-action=room-menu]")
    await expect(carol.get_by_role("menuitem", name="Delete room")).to_be_visible()
    await carol.keyboard.press("Escape")


async def test_settings_change_for_everybody_at_once(bob: Page, carol: Page) -> None:
    name = await new_room(bob, carol)
    await room_menu(bob, "Room settings")
    dialog = bob.locator("dialog[open]")
    save = dialog.locator("[type=submit]:visible")
    await dialog.locator("[name=name]").fill("General")
    await save.click()
    await expect(dialog.locator("[data-error-for=name]")).to_contain_text("There is a room")
    await dialog.locator("[name=name]").fill(f"{name} renamed")
    await dialog.locator("[name=topic]").fill("Ships on Friday")
    await dialog.locator("[data-tab=access]").click()
    await dialog.locator("[name=who_may_post]").select_option("moderators")
    await save.click()
    await expect(dialog).to_have_count(0)

    await expect(carol.locator("[data-room-name]")).to_have_text(f"{name} renamed")
    await expect(carol.locator("[data-about]")).to_contain_text("Ships on Friday")
    await expect(carol.locator("[data-foreign]")).to_have_text("Only moderators may write here.")
    await expect(carol.locator("[data-composer] textarea")).to_be_hidden()
    await expect(bob.locator("[data-composer] textarea")).to_be_visible()


async def test_the_invited_find_a_private_room_in_their_list(bob: Page, carol: Page) -> None:
    name = await new_room(bob, room_type="private")
    await room_menu(bob, "Invite people")
    await search_people(bob, "carol")
    await carol.locator(".room-item", has_text=name).click()
    await expect(carol.locator(".member")).to_have_count(2)
    await expect(bob.locator(".member", has_text="carol")).to_be_visible()


async def test_a_room_is_deleted_by_typing_its_name(bob: Page, carol: Page) -> None:
    name = await new_room(bob, carol)
    await room_menu(bob, "Delete room")
    dialog = bob.locator("dialog[open]")
    await dialog.locator("[name=confirmation]").fill("another")
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_contain_text(f"Type “{name}” exactly")
    await dialog.locator("[name=confirmation]").fill(name)
    await dialog.locator("[type=submit]").click()
    await expect(carol.locator("[data-toasts]")).to_contain_text(f"{name} was deleted")
    for page in (bob, carol):
        await expect(page.locator(".room-item", has_text=name)).to_have_count(0)


async def test_who_runs_the_server_rules_in_public_rooms(alice: Page, bob: Page) -> None:
    name = await new_room(bob)
    await alice.reload()
    await alice.locator(".room-item", has_text=name).click()
    card = await open_card(alice, "bob")
    await expect(card.locator(".menu-item", has_text="Make member")).to_be_visible()
    await alice.keyboard.press("Escape")
    rooms = await call(alice, "GET", "/api/rooms")
    assert next(one for one in rooms["rooms"] if one["name"] == name)["role"] is None


async def test_who_changes_accounts_by_the_keyboard_stays_where_they_are(
    alice: Page, shared_server: ServerProcess
) -> None:
    draft = {"username": "dora", "password": "correct horse battery", "role": "member"}
    await call(alice, "POST", "/api/admin/users", draft)
    await alice.goto(f"{shared_server.url}/admin#users")
    row = alice.locator("[data-username=dora]")
    await row.locator("select").focus()
    await row.locator("select").select_option("guest")
    await expect(alice.locator(".toast", has_text="is now guest")).to_be_visible()
    await expect(row.locator("select")).to_be_focused()
    await row.get_by_role("button", name="Disable").press("Enter")
    await alice.locator("dialog[open] button", has_text="Disable").press("Enter")
    await expect(row.get_by_role("button", name="Enable")).to_be_focused()
    await row.get_by_role("button", name="Reset password").press("Enter")
    await alice.locator("dialog[open] [name=password]").fill("tea for 3 and 4")
    await alice.locator("dialog[open] [name=password]").press("Enter")
    await expect(row.get_by_role("button", name="Reset password")).to_be_focused()
    await alice.goto(f"{shared_server.url}/chat")


async def test_administrators_come_into_delete_and_restore_rooms_with_a_reason(
    alice: Page, bob: Page, shared_server: ServerProcess
) -> None:
    name = await new_room(bob, room_type="private")
    await alice.goto(f"{shared_server.url}/admin#rooms")
    await alice.fill("[data-room-search]", name)
    row = alice.locator("[data-rooms] tr")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("Private · made by bob")
    await expect(row.locator("button")).to_have_text(["Come in", "Delete"])

    await row.locator("[data-act=enter]").click()
    dialog = alice.locator("dialog[open]")
    await dialog.locator("[type=submit]").click()
    await expect(dialog.locator("[data-error-for=reason]")).to_contain_text("Say why")
    await dialog.locator("[name=reason]").fill("bob asked")
    await dialog.locator("[type=submit]").click()
    await expect(bob.locator(".message-history")).to_contain_text("came in: bob asked")
    await expect(row.locator("button")).to_have_text(["Archive", "Delete"])

    await row.locator("[data-act=archive]").click()
    await alice.locator("dialog[open] [value=confirm]").click()
    await expect(row).to_contain_text("ARCHIVED")
    await row.locator("[data-act=delete]").click()
    await dialog.locator("[name=reason]").fill("spam")
    await dialog.locator("[type=submit]").click()
    await expect(bob.locator(".room-item", has_text=name)).to_have_count(0)
    await expect(alice.locator("[data-room-log] li").first).to_contain_text(
        f"@alice deleted {name}: spam"
    )
    await row.locator("[data-act=restore]").click()
    await expect(bob.locator(".room-item", has_text=name)).to_be_visible()
