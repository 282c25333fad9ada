"""Who is typing where. Nothing of it is kept; each entry ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.models import User

LASTS = 6.0
"""Seconds after the last sign of a key."""


class TypingBoard:
    """Calls `tell(room_id, usernames)` whenever the set of those who type in a room changes."""

    def __init__(
        self, tell: Callable[[int, tuple[str, ...]], None], *, lasts: float = LASTS
    ) -> None:
        self._tell = tell
        self._lasts = lasts
        self._rooms: dict[int, dict[str, asyncio.TimerHandle]] = {}

    def start(self, room_id: int, user: User) -> None:
        """Note a key; told only when the user was not typing."""
        typing = self._rooms.setdefault(room_id, {})
        timer = typing.pop(user.username, None)
        loop = asyncio.get_running_loop()
        typing[user.username] = loop.call_later(self._lasts, self.stop, room_id, user.username)
        if timer is None:
            self._tell(room_id, self.users(room_id))
        else:
            timer.cancel()

    def stop(self, room_id: int, username: str) -> None:
        """End it; told only when the user was typing."""
        typing = self._rooms.get(room_id, {})
        if (timer := typing.pop(username, None)) is None:
            return
        timer.cancel()
        if not typing:
            del self._rooms[room_id]
        self._tell(room_id, self.users(room_id))

    def users(self, room_id: int) -> tuple[str, ...]:
        """Return the usernames of those who type, in the order in which they began."""
        return tuple(self._rooms.get(room_id, ()))

    def close(self) -> None:
        """Cancel the timers: the server ends."""
        for typing in self._rooms.values():
            for timer in typing.values():
                timer.cancel()
        self._rooms.clear()
