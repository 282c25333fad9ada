"""Everything that opens over the rooms and over the admin panel, and how people get to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

from tests.browser.scene import open_card, room_menu

OVER = (".side-panel", ":popover-open", "dialog[open]")
"""What lies over a page, the lowest first."""
Opening = Callable[[Page], Awaitable[object]]


def press(key: str) -> Opening:
    return lambda page: page.keyboard.press(key)


def click(action: str) -> Opening:
    return lambda page: page.locator(f"[data-action={action}]:visible").first.click()


def in_room_menu(entry: str) -> Opening:
    return lambda page: room_menu(page, entry)


def in_settings(tab: str) -> Opening:
    async def open_it(page: Page) -> None:
        await room_menu(page, "Room settings")
        await page.click(f"[data-dialog=room-settings] [data-tab={tab}]")

    return open_it


def in_profile(name: str) -> Opening:
    async def open_it(page: Page) -> None:
        await page.locator(".profile-button").click()
        await page.get_by_role("button", name=name).click()

    return open_it


def in_message_menu(entry: str) -> Opening:
    async def open_it(page: Page) -> None:
        await message_menu(page)
        await page.locator("[data-message-menu] .menu-item", has_text=entry).click()

    return open_it


def in_card(entry: str) -> Opening:
    async def open_it(page: Page) -> None:
        card = await open_card(page, "bob")
        await card.locator(".menu-item", has_text=entry).click()

    return open_it


def full(page: Page) -> Locator:
    """Return the message that has reactions, replies and an earlier text."""
    return page.locator("[data-history] .message:has(.edited-button)")


async def message_menu(page: Page) -> None:
    await full(page).focus()
    await page.keyboard.press("Enter")


async def reaction_picker(page: Page) -> None:
    await message_menu(page)
    await page.locator("[data-message-menu] .quick-emoji").last.click()
    await expect(page.locator("[data-emoji-picker] .emoji-choice").first).to_be_visible()


async def own_emoji(page: Page) -> None:
    await page.locator("[data-composer] [data-action=emoji]").click()
    await page.click("[data-action=custom-emoji]")
    await expect(page.locator("[data-dialog=custom-emoji]")).to_be_visible()
    await expect(page.locator("[data-dialog=custom-emoji] [data-note]")).not_to_have_text(
        "Loading…"
    )


async def browse_rooms(page: Page) -> None:
    await page.click("[data-action=room-options]")
    await page.locator("[data-sidebar-menu] .menu-item", has_text="Browse public rooms").click()
    await expect(page.locator("[data-dialog=browse-rooms] li").first).to_be_visible()


async def new_link(page: Page) -> None:
    await in_settings("links")(page)
    await page.locator("[data-new-link] [type=submit]").click()
    await expect(page.locator("[data-made] [data-qr]")).to_be_visible()


async def archive(page: Page) -> None:
    await in_settings("end")(page)
    await page.click("[data-action=archive-room]")


async def quiet_hours(page: Page) -> None:
    await page.keyboard.press("Control+,")
    await page.locator("[data-dialog=preferences] [name=quiet]").check()
    await page.locator("[data-quiet]").scroll_into_view_if_needed()


async def inbox(page: Page) -> None:
    await page.keyboard.press("Alt+n")
    await expect(page.locator(".inbox-entry").first).to_be_visible()


async def search(page: Page) -> None:
    await page.locator("[data-history]").press("/")
    await page.keyboard.type("first")
    await expect(page.locator("[data-results] [role=option]").first).to_be_visible()


async def completion(page: Page) -> None:
    await page.locator("[data-composer] textarea").press_sequentially("@b")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()


LAYERS: dict[str, Opening] = {
    "keys": lambda page: page.locator("[data-history]").press("?"),
    "palette": press("Control+k"),
    "preferences": quiet_hours,
    "profile": lambda page: page.locator(".profile-button").click(),
    "password": in_profile("Change password"),
    "inbox": inbox,
    "create room": click("create-room"),
    "browse rooms": browse_rooms,
    "list options": click("room-options"),
    "room options": lambda page: page.locator(".room-item.active").press("ArrowRight"),
    "new direct": click("new-direct"),
    "own status": click("own-status"),
    "room menu": click("room-menu"),
    "room details": in_room_menu("Room details"),
    "general settings": in_settings("general"),
    "access": in_settings("access"),
    "room notifications": in_settings("notifications"),
    "invite links": new_link,
    "bans": in_settings("bans"),
    "archive and delete": in_settings("end"),
    "archive": archive,
    "invite": in_room_menu("Invite people"),
    "leave": in_room_menu("Leave room"),
    "delete": in_room_menu("Delete room"),
    "threads": click("threads"),
    "pins": in_room_menu("Pinned"),
    "message menu": message_menu,
    "emoji picker": reaction_picker,
    "own emoji": own_emoji,
    "edits": lambda page: full(page).locator(".edited-button").click(),
    "delete message": in_message_menu("Delete"),
    "thread": in_message_menu("thread"),
    "day": lambda page: page.locator("[data-history] .day-button").first.click(),
    "member": lambda page: open_card(page, "bob"),
    "mute": in_card("Mute for a while"),
    "ban": in_card("Ban from room"),
    "search": search,
    "completion": completion,
}
"""Of the rooms, in a room with a member bob and a message that is `full`."""


async def close(page: Page) -> None:
    """Close everything that is open."""
    while await page.locator(", ".join(OVER)).count():
        await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.fill("[data-composer] textarea", "")
