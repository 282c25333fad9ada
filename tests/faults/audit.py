"""What a fault left on disk, compared with what the clients were told."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agent.room_rows import ROOMS
from agent.settings import Settings
from agent.storage.sqlite import connect
from tests.faults.crowd import Crowd
from tests.faults.intact import faults
from tests.faults.listener import Listener


class Found(NamedTuple):
    """What an audit found; `heads` are the last numbers of the rooms."""

    lost: int
    duplicates: int
    wrong: list[str]
    stored: dict[int, dict[int, str]]

    @property
    def heads(self) -> dict[int, int]:
        return {room_id: max(numbers, default=0) for room_id, numbers in self.stored.items()}


def audit(directory: Path, crowd: Crowd) -> Found:
    """Look at a copy of the files: the server has to find them as the fault left them."""
    with tempfile.TemporaryDirectory() as folder:
        for file in directory.glob("*.db*"):
            if not file.name.endswith("-shm"):  # of no use without its processes
                shutil.copyfile(file, Path(folder, file.name))
        wrong = faults(Path(folder), crowd.sent, crowd.acknowledged)
        path = Settings(data_dir=folder).database_path
        with contextlib.closing(connect(path)) as opened:
            rows = opened.execute(STORED).fetchall()
            wrong += _unsound(opened)
    counts = Counter(row["client_id"] for row in rows)
    stored: dict[int, dict[int, str]] = {room: {} for room in crowd.listeners[0].heard}
    for row in rows:
        stored[row["room_id"]][row["seq"]] = row["client_id"]
    return Found(
        lost=len(crowd.acknowledged - counts.keys()) + _heard_and_gone(crowd, stored),
        duplicates=sum(count - 1 for count in counts.values()),
        wrong=wrong,
        stored=stored,
    )


def gaps(listener: Listener, stored: dict[int, dict[int, str]]) -> int:
    """Count what is stored and a listener who has caught up did not hear, or heard otherwise."""
    return sum(
        listener.heard[room_id].get(seq) != client_id
        for room_id, numbers in stored.items()
        for seq, client_id in numbers.items()
        if seq > listener.began.get(room_id, 0)
    )


def _heard_and_gone(crowd: Crowd, stored: dict[int, dict[int, str]]) -> int:
    return sum(
        stored[room_id].get(seq) != client_id
        for listener in crowd.listeners
        for room_id, heard in listener.heard.items()
        for seq, client_id in heard.items()
    )


def _unsound(opened: sqlite3.Connection) -> Iterator[str]:
    if found := opened.execute("PRAGMA foreign_key_check").fetchall():
        yield f"foreign_key_check: {[tuple(row) for row in found[:3]]}"
    try:
        opened.execute(CHECK_SEARCH)
    except sqlite3.DatabaseError as error:
        yield f"the search index and the messages differ: {error}"
    if found := opened.execute(TWICE_NUMBERED).fetchall():
        yield f"numbers that were given twice: {[tuple(row) for row in found[:3]]}"
    for (user_id,) in opened.execute("SELECT user_id FROM users").fetchall():
        for room in opened.execute(ROOMS, {"user_id": user_id, "room_id": None}).fetchall():
            who = {"user_id": user_id, "room_id": room["id"]}
            count = opened.execute(UNREAD, who).fetchone()[0] if room["role"] else 0
            if room["unread_count"] != count:
                yield f"unread in room {room['id']}: {room['unread_count']}, counted {count}"


STORED = "SELECT room_id, seq, client_id FROM messages WHERE client_id GLOB 'w[0-9]*'"
CHECK_SEARCH = "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)"
TWICE_NUMBERED = "SELECT room_id, seq FROM messages GROUP BY room_id, seq HAVING COUNT(*) > 1"
UNREAD = """
    SELECT COUNT(*) FROM messages
    WHERE room_id = :room_id AND user_id <> :user_id AND NOT is_deleted
      AND thread_id IS NULL AND message_type <> 'system'
      AND id > COALESCE((SELECT last_read_message_id FROM message_read_status
                         WHERE user_id = :user_id AND room_id = :room_id), 0)
"""
