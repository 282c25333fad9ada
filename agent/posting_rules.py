"""Who may write in a room at this moment, beyond being a member."""

from __future__ import annotations

from agent.errors import Forbidden, Muted, RateLimited, RoomArchived
from agent.models import User
from agent.permissions import can
from agent.ports import Clock, Row

REMEMBERED = 10_000
_NEEDED = {"members": 1, "moderators": 2, "admins": 3}


class SlowMode:
    """Remembers who posted last when, for rooms that let a member post every so many seconds.

    Moderators are exempt, and agents, whose answers people ask for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._posted: dict[tuple[int, str], float] = {}
        self._noted: dict[tuple[int, str], float] = {}

    def begin(self) -> None:
        """Forget what was noted in a batch that was undone."""
        self._noted.clear()

    def require(self, room: Row, user: User) -> None:
        """Raise RateLimited when the user posted in this room too short a time ago."""
        if not room["slow_mode"] or user.is_agent or _rank(room, user) > 1:
            return
        key = room["id"], user.user_id
        posted = self._noted.get(key, self._posted.get(key))
        wait = 0.0 if posted is None else posted + room["slow_mode"] - self._clock.monotonic()
        if wait > 0:
            raise RateLimited("This room is in slow mode.", retry_after=round(wait, 1))

    def note(self, room: Row, user: User) -> None:
        """Remember a post of this batch."""
        if room["slow_mode"]:
            self._noted[room["id"], user.user_id] = self._clock.monotonic()

    def keep(self) -> None:
        """Remember the posts of a batch that was written."""
        if len(self._posted) >= REMEMBERED:
            self._posted.clear()
        self._posted.update(self._noted)


def require_may_change(room: Row, now: str) -> None:
    """Raise RoomArchived, or Muted for a silenced member; `now` is ISO 8601 UTC."""
    if room["archived_at"] is not None:
        raise RoomArchived
    if room["muted_until"] is not None and room["muted_until"] > now:
        raise Muted(f"You are muted in this room until {room['muted_until']}.")


def require_may_post(room: Row, user: User, now: str) -> None:
    """Raise Forbidden too when the room's `who_may_post` asks for a higher role."""
    require_may_change(room, now)
    if _rank(room, user) < _NEEDED[room["who_may_post"]]:
        raise Forbidden(f"In this room only {room['who_may_post']} may post.")


def _rank(room: Row, user: User) -> int:
    role, room_type = room["role"], room["room_type"]
    if can(role, "update", room_type, server_role=user.role):
        return 3
    return 2 if can(role, "moderate", room_type, server_role=user.role) else 1
