"""The least that SQLite itself needs for a stored message: the ceiling of the write path.

On the product's own migrated tables with their indexes, at the product's own settings: for each
message the look-up of a duplicate, the row, its full-text row, the room's counter and the sender's
read marker; one FULL-synced commit for each batch.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from pathlib import Path

from agent.storage.sqlite import connect
from tests.performance.dialects import ROOM, TEXT

BATCH = 64
NOW = "2026-01-01T00:00:00.000Z"


class BareLoop:
    """Writes as long as it is told, again and again, into one file."""

    def __init__(self, database: Path) -> None:
        self._connection = connect(database)
        users = self._connection.execute("SELECT user_id, username FROM users").fetchall()
        self._users = [tuple(user) for user in users]
        self._id = self._one("SELECT COALESCE(MAX(id), 0) FROM messages")
        self._seq = self._one(f"SELECT last_seq FROM rooms WHERE id = {ROOM}")

    def run(self, seconds: float) -> float:
        """Return messages a second."""
        began = time.perf_counter()
        count = 0
        while (taken := time.perf_counter() - began) < seconds:
            self._write_batch()
            count += BATCH
        return count / taken

    def close(self) -> None:
        self._connection.close()

    def _write_batch(self) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        for number in range(BATCH):
            user_id, username = self._users[number % len(self._users)]
            client_id = str(uuid.uuid4())
            execute(STORED, (user_id, client_id)).fetchone()
            self._id, self._seq = self._id + 1, self._seq + 1
            row = (self._id, ROOM, self._seq, self._seq, user_id, username, TEXT, NOW, client_id)
            execute(MESSAGE, row)
            execute(WORDS, (self._id, TEXT))
            execute(COUNTER, (self._seq, ROOM))
            execute(MARKER, (user_id, ROOM, self._id, NOW))
        execute("COMMIT")

    def _one(self, sql: str) -> int:
        row: sqlite3.Row = self._connection.execute(sql).fetchone()
        return int(row[0])


STORED = "SELECT id FROM messages WHERE user_id = ? AND client_id = ?"
MESSAGE = """
    INSERT INTO messages (id, room_id, seq, changed_seq, user_id, username, content,
                          message_type, timestamp, is_deleted, client_id, mentions)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'text', ?, FALSE, ?, '')
"""
WORDS = "INSERT INTO message_search (rowid, content) VALUES (?, ?)"
COUNTER = "UPDATE rooms SET last_seq = ? WHERE id = ?"
MARKER = """
    INSERT INTO message_read_status (user_id, room_id, last_read_message_id, last_read_at)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (user_id, room_id) DO UPDATE
    SET last_read_message_id = excluded.last_read_message_id, last_read_at = excluded.last_read_at
    WHERE excluded.last_read_message_id > message_read_status.last_read_message_id
"""
