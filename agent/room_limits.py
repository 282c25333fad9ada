"""How often somebody changes rooms and their members: most of that is a line that all read."""

from __future__ import annotations

from agent.models import User
from agent.ports import Clock
from agent.rate_limit import TokenBuckets

NEW_ROOMS, NEW_ROOMS_AT_ONCE = 1 / 6, 50
"""Rooms a second that an account makes: everybody lists the public ones."""


class RoomLimits:
    """`acts` are counted with the messages; administrators make as many rooms as they like."""

    def __init__(self, acts: TokenBuckets, clock: Clock) -> None:
        self.acts = acts
        rate = NEW_ROOMS if acts.rate else 0
        self._new_rooms = TokenBuckets(rate=rate, burst=NEW_ROOMS_AT_ONCE, clock=clock)

    def require_new_room(self, creator: User) -> None:
        """Count a new room. Raises RateLimited."""
        if not creator.is_admin:
            self._new_rooms.spend(creator.user_id, said="You make too many rooms.")
