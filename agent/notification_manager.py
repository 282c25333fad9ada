"""Unread counts and read markers, of rooms and of threads."""

from __future__ import annotations

from agent.connections import ConnectionManager, user_topic
from agent.errors import NotAMember, NotFound
from agent.events import ReadMarkerEvent, ThreadMarkerEvent
from agent.models import User
from agent.ports import Clock, Database, Transaction, Value
from agent.room_access import access_within
from agent.room_rows import ROOMS
from agent.threads import Threads
from agent.unread import ADVANCE_MARKER


class NotificationManager:
    """Keeps each reader's place, and tells their other devices."""

    def __init__(
        self,
        database: Database,
        connections: ConnectionManager,
        clock: Clock,
        threads: Threads,
    ) -> None:
        self._database = database
        self._threads = threads
        self._connections = connections
        self._clock = clock

    async def mark_read(
        self, room_id: int, user: User, message_id: int, *, thread_id: int | None = None
    ) -> ReadMarkerEvent | ThreadMarkerEvent:
        """Advance the user's marker to a message; one further back changes nothing.

        The room's marker, or with `thread_id` the one of a thread that the user follows.
        Raises NotFound for a room or message that is not there, NotAMember.
        """
        if thread_id is not None:
            return await self._threads.mark_read(room_id, thread_id, user, message_id)
        return await self._mark(room_id, user, message_id, (ADVANCE_MARKER,))

    async def mark_unread(self, room_id: int, user: User, message_id: int) -> ReadMarkerEvent:
        """Set the user's marker back to just before a message; errors as for `mark_read`."""
        return await self._mark(room_id, user, message_id, (SET_BACK, DROP_MARKER))

    async def _mark(
        self, room_id: int, user: User, message_id: int, statements: tuple[str, ...]
    ) -> ReadMarkerEvent:
        def act(transaction: Transaction) -> ReadMarkerEvent:
            if access_within(transaction, room_id, user, "read")["role"] is None:
                raise NotAMember
            if transaction.fetch_one(IS_IN_ROOM, room_id=room_id, message_id=message_id) is None:
                raise NotFound("There is no such message in this room.")
            now = self._clock.now()
            given: dict[str, Value] = {"room_id": room_id, "user_id": user.user_id}
            for statement in statements:
                transaction.execute(statement, **given, message_id=message_id, now=now)
            room = transaction.fetch_all(ROOMS, **given)[0]
            return ReadMarkerEvent(
                room_id=room_id,
                message_id=room["last_read_message_id"],
                unread_count=room["unread_count"],
                mention_count=room["mention_count"],
            )

        return await self._database.write(
            act, then=lambda event: self._connections.publish(user_topic(user.user_id), event)
        )

    async def meant_for(self, user: User) -> int:
        """Return the number of unread mentions and direct messages."""
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
        return sum(
            row["unread_count"] if row["room_type"] == "direct" else row["mention_count"]
            for row in rows
            if row["role"] is not None
        )

    async def total_unread(self, user: User) -> int:
        """Return the number of unread messages in the user's rooms that are not muted."""
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
        muted = await self._database.fetch_all(MUTED, user_id=user.user_id, now=self._clock.now())
        silent = {row["room_id"] for row in muted}
        return sum(row["unread_count"] for row in rows if row["id"] not in silent)


IS_IN_ROOM = "SELECT 1 FROM messages WHERE id = :message_id AND room_id = :room_id"
MUTED = """
    SELECT room_id FROM room_preferences WHERE user_id = :user_id AND muted_until > :now
"""
SET_BACK = """
    UPDATE message_read_status
    SET last_read_at = :now, last_read_message_id = COALESCE(
        (SELECT MAX(id) FROM messages WHERE room_id = :room_id AND id < :message_id),
        last_read_message_id)
    WHERE user_id = :user_id AND room_id = :room_id AND last_read_message_id >= :message_id
"""
DROP_MARKER = """
    DELETE FROM message_read_status
    WHERE user_id = :user_id AND room_id = :room_id
      AND NOT EXISTS (SELECT 1 FROM messages WHERE room_id = :room_id AND id < :message_id)
"""
"""Before the first message there is no marker."""
