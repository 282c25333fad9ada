"""What waits for one user: unread mentions, direct messages and replies in threads."""

from __future__ import annotations

import json

import msgspec

from agent.models import Message, User
from agent.ports import Database
from agent.room_access import may
from agent.room_rows import MESSAGES, message_from
from agent.threads import UNREAD
from agent.unread import UNREAD_COLUMNS

LISTED = 50
"""Entries of each kind, the newest."""


class InboxEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One unread mention, or one direct room or thread with the newest of what is unread in it."""

    kind: str
    message: Message
    unread_count: int


class Inbox:
    """Lists it; what is read elsewhere is gone from it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user: User) -> list[InboxEntry]:
        """Return the entries, the newest first."""
        found = [
            (kind, row)
            for kind, statement in (("mention", MENTIONS), ("direct", DIRECT), ("thread", THREADS))
            for row in await self._database.fetch_all(statement, user_id=user.user_id, limit=LISTED)
            if row["message_id"] is not None and may(row, user, "read")
        ]
        ids = json.dumps([row["message_id"] for _, row in found])
        messages = {row["id"]: row for row in await self._database.fetch_all(LISTED_ONES, ids=ids)}
        entries = [
            InboxEntry(
                kind=kind,
                message=message_from(messages[row["message_id"]]),
                unread_count=row["unread_count"],
            )
            for kind, row in found
            if row["message_id"] in messages
        ]
        return sorted(entries, key=lambda entry: entry.message.id, reverse=True)


_MINE = """
    FROM room_members
    JOIN rooms ON rooms.id = room_members.room_id AND rooms.is_active
    LEFT JOIN message_read_status
      ON message_read_status.room_id = rooms.id
         AND message_read_status.user_id = room_members.user_id
"""
MENTIONS = f"""
    SELECT message_mentions.message_id, 1 AS unread_count, rooms.room_type, room_members.role
    {_MINE}
    JOIN message_mentions
      ON message_mentions.user_id = room_members.user_id
         AND message_mentions.room_id = rooms.id
         AND message_mentions.message_id > COALESCE(message_read_status.last_read_message_id, 0)
    JOIN messages
      ON messages.id = message_mentions.message_id
         AND messages.thread_id IS NULL AND NOT messages.is_deleted
    WHERE room_members.user_id = :user_id AND room_members.is_active
      AND rooms.room_type <> 'direct'
    ORDER BY message_mentions.message_id DESC LIMIT :limit
"""
_DIRECT = f"""
    SELECT rooms.room_type, room_members.role, {UNREAD_COLUMNS},
           (SELECT newest.id FROM messages AS newest
            WHERE newest.room_id = rooms.id AND newest.thread_id IS NULL
              AND newest.user_id <> room_members.user_id
              AND NOT newest.is_deleted AND newest.message_type <> 'system'
            ORDER BY newest.id DESC LIMIT 1) AS message_id
    {_MINE}
    WHERE room_members.user_id = :user_id AND room_members.is_active
      AND rooms.room_type = 'direct'
"""
DIRECT = f"""
    SELECT * FROM ({_DIRECT}) AS mine
    WHERE unread_count > 0
    ORDER BY message_id DESC LIMIT :limit
"""
THREADS = f"""
    SELECT unread.*,
           (SELECT newest.id FROM messages AS newest
            WHERE newest.thread_id = unread.thread_id AND newest.user_id <> unread.user_id
              AND NOT newest.is_deleted
            ORDER BY newest.id DESC LIMIT 1) AS message_id
    FROM ({UNREAD}) AS unread
"""
LISTED_ONES = f"{MESSAGES} WHERE messages.id IN (SELECT value FROM json_each(:ids))"
