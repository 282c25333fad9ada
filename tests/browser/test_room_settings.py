"""What a room is told to be, by those who may, and what each reader wants to hear of it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.scene import call, new_room, room_menu

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURE = "async (node) => (await node.decode(), node.naturalWidth)"


async def room_path(page: Page) -> str:
    return str(await page.evaluate("'/api/rooms/' + location.pathname.split('/').at(-1)"))


async def settings(page: Page, tab: str) -> Locator:
    """Open the settings of the room in view and return the panel of a tab."""
    await room_menu(page, "Room settings")
    await page.click(f"[data-dialog=room-settings] [data-tab={tab}]")
    return page.locator(f"[data-panel={tab}]")


async def test_everything_that_can_be_set_is_set(bob: Page) -> None:
    name = await new_room(bob)
    dialog = bob.locator("[data-dialog=room-settings]")
    await room_menu(bob, "Room settings")
    await expect(dialog.locator("[name=name]")).to_be_focused()
    await dialog.locator("[name=name]").fill(f"{name} anew")
    await dialog.locator("[name=topic]").fill("Tea")
    await dialog.locator("[name=description]").fill("All about tea")
    await dialog.locator("[name=other_icon]").fill("🫖")
    await dialog.locator("[data-tab=general]").focus()
    await bob.keyboard.press("ArrowDown")
    await expect(dialog.locator("[data-tab=access]")).to_have_attribute("aria-selected", "true")
    await dialog.locator("[name=room_type][value=private]").check()
    await dialog.locator("[name=who_may_post]").select_option("admins")
    await dialog.locator("[name=slow_mode]").select_option("30")
    await dialog.locator("[name=max_members]").fill("7")
    await dialog.locator("[type=submit]:visible").click()
    await expect(dialog).to_be_hidden()
    room = (await call(bob, "GET", await room_path(bob)))["room"]
    fields = ("name", "topic", "description", "icon", "room_type", "who_may_post", "slow_mode")
    expected = (f"{name} anew", "Tea", "All about tea", "🫖", "private", "admins", 30)
    assert tuple(room[field] for field in fields) == expected
    assert room["max_members"] == 7

    await room_menu(bob, "Room details")
    facts = bob.locator("[data-dialog=room-details]")
    for text in ("All about tea", "1 of at most 7", "Admins and owners", "30 seconds", "by bob"):
        await expect(facts).to_contain_text(text)
    await bob.keyboard.press("Escape")


async def test_a_refused_setting_is_told_at_its_field_on_its_tab(bob: Page) -> None:
    await new_room(bob)
    panel = await settings(bob, "access")
    await panel.locator("[name=max_members]").fill("0")
    await bob.click("[data-dialog=room-settings] [data-tab=general]")
    await bob.locator("[data-settings-form] [type=submit]").click()
    await expect(panel.locator("[data-error-for=max_members]")).to_contain_text("1 to")
    await expect(panel.locator("[name=max_members]")).to_be_focused()
    await bob.keyboard.press("Escape")


async def test_a_level_and_a_mute_of_one_room_are_kept_by_the_server(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    room_id = (await room_path(bob)).rpartition("/")[2]
    await room_menu(bob, "Notifications")
    panel = bob.locator("[data-panel=notifications]")
    await expect(panel).to_contain_text("Now: mentions.")
    await expect(bob.locator("[data-dialog=room-settings] [data-tabs]")).to_be_hidden()
    await panel.locator("[name=level][value=nothing]").check()
    mute = panel.locator("button", has_text="8 hours")
    # It is shown at once, and the server is told after the level.
    async with bob.expect_response(lambda one: '"muted_until":"' in (one.request.post_data or "")):
        await mute.click()
    await expect(panel.locator("[data-muted]")).to_contain_text("Muted until")
    await expect(panel.locator("button:visible")).to_have_text("Turn on again")
    wanted = (await call(bob, "GET", "/api/preferences"))["preferences"]["rooms"][room_id]
    assert wanted["level"] == "nothing"
    assert wanted["muted_until"]

    await bob.reload()
    await room_menu(bob, "Notifications")
    await expect(panel.locator("[name=level][value=nothing]")).to_be_checked()
    await panel.locator("button", has_text="Turn on again").click()
    await expect(panel.locator("[data-muted]")).to_have_text("Not muted.")
    await panel.locator("[name=level][value='']").check()
    await expect(panel.locator("[name=level][value='']")).to_be_checked()
    await panel.locator("button", has_text="Until I turn it on").click()
    await expect(panel.locator("[data-muted]")).to_have_text("Muted until you turn it on again.")
    await bob.keyboard.press("Escape")


async def test_an_invite_link_is_made_shown_with_a_qr_code_and_revoked(
    bob: Page, browser: Browser
) -> None:
    await new_room(bob)
    panel = await settings(bob, "links")
    await expect(panel.locator("[data-links-note]")).to_have_text("There is none.")
    await panel.locator("[name=max_uses]").select_option("5")
    await panel.locator("[type=submit]").click()
    await expect(panel.locator("[data-url]")).to_have_value(re.compile(r"/chat/invite#[\w-]{22}$"))
    picture = panel.locator("[data-qr]")
    await expect(picture).to_be_visible()
    assert await picture.evaluate(PICTURE) > 0
    url = await panel.locator("[data-url]").input_value()
    item = panel.locator("[data-links] li")
    await expect(item).to_contain_text("0 of 5 uses")
    await bob.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await panel.locator("[data-action=copy-link]").click()
    await expect(bob.locator(".toast", has_text="Link copied")).to_be_visible()
    assert await bob.evaluate("navigator.clipboard.readText()") == url
    await item.locator("button").click()
    await expect(item).to_have_count(0)
    await expect(panel.locator("[data-made]")).to_be_hidden()
    await bob.keyboard.press("Escape")
    stranger = await open_page(await browser.new_context())
    await stranger.goto(url)
    await expect(stranger).to_have_url(re.compile("/login"))
    await stranger.context.close()


async def test_a_banned_one_is_listed_and_let_back(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    path = await room_path(alice)
    await call(alice, "POST", f"{path}/ban", {"username": "bob"})
    panel = await settings(alice, "bans")
    await expect(panel.locator("li")).to_contain_text("by @alice")
    await panel.locator("button", has_text="Unban").click()
    await expect(panel.locator("[data-bans-note]")).to_have_text("Nobody is banned.")
    await alice.keyboard.press("Escape")
    await call(alice, "POST", f"{path}/invite", {"username": "bob"})
    await expect(alice.locator(".members-list .member")).to_have_count(2)


async def test_a_room_is_archived_and_opened_again(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    panel = await settings(alice, "end")
    await panel.locator("[data-action=archive-room]").click()
    await alice.locator("[data-dialog=confirm] button", has_text="Archive").click()
    await expect(bob.locator("[data-composer]")).to_contain_text("is archived")
    await panel.locator("button", has_text="Open it again").click()
    await expect(bob.locator("[data-composer] textarea")).to_be_visible()
    await panel.locator("[data-action=delete-this-room]").click()
    await expect(alice.locator("[data-dialog=delete-room]")).to_be_visible()
    await alice.keyboard.press("Escape")


async def test_the_last_owner_hands_the_room_over_before_leaving(alice: Page, bob: Page) -> None:
    name = await new_room(alice, bob)
    await room_menu(alice, "Leave room")
    dialog = alice.locator("[data-dialog=leave-room]")
    await expect(dialog).to_contain_text("You are its only owner.")
    await dialog.locator("[name=heir]").select_option("bob")
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()
    await expect(bob.locator(".member", has_text="bob")).to_contain_text("Owner")
    await expect(bob.locator(".members-list .member")).to_have_count(1)
    await room_menu(bob, "Leave room")
    alone = bob.locator("[data-dialog=leave-room]")
    await expect(alone).to_contain_text("delete it instead")
    await alone.locator("[type=submit]").click()
    await bob.locator("[data-dialog=delete-room] [name=confirmation]").fill(name)
    await bob.locator("[data-dialog=delete-room] [type=submit]").click()
    await expect(bob.locator(".room-item", has_text=name)).to_have_count(0)
