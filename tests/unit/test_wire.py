"""The frame protocol's own timers and answers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref
from pathlib import Path

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from agent.connections import BUFFER_LIMIT
from api.server import PING_SECONDS
from api.wire import FrameProtocol
from tests.cast import PATIENCE, House, open_house
from tests.conftest import CAST

HEAD = bytes.fromhex("817e4000")


def wires(house: House) -> list[FrameProtocol]:
    found = [one.wire for one in house.host.connections.connections]
    return [wire for wire in found if isinstance(wire, FrameProtocol)]


async def test_connections_of_one_moment_are_pinged_at_different_times(data: Path) -> None:
    async with open_house(data, *CAST) as house, contextlib.AsyncExitStack() as stack:
        for _ in range(20):
            await stack.enter_async_context(house.bob.socket("/ws"))
        now = asyncio.get_running_loop().time()
        timers = [wire.ping_timer for wire in wires(house)]
        waits = sorted(timer.when() - now for timer in timers if timer is not None)
        assert len(waits) == 20
        assert waits[-1] - waits[0] > PING_SECONDS / 8  # 20 of 10 s; less has a chance of 1e-10
        assert waits[-1] <= PING_SECONDS


async def test_a_peer_that_pings_and_reads_nothing_is_sent_away(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(data, *CAST) as house, house.bob.socket("/ws") as bob:
        (wire,) = wires(house)
        closed = asyncio.Event()
        close = wire.close

        def note(code: int, reason: str) -> None:
            close(code, reason)
            closed.set()

        monkeypatch.setattr(wire, "close", note)
        bob.connection.transport.pause_reading()
        while wire.write(HEAD + b" " * 0x4000, 8 * BUFFER_LIMIT):
            pass  # until it is more than the kernel's buffers take
        await bob.connection.ping()
        async with asyncio.timeout(PATIENCE):
            await closed.wait()
        assert wire.close_sent
        bob.connection.transport.abort()


async def test_a_connection_that_is_over_is_forgotten_without_a_collection(data: Path) -> None:
    async with open_house(data, *CAST) as house:
        gc.collect()
        gc.disable()
        forgotten = asyncio.Event()
        try:
            async with house.bob.socket("/ws"):
                weakref.finalize(wires(house)[0], forgotten.set)
                here = [wire.client for wire in wires(house)]
                requests = [one for one in gc.get_objects() if isinstance(one, HttpToolsProtocol)]
                assert not [one for one in requests if one.client in here]
                del requests
            async with asyncio.timeout(PATIENCE):
                await forgotten.wait()
        finally:
            gc.enable()
