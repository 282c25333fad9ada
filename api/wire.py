"""The way out of a socket: finished frames straight to the transport.

uvicorn's `ws=` takes `FrameProtocol`; it offers itself in the scope, and a fan-out to a room is
then one synchronous write a connection. Under another server `AsgiWire` does the same slower.
"""

from __future__ import annotations

import random
from asyncio import BaseTransport

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.speedups import apply_mask

from agent.connections import BUFFER_LIMIT, SLOW_READER, TOO_SLOW
from api.http import BAD_REQUEST

EXTENSION = "knowledge_server.frames"
WHOLE_TEXT = 0x81
LONGEST_HEAD = 14
READ_AHEAD = 64
"""Messages of one connection that may wait for the application before reading pauses."""

INVALID_TEXT, UNANSWERED = 1007, 1011
LINGER = 5.0
"""Seconds that a peer has to take the close frame."""


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, and the `Wire` of its connection.

    It cuts what arrives into frames. A whole text frame, which is nearly all that clients send,
    goes to the application at once; everything else is left to the general parser, which is
    therefore always at the beginning of a frame. Measured: 2 instead of 12 us a message.
    """

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        # A parser and what it calls hold each other: 4 KiB a connection until a full collection.
        if hasattr(before := self.transport.get_protocol(), "parser"):
            self.loop.call_soon(delattr, before, "parser")
        self._unfinished = bytearray()
        self._fragments = bytearray()
        self._came_early = False
        self._is_held = False
        self._is_listening = False

    def data_received(self, data: bytes) -> None:
        if not self.handshake_complete or self._came_early:
            # Frames before the handshake's end stay with the general parser: where it stands
            # between two frames is not known then.
            self._came_early |= self.handshake_initiated
            super().data_received(data)
            self._came_early |= self.handshake_initiated and not data.endswith(b"\r\n\r\n")
            if not self.handshake_initiated and self.conn.handshake_exc is not None:
                self._refuse_handshake()
            return
        arrived: bytes | bytearray = data
        if self._unfinished:
            self._unfinished += data
            arrived = self._unfinished
        start = 0
        while (size := frame_size(arrived, start)) is not None:
            is_too_long = size > self.config.ws_max_size + LONGEST_HEAD
            end = len(arrived) if is_too_long else start + size
            if end > len(arrived):
                break
            if is_too_long or not self._take(arrived, start, end):
                super().data_received(bytes(arrived[start:end]))
            start = end
        if start or arrived is data:
            self._unfinished = bytearray(arrived[start:])

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # Two circles that would keep all of it, 10 KiB, until a full collection.
        self.conn.parser.close()
        if hasattr(self, "scope") and (extensions := self.scope["extensions"]):
            extensions.pop(EXTENSION, None)

    async def receive(self) -> ASGIReceiveEvent:
        self._is_listening = True
        message = await self.queue.get()
        self._is_listening = False
        if self.read_paused and not self._is_held and self.queue.qsize() < READ_AHEAD // 2:
            self.read_paused = False
            self.transport.resume_reading()
        return message

    def _take(self, data: bytes | bytearray, start: int, end: int) -> bool:
        """Hand a whole, masked text frame to the application; False for any other."""
        if data[start] != WHOLE_TEXT or self.conn.current_size is not None:
            return False  # not that, or in the middle of a message in fragments
        size = data[start + 1]
        if size < 0x80 or self.conn.state is not OPEN:
            return False
        mask = start + (2 if size < 0xFE else 4 if size == 0xFE else 10)
        payload = apply_mask(data[mask + 4 : end], data[mask : mask + 4])
        try:
            text = payload.decode()
        except UnicodeDecodeError:  # the general parser says it to the peer
            return False
        if not self.close_sent:
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if self.queue.qsize() >= READ_AHEAD and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        return True

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # The application's task is created, but has not run yet.
            extensions = self.scope["extensions"]
            assert extensions is not None  # set by the base class
            extensions[EXTENSION] = {"wire": self}

    def handle_cont(self, event: Frame) -> None:
        # Joined at once: a list of them would grow with empty fragments without end.
        self._fragments += event.data
        if event.fin:
            self.frames.append(bytes(self._fragments))
            self._fragments.clear()
            self.send_receive_event_to_app()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_text(self.frames):
            # The base class would raise InvalidState when a close came along or it is too early
            # for one, and tell the log about the peer's fault.
            if self.conn.state is OPEN:
                self.conn.send_close(INVALID_TEXT)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        if self.conn.close_sent is None:  # nonsense before the handshake's end
            self._refuse_handshake()
            return
        super().handle_parser_exception()
        self._abort_later()

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        if self.transport.is_closing():
            self._abort_later()

    def keepalive_timeout(self) -> None:
        # The base class waits until all that was written is taken; who is gone takes nothing.
        self.close(UNANSWERED, "a ping was not answered")

    def write(self, frames: bytes, limit: int) -> bool:
        # What a delivery costs in Python. Measured: three calls fewer save a tenth of its CPU.
        transport = self.transport
        if transport.get_write_buffer_size() > limit:
            return False
        if not (self.close_sent or transport.is_closing()):
            transport.write(frames)
        return True

    def waiting(self) -> int:
        return self.transport.get_write_buffer_size()

    async def drained(self) -> None:
        await self.writable.wait()

    def hold(self) -> None:
        """Take in nothing more; `close` does again, to hear the peer's close frame."""
        self._is_held = True
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def is_idle(self) -> bool:
        """Whether the application has dealt with all that came and waits for more."""
        return self._is_listening and self.queue.empty()

    def handle_ping(self) -> None:
        # The parser has written the answer already; a peer could send pings and read nothing.
        if self.waiting() > BUFFER_LIMIT:
            self.conn.data_to_send()
            self.close(SLOW_READER, TOO_SLOW)
        else:
            super().handle_ping()

    def schedule_ping(self) -> None:
        # After a restart thousands connect in one second: their pings must not stay together.
        interval = self.ping_interval
        assert interval is not None  # the base class starts no keep-alive without
        delay = random.uniform(interval / 2, interval)
        self.ping_timer = self.loop.call_later(delay, self.send_keepalive_ping)

    def close(self, code: int, reason: str) -> None:
        if self.conn.state is not OPEN or self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._abort_later()

    def _refuse_handshake(self) -> None:
        """Send what the parser answers to a bad request, which the base class leaves with it."""
        if self.transport.is_closing():
            return
        self.transport.write(b"".join(self.conn.data_to_send()) or BAD_REQUEST)
        self.transport.close()
        self._abort_later()

    def _abort_later(self) -> None:
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(LINGER, self.transport.abort)


def _is_text(pieces: list[bytes]) -> bool:
    try:
        b"".join(pieces).decode()
    except UnicodeDecodeError:
        return False
    return True


def frame_size(data: bytes | bytearray, start: int) -> int | None:
    """Return the length in bytes of the frame that begins at `start`, None if that is not there."""
    there = len(data) - start
    if there < 2:
        return None
    size, head = data[start + 1] & 0x7F, 2
    if size >= 126:
        head = 4 if size == 126 else 10
        if there < head:
            return None
        size = int.from_bytes(data[start + 2 : start + head], "big")
    return size + head + (4 if data[start + 1] & 0x80 else 0)
