"""kill -9 while an old database is brought up to date: the next start completes it."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

from agent.storage.migrate import CORE, ROOT, Migrations, migrate, version
from tests.command import EndedEarly
from tests.faults.kill import DATABASE, at_write
from tests.faults.recorded_load import WORD
from tests.faults.tally import Scenario, Tally

CHAT = Migrations("chat_rooms", ROOT / "chat_rooms")
OLD = "0004"
MESSAGES = 3000
WRITES = (1, 800)
"""The write to the log at which the server is killed; a migration takes some 700."""

ROOM = """
    INSERT INTO rooms (id, name, name_key, description, topic, icon, room_type, created_by,
                       created_at, updated_at, max_members, member_count, is_active, epoch,
                       last_seq, changed_seq)
    VALUES (1, 'Den', 'den', '', '', '', 'private', 'system', '', '', 9, 0, TRUE, 1, :last, 0)
"""
MESSAGE = """
    INSERT INTO messages (id, room_id, seq, changed_seq, user_id, username, content, message_type,
                          timestamp, is_deleted, mentions)
    VALUES (:id, 1, :id, :id, 'u', 'u', :content, 'text', '', FALSE, '')
"""
SEARCH = "INSERT INTO message_search (rowid, content) SELECT id, content FROM messages"
STORED = "SELECT id, content, number FROM messages ORDER BY id"
SEARCHED = "SELECT COUNT(*) FROM message_search WHERE message_search MATCH :word"


async def kill_in_migration(
    directory: Path, chance: random.Random, rounds: int, tally: Tally
) -> None:
    """Kill a server that upgrades, perhaps twice, and start it once more."""
    old = directory / "old"
    _make(old)
    for number in range(rounds):
        data = directory / f"data{number}"
        shutil.copytree(old, data)
        for _ in range(chance.randint(1, 2)):
            within = at_write(data / f"{DATABASE}-wal", chance.randint(*WRITES))
            with contextlib.suppress(EndedEarly), tally.serving(data, within=within) as server:
                server.kill()
        tally.hits += version(data / DATABASE, CHAT) == OLD
        with tally.serving(data) as server:
            if server.stop()[0] != 0:
                tally.wrong.append("the server did not end in order")
        _compare(data, tally)
        shutil.rmtree(data)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True)
    until = Migrations(CHAT.owner, folder.parent / "migrations")
    until.folder.mkdir()
    for file in CHAT.folder.glob("[0-9]*.py"):
        if file.name[: len(OLD)] <= OLD:
            shutil.copy(file, until.folder)
    migrate(folder / DATABASE, [CORE, until])
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as opened:
        opened.execute(ROOM, {"last": MESSAGES})
        rows = ({"id": n, "content": _content(n)} for n in range(1, MESSAGES + 1))
        opened.executemany(MESSAGE, rows)
        opened.execute(SEARCH)
        opened.commit()


def _compare(data: Path, tally: Tally) -> None:
    with contextlib.closing(sqlite3.connect(data / DATABASE)) as opened:
        stored = opened.execute(STORED).fetchall()
        (searched,) = opened.execute(SEARCHED, {"word": WORD}).fetchone()
        sound = opened.execute("PRAGMA integrity_check").fetchall()
        pointing_nowhere = opened.execute("PRAGMA foreign_key_check").fetchall()
    expected = [(n, _content(n), n) for n in range(1, MESSAGES + 1)]
    tally.acknowledged += MESSAGES
    tally.lost += len(set(expected) - set(stored))
    tally.duplicates += len(stored) - len(set(stored))
    if searched != MESSAGES or sound != [("ok",)] or pointing_nowhere:
        tally.wrong.append(f"search {searched}, {sound[:1]}, {pointing_nowhere[:1]}")
    if version(data / DATABASE, CHAT) != CHAT.head:
        tally.wrong.append("the start did not complete the migration")


def _content(number: int) -> str:
    return f"{WORD} {number}" + " and thunder" * (number % 40)


SCENARIOS = (Scenario("kill -9 in migration", kill_in_migration, at_most=15),)
