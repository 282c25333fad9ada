"""Full-text search: the index changes in the transaction of the message itself (SQLite FTS5)."""

from __future__ import annotations

import json
import re

from agent.errors import Invalid
from agent.models import Message, User
from agent.ports import Database, Transaction
from agent.room_access import may
from agent.room_rows import MESSAGES, READABLE, message_from

QUERY_LIMIT = 200
WORDS = 16
ROOMS_LISTED = 200
"""Rooms that are looked for in the index; who reads more of them is led past few others' hits."""

_WORD = re.compile(r"\w+")


class MessageSearch:
    """Finds what its reader may read at this moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, text: str, user: User, *, limit: int, before_id: int | None = None
    ) -> tuple[list[Message], bool]:
        """Return messages that hold all words, the last one as a beginning; newest first.

        A single letter or digit is a word, not a beginning. Also whether there are older ones.
        Raises Invalid for a text that is too long.
        """
        if len(text) > QUERY_LIMIT:
            raise Invalid(f"A search has at most {QUERY_LIMIT} characters.", field="q")
        words = _WORD.findall(text)[:WORDS]
        if not words:
            return [], False
        rooms = await self._database.fetch_all(READABLE, user_id=user.user_id, room_id=None)
        readable = [row["id"] for row in rooms if may(row, user, "read")]
        rows = await self._database.fetch_all(
            FIND,
            match=_match(words, readable),
            rooms=json.dumps(readable),
            before=before_id,
            limit=limit + 1,
        )
        return [message_from(row) for row in rows[:limit]], len(rows) > limit


def index(transaction: Transaction, room_id: int, message_id: int, content: str) -> None:
    """Make a text findable."""
    transaction.execute(INDEX, message_id=message_id, content=content, room_id=room_id)


def replace(
    transaction: Transaction, room_id: int, message_id: int, before: str, after: str
) -> None:
    """Make another text findable; `before` has to be exactly the one that was indexed."""
    transaction.execute(FORGET, message_id=message_id, content=before, room_id=room_id)
    index(transaction, room_id, message_id, after)


def merge(transaction: Transaction, messages: int) -> None:
    """Merge a part of the index that is in proportion to what a batch of messages added to it.

    Left to itself FTS5 merges sixteen parts at once, in whichever transaction makes the
    sixteenth: every 256th took 20 ms.
    """
    transaction.execute(MERGE, pages=max(8, messages // 16))


def _match(words: list[str], rooms: list[int]) -> str:
    """Return the question for the index. Quoted: nothing that people write is query syntax."""
    # The words that begin with one letter are so many: 0.1 s in a million messages.
    is_beginning = len(words[-1]) > 1 or not words[-1].isascii()
    wanted = " AND ".join(f'"{word}"' for word in words) + ("*" if is_beginning else "")
    if len(rooms) > ROOMS_LISTED:
        return f"content : ({wanted})"
    # The room of a hit is checked again where it is read: this only saves the way to it.
    listed = " OR ".join(f'"{room_id}"' for room_id in rooms or [0])
    return f"content : ({wanted}) AND room_id : ({listed})"


MERGE = "INSERT INTO message_search (message_search, rank) VALUES ('merge', :pages)"
"""https://www.sqlite.org/fts5.html#the_merge_command"""

INDEX = """
    INSERT INTO message_search (rowid, content, room_id) VALUES (:message_id, :content, :room_id)
"""
FORGET = """
    INSERT INTO message_search (message_search, rowid, content, room_id)
    VALUES ('delete', :message_id, :content, :room_id)
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
