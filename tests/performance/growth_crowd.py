"""Connections in number: they are held, counted, and what reaches them is checked."""

from __future__ import annotations

import asyncio
import resource
import time

import picows

MESSAGE = b'{"type":"message",'
HELLO = b'"type":"hello"'
AT_ONCE = 50
"""Connections that are opened at the same time."""

PER_ADDRESS = 20_000
"""Connections from one loopback address: the system has some 28,000 ports for each."""


class Listener(picows.WSListener):
    """One connection. All share a `Crowd`, which knows what each has to get."""

    def __init__(self, crowd: Crowd, *, greets: bool) -> None:
        self._crowd = crowd
        self._greets = greets
        self.ready = asyncio.get_running_loop().create_future()
        self.received = len(crowd.frames)  # what was said before it came is not for it
        self.transport: picows.WSTransport

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.transport = transport
        if not self._greets:
            self.ready.set_result(None)

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if payload.startswith(self._crowd.awaited):
            self._crowd.arrived(self, payload)
        elif HELLO in payload and not self.ready.done():
            self.ready.set_result(None)

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("refused"))
        self._crowd.left(self)


class Crowd:
    """Holds connections; `say` posts one message and waits until everybody has it."""

    def __init__(self) -> None:
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        self.listeners: list[Listener] = []
        self._is_leaving = False
        self._lost = 0
        self.frames: list[bytes] = []
        self._arrivals: list[float] = []
        self._everybody = asyncio.Event()
        self._sent_at = 0.0
        self.awaited = MESSAGE

    async def grow(self, url: str, tokens: list[str], *, greets: bool = True) -> None:
        """Open one more connection for each token ('' for none)."""
        for start in range(0, len(tokens), AT_ONCE):
            opened = [
                self._open(url, token, greets=greets) for token in tokens[start : start + AT_ONCE]
            ]
            self.listeners += await asyncio.gather(*opened)
        assert not self._lost, f"{self._lost} connections were lost"

    async def say(self, sender: int, text: str, *, room_id: int = 1) -> list[float]:
        """Post from one connection; returns the seconds until each had it, in that order."""
        frame = (
            f'{{"type":"send_message","room_id":{room_id},"content":"{text}","client_id":"{text}"}}'
        )
        arrivals = await self.ask(sender, frame, MESSAGE)
        assert text.encode() in self.frames[-1]
        return arrivals

    async def ask(self, sender: int, frame: str, answer: bytes) -> list[float]:
        """Send a frame; returns the seconds until everybody had one that begins like this."""
        self._everybody.clear()
        self._arrivals, self.awaited = [], answer
        self._sent_at = time.perf_counter()
        self.listeners[sender].transport.send(picows.WSMsgType.TEXT, frame.encode())
        async with asyncio.timeout(60):
            await self._everybody.wait()
        return self._arrivals

    def audit(self, messages: int) -> None:
        """Require that nobody was lost, and that each had each message once, in one order."""
        assert not self._lost, f"{self._lost} connections were lost"
        assert len(self.frames) == messages
        assert all(one.received == messages for one in self.listeners)

    def arrived(self, listener: Listener, payload: bytes) -> None:
        self._arrivals.append(time.perf_counter() - self._sent_at)
        if payload.startswith(MESSAGE):
            if listener.received == len(self.frames):
                self.frames.append(payload)
            assert self.frames[listener.received] == payload, "another message, or another order"
            listener.received += 1
        if len(self._arrivals) == len(self.listeners):
            self._everybody.set()

    def left(self, listener: Listener) -> None:
        self._lost += not self._is_leaving

    async def leave(self) -> None:
        """Close all connections, a few at a time."""
        self._is_leaving = True
        for number, listener in enumerate(self.listeners):
            listener.transport.disconnect()
            if number % 500 == 0:
                await asyncio.sleep(0)

    async def _open(self, url: str, token: str, *, greets: bool) -> Listener:
        listener = Listener(self, greets=greets)
        address = f"127.0.0.{2 + len(self.listeners) // PER_ADDRESS}"
        await picows.ws_connect(
            lambda: listener,
            url,
            extra_headers={"Authorization": f"Bearer {token}"} if token else None,
            enable_auto_pong=True,
            local_addr=(address, 0),
        )
        await listener.ready
        return listener
