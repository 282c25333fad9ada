"""What is done again and again goes on, whatever fails."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import StorageFull
from agent.ticking import tick

SECONDS = 6


async def test_each_act_has_its_own_pace_and_a_failure_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    over = asyncio.Event()

    def fails() -> None:
        done.append("fails")
        raise ValueError

    async def full() -> None:
        done.append("full")
        raise StorageFull

    async def sleep(_: float) -> None:
        done.append("second")
        if done.count("second") > SECONDS:
            over.set()
            await asyncio.Event().wait()

    ticking = asyncio.create_task(
        tick((1, fails), (2, full), (3, lambda: done.append("third")), sleep=sleep)
    )
    await over.wait()
    ticking.cancel()
    assert [done.count(name) for name in ("fails", "full", "third")] == [6, 3, 2]
    assert sum(record.exc_info is not None for record in caplog.records) == SECONDS
