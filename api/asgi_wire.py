"""The way out of a socket under any ASGI server, and which of the two ways there is."""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.types import Scope, Send
from starlette.websockets import WebSocketDisconnect

from agent.connections import SLOW_READER, TOO_SLOW, Wire
from agent.events import payloads
from api.wire import EXTENSION, LINGER


class AsgiWire:
    """What `FrameProtocol` does, on plain ASGI: a queue and a task that empties it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[bytes] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()
        self._taken.set()
        self._closing: tuple[int, str] | None = None
        self._task = asyncio.create_task(self._work(), name="wire")

    def write(self, frames: bytes, limit: int) -> bool:
        if self._waiting > limit:
            return False
        if self._closing is None:
            self._queue.append(frames)
            self._waiting += len(frames)
            self._taken.clear()
            self._wake.set()
        return True

    def waiting(self) -> int:
        return self._waiting

    async def drained(self) -> None:
        await self._taken.wait()

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
                self._taken.set()
            code, reason = self._closing
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, WebSocketDisconnect):  # the peer left; the receiving side sees it too
            self._queue.clear()
        finally:
            self._closing = self._closing or (SLOW_READER, TOO_SLOW)  # nothing more is queued
            self._taken.set()


def wire_of(scope: Scope, send: Send) -> Wire:
    """Return the fastest way out that the server under us offers."""
    extension = (scope.get("extensions") or {}).get(EXTENSION)
    if extension is None:
        return AsgiWire(send)
    wire: Wire = extension["wire"]
    return wire
