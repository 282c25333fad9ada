"""What people say to each other, and what they do with it afterwards."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import ServerProcess, enter, say
from tests.browser.scene import call, choose, message, new_room, search_people

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKDOWN = """**Plan** of _today_ with `make`

```python
print(1)
```

| step | who |
|---|---|
| build | bob |
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(shared_server: ServerProcess, browser: Browser) -> Page:
    return await enter(browser, shared_server, "alice", permissions=["clipboard-write"])


async def test_markdown_is_formatted_and_code_is_copied_by_the_keyboard(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    await say(bob, MARKDOWN)
    shown = message(alice, "Plan")
    await expect(shown.locator("strong")).to_have_text("Plan")
    await expect(shown.locator("td")).to_have_text(["build", "bob"])
    await expect(shown.locator("pre .nf")).to_have_text("print")
    await expect(shown.locator("pre")).to_have_attribute("tabindex", "0")
    await expect(alice.locator(".room-item", has_text=name)).to_contain_text("Plan of today")

    copy = shown.locator(".copy-button")
    await copy.press("Enter")
    await expect(copy).to_have_text("Copied")


async def test_markup_that_would_act_is_only_text(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(bob, "**see** <b onclick=alert(1)>this</b> [link](javascript:alert(1))")
    text = message(alice, "see").locator(".message-text")
    await expect(text).to_have_text("see <b onclick=alert(1)>this</b> [link](javascript:alert(1))")
    assert await text.locator("b, a").count() == 0


async def test_in_markdown_only_members_are_mentioned(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, "**all** @bob and @nobody")
    shown = message(bob, "all")
    await expect(shown.locator(".mention")).to_have_text(["@bob"])
    await expect(shown.locator(".mention-me")).to_have_count(1)
    await expect(message(alice, "all").locator(".mention-me")).to_have_count(0)


async def test_one_edits_the_last_message_and_others_see_what_it_was(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    await say(alice, "frist")
    await expect(message(bob, "frist")).to_be_visible()
    await alice.press("[data-composer] textarea", "ArrowUp")
    await say(alice, "first")
    await expect(message(bob, "first")).to_contain_text("edited")
    await message(bob, "first").locator(".edited-button").click()
    await expect(bob.locator("dialog[open] .edit-text")).to_have_text(["frist", "first"])
    await bob.keyboard.press("Escape")


async def test_a_deleted_message_leaves_only_its_place(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, "a slip")
    await expect(message(bob, "a slip")).to_be_visible()
    await choose(alice, "a slip", "Delete")
    await alice.locator("dialog[open] button", has_text="Delete").click()
    await expect(message(bob, "This message was deleted")).to_be_visible()
    await expect(message(bob, "a slip")).to_have_count(0)


async def test_reactions_are_counted_for_everybody(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, "done")
    await message(bob, "done").focus()
    await bob.keyboard.press("Enter")
    await bob.locator("[data-message-menu] .quick-emoji").first.click()
    pill = message(alice, "done").locator(".message-reactions button").first
    await expect(pill).to_contain_text("1")
    await pill.click()
    await expect(message(bob, "done").locator(".message-reactions button").first).to_contain_text(
        "2"
    )


async def test_a_reply_quotes_without_marks(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await say(alice, "shall we **ship**?")
    await expect(message(bob, "shall we")).to_be_visible()
    await choose(bob, "shall we", "Reply")
    await expect(bob.locator("[data-strip]")).to_contain_text("shall we ship?")
    await say(bob, "yes")
    await expect(message(alice, "yes").locator(".reply-quote")).to_have_text(
        "alice: shall we ship?"
    )


async def test_others_see_who_is_typing(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await alice.locator("[data-composer] textarea").press_sequentially("hm")
    await expect(bob.locator("[data-typing-text]")).to_have_text("alice is typing…")
    await alice.fill("[data-composer] textarea", "")
    await expect(bob.locator("[data-typing]")).to_have_attribute("aria-hidden", "true")


async def test_others_see_a_status_and_its_words(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await alice.locator("[data-action=own-status]:visible").click()
    panel = alice.locator("[data-own-status]")
    await panel.locator(".status-option", has_text="Do not disturb").click()
    await panel.locator("[name=text]").fill("in a meeting")
    await panel.locator("[type=submit]").click()
    busy = bob.locator(".member.busy", has_text="in a meeting")
    await expect(busy).to_contain_text("Do not disturb")
    await expect(panel).to_be_hidden()


async def test_people_write_to_each_other_directly(alice: Page, bob: Page) -> None:
    await alice.click("[data-action=new-direct]")
    await search_people(alice, "bob")
    await expect(alice.locator("[data-room-name]")).to_have_text("bob")
    await expect(alice.get_by_placeholder("Message bob", exact=True)).to_be_visible()
    await say(alice, "only for you")
    room = bob.locator(".room-item", has_text="only for you")
    await expect(room.locator(".room-name")).to_have_text("alice")
    await room.click()
    await expect(message(bob, "only for you")).to_be_visible()


async def test_a_name_that_nobody_has_is_said_at_the_field(alice: Page) -> None:
    await alice.click("[data-action=new-direct]")
    await search_people(alice, "zacharias")
    await expect(alice.locator("dialog[open]")).to_contain_text("There is no such user")
    await alice.keyboard.press("Escape")


async def fill(page: Page) -> int:
    """Say more in the room in view than one page holds; return the id of the first message."""
    room_id = int(page.url.rpartition("/")[2])
    path = f"/api/rooms/{room_id}/messages"
    first = await call(page, "POST", path, {"content": f"the **needle** of room {room_id}"})
    for number in range(1, 60):
        await call(page, "POST", path, {"content": f"hay {number}"})
    await expect(message(page, "hay 59")).to_be_visible()
    return int(first["message"]["id"])


async def test_search_goes_to_a_message_far_back_and_the_pill_to_the_end(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    await bob.locator(".room-item", has_text="General").click()
    await fill(alice)
    await bob.reload()  # what was heard live would be there already
    await bob.locator("[data-history]").press("/")
    await bob.keyboard.type(f"needle room {alice.url.rpartition('/')[2]}")
    result = bob.locator("[data-results] [role=option]")
    await expect(result).to_contain_text(name)
    await expect(result.locator("mark").first).to_have_text("needle")
    await bob.keyboard.press("Enter")
    await expect(message(bob, "needle")).to_be_in_viewport()
    await expect(message(bob, "hay 59")).to_have_count(0)

    await say(alice, "live")
    pill = bob.locator("[data-action=latest]")
    await expect(pill).to_contain_text("new")  # but for what was in view nothing of it was read
    await expect(message(bob, "live")).to_have_count(0)
    await pill.click()
    await expect(message(bob, "live")).to_be_in_viewport()
    await expect(message(bob, "needle")).to_have_count(0)
    await expect(bob.locator(".room-item", has_text=name).locator(".room-badge")).to_be_hidden()


async def test_a_link_leads_to_its_message(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    first = await fill(alice)
    await bob.goto(f"{alice.url}?message={first}")
    await expect(message(bob, "needle")).to_be_in_viewport()


async def test_what_is_marked_unread_stays_so_until_the_room_is_entered_again(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    for text in ("one", "two", "three"):
        await say(alice, text)
    await expect(message(bob, "three")).to_be_visible()
    room = bob.locator(".room-item", has_text=name)
    await expect(room.locator(".room-badge")).to_be_hidden()
    await choose(bob, "two", "Mark unread")
    await expect(room.locator(".room-badge")).to_contain_text("2 unread")
    await expect(bob.locator(".divider-new")).to_be_visible()
    await bob.locator(".room-item", has_text="General").click()
    await room.click()
    await expect(room.locator(".room-badge")).to_be_hidden()


async def test_a_few_letters_lead_to_a_room_or_a_person(alice: Page, bob: Page) -> None:
    name = await new_room(alice, bob)
    await alice.locator(".room-item", has_text="General").click()
    await alice.keyboard.press("Control+k")
    await alice.keyboard.type(name.lower())
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-room-name]")).to_have_text(name)
    await alice.keyboard.press("Control+k")
    await alice.keyboard.type("caro")
    await alice.keyboard.press("Enter")
    await expect(alice.locator("[data-room-name]")).to_have_text("carol")
