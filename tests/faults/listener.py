"""A client that hears rooms, and resumes when it comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from tests.command import PATIENCE, Served
from tests.faults.talk import Event, connected


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
