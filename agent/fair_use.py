"""What one account may do at once and in a while, so that it slows nobody else down.

Readers and the writer take what comes in order. Without this one member with 64 requests at the
same time let the others wait for 0.5 to 4 seconds, and one with 500 sockets for 16.
"""

from __future__ import annotations

import asyncio

from agent.ports import Clock
from agent.rate_limit import TokenBuckets

AT_ONCE = 4
"""Requests of one account that are worked on; its others wait for them."""

READING = 8
"""Long answers that one account is being sent: each stays in memory until it was taken."""

CONNECTIONS = 100
"""Open sockets of one account: what it reads on one is told to all."""

ACTS = 5
ACTS_AT_ONCE = 10
"""Acts of any kind for each message that an account may send: marks, statuses, preferences."""

BYTES_AN_ACT = 4096
"""What is stored for many to search costs more the longer it is."""


class FairUse:
    """Keeps count by account; a message rate of 0 means no limit but that of the turns."""

    def __init__(self, *, message_rate: float, message_burst: float, clock: Clock) -> None:
        self._acts = TokenBuckets(
            rate=message_rate * ACTS, burst=message_burst * ACTS_AT_ONCE, clock=clock
        )
        self._turns, self._reading = Turns(AT_ONCE), Turns(READING)

    def act(self, user_id: str, *, size: int = 0) -> None:
        """Count an act. Raises RateLimited."""
        self._acts.spend(user_id, 1 + size // BYTES_AN_ACT)

    def turn(self, user_id: str) -> Turn:
        """Wait for one's turn: `async with fair_use.turn(user_id)`."""
        return self._turns.of(user_id)

    def reading(self, user_id: str) -> Turn:
        """Wait for one's turn to be sent a long answer."""
        return self._reading.of(user_id)


class Turns:
    """So many places for each account."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def of(self, user_id: str) -> Turn:
        """Return a place to be entered: `async with turns.of(user_id)`."""
        line = self._lines.get(user_id) or self._lines.setdefault(user_id, _Line(self._at_once))
        return Turn(self._lines, user_id, line)


class _Line:
    """Who of an account has a place or waits for one."""

    __slots__ = ("length", "places")

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.length = 0


class Turn:
    """One place of an account."""

    __slots__ = ("_line", "_lines", "_user_id")

    def __init__(self, lines: dict[str, _Line], user_id: str, line: _Line) -> None:
        self._lines = lines
        self._user_id = user_id
        self._line = line

    async def __aenter__(self) -> None:
        self._line.length += 1
        try:
            await self._line.places.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._line.places.release()
        self._leave()

    def _leave(self) -> None:
        self._line.length -= 1
        if not self._line.length:
            self._lines.pop(self._user_id, None)
