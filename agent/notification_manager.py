"""Unread counts and read markers."""

from __future__ import annotations

from agent.connections import ConnectionManager, user_topic
from agent.errors import NotAMember, NotFound
from agent.events import ReadMarkerEvent
from agent.message_ledger import ADVANCE_MARKER
from agent.models import User
from agent.ports import Clock, Database, Transaction
from agent.room_access import access_within
from agent.room_rows import ROOMS


class NotificationManager:
    """Keeps each reader's place, and tells their other devices."""

    def __init__(self, database: Database, connections: ConnectionManager, clock: Clock) -> None:
        self._database = database
        self._connections = connections
        self._clock = clock

    async def mark_read(self, room_id: int, user: User, message_id: int) -> ReadMarkerEvent:
        """Advance the user's marker to a message; one further back changes nothing.

        Raises NotFound for a room or message that is not there, NotAMember.
        """

        def act(transaction: Transaction) -> ReadMarkerEvent:
            if access_within(transaction, room_id, user, "read")["role"] is None:
                raise NotAMember
            if transaction.fetch_one(IS_IN_ROOM, room_id=room_id, message_id=message_id) is None:
                raise NotFound("There is no such message in this room.")
            transaction.execute(
                ADVANCE_MARKER,
                user_id=user.user_id,
                room_id=room_id,
                message_id=message_id,
                now=self._clock.now(),
            )
            room = transaction.fetch_all(ROOMS, user_id=user.user_id, room_id=room_id)[0]
            return ReadMarkerEvent(
                room_id=room_id,
                message_id=room["last_read_message_id"],
                unread_count=room["unread_count"],
                mention_count=room["mention_count"],
            )

        return await self._database.write(
            act, then=lambda event: self._connections.publish(user_topic(user.user_id), event)
        )

    async def total_unread(self, user: User) -> int:
        """Return the number of unread messages in all of the user's rooms."""
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
        return sum(row["unread_count"] for row in rows)


IS_IN_ROOM = "SELECT 1 FROM messages WHERE id = :message_id AND room_id = :room_id"
