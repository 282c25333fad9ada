"""Every view of the interface, in the order of the gallery, and how it comes about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.layers import LAYERS, close, full
from tests.browser.scene import call
from tests.browser.screenshot_scene import Team

Showing = Callable[[Page, Team], Awaitable[object]]
WIDE = ("desktop", "tablet", "phone")
SMALL = ("desktop", "phone")
"""A dialog looks on a tablet as on a desktop."""


@dataclass(frozen=True)
class View:
    name: str
    caption: str
    show: Showing
    sizes: tuple[str, ...] = SMALL
    tidy: Showing | None = None
    """What others should not see of it is undone."""


async def room(page: Page, team: Team, name: str) -> None:
    """Open a room by its address, if another page or room is in view."""
    path = f"/chat/{team.rooms[name]}"
    if not page.url.endswith(path):
        await page.goto(path)
    await expect(page.locator("[data-status][data-state=open]")).to_be_attached()
    await close(page)
    await page.locator("[data-history] .message, .notice-empty").first.wait_for()


def in_room(name: str) -> Showing:
    return lambda page, team: room(page, team, name)


def layer(name: str, *, in_list: bool = False) -> Showing:
    async def show(page: Page, team: Team) -> None:
        await room(page, team, "Release")
        if in_list and not await page.locator("[data-sidebar]").is_visible():
            await page.click("[data-action=toggle-rooms]")
        await LAYERS[name](page)

    return show


def host(path: str) -> Showing:
    return lambda page, _team: page.goto(path, wait_until="networkidle")


async def set_up(page: Page, team: Team) -> None:
    await page.goto(team.server.first_line.rpartition(" ")[2], wait_until="networkidle")


async def wrong_password(page: Page, _team: Team) -> None:
    await page.goto("/login")
    await page.fill("[name=username]", "alice")
    await page.fill("[name=password]", "not this one")
    await page.press("[name=password]", "Enter")
    await expect(page.locator("[data-problem]")).not_to_be_empty()


async def invitation(page: Page, team: Team) -> None:
    path = f"/api/rooms/{team.rooms['Reading circle']}/invites"
    made = await team.act("carol", "POST", path, {})
    await page.goto(made["invite"]["url"], wait_until="networkidle")


async def answered(page: Page, _team: Team) -> None:
    await page.goto("/", wait_until="networkidle")
    await page.locator(".suggestion").last.click()
    await expect(page.locator(".answer pre code")).to_be_visible()


async def agents(page: Page, _team: Team) -> None:
    await page.goto("/", wait_until="networkidle")
    await page.click("[data-action=toggle-drawer]")


async def member_card(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.locator("[data-history] .message:not(.user-message) .message-avatar").first.click()
    await expect(page.locator("[data-member-card] .profile-facts")).to_be_visible()


async def found(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.locator("[data-history]").press("/")
    await page.keyboard.type("friday")
    await expect(page.locator("[data-results] [role=option]").first).to_be_visible()


async def palette(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("re")
    await expect(
        page.get_by_role("group", name="Messages").get_by_role("option").first
    ).to_be_visible()


async def reaction_names(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await full(page).focus()
    pill = full(page).locator(".reaction").first
    while not await pill.evaluate("node => node === document.activeElement"):
        await page.keyboard.press("Tab")
    await expect(page.locator(".reaction-names")).to_be_visible()


async def list_by_finger(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.click("[data-action=toggle-rooms]")
    await expect(page.locator("[data-sidebar]")).to_be_in_viewport()


async def members_by_finger(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.click("[data-action=toggle-members]")
    await expect(page.locator("[data-members-panel] .member").first).to_be_visible()


async def offline(page: Page, team: Team) -> None:
    await room(page, team, "Coffee corner")
    await page.context.set_offline(True)
    await page.fill("[data-composer] textarea", "Is the machine free again?")
    await page.click("[data-composer] [type=submit]")
    await expect(page.locator("[data-status]")).to_contain_text("1 message waits")


async def refused(page: Page, team: Team) -> None:
    path = f"/api/rooms/{team.rooms['Coffee corner']}"
    await team.act("bob", "PUT", path, {"is_archived": True})
    await page.context.set_offline(False)
    await expect(page.locator(".message.is-failed")).to_be_visible()


async def forget(page: Page, team: Team) -> None:
    await page.locator(".message.is-failed").get_by_role("button", name="Delete").click()
    path = f"/api/rooms/{team.rooms['Coffee corner']}"
    await team.act("bob", "PUT", path, {"is_archived": False})


async def revoke(page: Page, _team: Team) -> None:
    await page.locator("[data-links] li button").first.click()
    await expect(page.locator("[data-made]")).to_be_hidden()


async def thread(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await LAYERS["thread"](page)
    await expect(page.locator(".thread-messages .message").nth(3)).to_be_visible()


async def inbox(page: Page, team: Team) -> None:
    await room(page, team, "Trading")
    await team.call_alice()
    await LAYERS["inbox"](page)
    await expect(page.locator(".inbox-entry").nth(2)).to_be_visible()


async def preferences(page: Page, team: Team) -> None:
    await room(page, team, "Release")
    await page.keyboard.press("Control+,")
    await expect(page.locator("dialog[open] [name=theme]").first).to_be_attached()


async def disturb(page: Page, _team: Team) -> None:
    await call(page, "PUT", "/api/preferences", {"do_not_disturb": None})


def admin(tab: str, dialog: str = "") -> Showing:
    async def show(page: Page, _team: Team) -> None:
        await page.goto("about:blank")  # or the hash alone would change, under an open dialog
        await page.goto(f"/admin#{tab}", wait_until="networkidle")
        if dialog:
            await page.locator(dialog).first.click()
            await expect(page.locator("dialog[open]")).to_be_visible()

    return show


FIRST = (View("setup", "The set-up of a server that nobody has used yet", set_up, WIDE),)
BEFORE = (
    View("login", "The sign-in", host("/login"), WIDE),
    View("login-problem", "A sign-in that was refused", wrong_password),
)
NEWCOMER = (
    View("rooms-none", "The rooms of somebody who is in none", host("/chat"), WIDE),
    View("invitation", "What an invite link shows", invitation),
)
OURS = (
    View("rooms", "A room", in_room("Release"), WIDE),
    View("code", "Code and tables", in_room("Developer"), WIDE),
    View("agent", "An agent's answer", in_room("General"), WIDE),
    View("direct", "A direct room", in_room("bob")),
    View("room-empty", "A room in which nothing has been said", in_room("Trading")),
    View("thread", "A thread", thread, WIDE),
    View("search", "Search", found, WIDE),
    View("rooms-drawer", "The rooms, on a phone", list_by_finger, ("phone",)),
    View(
        "members-drawer",
        "The members, where they have no column",
        members_by_finger,
        ("tablet", "phone"),
    ),
    View("member-card", "The card of a member", member_card),
    View("message-menu", "What can be done with a message", layer("message menu")),
    View("emoji", "The choice of an emoji", layer("emoji picker")),
    View("reactions", "Who reacted", reaction_names),
    View("edits", "Earlier texts of a message", layer("edits")),
    View("room-menu", "The menu of a room", layer("room menu")),
    View("create-room", "A new room", layer("create room", in_list=True)),
    View("browse-rooms", "Public rooms", layer("browse rooms", in_list=True)),
    View("new-direct", "A new direct message", layer("new direct", in_list=True)),
    View("settings", "Settings of a room", layer("general settings")),
    View("settings-access", "Who may come in and write", layer("access")),
    View("settings-notifications", "What one wants to hear of a room", layer("room notifications")),
    View("settings-links", "A new invite link", layer("invite links"), tidy=revoke),
    View("settings-bans", "Who is banned", layer("bans")),
    View("settings-end", "Archive or delete", layer("archive and delete")),
    View("palette", "Go to, or do", palette),
    View("keys", "The keyboard", layer("keys")),
    View("preferences", "Preferences", preferences),
    View("preferences-quiet", "Hours without notifications", layer("preferences"), tidy=disturb),
    View("inbox", "What waits", inbox),
    View("profile", "The profile menu", layer("profile")),
    View("status", "One's own status", layer("own status", in_list=True)),
    View("offline", "Without a connection", offline, WIDE),
    View("failed", "A message that was refused", refused, WIDE, tidy=forget),
    View("ask", "The start page", host("/"), WIDE),
    View("ask-answer", "A question and its answer", answered, WIDE),
    View("ask-agents", "The choice of an agent", agents),
    View("admin", "The admin panel", admin("overview"), WIDE),
    View("admin-users", "Accounts", admin("users"), WIDE),
    View("create-account", "A new account", admin("users", "[data-action=create-account]")),
    View("reset-password", "A new password", admin("users", "[data-username=bob] button")),
    View("admin-rooms", "All rooms", admin("rooms"), WIDE),
    View("error", "A page that is not there", host("/nowhere")),
)
