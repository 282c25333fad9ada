"""100, 1,000 and 10,000 connections: memory of an idle one, a message to all, CPU while idle.

Beside it uvicorn and Starlette with an echo of three lines, with the same settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tests.performance.growth_crowd import Crowd
from tests.performance.growth_curves import Chart, Curve, Point, curve
from tests.performance.growth_fill import (
    add_members,
    add_people,
    finish,
    migrated,
    token_of,
    writing,
)
from tests.performance.growth_server import cpu_seconds, serving
from tests.performance.machine import own_cpu_seconds
from tests.performance.servers import Target, disk_folder, free_port, ready, running

SIZES = (100, 1_000, 10_000)
WARM_UP = 100
"""Connections that are open before counting begins: the first ones load code."""

MESSAGES = 100
APART = 0.2
SETTLE_SECONDS = 6.0
IDLE_SECONDS = 25.0
"""One heartbeat and one ping of each connection."""

MEMORY_RATIO = 1.2
TO_ALL_MS = 250.0


async def measure() -> list[Chart]:
    """Hold the same numbers of connections to both servers, one server after the other."""
    async with _plain() as target:
        plain = await _Held(target, [""] * (WARM_UP + SIZES[-1])).grow(speaks=False)
    with disk_folder() as folder:
        tokens = await _fill(folder, SIZES[-1])
        async with serving(folder) as target:
            held = await _Held(target, tokens[:WARM_UP] + tokens).grow(speaks=True)
    return _charts(held, plain)


class _Held:
    """The connections to one server, and what they cost at each size."""

    def __init__(self, target: Target, tokens: list[str]) -> None:
        self._target = target
        self._tokens = tokens
        self.kib: list[Point] = []
        self.idle: list[Point] = []
        self.to_all: dict[int, list[float]] = {}
        self.cpu: list[Point] = []
        self.opened: list[Point] = []

    async def grow(self, *, speaks: bool) -> _Held:
        crowd = Crowd()
        url = f"ws://127.0.0.1:{self._target.port}{self._target.path}"
        await crowd.grow(url, self._tokens[:WARM_UP], greets=speaks)
        if speaks:  # the first messages load code, too; the crowd counts them
            await crowd.say(0, "warm-up")
        await asyncio.sleep(SETTLE_SECONDS)
        base = self._target.memory_kib()
        said = int(speaks)
        for size in SIZES:
            began = time.perf_counter()
            missing = self._tokens[len(crowd.listeners) : WARM_UP + size]
            await crowd.grow(url, missing, greets=speaks)
            seconds = time.perf_counter() - began
            self.opened.append(Point(size=size, value=len(missing) / seconds))
            await asyncio.sleep(SETTLE_SECONDS)
            kib = (self._target.memory_kib() - base) / size
            self.kib.append(Point(size=size, value=kib))
            await self._idle(size)
            if speaks:
                said = await self._speak(crowd, size, said)
        await crowd.leave()
        return self

    async def _idle(self, size: int) -> None:
        cpu = cpu_seconds(self._target)
        await asyncio.sleep(IDLE_SECONDS)
        used = (cpu_seconds(self._target) - cpu) / IDLE_SECONDS
        self.idle.append(Point(size=size, value=used * 1000))

    async def _speak(self, crowd: Crowd, size: int, said: int) -> int:
        """Post messages from one connection after another; returns how many there are now."""
        cpu, own, began = cpu_seconds(self._target), own_cpu_seconds(), time.perf_counter()
        arrivals: list[float] = []
        for number in range(MESSAGES):
            arrivals += await crowd.say(number * 3 % size, f"to-all-{size}-{number}")
            await asyncio.sleep(APART)
        seconds = time.perf_counter() - began
        self.to_all[size] = arrivals
        used = (cpu_seconds(self._target) - cpu) / MESSAGES
        self.cpu.append(Point(size=size, value=used * 1000))
        share = (own_cpu_seconds() - own) / seconds
        print(f"  {size:,} connections: load client {share:.0%} of one core", flush=True)
        crowd.audit(said + MESSAGES)
        return said + MESSAGES


def _charts(held: _Held, plain: _Held) -> list[Chart]:
    mine, theirs = held.kib[-1].value, plain.kib[-1].value
    memory = Curve(
        name="knowledge_server",
        unit="KiB",
        points=tuple(held.kib),
        target=f"≤ {MEMORY_RATIO} of uvicorn + Starlette",
        met=mine <= MEMORY_RATIO * theirs,
    )
    to_all = curve("post to delivery", "ms", dict(held.to_all))
    p99 = to_all.points[-1].p99
    assert p99 is not None  # of many deliveries
    sizes = "connections"
    return [
        Chart(
            name="memory",
            title="Memory of an idle connection",
            sizes=sizes,
            curves=(memory, Curve(name="uvicorn + Starlette", unit="KiB", points=tuple(plain.kib))),
        ),
        Chart(
            name="to-all",
            title="One message to all connections",
            sizes=sizes,
            curves=(
                Curve(
                    name=to_all.name,
                    unit="ms",
                    points=to_all.points,
                    target=f"p99 ≤ {TO_ALL_MS:g} ms",
                    met=p99 <= TO_ALL_MS,
                ),
                Curve(name="server CPU a message", unit="ms", points=tuple(held.cpu)),
            ),
        ),
        Chart(
            name="idle",
            title="CPU of a second in which nothing happens",
            sizes=sizes,
            curves=(
                Curve(name="knowledge_server", unit="ms", points=tuple(held.idle)),
                Curve(name="uvicorn + Starlette", unit="ms", points=tuple(plain.idle)),
            ),
        ),
        Chart(
            name="opening",
            title="Connections opened in a second, signed in and greeted",
            sizes=sizes,
            curves=(
                Curve(name="knowledge_server", unit="/s", points=tuple(held.opened)),
                Curve(name="uvicorn + Starlette", unit="/s", points=tuple(plain.opened)),
            ),
        ),
    ]


async def _fill(folder: Path, members: int) -> list[str]:
    """Make accounts, all of which belong to the first room."""
    await migrated(folder)
    names = [f"member{number:05}" for number in range(members)]
    connection = writing(folder)
    add_people(connection, names)
    add_members(connection, 1, names)
    finish(connection)
    return [token_of(name) for name in names]


@contextlib.asynccontextmanager
async def _plain() -> AsyncIterator[Target]:
    port = free_port()
    with running([sys.executable, "-m", "tests.performance.plain_echo", str(port)]) as pid:
        await ready(f"http://127.0.0.1:{port}/health")
        yield Target("uvicorn + Starlette", port, pid, "/ws")
