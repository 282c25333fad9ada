"""The way out of a socket: finished frames straight to the transport, or any ASGI server.

uvicorn's `ws=` takes `FrameProtocol`; it offers itself in the scope, and a fan-out to a room is
then one synchronous write a connection. Under another server `AsgiWire` does the same slower.
"""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.types import Scope, Send
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import OPEN

from agent.connections import Wire
from agent.events import payloads

EXTENSION = "knowledge_server.frames"
LINGER = 5.0
"""Seconds that a peer has to take the close frame."""


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, and the `Wire` of its connection."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # The application's task is created, but has not run yet.
            extensions = self.scope["extensions"]
            assert extensions is not None  # set by the base class
            extensions[EXTENSION] = {"wire": self}

    def write(self, frames: bytes) -> None:
        if self.conn.state is OPEN and not self.transport.is_closing():
            self.transport.write(frames)

    def waiting(self) -> int:
        return self.transport.get_write_buffer_size()

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
        self.close_timer = self.loop.call_later(LINGER, self.transport.abort)


class AsgiWire:
    """The same on plain ASGI: a queue and a task that empties it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[bytes] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._closing: tuple[int, str] | None = None
        self._task = asyncio.create_task(self._work(), name="wire")

    def write(self, frames: bytes) -> None:
        if self._closing is None:
            self._queue.append(frames)
            self._waiting += len(frames)
            self._wake.set()

    def waiting(self) -> int:
        return self._waiting

    def close(self, code: int, reason: str) -> None:
        if self._closing is None:
            self._closing = code, reason
            self._wake.set()

    async def stop(self) -> None:
        """End the task; a close frame that is under way has LINGER seconds to leave."""
        if self._closing is not None:
            await asyncio.wait((self._task,), timeout=LINGER)
        self._task.cancel()

    async def _work(self) -> None:
        try:
            while self._closing is None or self._queue:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    frames = self._queue.popleft()
                    for text in payloads(frames):
                        await self._send({"type": "websocket.send", "text": text})
                    self._waiting -= len(frames)
            code, reason = self._closing
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, WebSocketDisconnect):  # the peer left; the receiving side sees it too
            self._queue.clear()


def wire_of(scope: Scope, send: Send) -> Wire:
    """Return the fastest way out that the server under us offers."""
    extension = (scope.get("extensions") or {}).get(EXTENSION)
    if extension is None:
        return AsgiWire(send)
    wire: Wire = extension["wire"]
    return wire
