"""What a database holds after a fault, and whether it is whole: read with the product's storage."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from agent.settings import Settings
from agent.storage.sqlite import connect
from tests.faults.recorded_load import WORD, Post


def faults(folder: Path, posts: dict[str, Post], acknowledged: Iterable[str]) -> list[str]:
    """Open a database as the server does and say what is wrong with it, in words."""
    try:
        with contextlib.closing(connect(Settings(data_dir=str(folder)).database_path)) as opened:
            return list(_faults(opened, posts, acknowledged))
    except sqlite3.Error as error:
        return [f"the database cannot be read: {error}"]


def _faults(
    opened: sqlite3.Connection, posts: dict[str, Post], acknowledged: Iterable[str]
) -> Iterable[str]:
    found = opened.execute("PRAGMA integrity_check").fetchall()
    if [row[0] for row in found] != ["ok"]:
        yield f"integrity_check: {found[0][0]}"
    rows = opened.execute(STORED).fetchall()
    counts = Counter(row["client_id"] for row in rows)
    if lost := set(acknowledged) - counts.keys():
        yield f"{len(lost)} acknowledged messages are lost, {min(lost)} for one"
    if twice := [client_id for client_id, count in counts.items() if count > 1]:
        yield f"there twice: {twice}"
    changed = [row["id"] for row in rows if _of(row) != posts.get(row["client_id"])]
    if changed:
        yield f"not what was sent: messages {changed}"
    yield from _half_messages(opened, {row["id"] for row in rows})


def _half_messages(opened: sqlite3.Connection, ids: set[int]) -> Iterable[str]:
    """What a message brings with it has to be there exactly when the message is."""
    searched = {row[0] for row in opened.execute(SEARCHED, {"word": WORD})}
    if searched != ids:
        yield f"search rows and messages differ: {sorted(searched ^ ids)}"
    for name, query in (("read markers", MARKERS), ("counters of rooms", COUNTERS)):
        if wrong := opened.execute(query).fetchall():
            yield f"{name} and messages differ: {[tuple(row) for row in wrong]}"


def _of(row: sqlite3.Row) -> Post:
    return Post(row["client_id"], row["room_id"], row["content"])


STORED = """
    SELECT id, client_id, room_id, content FROM messages WHERE client_id GLOB 'w[0-9]*'
"""
SEARCHED = "SELECT rowid FROM message_search WHERE message_search MATCH :word"
MARKERS = """
    WITH last AS (
        SELECT user_id, room_id, MAX(id) AS id FROM messages
        WHERE client_id GLOB 'w[0-9]*' GROUP BY user_id, room_id)
    SELECT last.user_id, last.room_id, last.id, last_read_message_id
    FROM last LEFT JOIN message_read_status AS status
      ON status.user_id = last.user_id AND status.room_id = last.room_id
    WHERE last_read_message_id IS NOT last.id
"""
COUNTERS = """
    WITH last AS (
        SELECT room_id, MAX(seq) AS seq, MAX(number) AS number FROM messages
        WHERE client_id GLOB 'w[0-9]*' GROUP BY room_id)
    SELECT rooms.id, last.seq, rooms.last_seq, last.number, rooms.message_count
    FROM last JOIN rooms ON rooms.id = last.room_id
    WHERE rooms.last_seq <> last.seq OR rooms.message_count <> last.number
"""
