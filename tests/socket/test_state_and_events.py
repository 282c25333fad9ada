"""Old state + events = fresh state, for every member, whatever anybody does.

Each person holds a model of a client: what it fetched at first, changed by nothing but events.
At the end it has to equal what the server says when asked afresh, unread counts included.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agent import catch_up
from tests.cast import Event, Person, Talk, open_house
from tests.socket.acts import KINDS, NAMES, ROOMS, SECOND_DEVICES, Action, act

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(KINDS),
        st.sampled_from(ROOMS),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    min_size=8,
    max_size=30,
)


class Held:
    """What a client holds of one room that it is a member of."""

    def __init__(self, room: Any, messages: Sequence[Any], members: Sequence[Any]) -> None:
        # Any: decoded JSON
        self.room = room
        self.seq = room["seq"]
        self.marker = room["last_read_message_id"] or 0
        self.messages = {message["id"]: message for message in messages}
        self.members = {member["username"]: _standing(member) for member in members}

    def counts(self, username: str) -> tuple[int, int]:
        """Count as the simplest reader would: look at every message."""
        unread = [
            message
            for message in self.messages.values()
            if message["id"] > self.marker
            and not message["is_deleted"]
            and message["username"] != username
            and message["message_type"] != "system"
            and "thread_id" not in message
        ]
        named = {username, "room"}
        return len(unread), sum(bool(named & set(one["mentions"])) for one in unread)

    def shown(self) -> Any:  # Any: compared as a whole
        shared = (
            "name topic description icon room_type slow_mode member_count archived_at"
        ).split()
        settings = {key: self.room[key] for key in shared}
        messages = [
            {key: value for key, value in message.items() if key != "seq"}
            for _, message in sorted(self.messages.items())
        ]
        return settings, self.seq, self.members, messages


class Client:
    """One person's model."""

    def __init__(self, person: Person, talk: Talk) -> None:
        self.person = person
        self.talk = talk
        self.name = person.user.username
        self.rooms: dict[int, Held] = {}
        self.threads: dict[int, tuple[int, int, int]] = {}
        self.room_of: dict[int, int] = {}
        """The room of each of these threads."""

    async def fetch(self) -> dict[int, Held]:
        """Ask the server afresh for every room that the person is a member of."""
        rooms = (await self.person.get("/api/rooms"))["rooms"]
        return {room["id"]: await self._held(room) for room in rooms if room["is_member"]}

    async def fetched_threads(self) -> dict[int, tuple[int, int, int]]:
        """Ask the server afresh for every thread with something unread."""
        keys = ("last_read_message_id", "unread_count", "mention_count")
        return {
            thread["message"]["id"]: tuple(thread[key] for key in keys)
            for thread in (await self.person.get("/api/threads"))["threads"]
            if thread["unread_count"]
        }

    async def follow(self) -> None:
        """Apply every event that is under way."""
        for event in await self.talk.settled():
            await self._apply(event)

    async def _held(self, room: Any) -> Held:  # Any: decoded JSON
        path = f"/api/rooms/{room['id']}"
        history = (await self.person.get(f"{path}/messages?limit=200"))["messages"]
        for message in [one for one in history if one.get("last_reply_at")]:
            thread = await self.person.get(f"/api/messages/{message['id']}/thread?limit=200")
            history += thread["messages"]
        members = await self.person.get(f"{path}/members")
        return Held(room, history, members["members"])

    async def _apply(self, event: Event) -> None:
        kind, room_id = event["type"], event.get("room_id", 0)
        if kind == "thread_marker":
            counts = tuple(event[key] for key in ("message_id", "unread_count", "mention_count"))
            self.room_of[event["thread_id"]] = room_id
            if event["is_following"]:
                self.threads[event["thread_id"]] = counts
            else:
                self.threads.pop(event["thread_id"], None)
        elif kind == "room_added":
            # Fetched when the event is seen: as it is by then, so later events come again.
            room = (await self.person.get(f"/api/rooms/{event['room']['id']}"))["room"]
            self.rooms[room["id"]] = await self._held(room)
        elif kind == "room_removed":
            self.rooms.pop(room_id, None)
            for thread_id in [one for one in self.threads if self.room_of[one] == room_id]:
                del self.threads[thread_id]
        elif (held := self.rooms.get(room_id)) is not None:
            if kind == "read_marker":
                held.marker = event["message_id"]
            elif "seq" in event and event["seq"] > held.seq:
                assert event["seq"] == held.seq + 1, f"{self.name} missed something: {event}"
                held.seq = event["seq"]
                self._change(held, event)

    def _change(self, held: Held, event: Event) -> None:
        match event["type"]:
            case "message" | "message_updated":
                message = event["message"]
                held.messages[message["id"]] = message
                is_own_post = event["type"] == "message" and message["username"] == self.name
                if (
                    is_own_post
                    and message["message_type"] != "system"
                    and "thread_id" not in message
                ):
                    held.marker = max(held.marker, message["id"])
            case "user_joined":
                held.members[event["username"]] = _standing(event["member"])
                held.room["member_count"] = event["member_count"]
            case "user_left":
                held.members.pop(event["username"], None)
                held.room["member_count"] = event["member_count"]
            case "member_updated":
                held.members[event["member"]["username"]] = _standing(event["member"])
            case "room_updated":
                held.room = event["room"]
            case other:
                raise AssertionError(f"an event without a rule: {other}")


def _standing(member: Any) -> tuple[str, str | None]:  # Any: decoded JSON
    return member["role"], member["muted_until"]


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # shrinking a story of servers takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
async def test_old_state_and_events_make_the_fresh_state(
    prepared: Path,
    cheap_passwords: None,
    monkeypatch: pytest.MonkeyPatch,
    actions: list[Action],
) -> None:
    monkeypatch.setattr(catch_up, "ROOMS_IN_A_FRAME", 2)  # the other rooms follow the hello
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(prepared, Path(folder) / "data"))
        async with open_house(data, *NAMES) as house, contextlib.AsyncExitStack() as stack:
            made = await house.bob.call("POST", "/api/rooms", {"name": "Garden"})
            assert made.status_code == 201
            rooms = {name: (await house.alice.room(name))["id"] for name in ROOMS}
            clients = []
            for name in (*NAMES, *SECOND_DEVICES):
                person = house.people[name]
                client = Client(person, await stack.enter_async_context(person.socket()))
                client.rooms = await client.fetch()
                clients.append(client)
            for action in actions:
                assert await act(house, rooms, action) < 500, action
                for client in clients:
                    await client.follow()
            for client in clients:
                fresh = await client.fetch()
                assert set(client.rooms) == set(fresh), client.name
                for room_id, held in client.rooms.items():
                    assert held.shown() == fresh[room_id].shown(), client.name
                    room = fresh[room_id].room
                    expected = (room["unread_count"], room["mention_count"])
                    assert held.counts(client.name) == expected, client.name
                unread = {one: counts for one, counts in client.threads.items() if counts[1]}
                assert unread == await client.fetched_threads(), client.name
