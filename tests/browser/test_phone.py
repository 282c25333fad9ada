"""Rooms in the hand: drawers that follow the finger, the way back, the keyboard on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Error, Locator, Page, Route, expect

from tests.browser.conftest import ServerProcess, enter
from tests.browser.scene import call

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
STAYS_WITHIN = """part => document.activeElement === document.body ||
    document.activeElement.closest(part) !== null"""
SMALL_FIELDS = """[...document.querySelectorAll("input, select, textarea")]
    .filter(field => !["checkbox", "radio"].includes(field.type))
    .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16)
    .map(field => field.outerHTML)"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def phone(shared_server: ServerProcess, browser: Browser) -> AsyncIterator[Page]:
    page = await enter(browser, shared_server, "bob", viewport=PHONE, has_touch=True)
    yield page
    await page.context.close()


class Finger:
    """One finger on the glass."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._at = (0.0, 0.0)

    @classmethod
    async def of(cls, page: Page) -> Finger:
        return cls(await page.context.new_cdp_session(page))

    async def press(self, x: float, y: float) -> None:
        self._at = (x, y)
        await self._touch("touchStart")

    async def move(self, x: float, *, steps: int = 6) -> None:
        """Go across in steps, as a finger does."""
        begin, y = self._at
        for step in range(1, steps + 1):
            self._at = (begin + (x - begin) * step / steps, y)
            await self._touch("touchMove")

    async def lift(self) -> None:
        await self._session.send(
            "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
        )

    async def _touch(self, kind: str) -> None:
        point = {"x": self._at[0], "y": self._at[1]}
        await self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})


async def left_of(part: Locator) -> float:
    """Return where a part begins now, whatever moves it."""
    return float(await part.evaluate("node => node.getBoundingClientRect().left"))


async def test_the_drawer_follows_the_finger_and_lands_where_it_is_let_go(phone: Page) -> None:
    finger, rooms = await Finger.of(phone), phone.locator("[data-sidebar]")
    await expect(rooms).not_to_be_in_viewport()
    await finger.press(6, 400)
    await finger.move(160)
    assert -320 < await left_of(rooms) < -100
    await finger.move(320)
    assert -60 < await left_of(rooms) <= 0
    await finger.lift()
    await expect(phone.locator("[data-chat]")).to_have_attribute("data-rooms", "open")
    await expect(rooms.locator(".room-item.active")).to_be_focused()

    await finger.press(300, 400)
    await finger.move(280)
    await finger.move(10)
    assert await left_of(rooms) < -200
    await finger.lift()
    await expect(rooms).not_to_be_in_viewport()
    await expect(phone.locator("[data-action=toggle-rooms]")).to_be_focused()


async def test_a_stroke_in_the_middle_or_downwards_pulls_nothing(phone: Page) -> None:
    finger, chat = await Finger.of(phone), phone.locator("[data-chat]")
    await finger.press(200, 400)
    await finger.move(380)
    await finger.lift()
    await expect(chat).to_have_attribute("data-rooms", "closed")
    assert await phone.evaluate("document.querySelector('[data-pulled]') === null")


async def test_what_is_under_a_drawer_cannot_be_reached_and_back_closes_it(phone: Page) -> None:
    address = phone.url
    for part, name in (("[data-sidebar]", "rooms"), ("[data-members-panel]", "members")):
        toggle = phone.locator(f"[data-action=toggle-{name}]")
        for close in (phone.go_back, lambda: phone.keyboard.press("Escape")):
            await toggle.click()
            await expect(phone.locator(part)).to_be_in_viewport()
            for _ in range(12):
                await phone.keyboard.press("Tab")
                assert await phone.evaluate(STAYS_WITHIN, part)
            await close()
            await expect(phone.locator(part)).not_to_be_in_viewport()
            await expect(toggle).not_to_have_attribute("aria-expanded", "true")
            assert phone.url == address


async def test_a_stroke_pulls_what_lies_over_the_room_away(phone: Page) -> None:
    finger, members = await Finger.of(phone), phone.locator("[data-members-panel]")
    address = phone.url
    await phone.click("[data-action=toggle-members]")
    await expect(members.locator("[data-action=close-drawer]")).to_be_focused()
    await finger.press(200, 600)
    await finger.move(380)
    await finger.lift()
    await expect(members).not_to_be_in_viewport()

    await phone.click("[data-action=room-menu]")
    await phone.click("[data-room-menu] .menu-item:has-text('Threads')")
    side = phone.locator(".side-panel")
    await expect(side).to_be_in_viewport()
    await finger.press(100, 600)
    await finger.move(140)
    await finger.move(130)
    await finger.move(380)
    await finger.lift()
    await expect(side).to_have_count(0)
    await expect(phone.locator("[data-message-area]")).not_to_have_attribute("inert", "")
    assert phone.url == address


async def test_a_finger_that_rests_on_a_message_opens_its_menu_from_the_first_moment_on(
    shared_server: ServerProcess, browser: Browser
) -> None:
    device = {"viewport": PHONE, "has_touch": True, "service_workers": "block"}
    page = await enter(browser, shared_server, "bob", **device)
    room_id = page.url.rpartition("/")[2]
    await call(page, "POST", f"/api/rooms/{room_id}/messages", {"content": "Press me"})
    is_pressed = asyncio.Event()

    async def wait(route: Route) -> None:
        await is_pressed.wait()
        await route.continue_()

    await page.route("**/js/chat/later/**", wait)
    await page.reload()
    box = await page.locator(".message-bubble", has_text="Press me").last.bounding_box()
    assert box
    finger = await Finger.of(page)
    await finger.press(box["x"] + 9, box["y"] + 9)
    is_pressed.set()
    await expect(page.locator("[data-message-menu] .menu-item", has_text="Reply")).to_be_visible()
    await finger.lift()
    await page.context.close()


async def test_back_from_a_room_that_the_drawer_led_to_is_the_room_before(phone: Page) -> None:
    name = phone.locator("[data-room-name]")
    before = await name.text_content()
    await phone.click("[data-action=toggle-rooms]")
    await phone.locator(".room-item", has_text="Security").click()
    await expect(name).to_have_text("Security")
    await expect(phone.locator("[data-sidebar]")).not_to_be_in_viewport()
    await phone.go_back()
    await expect(name).to_have_text(str(before))
    await expect(phone.locator("[data-sidebar]")).not_to_be_in_viewport()


async def test_the_way_back_tells_how_much_is_unread_in_the_rooms(phone: Page, alice: Page) -> None:
    way = phone.locator("[data-action=toggle-rooms]")
    await expect(way).to_have_accessible_name("Rooms")
    await call(alice, "POST", "/api/rooms/2/messages", {"content": "Anybody here?"})
    await expect(way).to_have_accessible_name("Rooms 1")
    await expect(phone.locator(".profile-dot")).to_be_hidden()


async def test_a_long_dialog_opens_at_its_beginning_with_its_button_in_view(phone: Page) -> None:
    await phone.locator("[data-history]").press("?")
    dialog = phone.locator("[data-dialog=keys]")
    await expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    await expect(dialog.get_by_role("heading", name="Keyboard")).to_be_in_viewport()
    await expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport()
    await phone.keyboard.press("Escape")


async def test_a_keyboard_on_the_screen_hides_neither_field_nor_last_message(phone: Page) -> None:
    for number in range(12):
        await phone.fill("[data-composer] textarea", f"line {number}")
        await phone.locator("[data-composer] [type=submit]").tap()
    await phone.locator("[data-composer] textarea").tap()
    await phone.set_viewport_size({"width": 390, "height": 460})
    await expect(phone.locator("[data-composer]")).to_be_in_viewport(ratio=1)
    await expect(phone.locator(".message", has_text="line 11")).to_be_in_viewport(ratio=1)
    await phone.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict
    small = await phone.evaluate(SMALL_FIELDS)
    assert small == [], "Safari zooms into these"


async def test_on_a_tablet_the_rooms_fold_away_for_good_and_members_come_over(phone: Page) -> None:
    await phone.set_viewport_size(TABLET)  # type: ignore[arg-type]  # a plain dict
    rooms, members = phone.locator("[data-sidebar]"), phone.locator("[data-members-panel]")
    await expect(rooms).to_be_in_viewport()
    await phone.click("[data-action=toggle-rooms]")
    await expect(rooms).to_be_hidden()
    await phone.reload()
    await expect(phone.locator("[data-status]")).to_contain_text("Connected")
    await expect(rooms).to_be_hidden()
    await phone.click("[data-action=toggle-members]")
    await expect(members).to_be_in_viewport()
    await expect(members.locator(".member").first).to_be_visible()
    await phone.locator("[data-backdrop]").click(position={"x": 100, "y": 500})
    await expect(members).not_to_be_in_viewport()
    await phone.click("[data-action=toggle-rooms]")
    await expect(rooms).to_be_in_viewport()
    await phone.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict
    await expect(rooms).not_to_be_in_viewport()


async def test_without_a_network_the_page_is_there_and_what_is_written_leaves_later(
    server: ServerProcess, browser: Browser
) -> None:
    page = await enter(browser, server, "bob", viewport=PHONE, has_touch=True)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    server.stop()
    await page.context.set_offline(True)
    await page.goto(f"{server.url}/chat/2", wait_until="commit")
    await expect(page.locator("[data-room-name]")).to_have_text("General")
    await expect(page.locator("[data-status]:not([data-state=open])")).to_be_attached()
    await page.fill("[data-composer] textarea", "from the tunnel")
    await page.locator("[data-composer] [type=submit]").tap()
    await page.reload(wait_until="commit")
    await expect(page.locator(".message.is-pending")).to_contain_text("from the tunnel")
    await expect(page.locator("[data-status]")).to_contain_text("1 message")
    server.start()
    await page.context.set_offline(False)
    await expect(
        page.locator(".message:not(.is-pending)", has_text="from the tunnel")
    ).to_be_visible()

    await page.click("[popovertarget=profile-menu]")
    await page.click("[data-action=sign-out]")
    await page.wait_for_url("**/login")
    assert await page.evaluate("caches.keys()") == []
    server.stop()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        await page.goto(f"{server.url}/chat")
    server.start()
    await page.context.close()
