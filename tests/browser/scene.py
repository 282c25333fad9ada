"""Rooms made for one test, and what people do in them."""

from __future__ import annotations

import itertools
import re
from typing import Any

from playwright.async_api import Locator, Page, expect

CALL = """async ([method, path, body]) => {
    const headers = body ? {"Content-Type": "application/json"} : {};
    const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
    return answer.status === 204 ? null : await answer.json();
}"""
numbers = itertools.count(101)  # three digits, or a room is found by the start of another's name


async def call(page: Page, method: str, path: str, body: object = None) -> Any:
    """Call the API as the person of this page; the answer's shape differs by path."""
    return await page.evaluate(CALL, [method, path, body])


async def new_room(owner: Page, *guests: Page, room_type: str = "public") -> str:
    """Make a room, let everybody open it, and return its name."""
    name = f"Room {next(numbers)}"
    answer = await call(owner, "POST", "/api/rooms", {"name": name, "room_type": room_type})
    room_id = answer["room"]["id"]
    for guest in guests:
        user = await guest.evaluate("JSON.parse(document.querySelector('#bootstrap').text).user")
        body = {"username": user["username"]}
        await call(owner, "POST", f"/api/rooms/{room_id}/invite", body)
    for page in (owner, *guests):
        await page.locator(".room-item", has_text=name).click()
        await expect(page.locator("[data-room-name]")).to_have_text(name)
        await expect(page.locator(".members-list .member")).to_have_count(1 + len(guests))
    return name


def message(page: Page, text: str) -> Locator:
    """Return the message with this text."""
    return page.locator(".message", has=page.locator(".message-text", has_text=text))


async def choose(page: Page, text: str, entry: str) -> None:
    """Open a message's menu by the keyboard and choose an entry."""
    row = message(page, text)
    await expect(row).to_have_attribute("data-message-id", re.compile("."))  # it has been sent
    await row.focus()
    await page.keyboard.press("Enter")
    await page.locator("[data-message-menu] .menu-item", has_text=entry).click()


async def open_card(page: Page, name: str) -> Locator:
    """Open the card of a member."""
    await page.locator(".member", has_text=name).click()
    card = page.locator("[data-member-card]")
    await expect(card).to_be_visible()
    return card


async def room_menu(page: Page, entry: str) -> None:
    """Choose an entry of the room's menu."""
    await page.click("[data-action=room-menu]")
    await page.locator("[data-room-menu] .menu-item", has_text=entry).click()


async def search_people(page: Page, *names: str) -> None:
    """Choose people in the open dialog by their names alone, and confirm."""
    field = page.locator("dialog[open] [name=usernames]")
    for name in names:
        await field.fill(name)
        await field.press("Enter")
    await field.press("Enter")
