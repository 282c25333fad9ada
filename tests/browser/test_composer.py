"""What helps to write: completion by the keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.scene import call, choose, message, new_room

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIELD = "[data-composer] textarea"
OPTIONS = ".completion .choice-option"
# What is said last gets a little shorter, and before the next picture the field takes much height.
SHRINK_AND_WRITE = """(text) => {
  const last = document.querySelector("[data-lines] > :last-child");
  const field = document.querySelector("[data-composer] textarea");
  // Between two pictures: what scrolled is told first thing in the next one.
  const frames = (done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  return new Promise((done) => {
    last.style.paddingBlockEnd = "4px";
    frames(() => {
      last.style.paddingBlockEnd = "";
      last.getBoundingClientRect();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      frames(done);
    });
  });
}"""


async def typed(page: Page, keys: str) -> None:
    """Press the keys of a text one after the other, at the end of what is there."""
    await page.locator(FIELD).press_sequentially(keys)


async def test_people_rooms_emoji_and_orders_are_completed_by_the_keyboard(
    alice: Page, bob: Page
) -> None:
    name = await new_room(alice, bob)
    field = alice.locator(FIELD)
    await typed(alice, "Hi @b")
    first = alice.locator(OPTIONS).first
    await expect(first).to_have_text("BObob@bobonline")
    await expect(field).to_have_attribute("aria-haspopup", "listbox")
    await expect(field).to_have_attribute(
        "aria-activedescendant", await first.get_attribute("id") or ""
    )
    await alice.keyboard.press("Tab")
    await expect(field).to_have_value("Hi @bob ")
    await expect(field).not_to_have_attribute("aria-haspopup", "listbox")

    await typed(alice, f"look at #{name[:6]}")
    await expect(alice.locator(OPTIONS, has_text=name)).to_be_visible()
    await alice.locator(OPTIONS, has_text=name).click()
    await expect(field).to_have_value(f"Hi @bob look at #{name} ")
    await expect(field).to_be_focused()

    await typed(alice, ":ta")
    await expect(alice.locator(OPTIONS).first).to_contain_text(":")
    await typed(alice, "da")
    await expect(alice.locator(OPTIONS).first).to_contain_text(":tada:")
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value(f"Hi @bob look at #{name} 🎉 ")
    await alice.keyboard.press("Enter")
    shown = message(bob, "look at")
    await expect(shown.locator(".mention-me")).to_have_text("@bob")
    await expect(shown.get_by_role("link", name=f"#{name}")).to_be_visible()

    await typed(alice, "/sh")
    await expect(alice.locator(OPTIONS)).to_have_text(["/shrug [text]Add ¯\\_(ツ)_/¯"])
    await alice.keyboard.press("Enter")
    await typed(alice, "why")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "why")).to_contain_text("¯")


async def test_the_list_is_left_alone_by_escape_by_whole_words_and_by_compositions(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    field = alice.locator(FIELD)
    await typed(alice, "@")
    await expect(alice.locator(OPTIONS)).to_have_count(3)  # bob, everybody, those who are present
    await alice.keyboard.press("ArrowDown")
    await expect(alice.locator(OPTIONS).nth(1)).to_have_attribute("aria-selected", "true")
    await alice.keyboard.press("Escape")
    await typed(alice, "bo")
    await expect(alice.locator(OPTIONS)).to_have_count(0)
    await alice.keyboard.press("Enter")
    await expect(message(bob, "@bo")).to_be_visible()

    await typed(alice, "@bob")  # whole: nothing is left to complete
    await expect(alice.locator(OPTIONS)).to_have_count(1)
    await alice.keyboard.press("Home")
    await expect(alice.locator(OPTIONS)).to_have_count(0)
    await alice.keyboard.press("End")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "@bob")).to_be_visible()

    wire = await alice.context.new_cdp_session(alice)
    await typed(alice, "@")
    await wire.send(
        "Input.imeSetComposition", {"text": "bo", "selectionStart": 2, "selectionEnd": 2}
    )
    await expect(alice.locator(OPTIONS)).to_have_count(1)
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("@bo")
    await wire.send("Input.insertText", {"text": "bo"})
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value("@bob ")
    await field.fill("")


async def test_a_link_to_a_room_opens_it_and_is_a_name_when_it_is_edited(
    alice: Page, bob: Page
) -> None:
    there = await new_room(alice, bob)
    here = await new_room(alice, bob)
    await typed(alice, f"moved to #{there}, all")
    await alice.keyboard.press("Enter")
    await message(bob, "moved").get_by_role("link", name=f"#{there}").click()
    await expect(bob.locator("[data-room-name]")).to_have_text(there)
    await expect(message(alice, "moved")).to_contain_text("Delivered")
    await alice.keyboard.press("ArrowUp")
    await expect(alice.locator(FIELD)).to_have_value(f"moved to #{there}, all")
    await alice.keyboard.press("Escape")
    await expect(alice.locator(FIELD)).to_have_value("")
    await expect(alice.locator("[data-room-name]")).to_have_text(here)


async def test_marks_are_put_by_keys_and_taken_back_by_undo(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    field = alice.locator(FIELD)
    await typed(alice, "make it so")
    await alice.keyboard.press("Control+Shift+ArrowLeft")
    await alice.keyboard.press("Control+b")
    await expect(field).to_have_value("make it **so**")
    await alice.keyboard.press("Control+z")
    await expect(field).to_have_value("make it so")
    await field.evaluate("(field) => field.setSelectionRange(5, 7)")
    await alice.keyboard.press("_")
    await expect(field).to_have_value("make _it_ so")
    await alice.keyboard.press("Control+Shift+X")
    await expect(field).to_have_value("make _~~it~~_ so")
    await field.evaluate("(field) => field.setSelectionRange(0, 4)")
    await alice.keyboard.press("Control+Shift+U")
    await expect(field).to_have_value("[make](https://) _~~it~~_ so")
    await field.fill("")
    await typed(alice, "- milk")
    await alice.keyboard.press("Shift+Enter")
    await typed(alice, "eggs")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "milk").locator("li")).to_have_text(["milk", "eggs"])

    await typed(alice, "```")
    await alice.keyboard.press("Enter")
    await typed(alice, "@bob = 1")
    await expect(alice.locator(OPTIONS)).to_have_count(0)
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value("```\n@bob = 1\n")
    await alice.keyboard.press("Control+Enter")
    await expect(message(bob, "@bob = 1").locator("pre")).to_be_visible()


async def test_an_emoji_is_chosen_by_the_keyboard_and_remembered(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    field, picker = alice.locator(FIELD), alice.locator("[data-emoji-picker]")
    await field.fill("well ")
    await alice.click("[data-action=emoji]")
    await expect(picker.get_by_role("searchbox")).to_be_focused()
    await alice.keyboard.type("tada")
    await expect(picker.locator(".emoji-choice").first).to_have_accessible_name(":tada:")
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value("well 🎉 ")
    await expect(field).to_be_focused()
    await alice.click("[data-action=emoji]")
    recent = picker.get_by_role("region", name="Recent").locator(".emoji-choice")
    await expect(recent).to_have_text(["🎉"])
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        await alice.keyboard.press(key)
    smiley = picker.get_by_role("region", name="Smileys").locator(".emoji-choice").nth(1)
    await expect(smiley).to_be_focused()
    await alice.keyboard.press("Enter")
    await expect(field).to_have_value("well 🎉 😃 ")
    await alice.click("[data-action=emoji]")
    await alice.keyboard.press("Escape")
    await expect(picker).to_be_hidden()
    await expect(alice.locator("[data-action=emoji]")).to_be_focused()
    await field.fill("")


async def test_a_long_text_scrolls_in_its_field_and_says_when_it_is_too_long(
    alice: Page, bob: Page
) -> None:
    await new_room(alice, bob)
    field, counter = alice.locator(FIELD), alice.locator("[data-counter]")
    path = f"/api/rooms/{alice.url.rpartition('/')[2]}/messages"
    for number in range(25):
        await call(bob, "POST", path, {"content": f"said {number}"})
    last = message(alice, "said 24")
    await expect(last).to_be_in_viewport(ratio=1)
    await alice.evaluate(SHRINK_AND_WRITE, "line\n" * 40)
    await expect(last).to_be_in_viewport(ratio=1)  # what one answers to stays in view
    await alice.reload()
    await expect(field).to_have_value("line\n" * 40)
    await expect(last).to_be_in_viewport(ratio=1)
    box = await field.evaluate("(field) => [field.clientHeight, field.scrollHeight]")
    assert box[0] < 220 < box[1]
    await field.fill("a" * 7_600)
    await expect(counter).to_have_text("7,600 / 8,000")
    await field.fill("🎉" * 8_010)
    await expect(counter).to_have_text("10 characters too many")
    await alice.keyboard.press("Enter")
    await expect(alice.locator(".toast").last).to_contain_text("at most 8,000 characters")
    assert await field.input_value() == "🎉" * 8_010
    await field.fill("")
    await expect(counter).to_be_hidden()


async def test_a_draft_stays_with_its_room_through_a_reload_and_is_marked_in_the_list(
    alice: Page, bob: Page
) -> None:
    first = await new_room(alice, bob)
    await alice.locator(FIELD).fill("half a thou")
    await new_room(alice, bob)
    await expect(alice.locator(FIELD)).to_have_value("")
    await alice.reload()
    await expect(alice.locator("[data-status]")).to_contain_text("Connected")
    entry = alice.locator(".room-item", has_text=first)
    await expect(entry).to_contain_text("half a thou")
    await entry.click()
    await expect(alice.locator(FIELD)).to_have_value("half a thou")
    await alice.locator(FIELD).press_sequentially("ght")
    await alice.keyboard.press("Enter")
    await expect(message(bob, "half a thought")).to_have_count(0)  # bob is in the other room
    await bob.locator(".room-item", has_text=first).click()
    await expect(message(bob, "half a thought")).to_be_visible()


async def test_in_a_thread_people_are_completed_too(alice: Page, bob: Page) -> None:
    await new_room(alice, bob)
    await typed(bob, "who comes?")
    await bob.keyboard.press("Enter")
    await choose(alice, "who comes?", "thread")
    reply = alice.get_by_label("Reply in the thread")
    await expect(reply).to_be_focused()
    await reply.press_sequentially("@b")
    await expect(alice.locator(OPTIONS).first).to_be_in_viewport(ratio=1)
    await alice.keyboard.press("Enter")
    await expect(reply).to_have_value("@bob ")
    await alice.keyboard.press("Control+b")
    await reply.press_sequentially("you")
    await alice.keyboard.press("Enter")
    said = alice.locator(".thread-messages .message").last
    await expect(said.locator(".mention")).to_have_text("@bob")
    await expect(said.locator("strong")).to_have_text("you")
    await alice.keyboard.press("Escape")
