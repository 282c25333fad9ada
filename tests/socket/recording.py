"""A device that writes down what it hears, what it asks for and what it is answered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from typing import Any

import msgspec

from tests.cast import Event, Person, Talk

Json = Any  # Any: decoded JSON


class Pool:
    """The values of a story, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def put(self, value: Json) -> int:
        return self._numbers.setdefault(json.dumps(value, ensure_ascii=False), len(self._numbers))

    def all(self, values: Iterable[Json]) -> list[int]:
        return [self.put(value) for value in values]

    @property
    def lines(self) -> list[str]:
        return list(self._numbers)


class Device:
    """A page of one person that has opened all rooms of theirs, and looks at one."""

    def __init__(self, person: Person, pool: Pool) -> None:
        self.person = person
        self.steps: list[list[Json]] = []
        self._pool = pool
        self._talk: Talk | None = None
        self._connection = contextlib.AsyncExitStack()
        self._in_view: int | None = None
        self._at: dict[int, list[int]] = {}
        """The epoch and number reached in each room whose messages the page has."""
        self._mine: set[int] = set()

    async def begin(self) -> Json:
        """Load the page and connect; returns what the page began with."""
        rooms = (await self.person.get("/api/rooms"))["rooms"]
        self._mine = {room["id"] for room in rooms if room["is_member"]}
        shown = next((room for room in rooms if room["is_member"]), rooms[0])
        self._in_view = shown["id"]
        self._at = {
            room["id"]: [room["epoch"], room["seq"]]
            for room in rooms
            if room["is_member"] or room is shown
        }
        state = await self.state()
        await self.come()
        return state

    async def state(self) -> Json:
        """Return what the server says when it is asked for everything."""
        rooms = (await self.person.get("/api/rooms"))["rooms"]
        opened = [room["id"] for room in rooms if room["is_member"] or room["id"] == self._in_view]
        return {
            "user": self._pool.put(msgspec.to_builtins(self.person.user)),
            "rooms": self._pool.all(rooms),
            "room_id": self._in_view,
            "messages": {room_id: await self._messages(room_id) for room_id in opened},
            "members": {room_id: await self._members(room_id) for room_id in opened},
            "online": await self._online(),
            "preferences": (await self.person.get("/api/preferences"))["preferences"],
        }

    async def hello(self) -> list[int]:
        """Return how a new connection is greeted."""
        async with self.person.socket() as talk:
            greeting = [talk.heard[-1], *await talk.settled()]
        return self._pool.all(event for event in greeting if event["type"].startswith("hello"))

    async def come(self, *, is_again: bool = False) -> None:
        """Connect, and ask for what was missed meanwhile."""
        self._talk = await self._connection.enter_async_context(self.person.socket())
        greeting = [self._talk.heard[-1], *await self._talk.settled()]
        await self._look()
        places = {
            room["id"]: [room["epoch"], room["seq"]]
            for event in greeting
            if event["type"].startswith("hello")
            for room in event["rooms"]
        }
        self.steps += [["hear", self._pool.put(event)] for event in greeting]
        if not is_again:
            return
        rooms = (await self.person.get("/api/rooms"))["rooms"]
        self.steps.append(["rooms", self._pool.all(rooms)])
        for gone in self._at.keys() - {room["id"] for room in rooms}:
            self._forget(gone)
        self._mine = set(places)
        now = {room["id"]: [room["epoch"], room["seq"]] for room in rooms}
        behind = {room_id for room_id, at in self._at.items() if at != now[room_id]}
        for room_id in places.keys() - self._at:
            await self._open(room_id, places[room_id])
        await self._resume(behind)
        await self.follow()
        for room_id in sorted(self._at):
            self.steps.append(["members", room_id, await self._members(room_id)])
        self.steps.append(["online", await self._online()])

    async def go(self) -> None:
        """Lose the connection."""
        self._talk = None
        await self._connection.aclose()

    async def follow(self) -> None:
        """Hear all that is under way, and ask as a page would."""
        while self._talk is not None and (heard := await self._talk.settled()):
            for event in heard:
                await self._hear(event)

    async def _hear(self, event: Event) -> None:
        self.steps.append(["hear", self._pool.put(event)])
        kind, room_id = event["type"], event.get("room_id", 0)
        if kind == "room_added":
            await self._added(event["room"])
        elif kind == "room_removed":
            await self._removed(room_id)
        elif kind == "resumed":
            self._at[room_id] = [event["epoch"], event["seq"]]
        elif "seq" in event and room_id in self._at:
            self._at[room_id][1] = max(self._at[room_id][1], event["seq"])
            if room_id not in self._mine and event.get("room", {}).get("room_type") == "private":
                self._forget(room_id)
        if event.get("change") in ("edited", "deleted") and room_id in self._mine:
            room = (await self.person.get(f"/api/rooms/{room_id}"))["room"]
            self.steps.append(["room", self._pool.put(room)])

    async def _added(self, room: Json) -> None:
        self._mine.add(room["id"])
        at = self._at.get(room["id"])
        if at is None:
            await self._open(room["id"], [room["epoch"], room["seq"]])
        elif at[1] < room["seq"]:
            await self._resume({room["id"]})

    async def _removed(self, room_id: int) -> None:
        """Forget a room, or go on looking at a public one."""
        self._mine.discard(room_id)
        answer = await self.person.call("GET", f"/api/rooms/{room_id}")
        if answer.status_code != 200:
            self._forget(room_id)
        elif room_id == self._in_view:
            await self._look()
            await self._resume({room_id})

    def _forget(self, room_id: int) -> None:
        self._at.pop(room_id, None)
        if room_id == self._in_view:
            self._in_view = None

    async def _look(self) -> None:
        if self._talk is not None and self._in_view is not None:
            await self._talk.say("join_room", room_id=self._in_view)

    async def _open(self, room_id: int, place: list[int]) -> None:
        self._at[room_id] = place
        self.steps.append(["messages", room_id, await self._messages(room_id)])
        self.steps.append(["members", room_id, await self._members(room_id)])

    async def _resume(self, room_ids: set[int]) -> None:
        if room_ids and self._talk is not None:
            positions = {str(room_id): list(self._at[room_id]) for room_id in sorted(room_ids)}
            self.steps.append(["ask", positions])
            await self._talk.say("resume", positions=positions)

    async def _messages(self, room_id: int) -> list[int]:
        found = await self.person.get(f"/api/rooms/{room_id}/messages?limit=200")
        return self._pool.all(found["messages"])

    async def _members(self, room_id: int) -> list[int]:
        found = await self.person.get(f"/api/rooms/{room_id}/members")
        return self._pool.all(found["members"])

    async def _online(self) -> list[int]:
        return self._pool.all((await self.person.get("/api/users/online"))["users"])
