"""Readers with small receive buffers who stop to read: they are sent away, the others go on."""

from __future__ import annotations

import asyncio
import random
import socket
from pathlib import Path
from urllib.parse import urlsplit

import websockets
from websockets.asyncio.client import connect

from tests.command import PATIENCE, Served
from tests.faults.crowd import Crowd, gather_crowd
from tests.faults.tally import Scenario, Tally

SLOW = 20
RECEIVE_BUFFER = 4096
TOO_SLOW = 4408
CALM = 200
"""Acknowledgements of each sender in front of which nobody is slow."""

ENOUGH = 7 << 20
"""Bytes that fill the kernel's buffers of a connection, at most 4 MiB, and the server's own."""

STALLED = 20.0
"""Times longer that the others' slowest acknowledgements take when readers are waited for.

The ratio is for the table, measured 1 to 3; it depends on what else the machine does.
"""


class SlowReader:
    """Reads its hello and nothing more, until it is woken."""

    def __init__(self, token: str) -> None:
        self.stopped, self.woken = asyncio.Event(), asyncio.Event()
        self.code: int | None = None
        self._token = token

    async def read_slowly(self, server: Served) -> None:
        """Stop to read; once woken, read what is there up to the connection's end."""
        small = await _small_socket(server)
        async with connect(
            server.base.replace("http", "ws") + "/ws/rooms",
            sock=small,
            additional_headers={"Authorization": f"Bearer {self._token}"},
            compression=None,
            max_queue=1,
            ping_interval=None,
            close_timeout=1,
        ) as talk:
            await talk.recv()
            self.stopped.set()
            await self.woken.wait()
            small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ENOUGH)
            try:
                async for _ in talk:
                    pass
            except websockets.ConnectionClosed:
                pass  # the server did not wait for the close frame to be taken
            self.code = talk.close_code


async def slow_readers(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let twenty readers stop, and compare how long the senders wait before and after."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    heads = tally.audit(directory, crowd).heads
    with tally.serving(directory) as server:
        async with crowd.at_work(server, heads), asyncio.timeout(3 * PATIENCE * rounds):
            for _ in range(rounds):
                await crowd.acknowledgements(CALM)
                before = crowd.take_waits()
                compare(before, await _while_slow(server, crowd, tally), tally)
                crowd.take_waits()
            await crowd.all_have_heard()
            server.kill()
    await tally.finish(directory, crowd)


async def _while_slow(server: Served, crowd: Crowd, tally: Tally) -> list[float]:
    """Open slow readers, send more than all buffers hold, and see them off.

    Returns how long acknowledgements took meanwhile, before the readers wake: reading what is
    left for them keeps this process busy, and not the server.
    """
    slow = [SlowReader(crowd.listeners[0].token) for _ in range(SLOW)]
    async with asyncio.TaskGroup() as group:
        for reader in slow:
            group.create_task(reader.read_slowly(server))
        for reader in slow:
            await reader.stopped.wait()
        sent = crowd.bytes_sent
        while crowd.bytes_sent - sent < ENOUGH:
            await crowd.acknowledgements(10)
        waits = crowd.take_waits()
        for reader in slow:
            reader.woken.set()
    tally.hits += 1
    if others := [reader.code for reader in slow if reader.code not in (TOO_SLOW, None, 1006)]:
        tally.wrong.append(f"slow readers were closed with {others}")
    return waits


def compare(before: list[float], after: list[float], tally: Tally) -> None:
    """Note how long acknowledgements took before and after; too long is wrong."""
    ratio = _slowest(after) / _slowest(before)
    told = f"p99 {_slowest(before) * 1000:.0f} -> {_slowest(after) * 1000:.0f} ms"
    tally.remark = f"acknowledgements: {told}"
    if ratio > STALLED:
        tally.wrong.append(f"others had to wait: {told}")


def _slowest(waits: list[float]) -> float:
    return sorted(waits)[int(0.99 * len(waits))]


async def _small_socket(server: Served) -> socket.socket:
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    client.setblocking(False)
    address = urlsplit(server.base)
    await asyncio.get_running_loop().sock_connect(client, (address.hostname, address.port))
    return client


SCENARIOS = (Scenario("slow readers", slow_readers, at_most=5, house=2),)
