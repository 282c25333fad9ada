"""The rooms at the side: their order, what they tell, and the ways to other rooms."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, room_menu

pytestmark = pytest.mark.asyncio(loop_scope="session")


def group(page: Page, name: str) -> Locator:
    """Return the rooms under a heading."""
    return page.locator(f"[data-section={name}] .room-name")


def row(page: Page, name: str) -> Locator:
    """Return the row of a room."""
    return page.locator(".room-item", has=page.locator(".room-name", has_text=name))


async def options(page: Page, name: str, entry: str) -> None:
    """Choose an entry of a room's menu in the list, by the keyboard."""
    await row(page, name).focus()
    await page.keyboard.press("ArrowRight")
    await page.locator("[data-sidebar-menu] .menu-item", has_text=entry).click()


async def test_rooms_are_starred_sorted_and_folded_and_other_devices_follow(
    server: ServerProcess, browser: Browser
) -> None:
    page, other = await enter(browser, server, "alice"), await enter(browser, server, "alice")
    rooms = ["General", "Developer", "Trading", "Security", "Admin"]
    await expect(group(page, "rooms")).to_have_text(rooms)

    await options(page, "Security", "Star")
    for device in (page, other):
        await expect(group(device, "starred")).to_have_text(["Security"])
    await row(page, "Security").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-room-name]")).to_have_text("Security")
    await room_menu(page, "Remove the star")
    await expect(group(other, "rooms")).to_have_text(rooms)

    await row(page, "Trading").focus()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(row(page, "Trading")).to_be_focused()
    await expect(page.locator("[data-room-status]")).to_have_text("Trading: 2 of 5")
    moved = ["General", "Trading", "Developer", "Security", "Admin"]
    await expect(group(page, "rooms")).to_have_text(moved)
    await expect(page.locator("[data-room-name]")).to_have_text("Security")
    await row(page, "Admin").drag_to(row(page, "General"), target_position={"x": 40, "y": 4})
    await expect(group(other, "rooms")).to_have_text(["Admin", *moved[:-1]])
    await page.locator("[data-composer] textarea").focus()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("[data-room-name]")).to_have_text("Developer")

    await say(page, "What is new comes first")
    await page.click("[data-action=room-options]")
    await page.locator("[data-sidebar-menu] [role=menuitemradio]", has_text="activity").click()
    await expect(group(other, "rooms").first).to_have_text("Developer")

    await page.click("[data-group=rooms]")
    await expect(group(page, "rooms")).to_have_text(["Developer"])  # the one in view stays
    await page.reload()
    await expect(page.locator("[data-group=rooms]")).to_have_attribute("aria-expanded", "false")


async def test_a_row_tells_of_drafts_and_of_who_types_and_a_muted_room_is_quiet(
    server: ServerProcess, browser: Browser
) -> None:
    alice, bob = await enter(browser, server, "alice"), await enter(browser, server, "bob")
    await alice.fill("[data-composer] textarea", "half a thought")
    await row(alice, "Developer").click()
    await expect(row(alice, "General").locator(".room-preview")).to_have_text(
        "Draft: half a thought"
    )
    await bob.locator("[data-composer] textarea").press_sequentially("so")
    await expect(row(alice, "General").locator(".draft-word")).to_be_visible()
    await row(alice, "General").click()
    await alice.fill("[data-composer] textarea", "")
    await row(alice, "Developer").click()
    await bob.locator("[data-composer] textarea").press_sequentially("on")
    await expect(row(alice, "General").locator(".room-preview")).to_have_text("bob is typing…")

    await say(bob, "one")
    await expect(row(alice, "General").locator(".room-badge")).to_contain_text("1 unread")
    await options(alice, "General", "Mute")
    await expect(row(alice, "General").locator(".room-badge")).to_have_count(0)
    await expect(row(alice, "General")).to_contain_text("muted")
    await expect(alice).to_have_title("Developer · AGENT")
    await options(alice, "General", "Unmute")
    await expect(row(alice, "General").locator(".room-badge")).to_contain_text("1 unread")
    await options(alice, "General", "Mark as read")
    await expect(row(alice, "General").locator(".room-badge")).to_have_count(0)


async def test_rooms_are_filtered_browsed_joined_and_made(
    server: ServerProcess, browser: Browser
) -> None:
    alice, bob = await enter(browser, server, "alice"), await enter(browser, server, "bob")
    for number in range(8):
        draft: dict[str, Any] = {"name": f"Garden {number}", "description": f"Bed {number}"}
        await call(alice, "POST", "/api/rooms", draft)
    field = bob.locator("[data-room-filter]")
    await field.fill("trad")
    await expect(bob.locator(".room-name")).to_have_text(["Trading"])
    await field.press("Escape")
    await expect(field).to_have_value("")
    await field.fill("secu")
    await field.press("Enter")
    await expect(bob.locator("[data-room-name]")).to_have_text("Security")
    await expect(field).to_have_value("")
    await field.fill("Greenhouse")
    await expect(bob.locator(".room-ways")).to_contain_text("No room is called “Greenhouse”.")

    await bob.click(".room-ways [data-action=browse-rooms]")
    dialog = bob.locator("[data-dialog=browse-rooms]")
    await expect(dialog.locator("li")).to_have_count(12)
    await dialog.locator("[data-query]").fill("bed 3")
    await dialog.get_by_role("button", name="Join Garden 3").click()
    await expect(dialog.get_by_role("button", name="Open Garden 3")).to_be_focused()
    await bob.keyboard.press("Enter")
    await expect(bob.locator("[data-room-name]")).to_have_text("Garden 3")
    await expect(group(bob, "rooms").last).to_have_text("Garden 3")
    await expect(bob.locator("[data-section=open] .room-item")).to_have_count(6)

    await field.fill("Greenhouse")
    await bob.click(".room-ways [data-action=create-named]")
    made = bob.locator("[data-dialog=create-room]")
    name = made.locator("[name=name]")
    await expect(name).to_have_value("Greenhouse")
    await name.fill("gARDEN 1")
    await expect(made).to_contain_text("There is a room of this name.")
    await name.fill("Greenhouse")
    await expect(made).not_to_contain_text("There is a room of this name.")
    await made.get_by_label("Private").check()
    await made.get_by_label("Another emoji").fill("🌱")
    await made.get_by_label("Invite people").fill("ali")
    await made.get_by_label("Invite people").press("Enter")
    await made.get_by_label("Invite people").press("Enter")
    await expect(bob.locator("[data-room-name]")).to_have_text("Greenhouse")
    await expect(row(alice, "Greenhouse").locator(".room-icon")).to_have_text("🌱")


async def test_who_is_in_no_room_is_told_the_ways_to_one(
    server: ServerProcess, browser: Browser
) -> None:
    server.add("gus", "guest")
    gus, bob = await enter(browser, server, "gus"), await enter(browser, server, "bob")
    await expect(gus.locator(".room-list")).to_have_text(
        "You are in no room yet. Somebody has to invite you."
    )
    await expect(gus.locator("[data-action=create-room]")).to_be_hidden()
    for room_id in (1, 2, 3, 4):
        await call(bob, "DELETE", f"/api/rooms/{room_id}/leave")
    await expect(bob.locator(".room-list > :first-child")).to_contain_text(
        "You are in no room yet. Join one, or make your own."
    )
    await bob.get_by_role("button", name="Join Trading").click()
    await expect(group(bob, "rooms")).to_have_text(["Trading"])
    await expect(bob.locator(".room-list")).not_to_contain_text("You are in no room")


async def test_the_palette_goes_to_rooms_people_and_messages_and_runs_commands(
    server: ServerProcess, browser: Browser
) -> None:
    alice, bob = await enter(browser, server, "alice"), await enter(browser, server, "bob")
    await say(bob, "The pump of the fountain is repaired")
    await row(alice, "General").locator(".room-badge").wait_for(state="detached")
    await call(bob, "POST", "/api/rooms/2/messages", {"content": "Anybody here?"})
    await expect(row(alice, "Developer").locator(".room-badge")).to_be_visible()
    dialog = alice.locator("[data-dialog=palette]")
    field, marked = dialog.get_by_role("combobox"), dialog.locator("[aria-selected=true]")

    await alice.keyboard.press("Control+k")
    await expect(dialog.get_by_role("group", name="Unread").get_by_role("option")).to_have_count(1)
    await expect(marked).to_contain_text("Developer")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-room-name]")).to_have_text("Developer")
    await alice.keyboard.press("Control+k")
    recent = dialog.get_by_role("group", name="Recent").get_by_role("option")
    await expect(recent.first).to_contain_text("General")  # where one came from

    await field.fill("fount")
    found = dialog.get_by_role("group", name="Messages").get_by_role("option")
    await expect(found.first).to_contain_text("The pump of the fountain")
    await expect(found).to_have_count(2)  # and the way to all
    await expect(marked).to_contain_text("Search messages")
    await alice.keyboard.press("ArrowUp")
    name = await marked.get_attribute("id")
    await expect(field).to_have_attribute("aria-activedescendant", str(name))
    await alice.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(alice.locator("[data-room-name]")).to_have_text("General")
    await expect(alice.locator(".message-text", has_text="The pump")).to_be_in_viewport()

    await alice.keyboard.press("Control+k")
    await field.fill("@bob")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-room-name]")).to_have_text("bob")
    await alice.keyboard.press("Control+k")
    await field.fill("dark")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("html")).to_have_attribute("data-theme", "dark")
    await alice.keyboard.press("Control+k")
    await field.fill(">browse")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-dialog=browse-rooms]")).to_be_visible()
    await alice.keyboard.press("Escape")
    await alice.keyboard.press("Control+k")
    await field.fill("nothing like this")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-search-note]")).to_have_text("Nothing was found.")
