"""What waits to be pushed: accounts take turns, and each has a share.

A push service is whatever address a member names. One that never answers holds up what waits for
that member, and one worker.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 1_000
"""Tasks that wait; of more the newest are left out, for the next one to tell."""

SHARE = 100
"""Those of one account."""


class PushQueue(Generic[T]):
    """Of each account one task at a time is worked on, in order of arrival."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[T]] = {}
        self._ready: asyncio.Queue[str] = asyncio.Queue()
        self._kept: Counter[str] = Counter()
        self._later: set[asyncio.TimerHandle] = set()

    def __len__(self) -> int:
        return self._kept.total()

    def put(self, user_id: str, task: T, *, after: float = 0.0) -> None:
        """Let it wait for its turn, which comes `after` so many seconds or later."""
        if len(self) >= MOST or self._kept[user_id] >= SHARE:
            return
        self._kept[user_id] += 1
        if not after:
            self._append(user_id, task)
            return

        def append() -> None:
            self._later.discard(handle)
            self._append(user_id, task)

        handle = asyncio.get_running_loop().call_later(after, append)
        self._later.add(handle)

    async def get(self) -> tuple[str, T]:
        """Return whose turn it is, and the task; `done` lets the account's next one follow."""
        user_id = await self._ready.get()
        self._kept -= Counter((user_id,))
        return user_id, self._waiting[user_id].popleft()

    def done(self, user_id: str) -> None:
        """The account's task has ended."""
        if self._waiting[user_id]:
            self._ready.put_nowait(user_id)
        else:
            del self._waiting[user_id]

    def close(self) -> None:
        """Let nothing come any more."""
        for handle in self._later:
            handle.cancel()

    def _append(self, user_id: str, task: T) -> None:
        if user_id in self._waiting:  # its turn comes when what is before it has ended
            self._waiting[user_id].append(task)
        else:
            self._waiting[user_id] = deque((task,))
            self._ready.put_nowait(user_id)
