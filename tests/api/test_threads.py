"""Threads: replies beside the history, who hears of them, and what is left unread."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.cast import House, Person


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def post(person: Person, room: int, content: str, **fields: object) -> Any:
    # Any: a decoded message
    body = {"content": content, **fields}
    answer = await person.call("POST", f"/api/rooms/{room}/messages", body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["message"]


async def standing(person: Person, root: int) -> tuple[bool, int, int]:
    """Return whether somebody follows a thread, and their unread and mention counts."""
    page = await person.get(f"/api/messages/{root}/thread")
    return page["is_following"], page["unread_count"], page["mention_count"]


async def test_a_reply_in_a_thread_stays_out_of_the_rooms_history_and_counts(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    reply = await post(house.carol, room, "@bob please", thread_id=root["id"])
    assert reply["thread_id"] == root["id"]
    seen = await house.bob.room("Den")
    assert (seen["unread_count"], seen["mention_count"]) == (0, 0)
    assert seen["last_message"]["id"] == root["id"]
    for query in ("", f"?around_id={reply['id']}", f"?after_id={root['id'] - 1}"):
        page = await house.bob.get(f"/api/rooms/{room}/messages{query}")
        assert root["id"] in [one["id"] for one in page["messages"]]
        assert reply["id"] not in [one["id"] for one in page["messages"]]
    (shown,) = [one for one in page["messages"] if one["id"] == root["id"]]
    assert (shown["thread_count"], shown["last_reply_at"]) == (1, reply["timestamp"])
    found = await house.bob.get("/api/search?q=please")
    assert [one["id"] for one in found["messages"]] == [reply["id"]]


async def test_author_replier_and_mentioned_follow_and_others_do_not(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    await post(house.carol, room, "Yes.", thread_id=root["id"])
    assert await standing(house.bob, root["id"]) == (True, 1, 0)
    assert await standing(house.carol, root["id"]) == (True, 0, 0)
    assert await standing(house.alice, root["id"]) == (False, 0, 0)
    await post(house.carol, room, "@alice too?", thread_id=root["id"])
    assert await standing(house.alice, root["id"]) == (True, 1, 1)
    assert await standing(house.bob, root["id"]) == (True, 2, 0)


async def test_a_mention_does_not_read_what_its_reader_has_not_read(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    for text in ("One.", "Two.", "@bob three."):
        await post(house.carol, room, text, thread_id=root["id"])
    assert await standing(house.bob, root["id"]) == (True, 3, 1)


async def test_who_follows_no_longer_is_left_alone_until_they_take_part(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    for person in (house.bob, house.carol):  # bob even before there is a thread
        await person.call("PUT", f"/api/messages/{root['id']}/follow", {"on": False})
    await post(house.carol, room, "One.", thread_id=root["id"])
    assert (await standing(house.bob, root["id"]))[0] is False
    assert (await house.bob.get("/api/threads"))["threads"] == []
    await post(house.carol, room, "@bob two.", thread_id=root["id"])
    assert await standing(house.bob, root["id"]) == (True, 1, 1)
    await house.bob.call("PUT", f"/api/messages/{root['id']}/follow", {"on": False})
    await post(house.carol, room, "Three.", thread_id=root["id"])
    assert (await standing(house.bob, root["id"]))[0] is False
    await post(house.bob, room, "Four.", thread_id=root["id"])
    assert await standing(house.bob, root["id"]) == (True, 0, 0)


async def test_reading_advances_the_thread_and_never_goes_back(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    first, second = [
        await post(house.carol, room, text, thread_id=root["id"]) for text in ("One.", "Two.")
    ]

    async def read(message: int) -> tuple[int, int]:
        body = {"message_id": message, "thread_id": root["id"]}
        answer = await house.bob.call("POST", f"/api/rooms/{room}/read", body)
        return answer.status_code, answer.json().get("unread_count")

    assert await read(first["id"]) == (200, 1)
    assert await read(second["id"]) == (200, 0)
    assert await read(first["id"]) == (200, 0)
    other = await post(house.carol, room, "Elsewhere.")
    assert (await read(other["id"]))[0] == 404


async def test_a_deleted_reply_is_not_counted_and_a_deleted_root_keeps_its_thread(
    house: House,
) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    gone = await post(house.carol, room, "@bob one.", thread_id=root["id"])
    await post(house.carol, room, "Two.", thread_id=root["id"])
    async with house.bob.socket() as bob:
        await house.carol.call("DELETE", f"/api/messages/{gone['id']}")
        marker = await bob.event("thread_marker", thread_id=root["id"])
        assert (marker["unread_count"], marker["mention_count"]) == (1, 0)
        changes = [one["change"] for one in bob.heard if one["type"] == "message_updated"]
        assert changes == ["deleted", "thread"]
    again = await house.carol.call("DELETE", f"/api/messages/{gone['id']}")
    assert again.status_code == 404
    assert (await house.bob.call("DELETE", f"/api/messages/{root['id']}")).status_code == 204
    page = await house.carol.get(f"/api/messages/{root['id']}/thread")
    assert (page["message"]["is_deleted"], page["message"]["thread_count"]) == (True, 1)
    assert [one["content"] for one in page["messages"]] == ["", "Two."]


async def test_who_comes_back_has_read_the_threads_as_well_as_the_room(house: House) -> None:
    room = await den(house)
    root = await post(house.carol, room, "Tea?")
    await post(house.bob, room, "@carol one.", thread_id=root["id"])
    await house.unseat(room, house.carol)
    assert (await house.carol.get("/api/threads"))["threads"] == []
    async with house.carol.socket() as carol:
        await post(house.bob, room, "@carol two.", thread_id=root["id"])
        assert "thread_marker" not in {one["type"] for one in await carol.settled()}
    foreign = await house.carol.call("GET", f"/api/messages/{root['id']}/thread")
    assert foreign.status_code == 404
    await house.seat(room, house.carol)
    assert await standing(house.carol, root["id"]) == (True, 0, 0)
    await post(house.bob, room, "Three.", thread_id=root["id"])
    assert await standing(house.carol, root["id"]) == (True, 1, 0)


async def test_a_room_that_is_restored_tells_what_is_unread_in_its_threads(house: House) -> None:
    room = await den(house)
    read, left, unread = [await post(house.bob, room, text) for text in ("One?", "Two?", "Three?")]
    async with house.bob.socket() as bob, house.alice.socket() as alice:
        for root in (read, left, unread):
            last = await post(house.carol, room, "@bob yes", thread_id=root["id"])
            if root is read:
                marker = {"message_id": last["id"], "thread_id": read["id"]}
                await house.bob.call("POST", f"/api/rooms/{room}/read", marker)
        await house.bob.call("PUT", f"/api/messages/{left['id']}/follow", {"on": False})
        await house.alice.call("DELETE", f"/api/rooms/{room}")
        for person in (bob, alice):
            await person.event("room_removed")
        await house.alice.call("POST", f"/api/admin/rooms/{room}/restore")
        told = [one for one in await bob.settled() if one["type"] == "thread_marker"]
        counts = [(one["thread_id"], one["unread_count"], one["mention_count"]) for one in told]
        assert counts == [(unread["id"], 1, 1)]
        kinds = [one["type"] for one in await alice.settled()]
        assert "room_added" in kinds
        assert "thread_marker" not in kinds


async def test_a_thread_hangs_under_a_message_of_its_own_room_only(house: House) -> None:
    room, general = await den(house), (await house.carol.room("General"))["id"]
    root = await post(house.bob, room, "Tea?")
    reply = await post(house.carol, room, "Yes.", thread_id=root["id"])
    await house.alice.call("PUT", f"/api/rooms/{room}", {"topic": "tea"})
    history = (await house.alice.get(f"/api/rooms/{room}/messages"))["messages"]
    system = history[-1]
    assert system["message_type"] == "system"
    refused = []
    for place, thread in (
        (general, root["id"]),
        (room, reply["id"]),
        (room, system["id"]),
        (room, 2**53),
    ):
        body = {"content": "Psst.", "thread_id": thread}
        answer = await house.carol.call("POST", f"/api/rooms/{place}/messages", body)
        refused.append((answer.status_code, answer.json().get("field")))
    assert refused == [(422, "thread_id")] * 4
    for thread in (reply["id"], system["id"], 2**53):
        answer = await house.carol.call("GET", f"/api/messages/{thread}/thread")
        assert answer.status_code == 404


async def test_a_foreign_thread_is_like_one_that_is_not_there(house: House) -> None:
    root = await post(house.bob, await den(house), "Tea?")
    general = (await house.alice.room("General"))["id"]
    for method, path, body in (
        ("GET", "/api/messages/{}/thread", None),
        ("PUT", "/api/messages/{}/follow", {"on": True}),
        ("POST", "/api/messages/{}/pin", None),
        ("PUT", "/api/messages/{}/vote", {"choices": [0]}),
    ):
        seen = []
        for number in (root["id"], 4711):
            answer = await house.mallory.call(method, path.format(number), body)
            seen.append((answer.status_code, answer.text.replace(str(number), "N")))
        assert seen[0] == seen[1]
        assert seen[0][0] == 404
    spoken = {"message_id": root["id"], "thread_id": root["id"]}
    answer = await house.alice.call("POST", f"/api/rooms/{general}/read", spoken)
    assert answer.status_code == 404


async def test_a_repeated_client_id_counts_once_and_belongs_to_its_thread(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    first = await post(house.carol, room, "Yes.", thread_id=root["id"], client_id="one")
    again = await post(house.carol, room, "Yes.", thread_id=root["id"], client_id="one")
    assert again == first
    page = await house.bob.get(f"/api/messages/{root['id']}/thread")
    assert (page["message"]["thread_count"], page["unread_count"]) == (1, 1)
    body = {"content": "Yes.", "client_id": "one"}
    answer = await house.carol.call("POST", f"/api/rooms/{room}/messages", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "client_id_reused")


async def test_pages_of_a_thread_go_both_ways(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    ids = [
        (await post(house.carol, room, str(one), thread_id=root["id"]))["id"] for one in range(5)
    ]
    path = f"/api/messages/{root['id']}/thread"

    async def page(query: str) -> tuple[list[int], bool]:
        got = await house.bob.get(f"{path}?{query}")
        return [one["id"] for one in got["messages"]], got["has_more"]

    assert await page("limit=2") == (ids[3:], True)
    assert await page(f"limit=3&before_id={ids[3]}") == (ids[:3], False)
    assert await page(f"limit=2&after_id={ids[0]}") == (ids[1:3], True)
    answer = await house.bob.call("GET", f"{path}?before_id=1&after_id=1")
    assert (answer.status_code, answer.json()["field"]) == (422, "before_id")


async def test_threads_are_listed_by_their_newest_reply(house: House) -> None:
    room = await den(house)
    roots = [await post(house.bob, room, f"Root {one}") for one in range(3)]
    for root in (roots[1], roots[2], roots[0]):
        house.clock.move(1)
        await post(house.carol, room, "Reply.", thread_id=root["id"])
    listed = (await house.bob.get("/api/threads"))["threads"]
    order = [one["message"]["content"] for one in listed]
    assert order == ["Root 0", "Root 2", "Root 1"]
    async with house.socket(**house.bob.bearer) as bob:
        hello = await bob.event("hello")
        unread = {one["thread_id"]: one["unread_count"] for one in hello["threads"]}
        assert unread == {root["id"]: 1 for root in roots}


async def test_many_replies_to_two_threads_at_once_leave_no_gap(house: House) -> None:
    """Batches with several threads: messages and threads are numbered as they are sent."""
    room = await den(house)
    roots = [await post(house.bob, room, f"Root {one}") for one in range(2)]
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        for number in range(20):
            await carol.say(
                "send_message",
                room_id=room,
                content=f"{number}",
                thread_id=roots[number % 2]["id"],
            )
        by_bob = [post(house.bob, room, "Here.", thread_id=roots[0]["id"]) for _ in range(5)]
        await asyncio.gather(*by_bob)
        await carol.settled()
        while True:
            event = await alice.event("message_updated", change="thread")
            thread = event["message"]
            if (thread["id"], thread["thread_count"]) == (roots[0]["id"], 15):
                break
        await alice.settled()
        seqs = [one["seq"] for one in alice.heard if one.get("room_id") == room and "seq" in one]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert len(seqs) > 25
        contents = [
            one["message"]["content"]
            for one in alice.heard
            if one["type"] == "message" and one["message"]["username"] == "carol"
        ]
        assert contents == [f"{number}" for number in range(20)]


@pytest.mark.parametrize("on", [True, False])
async def test_following_a_thread_needs_membership(house: House, on: bool) -> None:
    general = (await house.alice.room("General"))["id"]
    root = await post(house.alice, general, "Tea?")
    answer = await house.mallory.call("PUT", f"/api/messages/{root['id']}/follow", {"on": on})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")
    page = await house.mallory.get(f"/api/messages/{root['id']}/thread")
    assert (page["is_following"], page["messages"]) == (False, [])
