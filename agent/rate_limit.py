"""Token buckets: so many at once, so many a second."""

from __future__ import annotations

from agent.errors import RateLimited
from agent.ports import Clock

SWEEP = 10_000
"""Buckets kept before the full ones, which limit nobody, are thrown away."""


TOO_FAST = "You are changing things too fast."


class TokenBuckets:
    """One bucket a key; `rate` tokens a second flow in, up to `burst`. A rate of 0: no limit."""

    def __init__(self, *, rate: float, burst: float, clock: Clock) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> float:
        """Take a token; returns 0.0, or the seconds until there is one (none is taken then)."""
        if not self.rate:
            return 0.0
        now = self._clock.monotonic()
        tokens, then = self._buckets.get(key, (self.burst, now))
        tokens = min(self.burst, tokens + (now - then) * self.rate)
        if tokens < 1:
            return (1 - tokens) / self.rate
        if len(self._buckets) >= SWEEP:
            self._sweep(now)
        self._buckets[key] = (tokens - 1, now)
        return 0.0

    def spend(self, key: str, cost: float = 1.0, *, said: str = TOO_FAST) -> None:
        """Take `cost` tokens. Raises RateLimited when there is none.

        Whoever has one may go into debt, so that what costs more than the burst is possible.
        """
        if wait := self.take(key):
            raise RateLimited(said, retry_after=round(wait, 3))
        self.charge(key, cost - 1)

    def charge(self, key: str, cost: float) -> None:
        """Take tokens for what was done already, also if that makes a debt."""
        if self.rate and cost > 0:
            now = self._clock.monotonic()
            tokens, then = self._buckets.get(key, (self.burst, now))
            self._buckets[key] = (tokens - cost, then)

    def give_back(self, key: str) -> None:
        """Return a token that was taken for something that does not count after all."""
        if key in self._buckets:
            tokens, then = self._buckets[key]
            self._buckets[key] = (min(self.burst, tokens + 1), then)

    def _sweep(self, now: float) -> None:
        self._buckets = {
            key: (tokens, then)
            for key, (tokens, then) in self._buckets.items()
            if tokens + (now - then) * self.rate < self.burst
        }
