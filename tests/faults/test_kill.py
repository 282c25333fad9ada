"""kill -9 in the middle of writing: what was acknowledged is there, exactly once."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections import Counter
from pathlib import Path

import httpx2
import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.cast import open_house
from tests.command import PATIENCE, Served, serving

ROUNDS = 3
WRITERS = 3
WINDOW = 16
"""Messages that one writer leaves without an acknowledgement."""

ENOUGH = 150
"""Acknowledged messages of one writer in a round before the server is killed."""


class Writer:
    """Sends texts, records which were acknowledged, and sends the others again."""

    def __init__(self, name: str, token: str) -> None:
        self.name = name
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.sent: dict[str, str] = {}
        self.acknowledged: set[str] = set()
        self.in_this_round = 0
        self._numbers = itertools.count()

    @property
    def open(self) -> list[str]:
        return [one for one in self.sent if one not in self.acknowledged]

    async def write_until_killed(self, server: Served, room_id: int, enough: asyncio.Event) -> None:
        """Send what is open, then more and more, until the connection breaks."""
        self.in_this_round = 0
        async with self._connect(server) as talk:
            window = asyncio.Semaphore(WINDOW)
            sending = asyncio.create_task(self._send(talk, room_id, window))
            with contextlib.suppress(websockets.ConnectionClosed):
                async for frame in talk:
                    self._hear(frame, window)
                    if self.in_this_round >= ENOUGH:
                        enough.set()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def send_what_is_open(self, server: Served, room_id: int) -> None:
        """Send what is open and wait for every acknowledgement."""
        async with self._connect(server) as talk, asyncio.timeout(PATIENCE):
            for client_id in self.open:
                await self._post(talk, room_id, client_id)
            while self.open:
                self._hear(await talk.recv(), asyncio.Semaphore())

    def _connect(self, server: Served) -> connect:
        url = server.base.replace("http", "ws") + "/ws/rooms"
        return connect(url, additional_headers=self.bearer, proxy=None)

    async def _send(self, talk: ClientConnection, room_id: int, window: asyncio.Semaphore) -> None:
        for client_id in self.open:
            await self._post(talk, room_id, client_id)
        while True:
            await window.acquire()
            client_id = f"{self.name}-{next(self._numbers)}"
            self.sent[client_id] = f"Text {client_id}"
            await self._post(talk, room_id, client_id)

    async def _post(self, talk: ClientConnection, room_id: int, client_id: str) -> None:
        content = self.sent[client_id]
        event = {"type": "send_message", "room_id": room_id, "content": content}
        await talk.send(json.dumps({**event, "client_id": client_id}))

    def _hear(self, frame: str | bytes, window: asyncio.Semaphore) -> None:
        event = json.loads(frame)
        assert event["type"] != "error", event
        client_id = event["message"]["client_id"] if event["type"] == "message" else None
        if client_id in self.sent and client_id not in self.acknowledged:
            self.acknowledged.add(client_id)
            self.in_this_round += 1
            window.release()


async def test_what_was_acknowledged_outlives_kill_9_exactly_once(
    tmp_path: Path, cheap_passwords: None
) -> None:
    async with open_house(tmp_path) as house:
        people = [await house.newcomer(f"writer{number}") for number in range(WRITERS)]
        room_id = (await people[0].room("General"))["id"]
    writers = [Writer(person.user.username, person.token) for person in people]
    open_when_killed = 0
    for _ in range(ROUNDS):
        with serving(tmp_path, MESSAGE_RATE="0") as server:
            kept = await history(server, writers[0], room_id)
            for writer in writers:
                assert writer.acknowledged <= kept.keys(), "an acknowledged message is lost"
            enough = asyncio.Event()
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                for writer in writers:
                    group.create_task(writer.write_until_killed(server, room_id, enough))
                await enough.wait()
                server.kill()
            open_when_killed += sum(len(writer.open) for writer in writers)
    assert open_when_killed, "every kill came between two messages"
    with serving(tmp_path, MESSAGE_RATE="0") as server:
        for writer in writers:
            await writer.send_what_is_open(server, room_id)
        kept = await history(server, writers[0], room_id)
    everything = {client_id for writer in writers for client_id in writer.sent}
    assert kept.keys() == everything
    assert set(kept.values()) == {1}, "a message is there twice"


async def history(server: Served, reader: Writer, room_id: int) -> Counter[str]:
    """Count the stored messages of the writers by client_id."""
    found: Counter[str] = Counter()
    last = 0
    async with httpx2.AsyncClient(
        base_url=server.base, headers=reader.bearer, trust_env=False
    ) as http:
        while True:
            path = f"/api/rooms/{room_id}/messages?limit=200&after_id={last}"
            page = (await http.get(path)).json()
            for message in page["messages"]:
                assert not message["client_id"].startswith("writer") or (
                    message["content"] == f"Text {message['client_id']}"
                )
                found[message["client_id"]] += message["client_id"].startswith("writer")
            if not page["has_more"]:
                return +found
            last = page["messages"][-1]["id"]
