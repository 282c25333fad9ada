"""What is done again and again while the server runs."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable

from agent.errors import StorageFull

log = logging.getLogger(__name__)

Act = Callable[[], Awaitable[None] | None]


async def tick(
    *acts: tuple[int, Act], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Do each (seconds, act) every so many seconds, until cancelled.

    One that fails is logged and done again the next time: the others and it go on.
    """
    for second in itertools.count(1):
        await sleep(1)
        for seconds, act in acts:
            if second % seconds == 0:
                await _attempt(act)


async def _attempt(act: Act) -> None:
    try:
        waiting = act()
        if waiting is not None:
            await waiting
    except StorageFull as error:
        log.warning("%s", error.detail)
    except Exception:  # the loop's edge
        log.exception("%s failed", getattr(act, "__qualname__", act))
