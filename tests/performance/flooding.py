"""One sender who floods, in a process of its own: its work delays nobody who measures."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import AsyncIterator
from multiprocessing.connection import Connection

import uvloop

from tests.performance.clients import Sender, Traffic
from tests.performance.load import PATIENCE, Outcome, connect
from tests.performance.machine import own_cpu_seconds
from tests.performance.servers import Target

IN_FLIGHT = 128
"""As many as the server lets one sender have in flight (agent/group_commit.py)."""


class Flooder:
    """The handle of that process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    async def flood(self, seconds: float) -> Outcome:
        """Flood for so long; returns when every message is acknowledged."""
        self._pipe.send(seconds)
        outcome = await asyncio.to_thread(self._pipe.recv)
        assert isinstance(outcome, Outcome)
        return outcome


@contextlib.asynccontextmanager
async def flooder(target: Target) -> AsyncIterator[Flooder]:
    """Connect one who will flood the room that the target's dialect posts to."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=_run, args=(there, target), daemon=True)
    process.start()
    there.close()
    try:
        await asyncio.to_thread(here.recv)  # EOFError: it could not connect
        yield Flooder(here)
    finally:
        here.close()  # which ends it
        await asyncio.to_thread(process.join)


def _run(pipe: Connection, target: Target) -> None:
    uvloop.run(_serve(pipe, target))


async def _serve(pipe: Connection, target: Target) -> None:
    sender = Sender(target.dialect)
    await connect(sender, target, target.tokens[0])
    pipe.send("connected")
    with contextlib.suppress(EOFError):
        while True:
            seconds = await asyncio.to_thread(pipe.recv)
            pipe.send(await _flood(sender, target, seconds))


async def _flood(sender: Sender, target: Target, seconds: float) -> Outcome:
    sender.take_part(Traffic())
    server, own, began = target.cpu_seconds(), own_cpu_seconds(), time.perf_counter()
    sender.flood(IN_FLIGHT)
    await asyncio.sleep(seconds)
    sender.traffic.is_open = False
    async with asyncio.timeout(PATIENCE):
        await sender.answered.wait()
    assert not sender.is_lost, "the flooder was sent away"
    assert sender.acknowledged == sender.sent, "the flood lost something"
    return Outcome(
        messages=len(sender.sent),
        deliveries=len(sender.sent),
        seconds=time.perf_counter() - began,
        server_cpu=target.cpu_seconds() - server,
        client_cpu=own_cpu_seconds() - own,
        latencies=sorted(sender.round_trips),
        acknowledged=sender.acknowledged,
    )
