"""One connection of the load: lighter than any server here (picows), and it checks what it gets.

The first reader that gets the room's n-th message notes its frame; all others must get the same
bytes as their n-th, so each has every message exactly once and in one order.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence

import picows

from tests.performance.dialects import Dialect

CLIENT_ID = 20
"""The length of the ids under which senders post, in bytes."""


class Traffic:
    """What the clients of one run share."""

    def __init__(self, timed: bytes = b"") -> None:
        self.is_open = True
        self.timed = timed
        """The deliveries of messages with this mark are timed; none, when it is empty."""
        self.sent_at: dict[bytes, float] = {}
        self.frames: list[bytes] = []
        self.of_others = 0
        """How many messages came to the room from somebody who is no client of this run."""
        self.expected = -1  # unknown while messages are sent


class Reader(picows.WSListener):
    """One connection that counts and compares."""

    def __init__(self, dialect: Dialect) -> None:
        self.transport: picows.WSTransport
        self.ready, self.finished = asyncio.Event(), asyncio.Event()
        self.is_leaving = False
        self.is_lost = False
        self.latencies: list[float] = []
        self._dialect = dialect
        self._starts, self._essence = dialect.starts, dialect.essence()
        self.take_part(Traffic())

    def take_part(self, traffic: Traffic) -> None:
        """Count afresh, for the next run."""
        self.traffic = traffic
        self.received, self.differing, self.latencies = 0, 0, []
        self.finished.clear()

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.transport = transport
        for text in self._dialect.opening():
            transport.send(picows.WSMsgType.TEXT, text.encode())
        if self._dialect.is_in_at_once():
            self.ready.set()

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if payload.startswith(self._starts):
            self._count(payload)
        elif frame.msg_type is picows.WSMsgType.PING:
            transport.send_pong(payload)
        elif frame.msg_type is picows.WSMsgType.TEXT:
            is_in, texts = self._dialect.answer(payload)
            for text in texts:
                transport.send(picows.WSMsgType.TEXT, text.encode())
            if is_in:
                self.ready.set()

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        self.is_lost = not self.is_leaving
        self.ready.set()
        self.finished.set()

    def leave(self) -> None:
        self.is_leaving = True
        self.transport.disconnect()

    def _count(self, payload: bytes) -> None:
        traffic, number = self.traffic, self.received
        if traffic.timed and (at := payload.find(traffic.timed)) >= 0:
            sent_at = traffic.sent_at[payload[at : at + CLIENT_ID]]
            self.latencies.append(time.perf_counter() - sent_at)
        if self._essence is not None:
            payload = self._essence(payload)
        self.received = number + 1
        if number == len(traffic.frames):
            traffic.frames.append(payload)
        elif traffic.frames[number] != payload:
            self.differing += 1
        if self.received == traffic.expected:
            self.finished.set()


class Sender(Reader):
    """One who also posts, and keeps some messages in flight."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self.round_trips: list[float] = []
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.answered = asyncio.Event()
        """Everything that was sent came back, and no more is sent by itself."""
        self._prefix = uuid.uuid4().hex[:12]
        self.mark = self._prefix.encode()
        """What all its messages, and nobody else's, hold."""
        self._counter = 0
        self._goes_on = False

    def take_part(self, traffic: Traffic) -> None:
        super().take_part(traffic)
        self.round_trips, self.sent, self.acknowledged = [], [], []
        self._goes_on = False
        self.answered = asyncio.Event()

    def flood(self, in_flight: int) -> None:
        """Send so many, and one for each that comes back, while the traffic is open."""
        self._goes_on = True
        for _ in range(in_flight):
            self.post()

    def post(self) -> None:
        self._counter += 1
        client_id = self._client_id(self._counter)
        now = time.perf_counter()
        self.sent.append(client_id)
        self.traffic.sent_at[client_id.encode()] = now
        self.transport.send(picows.WSMsgType.TEXT, self._dialect.say(client_id).encode())

    def ids_in(self, frames: Sequence[bytes]) -> list[str]:
        """Return the ids of one's own messages, in the order of the frames."""
        places = ((frame, frame.find(self.mark)) for frame in frames)
        return [frame[at : at + CLIENT_ID].decode() for frame, at in places if at >= 0]

    def _client_id(self, number: int) -> str:
        return f"{self._prefix}-{number:07}"

    def _count(self, payload: bytes) -> None:
        super()._count(payload)
        if (at := payload.find(self.mark)) >= 0:
            client_id = payload[at : at + CLIENT_ID]
            self.round_trips.append(time.perf_counter() - self.traffic.sent_at[client_id])
            self.acknowledged.append(client_id.decode())
            if self._goes_on and self.traffic.is_open:
                self.post()
            elif len(self.acknowledged) == len(self.sent):
                self.answered.set()
