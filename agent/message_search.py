"""Full-text search: the index changes in the transaction of the message itself (SQLite FTS5)."""

from __future__ import annotations

import json
import re

from agent.errors import Invalid
from agent.models import Message, User
from agent.ports import Database, Transaction
from agent.room_access import may
from agent.room_rows import MESSAGES, ROOMS, message_from

QUERY_LIMIT = 200
WORDS = 16
_WORD = re.compile(r"\w+")


class MessageSearch:
    """Finds what its reader may read at this moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, text: str, user: User, *, limit: int, before_id: int | None = None
    ) -> tuple[list[Message], bool]:
        """Return messages that hold all words, the last one as a beginning; newest first.

        Also whether there are older ones. Raises Invalid for a text that is too long.
        """
        if len(text) > QUERY_LIMIT:
            raise Invalid(f"A search has at most {QUERY_LIMIT} characters.", field="q")
        words = _WORD.findall(text)[:WORDS]
        if not words:
            return [], False
        # Quoted: nothing that people write is query syntax.
        match = " AND ".join(f'"{word}"' for word in words) + "*"
        rooms = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
        readable = [row["id"] for row in rooms if may(row, user, "read")]
        rows = await self._database.fetch_all(
            FIND, match=match, rooms=json.dumps(readable), before=before_id, limit=limit + 1
        )
        return [message_from(row) for row in rows[:limit]], len(rows) > limit


def index(transaction: Transaction, message_id: int, content: str) -> None:
    """Make a text findable."""
    transaction.execute(INDEX, message_id=message_id, content=content)


def replace(transaction: Transaction, message_id: int, before: str, after: str) -> None:
    """Make another text findable; `before` has to be exactly the one that was indexed."""
    transaction.execute(FORGET, message_id=message_id, content=before)
    index(transaction, message_id, after)


INDEX = "INSERT INTO message_search (rowid, content) VALUES (:message_id, :content)"
FORGET = """
    INSERT INTO message_search (message_search, rowid, content)
    VALUES ('delete', :message_id, :content)
"""
FIND = f"""
    WITH found AS (
        SELECT rowid AS id FROM message_search
        WHERE message_search MATCH :match AND rowid < COALESCE(:before, 9223372036854775807)
          AND (SELECT CASE message_type WHEN 'system' THEN NULL ELSE room_id END
               FROM messages WHERE messages.id = message_search.rowid)
              IN (SELECT value FROM json_each(:rooms))
        ORDER BY rowid DESC LIMIT :limit)
    {MESSAGES}
    WHERE messages.id IN (SELECT id FROM found)
    ORDER BY messages.id DESC
"""
