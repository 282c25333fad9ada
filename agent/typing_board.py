"""Who is typing where. Nothing of it is kept; each entry ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.models import User

LASTS = 6.0
"""Seconds after the last sign of a key."""

SHOWN = 10
"""Names that are told of a room; whoever else types there has to be asked for."""


class TypingBoard:
    """Calls `tell(room_id, usernames)` when those change who have typed in a room the longest.

    The first change is told at once; after that `pause(room_id)` says for how many seconds those
    that follow are collected, so that a room of thousands is not told of every key.
    """

    def __init__(
        self,
        tell: Callable[[int, tuple[str, ...]], None],
        *,
        pause: Callable[[int], float],
        lasts: float = LASTS,
    ) -> None:
        self._tell = tell
        self._pause = pause
        self._lasts = lasts
        self._rooms: dict[int, dict[str, asyncio.TimerHandle]] = {}
        self._told: dict[int, tuple[str, ...]] = {}
        self._pausing: dict[int, asyncio.TimerHandle] = {}

    def start(self, room_id: int, user: User) -> None:
        """Note a key; told only when the user was not typing."""
        typing = self._rooms.setdefault(room_id, {})
        timer = typing.get(user.username)  # and it stays in its place
        loop = asyncio.get_running_loop()
        typing[user.username] = loop.call_later(self._lasts, self.stop, room_id, user.username)
        if timer is None:
            self._changed(room_id)
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
        self._changed(room_id)

    def users(self, room_id: int) -> tuple[str, ...]:
        """Return the usernames of those who type, in the order in which they began."""
        return tuple(self._rooms.get(room_id, ()))

    def close(self) -> None:
        """Cancel the timers: the server ends."""
        for typing in self._rooms.values():
            for timer in typing.values():
                timer.cancel()
        for timer in self._pausing.values():
            timer.cancel()
        self._rooms.clear()
        self._pausing.clear()

    def _changed(self, room_id: int) -> None:
        users = self.users(room_id)[:SHOWN]
        if room_id in self._pausing or users == self._told.get(room_id, ()):
            return
        self._told[room_id] = users
        if not users:
            del self._told[room_id]
        self._tell(room_id, users)
        loop = asyncio.get_running_loop()
        self._pausing[room_id] = loop.call_later(self._pause(room_id), self._go_on, room_id)

    def _go_on(self, room_id: int) -> None:
        del self._pausing[room_id]
        self._changed(room_id)
