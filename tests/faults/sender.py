"""A client that sends without a pause, and sends again what was not acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from typing import NamedTuple

import websockets
from websockets.asyncio.client import ClientConnection

from tests.command import PATIENCE, Served
from tests.faults.recorded_load import WORD, Post
from tests.faults.talk import Event, connected

WINDOW = 16
"""Messages that one sender leaves without an acknowledgement."""

LONGEST_TEXT = 4000
"""Characters of the longest text: the log fills its 4 MiB within a second."""


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


async def _post(talk: ClientConnection, post: Post) -> None:
    await talk.send(json.dumps({"type": "send_message", **post._asdict()}))
