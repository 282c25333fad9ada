"""Who waits to be woken."""

from __future__ import annotations

import asyncio

from agent.push_queue import MOST, SHARE, PushQueue


async def test_accounts_take_turns_and_each_has_one_task_under_way() -> None:
    queue: PushQueue[int] = PushQueue()
    for number in range(3):
        queue.put("mallory", number)
    queue.put("alice", 7)
    assert await queue.get() == ("mallory", 0)
    assert await queue.get() == ("alice", 7)
    blocked = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    assert not blocked.done()
    queue.done("alice")
    queue.done("mallory")
    assert await blocked == ("mallory", 1)


async def test_one_account_has_a_share_with_what_comes_later() -> None:
    queue: PushQueue[int] = PushQueue()
    for number in range(MOST):
        queue.put("mallory", number, after=30.0 * (number % 2))
    assert len(queue) == SHARE
    for number in range(2 * MOST):
        queue.put(f"user {number}", number)
    assert len(queue) == MOST
    for _ in range(MOST - SHARE // 2):
        user_id, _ = await queue.get()
        queue.done(user_id)
    assert len(queue) == SHARE // 2, "those of later"
    queue.close()


async def test_what_comes_later_has_its_turn_then() -> None:
    queue: PushQueue[int] = PushQueue()
    queue.put("bob", 1, after=0.01)
    assert await queue.get() == ("bob", 1)
    assert len(queue) == 0
