"""The first frames of a connection: bounded, whatever somebody belongs to and prefers."""

from __future__ import annotations

import json

import pytest

from agent import catch_up
from agent.ports import Transaction
from agent.preferences import ROOMS_LIMIT
from agent.room_names import RoomDraft, insert_room
from tests.cast import Event, House

LONGEST = 50_000
"""Bytes."""

MANY = 1000
NOW = "2026-01-01T00:00:00.000Z"


async def own_many_rooms(house: House, many: int) -> list[int]:
    """Make bob a member of rooms with large numbers and unread messages; returns all of his."""
    user_id = house.bob.user.user_id

    def act(transaction: Transaction) -> None:
        for number in range(many):
            draft = RoomDraft(name=f"Room {number}", room_type="private")
            room_id = insert_room(transaction, draft, created_by=user_id, now=NOW)
            transaction.execute(ADVANCE, room_id=room_id)
            transaction.execute(MEMBER, room_id=9_000_000 + room_id, user_id=user_id, now=NOW)

    await house.host.database.write(act)
    rooms = (await house.bob.get("/api/rooms"))["rooms"]
    return [room["id"] for room in rooms if room["is_member"]]


async def greeting(house: House) -> tuple[list[Event], list[int]]:
    """Return the events that a new connection of bob hears at once, and the lengths of frames."""
    events: list[Event] = []
    lengths: list[int] = []
    async with house.socket("/ws/rooms", **house.bob.bearer) as talk:
        await talk.say("ping")
        while not events or events[-1]["type"] != "pong":
            text = await talk.connection.recv()
            events.append(json.loads(text))
            lengths.append(len(text))
    return [one for one in events if not one["type"].startswith(("pong", "presence"))], lengths


async def test_a_thousand_rooms_and_preferences_at_their_limits_fit_into_bounded_frames(
    house: House,
) -> None:
    mine = await own_many_rooms(house, MANY)
    some = mine[-ROOMS_LIMIT:]
    wish = {"level": "everything", "muted_until": "2027-06-01T12:00:00.000Z"}
    body = {"starred": some, "order": some, "rooms": {str(room_id): wish for room_id in some}}
    assert (await house.bob.call("PUT", "/api/preferences", body)).status_code == 200
    (hello, *following), lengths = await greeting(house)
    assert hello["type"] == "hello"
    assert lengths[0] <= LONGEST
    kinds = [event["type"] for event in following]
    assert kinds == ["hello_rooms", "hello_rooms", "preferences_updated"]
    assert max(lengths[:3]) <= LONGEST
    rooms = [room for event in (hello, *following[:-1]) for room in event["rooms"]]
    assert [room["id"] for room in rooms] == mine
    assert hello["more_rooms"] == len(mine) - len(hello["rooms"])
    assert hello["preferences"] is None
    assert following[-1]["preferences"] == (await house.bob.get("/api/preferences"))["preferences"]


async def test_an_ordinary_account_gets_everything_in_one_frame(house: House) -> None:
    (hello, *following), _ = await greeting(house)
    assert following == []
    assert hello["more_rooms"] == 0
    assert hello["preferences"] == (await house.bob.get("/api/preferences"))["preferences"]


async def test_a_room_that_follows_the_hello_is_heard_like_any_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "ROOMS_IN_A_FRAME", 1)
    (hello, *following), _ = await greeting(house)
    rooms = [room for event in (hello, *following) for room in event["rooms"]]
    assert [len(event["rooms"]) for event in (hello, *following)] == [1] * len(rooms)
    async with house.bob.socket() as bob, house.alice.socket() as alice:
        for room in rooms:
            sent = await alice.post(room["id"], "Here?")
            assert (await bob.event("message"))["message"] == sent
            assert sent["seq"] == room["seq"] + 1


ADVANCE = """
    UPDATE rooms SET epoch = 17, last_seq = 1234567, message_count = 123456, id = 9000000 + id
    WHERE id = :room_id
"""
MEMBER = """
    INSERT INTO room_members (room_id, user_id, username, role, joined_at, last_seen, is_active,
                              changed_seq)
    VALUES (:room_id, :user_id, 'bob', 'member', :now, :now, TRUE, 1)
"""
