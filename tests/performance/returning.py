"""A client that comes back by itself, as the page does (static/js/lib/socket.js, chat/store.js).

It waits as long as a restarting server asks, and a random time under a ceiling that doubles up to
3 s and then is as long as the outage has been. It keeps a position in each room, resumes where it
is behind, and knows what it has heard.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import NamedTuple

import msgspec
import picows

from tests.performance.servers import Target

BASE, SOON, LONGEST = 0.3, 3.0, 15.0
STEADY = 10.0
"""Seconds after which a connection counts as one that lasted: the wait begins afresh."""

VIEW = b'{"type":"join_room","room_id":1}'


class _Room(msgspec.Struct, frozen=True):
    id: int
    epoch: int
    seq: int


class _Message(msgspec.Struct, frozen=True):
    client_id: str | None = None


class _Event(msgspec.Struct, frozen=True):
    """What of any event concerns a position."""

    type: str
    room_id: int = 0
    seq: int = 0
    epoch: int = 0
    recovered: bool = True
    rooms: tuple[_Room, ...] = ()
    message: _Message = _Message()


class _Goodbye(msgspec.Struct):
    retry_after: float = 0.0


_event = msgspec.json.Decoder(_Event)


class Return(NamedTuple):
    """How a client came back."""

    at: float
    tries: int
    first_bytes: int
    """All that came from the greeting to the end of what it had missed."""


class Returning(picows.WSListener):
    """One client for all of its connections; `heard` has the client_ids by room and number."""

    def __init__(self, target: Target, token: str) -> None:
        self.heard: dict[int, dict[int, str | None]] = {}
        self.began: dict[int, int] = {}
        self.twice = self.lost_track = 0
        """Live events that it had heard before, and rooms that it had to take afresh."""

        self.is_back = asyncio.Event()
        self.back: Return
        self.is_leaving = False
        self._url = f"ws://127.0.0.1:{target.port}{target.path}"
        self._token = token
        self._loop = asyncio.get_running_loop()
        self._transport: picows.WSTransport | None = None
        self._at: dict[int, tuple[int, int]] = {}
        self._resuming: dict[int, int] = {}
        self._attempt = self._tries = self._bytes = 0
        self._opened_at = self._lost_at = self._retry_after = 0.0
        self._connecting: asyncio.Task[None] | None = None

    def position(self, room_id: int) -> int:
        """Return the number up to which it has everything."""
        return self._at[room_id][1]

    def connect(self) -> None:
        self._connecting = self._loop.create_task(self._connect())

    def rewind(self, room_id: int, messages: int) -> None:
        """Ask for the last messages of a room once more, as if they had been missed."""
        assert self._transport is not None
        epoch, seq = self._at[room_id]
        self._at[room_id] = epoch, seq - messages
        self.is_back.clear()
        self._bytes, self._resuming = 0, {room_id: 0}
        self._resume(self._transport, [room_id])

    def leave(self) -> None:
        self.is_leaving = True
        if self._transport is not None:
            self._transport.disconnect()

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self._transport, self._opened_at = transport, time.monotonic()
        self._bytes = 0

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if frame.msg_type is picows.WSMsgType.TEXT:
            self._bytes += len(payload)
            self._hear(transport, _event.decode(payload))
        elif frame.msg_type is picows.WSMsgType.CLOSE:
            if frame.get_close_code() == picows.WSCloseCode.SERVICE_RESTART:
                goodbye = msgspec.json.decode(frame.get_close_message() or b"{}", type=_Goodbye)
                self._retry_after = goodbye.retry_after
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        self._closed()

    async def _connect(self) -> None:
        self._tries += 1
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            await picows.ws_connect(
                lambda: self, self._url, extra_headers=headers, enable_auto_pong=True
            )
        except (OSError, picows.WSError):
            if self._transport is None:  # otherwise it was connected, and that has told already
                self._closed()

    def _closed(self) -> None:
        now = time.monotonic()
        is_steady = self._opened_at and now - self._opened_at >= STEADY
        self.is_back.clear()
        self._resuming.clear()
        self._transport = None
        if self.is_leaving:
            return
        self._attempt = 0 if is_steady else self._attempt
        self._lost_at = self._lost_at if self._attempt else now
        ceiling = max(now - self._lost_at, min(SOON, BASE * 2**self._attempt))
        wait = self._retry_after + random.random() * min(LONGEST, ceiling)
        self._attempt += 1
        self._opened_at = self._retry_after = 0.0
        self._loop.call_later(wait, self.connect)

    def _hear(self, transport: picows.WSTransport, event: _Event) -> None:
        match event.type:
            case "hello":
                transport.send(picows.WSMsgType.TEXT, VIEW)
                self._greeted(transport, event.rooms)
            case "resumed":
                self._resumed(transport, event)
            case "message":
                self._message(transport, event.room_id, event.seq, event.message.client_id)

    def _greeted(self, transport: picows.WSTransport, rooms: tuple[_Room, ...]) -> None:
        for room in rooms:
            here = room.epoch, room.seq
            if self._at.setdefault(room.id, here) != here:
                self._resuming[room.id] = 0
            elif room.id not in self.began:
                self.began[room.id], self.heard[room.id] = room.seq, {}
        self._resume(transport, list(self._resuming))
        self._arrive()

    def _resume(self, transport: picows.WSTransport, room_ids: list[int]) -> None:
        if room_ids:
            positions = {str(room_id): self._at[room_id] for room_id in room_ids}
            frame = msgspec.json.encode({"type": "resume", "positions": positions})
            transport.send(picows.WSMsgType.TEXT, frame)

    def _resumed(self, transport: picows.WSTransport, event: _Event) -> None:
        room_id = event.room_id
        self.lost_track += not event.recovered
        self._at[room_id] = event.epoch, event.seq
        if self._resuming.pop(room_id) > event.seq:  # one passed by that is not in the answer
            self._resuming[room_id] = 0
            self._resume(transport, [room_id])
        self._arrive()

    def _arrive(self) -> None:
        if not self._resuming and not self.is_back.is_set():
            self.back = Return(time.monotonic(), self._tries, self._bytes)
            self.is_back.set()
            self._tries = 0

    def _message(
        self, transport: picows.WSTransport, room_id: int, seq: int, client_id: str | None
    ) -> None:
        epoch, last = self._at[room_id]
        if seq == last + 1:
            self._at[room_id] = epoch, seq
            self.heard[room_id][seq] = client_id
        elif room_id in self._resuming:
            self._resuming[room_id] = max(self._resuming[room_id], seq)
        elif seq <= last:
            self.twice += 1
        else:
            self._resuming[room_id] = 0
            self._resume(transport, [room_id])
