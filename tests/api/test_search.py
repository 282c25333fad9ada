"""Search, and the places in a room's history."""

from __future__ import annotations

import pytest

from agent import message_search
from tests.cast import House

DAY = 86_400


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def found(house: House, name: str, text: str) -> list[str]:
    person = house.people[name]
    answer = await person.call("GET", f"/api/search?q={text}")
    assert answer.status_code == 200, answer.text
    return [message["content"] for message in answer.json()["messages"]]


async def test_a_search_finds_all_words_in_any_order_and_the_last_as_a_beginning(
    house: House,
) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        for text in ("The quick brown fox", "A fox, quickly", "quick fix", "Größe zählt"):
            await alice.post(room, text)
    assert await found(house, "carol", "fox quick") == ["A fox, quickly", "The quick brown fox"]
    assert await found(house, "carol", "größe") == ["Größe zählt"]
    assert await found(house, "carol", "FO") == ["A fox, quickly", "The quick brown fox"]


async def test_a_single_letter_is_a_word_and_a_number_is_never_taken_for_a_room(
    house: House,
) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        for text in ("plan B", "a banana", f"room {room} is full", "東京へ行く"):
            await alice.post(room, text)
    assert await found(house, "carol", "b") == ["plan B"]
    assert await found(house, "carol", str(room)) == [f"room {room} is full"]
    assert await found(house, "carol", "東") == ["東京へ行く"]


async def test_who_reads_very_many_rooms_finds_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        await alice.post(room, "canary in the den")
        await alice.post((await house.alice.room("General"))["id"], "canary in public")
    for listed in (200, 1):
        monkeypatch.setattr(message_search, "ROOMS_LISTED", listed)
        assert await found(house, "carol", "canary") == ["canary in public", "canary in the den"]
        assert await found(house, "mallory", "canary") == ["canary in public"]


async def test_a_search_finds_nothing_that_one_may_not_read_now(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        await alice.post(room, "canary in the den")
        await alice.post((await house.alice.room("General"))["id"], "canary in public")
        assert await found(house, "mallory", "canary") == ["canary in public"]
        assert len(await found(house, "carol", "canary")) == 2
        await house.unseat(room, house.carol)
        assert await found(house, "carol", "canary") == ["canary in public"]


async def test_edited_and_deleted_texts_are_not_found_any_more(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        one, two = await alice.post(room, "apples"), await alice.post(room, "pears")
    await house.alice.call("PUT", f"/api/messages/{one['id']}", {"content": "plums"})
    await house.alice.call("DELETE", f"/api/messages/{two['id']}")
    assert await found(house, "carol", "apples") == []
    assert await found(house, "carol", "pears") == []
    assert await found(house, "carol", "plums") == ["plums"]
    await house.host.database.write(
        lambda transaction: transaction.execute(
            "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)"
        )
    )


async def test_what_people_write_is_never_query_syntax(house: House) -> None:
    for text in ('"', "NOT x", "content:on", "(", "*", "^zz", "zz NEAR zz", "-", "%00", "'; --"):
        assert await found(house, "carol", text) == []
    answer = await house.carol.call("GET", f"/api/search?q={'x' * 201}")
    assert (answer.status_code, answer.json()["field"]) == (422, "q")


async def test_a_page_around_a_message_says_what_is_before_and_after(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        posted = [await alice.post(room, f"number {number}") for number in range(9)]
    middle = posted[4]["id"]
    page = await house.carol.get(f"/api/rooms/{room}/messages?around_id={middle}&limit=4")
    assert [one["content"] for one in page["messages"]] == [f"number {n}" for n in (2, 3, 4, 5)]
    assert (page["has_before"], page["has_after"]) == (True, True)
    answer = await house.carol.call(
        "GET", f"/api/rooms/{room}/messages?around_id={middle}&before_id=1"
    )
    assert answer.status_code == 422


async def test_a_page_around_a_moment_begins_the_day_it_asks_for(house: House) -> None:
    room = await den(house)
    asked = f"/api/rooms/{room}/messages?limit=4&around_time="
    days: list[str] = []
    async with house.alice.socket() as alice:
        for number in range(5):
            house.clock.move(DAY)
            days.append(house.clock.now())
            for part in "abc":
                await alice.post(room, f"day {number} {part}")
    page = await house.carol.get(asked + days[2])
    assert [one["content"] for one in page["messages"]] == [
        "day 1 b", "day 1 c", "day 2 a", "day 2 b",
    ]  # fmt: skip
    assert (page["has_before"], page["has_after"]) == (True, True)
    house.clock.move(DAY)
    page = await house.carol.get(asked + house.clock.now())
    assert page["messages"][-1]["content"] == "day 4 c"
    assert not page["has_after"]
    page = await house.carol.get(asked + "0001-01-02T00:00:00Z")
    assert not page["has_before"]


async def test_a_moment_that_is_none_is_refused_and_a_closed_room_has_none(house: House) -> None:
    room = await den(house)
    for moment in ("yesterday", "0001-01-01T00:00:00%2B05:00", "9999-12-31T23:59:59-05:00", "12"):
        answer = await house.carol.call("GET", f"/api/rooms/{room}/messages?around_time={moment}")
        assert (answer.status_code, answer.json()["field"]) == (422, "around_time"), moment
    path = f"/api/rooms/{room}/messages?around_time={house.clock.now()}"
    assert (await house.mallory.call("GET", path)).status_code == 404
    both = await house.carol.call("GET", f"{path}&after_id=1")
    assert both.status_code == 422


async def test_marking_unread_is_its_own_act_and_reading_only_advances(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice, house.carol.socket() as phone:
        posted = [await alice.post(room, f"number {number}") for number in range(4)]
        path = f"/api/rooms/{room}"
        for place, left in ((3, 0), (1, 0)):
            body = {"message_id": posted[place]["id"]}
            answer = await house.carol.call("POST", f"{path}/read", body)
            assert answer.json()["unread_count"] == left
        for place, left in ((2, 2), (0, 4)):
            body = {"message_id": posted[place]["id"]}
            answer = await house.carol.call("POST", f"{path}/unread", body)
            assert answer.json()["unread_count"] == left
        await phone.event("read_marker", unread_count=4)
        await phone.say("mark_unread", room_id=room, message_id=999_999)
        assert (await phone.event("error"))["code"] == "not_found"
