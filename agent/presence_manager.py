"""Who is here: a view of the open connections that forgives a reload."""

from __future__ import annotations

import asyncio

from agent.events import PresenceEvent
from agent.models import User
from agent.room_connections import RoomConnection, RoomConnectionManager

FORGIVEN = 10.0
"""Seconds without any device before somebody is seen as gone."""


class PresenceManager:
    """Tells people who share a room with somebody when they come and go."""

    def __init__(self, connections: RoomConnectionManager, *, forgiven: float = FORGIVEN) -> None:
        self._connections = connections
        self._forgiven = forgiven
        self._present: dict[str, int] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}

    def status_of(self, user_id: str, is_agent: bool) -> str:
        """Return online or offline; an agent is always there."""
        return "online" if is_agent or user_id in self._present else "offline"

    def opened(self, connection: RoomConnection) -> None:
        """Count a device in; the first one makes its user online."""
        user = connection.session.user
        if timer := self._leaving.pop(user.user_id, None):
            timer.cancel()
        devices = self._present.get(user.user_id)
        self._present[user.user_id] = (devices or 0) + 1
        if devices is None:
            self._tell(user, "online", connection.room_ids)

    def closed(self, connection: RoomConnection) -> None:
        """Count a device out; after the last one its user has FORGIVEN seconds to return."""
        user = connection.session.user
        self._present[user.user_id] -= 1
        if self._present[user.user_id] == 0:
            self._leaving[user.user_id] = asyncio.get_running_loop().call_later(
                self._forgiven, self._gone, user, set(connection.room_ids)
            )

    def close(self) -> None:
        """Forget the timers: the server ends."""
        for timer in self._leaving.values():
            timer.cancel()

    def _gone(self, user: User, room_ids: set[int]) -> None:
        del self._leaving[user.user_id]
        del self._present[user.user_id]
        self._tell(user, "offline", room_ids)

    def _tell(self, user: User, status: str, room_ids: set[int]) -> None:
        event = PresenceEvent(
            user_id=user.user_id, username=user.username, status=status, current_room=None
        )
        self._connections.broadcast_to_rooms(room_ids, event)
