"""What one account may do at the same time."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import RateLimited
from agent.fair_use import AT_ONCE, FairUse
from agent.rate_limit import TokenBuckets
from tests.cast import MovableClock


def fair_use() -> FairUse:
    return FairUse(message_rate=1, message_burst=2, clock=MovableClock())


async def test_who_has_all_turns_waits_and_nobody_else() -> None:
    turns, done = fair_use(), asyncio.Event()

    async def work(user_id: str) -> str:
        async with turns.turn(user_id):
            await done.wait()
            return user_id

    flood = [asyncio.create_task(work("mallory")) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)

    async def quick(user_id: str) -> None:
        async with turns.turn(user_id):
            pass

    await quick("alice")
    late = asyncio.create_task(quick("mallory"))
    given_up = asyncio.create_task(quick("mallory"))
    await asyncio.sleep(0)
    assert not late.done()
    given_up.cancel()
    done.set()
    assert await asyncio.gather(*flood) == ["mallory"] * AT_ONCE
    await late
    assert len(turns._turns) == 0


def test_what_costs_more_than_the_burst_is_done_once_and_makes_a_debt() -> None:
    clock = MovableClock()
    buckets = TokenBuckets(rate=2, burst=10, clock=clock)
    buckets.spend("a", 50)
    with pytest.raises(RateLimited) as refused:
        buckets.spend("a")
    assert refused.value.retry_after == 20.5
    buckets.spend("b")
    clock.move(20.5)
    buckets.spend("a")


def test_without_a_rate_nothing_is_counted() -> None:
    free = FairUse(message_rate=0, message_burst=2, clock=MovableClock())
    for _ in range(1000):
        free.act("a", size=1 << 20)
