"""Thousands who missed something ask for it at the same moment: what that costs the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from statistics import median

from tests.performance.dialects import ROOM
from tests.performance.growth_server import cpu_seconds
from tests.performance.returning import Returning
from tests.performance.servers import Target
from tests.performance.table import Row, Section

MISSED = 50
ROUNDS = 5
PAUSE = 2.0
"""Longer than the server keeps an answer."""

PATIENCE = 60.0
PLACES = {"one place": (MISSED,), f"{MISSED} places": tuple(range(1, MISSED + 1))}
"""How many messages were missed, by one client after the other."""


async def resumes(target: Target, clients: Sequence[Returning]) -> Section:
    """Let all clients, which are connected, catch up with the same room at once."""
    rows = [await _resume(target, clients, name) for name in PLACES]
    title = f"{len(clients):,} clients catch up with a room at once, {MISSED} messages at most:"
    return Section(name="resumes", title=title, rows=tuple(rows))


async def _resume(target: Target, clients: Sequence[Returning], name: str) -> Row:
    missed = PLACES[name]
    seconds, cpu = [], []
    for _ in range(ROUNDS):
        await asyncio.sleep(PAUSE)
        used, began = cpu_seconds(target), time.monotonic()
        for number, client in enumerate(clients):
            client.rewind(ROOM, missed[number % len(missed)])
        async with asyncio.timeout(PATIENCE):
            for client in clients:
                await client.is_back.wait()
        seconds.append(max(client.back.at for client in clients) - began)
        cpu.append((cpu_seconds(target) - used) / len(clients))
    figures = {
        "all_have": median(seconds),
        "cpu_us": median(cpu) * 1e6,
        "first_kb": max(client.back.first_bytes for client in clients) / 1000,
    }
    return Row(who="knowledge_server", at=name, figures=figures)
