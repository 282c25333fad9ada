"""Pinned messages: what a room wants to keep at hand."""

from __future__ import annotations

from agent.errors import Forbidden, Invalid
from agent.message_changes import MessageChanges
from agent.models import Message, User
from agent.permissions import can
from agent.ports import Clock, Database, Row, Transaction
from agent.room_access import access
from agent.room_rows import MESSAGES, message_from

PINS_LIMIT = 100
"""Pinned messages of one room."""


class Pins:
    """Pins messages and takes them down."""

    def __init__(self, database: Database, changes: MessageChanges, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    async def pin(self, message_id: int, user: User, *, on: bool) -> Message:
        """Pin a message or take it down; again changes nothing. Raises Forbidden, NotFound."""

        def change(transaction: Transaction, row: Row, room: Row) -> str | None:
            if not can(room["role"], "pin", room["room_type"], server_role=user.role):
                raise Forbidden("Moderators pin messages in this room.")
            if (row["pinned_at"] is not None) == on:
                return None
            count = transaction.fetch_one(COUNT, room_id=room["id"])
            if on and count is not None and count["pinned"] >= PINS_LIMIT:
                raise Invalid(f"A room has at most {PINS_LIMIT} pinned messages.")
            now = self._clock.now() if on else None
            transaction.execute(SET_PINNED, message_id=message_id, now=now)
            return "pinned"

        return await self._changes.apply(message_id, user, change)

    async def of_room(self, room_id: int, user: User) -> list[Message]:
        """Return a room's pinned messages, the latest pinned first. Raises NotFound."""
        await access(self._database, room_id, user)
        return [
            message_from(row) for row in await self._database.fetch_all(PINNED, room_id=room_id)
        ]


COUNT = "SELECT COUNT(*) AS pinned FROM messages WHERE room_id = :room_id AND pinned_at IS NOT NULL"
SET_PINNED = "UPDATE messages SET pinned_at = :now WHERE id = :message_id"
PINNED = f"""
    {MESSAGES}
    WHERE messages.room_id = :room_id AND messages.pinned_at IS NOT NULL
    ORDER BY messages.pinned_at DESC, messages.id DESC
"""
