"""A power cut while the tables are brought up to date: the next start goes on, nothing is lost.

Made like tests/faults/test_power_loss.py: the real command runs under strace, and its record is
played against a disk that forgets what was not synced.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agent.storage.migrate import CORE, ROOT, Migrations, migrate, version
from tests.faults.lossy_disk import SYNCS, LossyDisk
from tests.faults.system_calls import events, record_command

DATABASE = "knowledge_server.db"
CHAT = Migrations("chat_rooms", ROOT / "chat_rooms")
FIRST = "0001_*.py"
OF_THE_WRITES = 0.02
"""Share of the writes at which the power is cut, beside all syncs and changes of names."""

ROOM = """
    INSERT INTO rooms (id, name, name_key, description, topic, icon, room_type, created_by,
                       created_at, updated_at, max_members, member_count, is_active, epoch,
                       last_seq, changed_seq)
    VALUES (1, 'Den', 'den', '', '', '', 'private', 'system', '', '', 9, 0, TRUE, 1, 2, 0)
"""
MESSAGE = """
    INSERT INTO messages (id, room_id, seq, changed_seq, user_id, username, content, message_type,
                          timestamp, is_deleted, mentions)
    VALUES (:id, 1, :id, :id, 'u', 'u', :content, 'text', '', FALSE, '')
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data directory of the first version, with two messages."""
    first = Migrations("chat_rooms", tmp_path / "first")
    first.folder.mkdir()
    for file in CHAT.folder.glob(FIRST):
        shutil.copy(file, first.folder)
    folder = tmp_path / "old"
    folder.mkdir()
    migrate(folder / DATABASE, [CORE, first])
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as opened:
        opened.execute(ROOM)
        for number in (1, 2):
            opened.execute(MESSAGE, {"id": number, "content": f"Tea {number}"})
    assert version(folder / DATABASE, CHAT) == "0001"
    return folder


def content(path: Path) -> tuple[object, ...]:
    """Return the tables, the messages with their numbers, and what a search finds."""
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return tuple(
            opened.execute(query).fetchall()
            for query in (
                "SELECT name, sql FROM sqlite_master ORDER BY name",
                "SELECT id, content, number FROM messages ORDER BY id",
                "SELECT rowid FROM message_search WHERE message_search MATCH 'tea'",
            )
        )


def test_a_start_after_the_cut_ends_what_was_begun(old: Path, tmp_path: Path) -> None:
    before = {str(file): file.read_bytes() for file in old.iterdir()}
    calls, chance = tmp_path / "calls", random.Random(0)
    record_command(calls, "migrate", f"--data-dir={old}")
    whole = content(old / DATABASE)
    assert whole[1:] == ([(1, "Tea 1", 1), (2, "Tea 2", 2)], [(1,), (2,)])
    disk = LossyDisk(str(old), before)
    versions: list[str | None] = []

    def cut(torn: random.Random | None) -> None:
        left = tmp_path / f"cut{len(versions)}"
        left.mkdir()
        for path, text in disk.survivors(torn).items():
            (left / Path(path).name).write_bytes(text)
        versions.append(version(left / DATABASE, CHAT))
        migrate(left / DATABASE, [CORE, CHAT])
        assert content(left / DATABASE) == whole, f"cut {len(versions)}"

    for event in events(calls):
        if event.call.path.startswith(str(old)):
            if event.call.name in SYNCS and event.result is not None:
                cut(None)
                cut(chance)
            elif event.call.name != "pwrite64" or chance.random() < OF_THE_WRITES:
                cut(chance)
        disk.play(event)
    cut(None)
    assert {"0001", CHAT.head} <= set(versions)
    assert versions[-1] == CHAT.head
