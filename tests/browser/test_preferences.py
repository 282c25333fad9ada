"""What people prefer: it holds at once, on all their pages, tabs and devices."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(shared_server: ServerProcess, browser: Browser) -> Page:
    return await enter(browser, shared_server, "alice", color_scheme="light", locale="en-GB")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tablet(shared_server: ServerProcess, browser: Browser) -> Page:
    """Another device of alice."""
    return await enter(browser, shared_server, "alice", color_scheme="light")


async def preferences(page: Page) -> Locator:
    """Open the dialog by its key."""
    await page.keyboard.press("Control+,")
    dialog = page.locator("dialog[data-dialog=preferences]")
    await expect(dialog).to_be_visible()
    return dialog


async def test_a_theme_holds_at_once_on_all_devices_and_outlives_a_reload(
    alice: Page, tablet: Page
) -> None:
    light = await alice.evaluate("getComputedStyle(document.body).backgroundColor")
    dialog = await preferences(alice)
    await dialog.get_by_label("Dark", exact=True).check()
    dark = await alice.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    await expect(tablet.locator("html")).to_have_attribute("data-theme", "dark")

    await tablet.click(".profile-button")
    await expect(tablet.locator("[data-theme-choice] [value=dark]")).to_be_checked()
    await tablet.locator("[data-theme-choice] label", has_text="Light").click()
    await tablet.keyboard.press("Escape")
    await expect(dialog.get_by_label("Light", exact=True)).to_be_checked()
    await alice.keyboard.press("Escape")
    await alice.reload()
    await expect(alice.locator("html")).to_have_attribute("data-theme", "light")


async def test_a_new_device_paints_with_the_theme_at_once(
    shared_server: ServerProcess, browser: Browser, alice: Page
) -> None:
    await call(alice, "PUT", "/api/preferences", {"theme": "dark"})
    page = await enter(browser, shared_server, "alice")
    answer = await page.request.get(f"{shared_server.url}/chat")
    assert 'data-theme="dark"' in await answer.text()
    await page.goto(f"{shared_server.url}/")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.context.close()
    await call(alice, "PUT", "/api/preferences", {"theme": "system"})


async def test_compact_rows_stand_closer(alice: Page) -> None:
    await new_room(alice)
    await say(alice, "one")
    await say(alice, "two")
    await expect(message(alice, "two")).to_be_visible()

    async def heights() -> list[float]:
        boxes = [
            await alice.locator(place).first.bounding_box()
            for place in (".room-item", ".message-bubble", ".members-list .member")
        ]
        return [box["height"] for box in boxes if box]

    comfortable = await heights()
    dialog = await preferences(alice)
    await dialog.get_by_label("Compact").check()
    compact = await heights()
    assert len(compact) == 3
    assert all(now <= before - 6 for now, before in zip(compact, comfortable, strict=True))
    await dialog.get_by_label("Comfortable").check()
    await alice.keyboard.press("Escape")


async def test_all_times_follow_the_clock(alice: Page) -> None:
    await new_room(alice)
    await say(alice, "what time is it")
    meta = message(alice, "what time is it").locator(".message-meta")
    await expect(meta).to_contain_text(re.compile(r"Delivered · \d\d:\d\d$"))
    dialog = await preferences(alice)
    await dialog.get_by_label("2:30 PM").check()
    await alice.keyboard.press("Escape")
    twelve = re.compile(r"\d{1,2}:\d\d\s[AP]M$")
    await expect(meta).to_contain_text(twelve)
    await expect(alice.locator(".room-when").first).to_have_text(twelve)
    await expect(alice.locator(".room-when").last).to_have_text(twelve)
    await call(alice, "PUT", "/api/preferences", {"clock": "24h"})
    await expect(meta).to_contain_text(re.compile(r" \d\d:\d\d$"))
    await expect(alice.locator(".room-when").first).to_have_text(re.compile(r"^\d\d:\d\d$"))
    await call(alice, "PUT", "/api/preferences", {"clock": "system"})


async def test_hours_without_disturbance_are_kept_with_their_zone(
    alice: Page, tablet: Page
) -> None:
    dialog = await preferences(alice)
    await dialog.get_by_label("Do not disturb").check()
    await dialog.get_by_label("From").fill("21:30")
    await dialog.get_by_label("Time zone").select_option("Asia/Tokyo")
    other = await preferences(tablet)
    await expect(other.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    kept = (await call(alice, "GET", "/api/preferences"))["preferences"]["do_not_disturb"]
    assert kept == {"start": "21:30", "end": "07:00", "timezone": "Asia/Tokyo"}
    await dialog.get_by_label("Do not disturb").uncheck()
    await expect(other.get_by_label("From")).to_be_hidden()
    for page in (alice, tablet):
        await page.keyboard.press("Escape")


async def test_what_is_refused_is_said_and_taken_back(alice: Page) -> None:
    dialog = await preferences(alice)
    refuse = '{"code": "busy", "detail": "The server is busy.", "status": 503}'
    await alice.route(
        "**/api/preferences",
        lambda route: route.fulfill(
            status=503, body=refuse, headers={"Content-Type": "application/problem+json"}
        ),
    )
    await dialog.get_by_label("Notify me about").select_option("nothing")
    await expect(dialog.get_by_role("alert")).to_contain_text("Not saved")
    await expect(dialog.get_by_label("Notify me about")).to_have_value("mentions")
    await alice.unroute("**/api/preferences")
    await alice.keyboard.press("Escape")


async def test_a_notice_sounds_only_for_who_wants_it_and_a_desktop_is_asked_by_a_click(
    shared_server: ServerProcess, browser: Browser, alice: Page
) -> None:
    bob = await enter(browser, shared_server, "bob")
    await bob.evaluate(
        """() => {
            window.heard = 0;
            window.asked = 0;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (...when) {
                window.heard += 1;
                return start.apply(this, when);
            };
            const ask = Notification.requestPermission.bind(Notification);
            Notification.requestPermission = (...given) => {
                window.asked += 1;
                return ask(...given);
            };
        }"""
    )
    name = await new_room(alice, bob)
    await bob.locator(".room-item", has_text="General").first.click()
    await alice.bring_to_front()
    await say(alice, "@bob are you there?")
    await expect(bob.locator(".toast", has_text="are you there?")).to_have_count(1)
    assert await bob.evaluate("[window.heard, window.asked]") == [0, 0]

    dialog = await preferences(bob)
    await dialog.get_by_label("Sounds").check()
    await bob.wait_for_function("window.heard === 2")
    await bob.evaluate("window.heard = 0")
    await dialog.get_by_label("Desktop notifications").click()
    await bob.wait_for_function("window.asked === 1")
    await bob.keyboard.press("Escape")
    await say(alice, "@bob do you hear me?")
    await expect(bob.locator(".toast", has_text=f"in {name}: @bob do you hear me?")).to_be_visible()
    await bob.wait_for_function("window.heard === 2")
    await bob.context.close()
