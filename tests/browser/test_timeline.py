"""What is read stands still, to the pixel, whatever comes and goes around it."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import say
from tests.browser.scene import call, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

STILL = 0.5  # one scrolls to whole pixels, and lines are not as high
MOST = 300
TALL = 333
IMAGE = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{TALL}"/>'
FILL = """async ([roomId, count]) => {
    const headers = {"Content-Type": "application/json"};
    const post = async (number) => {
        const content = `line ${number}${number % 7 ? "" : " and more of it".repeat(number % 23)}`;
        const body = {method: "POST", headers, body: JSON.stringify({content})};
        const answer = await fetch(`/api/rooms/${roomId}/messages`, body);
        if (answer.status !== 201) throw new Error(await answer.text());
    };
    await post(1);
    for (let number = 2; number < count; number += 6) {
        const next = [0, 1, 2, 3, 4, 5].map((more) => number + more);
        await Promise.all(next.filter((one) => one < count).map(post));
    }
    await post(count);
}"""
WATCH = """() => {
    const history = document.querySelector("[data-history]");
    const {top, height} = history.getBoundingClientRect();
    const rows = [...history.querySelectorAll("[data-message-id]")];
    const ids = rows.map((row) => Number(row.dataset.messageId));
    const at = rows.findIndex((row) => row.getBoundingClientRect().bottom > top + height / 3);
    const place = () => rows[at].querySelector(".message-bubble").getBoundingClientRect().top;
    const start = place();
    let most = 0;
    const look = () => {
        const moved = rows[at].isConnected ? Math.abs(place() - start) : Infinity;
        most = Math.max(most, moved);
        return most;
    };
    // After the page's own observer, and before the picture.
    const observer = new ResizeObserver(look);
    observer.observe(document.querySelector("[data-lines]"));
    window.moved = async () => {
        for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
        observer.disconnect();
        return look();
    };
    return ids.slice(0, at);
}"""
IN_VIEW = """() => {
    const view = document.querySelector("[data-history]").getBoundingClientRect();
    const isIn = ({top, bottom}) => bottom > view.top && top < view.bottom;
    const rows = [...document.querySelectorAll("[data-message-id]")];
    const seen = rows.filter((row) => isIn(row.getBoundingClientRect()));
    return seen.map((row) => Number(row.dataset.messageId));
}"""
SCROLL = """(top) => new Promise((done) => {
    document.querySelector("[data-history]").scrollTop = top;
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(alice: Page, bob: Page) -> tuple[int, str]:
    """A room with more messages of alice's, none of which bob has read; alice looks elsewhere."""
    name = await new_room(alice, bob)
    room_id = int(alice.url.rpartition("/")[2])
    for page in (alice, bob):
        await page.locator(".room-item", has_text="General").click()
    await alice.evaluate(FILL, [room_id, 340])
    await bob.reload()  # what was heard live would be there already
    return room_id, name


async def rows(page: Page) -> int:
    return await page.locator("[data-message-id]").count()


async def read_to(page: Page, room_id: int) -> int:
    room = (await call(page, "GET", f"/api/rooms/{room_id}"))["room"]
    return int(room["last_read_message_id"] or 0)


async def test_a_room_in_which_nobody_has_spoken_welcomes_whoever_comes(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    notice = bob.locator("[data-notice]")
    await expect(notice).to_contain_text(f"Welcome to {name}")
    await expect(bob.locator(".system-message")).to_contain_text("added")
    await say(alice, "Hello")
    await expect(notice).to_have_text(f"This is the beginning of {name}.")


async def test_a_room_is_entered_where_one_had_stopped_and_left_there(
    bob: Page, room: tuple[int, str]
) -> None:
    room_id, name = room
    before = await read_to(bob, room_id)
    await bob.locator(".room-item", has_text=name).click()
    divider = bob.locator(".divider-new")
    await expect(divider).to_be_in_viewport()
    await expect(message(bob, "line 1").first).to_be_in_viewport()
    await expect(bob.locator("[data-action=first-new]")).to_be_hidden()

    marker = before
    while marker == before:
        marker = await read_to(bob, room_id)
    assert marker in await bob.evaluate(IN_VIEW), "the read marker is on a row that is shown"

    pill = bob.locator("[data-action=latest]")
    await expect(pill).to_contain_text("new")
    await pill.click()
    await expect(message(bob, "line 340")).to_be_in_viewport()
    first = bob.locator("[data-action=first-new]")
    await expect(first).to_have_text("340 new")
    await first.click()
    await expect(divider).to_be_in_viewport()
    await expect(message(bob, "line 1").first).to_be_in_viewport()


async def test_the_line_that_is_read_stands_still(
    alice: Page, bob: Page, room: tuple[int, str]
) -> None:
    room_id, _ = room
    await bob.locator("[data-action=latest]").click()
    await expect(message(bob, "line 340")).to_be_in_viewport()
    newest = max(await bob.evaluate(IN_VIEW))
    while await read_to(bob, room_id) < newest:  # or the pill counts what is above, too
        pass
    await bob.evaluate(SCROLL, 700)
    above = await bob.evaluate(WATCH)
    path = "/api/messages/{}"
    for message_id in above[-6:]:  # some of them are in view, one is cut off by the edge
        await call(alice, "POST", path.format(message_id) + "/react", {"emoji": "🎉"})
    await call(alice, "PUT", path.format(above[-3]), {"content": "a longer text\n\n" * 9})
    await call(alice, "PUT", path.format(above[-9]), {"content": "```\ncode\n```"})
    await call(alice, "DELETE", path.format(above[-12]))
    await call(alice, "POST", f"/api/rooms/{room_id}/messages", {"content": "one below"})
    await expect(bob.locator("[data-action=latest]")).to_contain_text("1 new")
    await expect(bob.locator(f"[data-message-id='{above[-12]}']")).to_contain_text("deleted")
    assert await bob.evaluate("window.moved()") <= STILL


async def test_a_late_image_above_does_not_push_what_is_read(
    bob: Page, room: tuple[int, str]
) -> None:
    asked, may_come = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await may_come.wait()
        await route.fulfill(body=IMAGE, content_type="image/svg+xml")

    await bob.route("**/late.svg", late)
    await bob.evaluate(SCROLL, 900)
    above = await bob.evaluate(WATCH)
    show = """(id) => {
        const image = Object.assign(new Image(), {src: "/late.svg", className: "late"});
        window.loaded = new Promise((done) => image.addEventListener("load", done));
        document.querySelector(`[data-message-id="${id}"] .message-bubble`).append(image);
    }"""
    await bob.evaluate(show, above[-2])
    await asked.wait()
    may_come.set()
    await bob.evaluate("window.loaded")
    assert await bob.evaluate("document.querySelector('.late').offsetHeight") == TALL
    assert await bob.evaluate("window.moved()") <= STILL


async def test_history_comes_in_both_ways_without_a_jump_or_a_loop(
    bob: Page, room: tuple[int, str]
) -> None:
    asked: list[str] = []
    bob.on(
        "request", lambda request: asked.append(request.url) if "before_id" in request.url else None
    )
    first = await bob.evaluate("document.querySelector('[data-message-id]').dataset.messageId")
    await bob.evaluate("document.querySelector('[data-history]').scrollTop = 300")
    await bob.evaluate(WATCH)
    await expect(bob.locator("[data-message-id]").first).not_to_have_attribute(
        "data-message-id", first
    )
    assert await bob.evaluate("window.moved()") <= STILL
    assert len(asked) <= 2, "the top of the history does not load without end"

    for _ in range(40):  # as fast as frames come: there is something to read in each
        await bob.evaluate(SCROLL, 0)
        assert await bob.evaluate(IN_VIEW)
        assert await rows(bob) <= MOST
    await expect(message(bob, "line 1").first).to_be_in_viewport()
    await expect(bob.locator("[data-notice]")).to_contain_text("This is the beginning")
    assert len(asked) <= 12
    for _ in range(40):
        await bob.evaluate(SCROLL, 1_000_000)
        assert await bob.evaluate(IN_VIEW)
        assert await rows(bob) <= MOST
    await expect(message(bob, "one below")).to_be_in_viewport()
    await expect(bob.locator("[data-action=latest]")).to_be_hidden()


async def test_a_day_leads_to_its_first_message_and_covers_none_in_focus(
    bob: Page,
) -> None:
    await bob.reload()  # of what is loaded the page knows by itself
    async with bob.expect_response("**/messages?*around_time=*"):
        await bob.locator(".day-button").last.press("Enter")
        await bob.locator(".day-menu .menu-item", has_text="A week ago").press("Enter")
    await expect(message(bob, "line 1").first).to_be_in_viewport()
    assert await rows(bob) <= MOST
    row = message(bob, "line 15").first
    await row.focus()
    await row.evaluate("node => node.scrollIntoView()")
    await bob.keyboard.press("ArrowUp")
    day = await bob.locator(".day-button").last.bounding_box()
    focused = await bob.locator(".message:focus").bounding_box()
    assert day
    assert focused
    assert focused["y"] >= day["y"] + day["height"]


async def test_a_link_leads_to_a_message_of_another_room_without_a_page_load(
    alice: Page, bob: Page, room: tuple[int, str]
) -> None:
    room_id, name = room
    page = await call(bob, "GET", f"/api/rooms/{room_id}/messages?before_id=1000000&limit=200")
    wanted = next(one for one in page["messages"] if one["content"] == "line 300")
    origin = bob.url.partition("/chat")[0]
    await bob.locator(".room-item", has_text="General").click()
    await call(
        alice,
        "POST",
        "/api/rooms/1/messages",
        {"content": f"see {origin}/chat/{room_id}?message={wanted['id']} or {origin}/chat/999"},
    )
    links = message(bob, "see").locator("a")
    await bob.evaluate("window.isSame = true")
    await links.last.click()
    await expect(bob.locator("[data-toasts]")).to_contain_text("not open to you")
    await expect(bob.locator("[data-room-name]")).to_have_text("General")
    await links.first.click()
    await expect(bob.locator("[data-room-name]")).to_have_text(name)
    await expect(message(bob, "line 300")).to_be_in_viewport()
    assert await bob.evaluate("window.isSame")
