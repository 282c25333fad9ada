"""The clock jumps by a day and back under load."""

from __future__ import annotations

import asyncio
import datetime
import random
import sys
from pathlib import Path

import httpx2

from tests.command import PATIENCE, Served
from tests.faults.crowd import Crowd, gather_crowd
from tests.faults.tally import Scenario, Tally

DAY = 86_400.0


class Clock:
    """The clock of a server that runs within it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump(0)
        self.within = (sys.executable, "-m", "tests.faults.jumping", str(file))

    def jump(self, offset: float) -> None:
        """Be so many seconds from the true time, from now on."""
        new = self._file.with_suffix(".new")
        new.write_text(str(offset))
        new.replace(self._file)


async def clock_jumps(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let the clock jump; nobody is signed out, and order and counts are as ever."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    clock = Clock(directory / "clock")
    heads = tally.audit(directory, crowd).heads
    with tally.serving(directory, within=clock.within) as server:
        async with crowd.at_work(server, heads), asyncio.timeout(PATIENCE * rounds):
            for _ in range(rounds):
                was_off = False
                for offset in chance.sample((DAY, -DAY, 0), 3):
                    clock.jump(offset)
                    for sender in crowd.senders:
                        await sender.acknowledgements(chance.randrange(5, 50))
                    was_off |= await _is_off(server, crowd)
                tally.hits += was_off
            await crowd.all_have_heard()
            server.kill()
    await tally.finish(directory, crowd)


async def _is_off(server: Served, crowd: Crowd) -> bool:
    """Tell whether the newest message bears a date that is a day from the true one."""
    room_id = next(iter(crowd.listeners[0].heard))
    async with httpx2.AsyncClient(
        base_url=server.base, headers=crowd.senders[0].bearer, trust_env=False
    ) as http:
        answer = await http.get(f"/api/rooms/{room_id}/messages?limit=1")
    dated = datetime.datetime.fromisoformat(answer.json()["messages"][-1]["timestamp"])
    return abs(dated - datetime.datetime.now(datetime.UTC)).total_seconds() > DAY - 60


SCENARIOS = (Scenario("clock jumps of a day", clock_jumps, at_most=50),)
