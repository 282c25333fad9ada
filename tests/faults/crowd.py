"""Clients of a server that ends when it likes: senders, and listeners that resume."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.cast import CheapPasswords, open_house
from tests.command import PATIENCE, Served
from tests.faults.recorded_load import WORD, Post

SENDERS, LISTENERS = 3, 2
WINDOW = 16
"""Messages that one sender leaves without an acknowledgement."""

LONGEST_TEXT = 4000
"""Characters of the longest text: the log fills its 4 MiB within a second."""

Event = dict[str, Any]  # Any: a decoded JSON event


class Refusal(NamedTuple):
    """A message that the server refused, with what it said."""

    client_id: str
    code: str


class Sender:
    """Sends texts, knows which were acknowledged, and sends the others again."""

    def __init__(self, number: int, token: str, room_ids: tuple[int, ...], seed: int) -> None:
        self.token = token
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.sent: dict[str, Post] = {}
        self.acknowledged: dict[str, int] = {}
        self.refusals: list[Refusal] = []
        self.sent_away: tuple[int | None, str | None] = None, None
        """Code and reason with which its last connection ended."""

        self._number = number
        self._room_ids = room_ids
        self._chance = random.Random(f"{seed} {number}")
        self._window = asyncio.Semaphore(WINDOW)
        self._talk: ClientConnection | None = None
        self._to_try_again: list[str] = []
        self.progress = asyncio.Condition()
        self.waits: list[float] = []
        """Seconds to each acknowledgement, of messages that were sent once."""

        self._sent_at: dict[str, float] = {}

    @property
    def open(self) -> list[str]:
        return [one for one in self.sent if one not in self.acknowledged]

    async def send_until_it_ends(self, server: Served) -> None:
        """Send what is open, then more and more, until the connection breaks."""
        with contextlib.suppress(websockets.ConnectionClosed, OSError):
            async with connected(server, self.token) as talk:
                self._window, self._talk = asyncio.Semaphore(WINDOW), talk
                self._to_try_again.clear()
                self._sent_at.clear()
                sending = asyncio.create_task(self._send(talk))
                try:
                    async for frame in talk:
                        await self._hear(json.loads(frame))
                finally:
                    self.sent_away = talk.close_code, talk.close_reason
                    sending.cancel()
                    await asyncio.gather(sending, return_exceptions=True)

    async def send_what_is_open(self, server: Served) -> None:
        """Send what is open and wait for every acknowledgement."""
        async with connected(server, self.token) as talk, asyncio.timeout(PATIENCE):
            for client_id in self.open:
                await _post(talk, self.sent[client_id])
            while self.open:
                await self._hear(json.loads(await talk.recv()))

    async def acknowledgements(self, more: int) -> None:
        """Wait until so many more messages than now are acknowledged."""
        enough = len(self.acknowledged) + more
        async with self.progress:
            await self.progress.wait_for(lambda: len(self.acknowledged) >= enough)

    async def refused(self, more: int) -> None:
        """Wait until so many more messages than now are refused."""
        enough = len(self.refusals) + more
        async with self.progress:
            await self.progress.wait_for(lambda: len(self.refusals) >= enough)

    async def try_again(self) -> None:
        """Send what was refused; until then it takes a place among the open ones."""
        refused, self._to_try_again = self._to_try_again, []
        assert self._talk is not None
        for client_id in refused:
            await _post(self._talk, self.sent[client_id])

    async def _send(self, talk: ClientConnection) -> None:
        for client_id in self.open:
            await self._window.acquire()
            await _post(talk, self.sent[client_id])
        while True:
            await self._window.acquire()
            client_id = f"w{self._number:02}-{len(self.sent):05}"
            content = f"{WORD} {client_id} " + "x" * self._chance.randrange(1, LONGEST_TEXT)
            self.sent[client_id] = Post(client_id, self._chance.choice(self._room_ids), content)
            self._sent_at[client_id] = time.monotonic()
            await _post(talk, self.sent[client_id])

    async def _hear(self, event: Event) -> None:
        if event["type"] == "error":
            self.refusals.append(Refusal(event["client_id"], event["code"]))
            self._to_try_again.append(event["client_id"])
            self._sent_at.pop(event["client_id"], None)
        elif event["type"] == "message":
            client_id = event["message"]["client_id"]
            if client_id not in self.sent or client_id in self.acknowledged:
                return
            self.acknowledged[client_id] = event["seq"]
            if (sent_at := self._sent_at.pop(client_id, None)) is not None:
                self.waits.append(time.monotonic() - sent_at)
            self._window.release()
        else:
            return
        async with self.progress:
            self.progress.notify_all()


class Listener:
    """Keeps a position in each room and resumes there, as docs/wire_protocol.md says."""

    def __init__(self, token: str, room_ids: tuple[int, ...]) -> None:
        self.heard: dict[int, dict[int, str]] = {room_id: {} for room_id in room_ids}
        """The client_ids by room and number."""

        self.began: dict[int, int] = {}
        self.twice = 0
        """Live events that it had heard before."""

        self.lost_track = 0
        """Times that it had to take a room afresh."""

        self.token = token
        self._at: dict[int, tuple[int, int]] = {}
        self._resuming: dict[int, int] = {}
        self._progress = asyncio.Condition()

    async def listen(self, server: Served) -> None:
        """Resume, then listen until the connection breaks."""
        with contextlib.suppress(websockets.ConnectionClosed, OSError):
            async with connected(server, self.token) as talk:
                async for frame in talk:
                    await self.hear(talk, json.loads(frame))
                    async with self._progress:
                        self._progress.notify_all()

    async def reached(self, room_id: int, seq: int) -> None:
        """Wait until it has heard a room up to a number."""
        async with self._progress, asyncio.timeout(PATIENCE):
            await self._progress.wait_for(lambda: self._at.get(room_id, (0, 0))[1] >= seq)

    async def hear(self, talk: ClientConnection, event: Event) -> None:
        """Take an event as a client does."""
        if event["type"] == "hello":
            await self._begin(talk, event)
        elif event["type"] == "resumed":
            await self._resumed(talk, event)
        elif event["type"] == "message" and event["room_id"] in self.heard:
            await self._message(talk, event["room_id"], event["seq"], event["message"])

    async def _begin(self, talk: ClientConnection, hello: Event) -> None:
        self._resuming.clear()
        for room in hello["rooms"]:
            room_id = room["id"]
            if room_id not in self.heard:
                continue
            if room_id in self._at:
                await self._resume(talk, room_id)
            else:
                self._at[room_id] = room["epoch"], room["seq"]
                self.began[room_id] = room["seq"]

    async def _resume(self, talk: ClientConnection, room_id: int) -> None:
        self._resuming[room_id] = 0
        positions = {str(room_id): self._at[room_id]}
        await talk.send(json.dumps({"type": "resume", "positions": positions}))

    async def _resumed(self, talk: ClientConnection, event: Event) -> None:
        room_id = event["room_id"]
        self.lost_track += not event["recovered"]
        self._at[room_id] = event["epoch"], event["seq"]
        passed_by = self._resuming.pop(room_id)
        if passed_by > event["seq"]:
            await self._resume(talk, room_id)

    async def _message(self, talk: ClientConnection, room_id: int, seq: int, message: Any) -> None:
        epoch, last = self._at[room_id]
        if seq == last + 1:
            self._at[room_id] = epoch, seq
            self.heard[room_id][seq] = message["client_id"]
        elif room_id in self._resuming:
            self._resuming[room_id] = max(self._resuming[room_id], seq)
        elif seq <= last:
            self.twice += 1
        else:
            await self._resume(talk, room_id)


class Crowd:
    """The senders and listeners of one data directory."""

    def __init__(self, senders: list[Sender], listeners: list[Listener]) -> None:
        self.senders = senders
        self.listeners = listeners

    @property
    def sent(self) -> dict[str, Post]:
        return {one: post for sender in self.senders for one, post in sender.sent.items()}

    @property
    def acknowledged(self) -> set[str]:
        return {client_id for sender in self.senders for client_id in sender.acknowledged}

    @property
    def bytes_sent(self) -> int:
        return sum(len(post.content) for post in self.sent.values())

    async def acknowledgements(self, more: int) -> None:
        """Wait until each sender has so many more."""
        for sender in self.senders:
            await sender.acknowledgements(more)

    def take_waits(self) -> list[float]:
        """Return how long acknowledgements took since the last call."""
        waits = [wait for sender in self.senders for wait in sender.waits]
        for sender in self.senders:
            sender.waits.clear()
        return waits

    async def all_have_heard(self) -> None:
        """Wait until every listener has heard every message that is acknowledged by now."""
        heads: dict[int, int] = {}
        for sender in self.senders:
            for client_id, seq in sender.acknowledged.items():
                room_id = sender.sent[client_id].room_id
                heads[room_id] = max(seq, heads.get(room_id, 0))
        for listener in self.listeners:
            for room_id, seq in heads.items():
                await listener.reached(room_id, seq)

    @contextlib.asynccontextmanager
    async def listening(
        self, server: Served, heads: dict[int, int]
    ) -> AsyncIterator[asyncio.TaskGroup]:
        """Let all listen, once they have caught up with the heads; ends when the server has."""
        async with asyncio.TaskGroup() as group:
            for listener in self.listeners:
                group.create_task(listener.listen(server))
                for room_id, seq in heads.items():
                    await listener.reached(room_id, seq)
            yield group

    @contextlib.asynccontextmanager
    async def at_work(self, server: Served, heads: dict[int, int]) -> AsyncIterator[None]:
        """Let all listen and send; ends when the server has, which the block has to see to."""
        async with self.listening(server, heads) as group:
            for sender in self.senders:
                group.create_task(sender.send_until_it_ends(server))
            yield


@contextlib.asynccontextmanager
async def connected(server: Served, token: str) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket of the rooms."""
    async with connect(
        server.base.replace("http", "ws") + "/ws/rooms",
        additional_headers={"Authorization": f"Bearer {token}"},
        compression=None,
        proxy=None,
        close_timeout=1,
    ) as talk:
        yield talk


async def gather_crowd(directory: Path, seed: int) -> Crowd:
    """Make a data directory with accounts, and clients for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        async with open_house(directory) as house:
            people = [await house.newcomer(f"person{n}") for n in range(SENDERS + LISTENERS)]
            rooms = [await people[0].room(name) for name in ("General", "Developer")]
    room_ids = tuple(room["id"] for room in rooms)
    tokens = [person.token for person in people]
    senders = [Sender(n, token, room_ids, seed) for n, token in enumerate(tokens[:SENDERS])]
    return Crowd(senders, [Listener(token, room_ids) for token in tokens[SENDERS:]])


async def _post(talk: ClientConnection, post: Post) -> None:
    await talk.send(json.dumps({"type": "send_message", **post._asdict()}))
