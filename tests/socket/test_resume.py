"""Catching up: what changed after a position, as it is now, then `resumed`."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from agent import catch_up
from tests.cast import House, Talk


async def resume(talk: Talk, room_id: int, epoch: int, seq: int) -> tuple[list[int], object]:
    """Return the numbers that came, and the `resumed` event without its type."""
    await talk.say("resume", positions={str(room_id): [epoch, seq]})
    start = len(talk.heard)
    event = await talk.event("resumed", room_id=room_id)
    seqs = [one["seq"] for one in talk.heard[start:-1] if one.get("room_id") == room_id]
    return seqs, (event["recovered"], event["epoch"], event["seq"])


async def test_what_was_missed_comes_in_order_and_sets_the_position(house: House) -> None:
    den = await house.alice.room("Den")
    async with house.bob.socket() as bob:
        sent = [await bob.post(den["id"], f"Message {number}") for number in range(3)]
    await house.unseat(den["id"], house.bob, reason="left")
    async with house.carol.socket() as carol:
        seqs, resumed = await resume(carol, den["id"], den["epoch"], den["seq"])
        assert seqs == [one["seq"] for one in sent] + [sent[-1]["seq"] + 1]
        assert resumed == (True, den["epoch"], sent[-1]["seq"] + 1)
        kinds = [one["type"] for one in carol.heard if one.get("room_id") == den["id"]]
        assert kinds == ["message"] * 3 + ["user_left", "resumed"]


async def test_a_position_that_is_up_to_date_recovers_with_nothing(house: House) -> None:
    den = await house.alice.room("Den")
    async with house.carol.socket() as carol:
        assert await resume(carol, den["id"], den["epoch"], den["seq"]) == (
            [],
            (True, den["epoch"], den["seq"]),
        )


async def test_what_is_sent_during_a_resume_neither_falls_between_nor_comes_twice(
    house: House,
) -> None:
    den = await house.alice.room("Den")
    async with house.bob.socket() as bob, contextlib.AsyncExitStack() as stack:
        sent = [await bob.post(den["id"], f"Missed {number}") for number in range(50)]
        returned = asyncio.Event()

        async def go_on() -> None:
            while not returned.is_set():
                sent.append(await bob.post(den["id"], f"Meanwhile {len(sent)}"))

        posting = asyncio.create_task(go_on())
        carol = await stack.enter_async_context(house.carol.socket())
        await carol.say("resume", positions={str(den["id"]): [den["epoch"], den["seq"]]})
        resumed = await carol.event("resumed", room_id=den["id"])
        before = {one["seq"] for one in carol.heard if one["type"] == "message"}
        await carol.event("message")  # somebody went on the whole time
        returned.set()
        await posting
        later = [one["seq"] for one in carol.heard if one["type"] == "message"]
        later += [one["seq"] for one in await carol.settled() if one["type"] == "message"]
    position, last = resumed["seq"], sent[-1]["seq"]
    assert last > position
    assert {seq for seq in before if seq <= position} == set(range(den["seq"] + 1, position + 1))
    assert [seq for seq in later if seq > position] == list(range(position + 1, last + 1))


async def test_many_who_come_back_to_one_place_are_answered_alike_and_with_what_is_new(
    house: House,
) -> None:
    den = await house.alice.room("Den")
    at = den["id"], den["epoch"], den["seq"]
    async with house.bob.socket() as bob, house.carol.socket() as carol:
        first = await bob.post(den["id"], "First.")
        await carol.event("message")
        answers = [await resume(talk, *at) for talk in (carol, bob, carol)]
        assert answers == [([first["seq"]], (True, den["epoch"], first["seq"]))] * 3
        await bob.say("edit_message", message_id=first["id"], content="Changed.")
        edited = await carol.event("message_updated")
        assert await resume(carol, *at) == ([edited["seq"]], (True, den["epoch"], edited["seq"]))
        assert carol.heard[-2]["message"]["content"] == "Changed."
    await house.unseat(den["id"], house.carol)
    async with house.carol.socket() as carol:
        assert await resume(carol, *at) == ([], (False, 0, 0))


@pytest.mark.parametrize(("epoch", "seq"), [(2, 1), (0, 0), (1, 10**6), (1, -1), (2**62, 2**62)])
async def test_a_position_of_another_epoch_or_from_the_future_is_taken_afresh(
    house: House, epoch: int, seq: int
) -> None:
    den = await house.alice.room("Den")
    async with house.carol.socket() as carol:
        seqs, resumed = await resume(carol, den["id"], epoch, seq)
        assert seqs == []
        assert resumed == (False, den["epoch"], den["seq"])


async def test_too_many_changes_are_taken_afresh(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "LONGEST", 3)
    den = await house.alice.room("Den")
    async with house.bob.socket() as bob, house.carol.socket() as carol:
        for number in range(4):
            sent = await bob.post(den["id"], f"Message {number}")
            await carol.event("message")
        seqs, resumed = await resume(carol, den["id"], den["epoch"], den["seq"])
        assert (seqs, resumed) == ([], (False, den["epoch"], sent["seq"]))
        seqs, resumed = await resume(carol, den["id"], den["epoch"], den["seq"] + 1)
        assert (len(seqs), resumed) == (3, (True, den["epoch"], sent["seq"]))


async def test_a_foreign_room_resumes_like_one_that_is_not_there(house: House) -> None:
    den = await house.alice.room("Den")
    async with house.mallory.socket() as mallory:
        for room_id in (den["id"], 999_999):
            seqs, resumed = await resume(mallory, room_id, den["epoch"], 0)
            assert (seqs, resumed) == ([], (False, 0, 0))


async def test_a_room_is_asked_for_in_one_spelling(house: House) -> None:
    den = (await house.bob.room("Den"))["id"]
    async with house.bob.socket() as talk:
        await talk.say("resume", positions={f"0{den}": [1, 1], "": [1, 1]})
        for _ in range(2):
            answer = await talk.event("resumed")
            assert (answer["room_id"], answer["recovered"]) == (0, False)


async def test_several_rooms_resume_in_one_event(house: House) -> None:
    rooms = (await house.alice.get("/api/rooms"))["rooms"]
    async with house.alice.socket() as alice:
        positions = {str(room["id"]): [room["epoch"], room["seq"]] for room in rooms}
        await alice.say("resume", positions={**positions, "x": [1, 1]})
        seen = {(await alice.event("resumed"))["room_id"] for _ in range(len(rooms) + 1)}
        assert seen == {room["id"] for room in rooms} | {0}


async def test_what_happened_in_threads_comes_back_as_it_is_now(house: House) -> None:
    den = await house.alice.room("Den")
    path = f"/api/rooms/{den['id']}"

    async def post(content: str, **fields: object) -> int:
        body = {"content": content, **fields}
        answer = await house.bob.call("POST", f"{path}/messages", body)
        return int(answer.json()["message"]["id"])

    root = await post("Tea?")
    async with house.carol.socket() as carol:
        seq = (await house.carol.room("Den"))["seq"]
        kept, gone = [await post(text, thread_id=root) for text in ("Kept.", "Gone.")]
        await house.bob.call("DELETE", f"/api/messages/{gone}")
        body = {"question": "Cake?", "options": ["Yes", "No"], "thread_id": root}
        answer = await house.bob.call("POST", f"{path}/polls", body)
        poll = answer.json()["message"]["id"]
        await house.bob.call("PUT", f"/api/messages/{poll}/vote", {"choices": [1]})
        await house.bob.call("POST", f"/api/messages/{kept}/pin")
        await house.bob.call("POST", f"{path}/mute", {"username": "carol", "seconds": 60})
        await carol.settled()
        seqs, resumed = await resume(carol, den["id"], den["epoch"], seq)
        head = (await house.carol.room("Den"))["seq"]
        assert resumed == (True, den["epoch"], head)
        assert seqs == sorted(set(seqs))
        came = carol.heard[-len(seqs) - 1 : -1]
        messages = {one["message"]["id"]: one["message"] for one in came if "message" in one}
        kinds = {one["message"]["id"]: one["type"] for one in came if "message" in one}
        assert kinds[root] == "message_updated"
        assert {kinds[one] for one in (kept, gone, poll)} == {"message"}
        page = await house.carol.get(f"/api/messages/{root}/thread")
        assert messages[root] == page["message"]
        assert [messages[one["id"]] for one in page["messages"]] == page["messages"]
        assert page["message"]["thread_count"] == 2
        (member,) = [one["member"] for one in came if one["type"] == "user_joined"]
        assert member["muted_until"] is not None


async def test_each_of_more_than_a_thousand_rooms_has_its_answer(house: House) -> None:
    den = await house.alice.room("Den")
    positions = {str(room_id): [1, 0] for room_id in range(10_000, 11_001)}
    positions[str(den["id"])] = [den["epoch"], den["seq"]]
    async with house.carol.socket() as carol:
        await carol.say("resume", positions=positions)
        answered = await carol.event("resumed", room_id=den["id"])
        assert answered["recovered"]
