"""At 200 % and in the colours of the system nothing is cut off, and everything has an edge."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, message

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "A name that goes on and on because somebody could not stop to write it down, to the last"
HALF = {"width": 640, "height": 400}
HEIGHT = "(node) => node.getBoundingClientRect().height"
BORDER = "(node) => getComputedStyle(node).borderTopStyle"


async def test_what_opens_fits_into_a_magnified_window(
    shared_server: ServerProcess, browser: Browser
) -> None:
    alice = await enter(
        browser,
        shared_server,
        "alice",
        viewport=HALF,
        device_scale_factor=2,
        forced_colors="active",
    )
    field = alice.locator("[data-composer] textarea")
    await expect(field).to_be_focused()
    one_line = await field.evaluate(HEIGHT)
    room = (await call(alice, "POST", "/api/rooms", {"name": NAME, "room_type": "public"}))["room"]
    await alice.goto(f"{shared_server.url}/chat/{room['id']}")
    await expect(field).to_have_attribute("placeholder", f"Message #{NAME}")
    assert await field.evaluate(HEIGHT) == one_line

    await alice.click("[data-action=room-menu]")
    menu = alice.locator("[data-room-menu]")
    await expect(menu).to_be_in_viewport(ratio=1)
    await alice.keyboard.press("End")
    await expect(alice.get_by_role("menuitem", name="Delete room")).to_be_in_viewport(ratio=1)
    await alice.keyboard.press("Escape")
    await expect(alice.locator("[data-action=room-menu]")).to_be_focused()
    await alice.locator("[data-history]").press("?")
    await expect(alice.locator("dialog[open] h2")).to_be_in_viewport(ratio=1)
    await alice.keyboard.press("Escape")

    await say(alice, "a bubble")
    await expect(message(alice, "a bubble")).to_contain_text("Delivered")
    assert await message(alice, "a bubble").locator(".message-bubble").evaluate(BORDER) == "solid"
    await alice.context.close()
