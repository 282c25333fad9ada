"""The Autobahn cases for WebSockets, against the protocol class that the server uses."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import Receive, Scope, Send

from api.wire import FrameProtocol
from tests.command import PATIENCE

LARGEST = 16 * 1024 * 1024
"""Bytes of the cases' longest message; the product's own limit is another test's."""

FAILING = {
    "7.1.5": "a close between two fragments is answered with 1002 by websockets, not with 1000"
}
"""Cases that fail, each with its reason."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Say again what is heard."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        said = {"text": message.get("text"), "bytes": message.get("bytes")}
        await send({"type": "websocket.send", **said})


class EchoServer(uvicorn.Server):
    """Leaves the signals to the tests."""

    def __init__(self) -> None:
        super().__init__(
            uvicorn.Config(
                echo,
                ws=FrameProtocol,
                ws_max_size=LARGEST,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
            )
        )
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.asynccontextmanager
async def serving_echo() -> AsyncIterator[str]:
    """Serve the echo on a free port; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = EchoServer()
        serving = asyncio.create_task(server.serve([listener]))
        async with asyncio.timeout(PATIENCE):
            await server.ready.wait()
        try:
            yield f"ws://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def test_every_autobahn_case_passes_or_has_a_reason() -> None:
    async with serving_echo() as address:
        # A process of its own: the cases put modules of their own into the way of others.
        cases = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.autobahn", address),
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await cases.communicate()
    count, failed = json.loads(said)
    assert count > 300
    assert failed.keys() == FAILING.keys(), failed
