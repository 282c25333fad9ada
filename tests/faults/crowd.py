"""The clients of a server that ends when it likes: some send, some listen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cast import CheapPasswords, open_house
from tests.command import Served
from tests.faults.listener import Listener
from tests.faults.recorded_load import Post
from tests.faults.sender import Sender

SENDERS, LISTENERS = 3, 2


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
