"""The duties of the `Database` port: a suite for every adapter."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.errors import StartError, StorageFull
from agent.ports import Database, Transaction
from agent.storage.sqlite import SqliteDatabase

COUNT = "SELECT COUNT(*) AS count FROM lines"


def insert(text: str) -> Callable[[Transaction], str]:
    def act(transaction: Transaction) -> str:
        transaction.execute("INSERT INTO lines (text) VALUES (:text)", text=text)
        return text

    return act


async def count(database: Database) -> int:
    row = await database.fetch_one(COUNT)
    assert row is not None
    return int(row["count"])


async def test_what_was_written_is_read(database: Database) -> None:
    assert await database.write(insert("one")) == "one"
    rows = await database.fetch_all("SELECT * FROM lines WHERE text = :text", text="one")
    assert [(row["id"], row["text"]) for row in rows] == [(1, "one")]
    assert await database.fetch_one("SELECT * FROM lines WHERE id = 7") is None


async def test_an_error_undoes_the_whole_act_and_reaches_its_caller(database: Database) -> None:
    def act(transaction: Transaction) -> None:
        insert("one")(transaction)
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await database.write(act, then=lambda _: pytest.fail("told of what did not happen"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(
            lambda transaction: (insert("two")(transaction), insert("two")(transaction))
        )
    assert await count(database) == 0
    await database.write(insert("three"))
    assert await count(database) == 1


async def test_acts_happen_one_after_the_other_and_are_told_in_that_order(
    database: Database,
) -> None:
    told: list[str] = []
    names = [f"line {number}" for number in range(50)]
    await asyncio.gather(*(database.write(insert(name), then=told.append) for name in names))
    rows = await database.fetch_all("SELECT text FROM lines ORDER BY id")
    assert told == names == [row["text"] for row in rows]


async def test_then_runs_before_the_caller_goes_on(database: Database) -> None:
    order: list[str] = []
    await database.write(insert("one"), then=lambda _: order.append("then"))
    order.append("caller")
    assert order == ["then", "caller"]


async def test_a_caller_that_is_cancelled_does_not_stop_what_follows_the_commit(
    database: Database,
) -> None:
    started, go_on, told = asyncio.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def act(transaction: Transaction) -> None:
        loop.call_soon_threadsafe(started.set)
        go_on.wait(5)
        insert("one")(transaction)

    task = asyncio.create_task(database.write(act, then=lambda _: told.set()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    async with asyncio.timeout(5):
        await told.wait()
    assert await count(database) == 1


async def test_a_reader_sees_what_is_committed_and_never_waits(database: Database) -> None:
    await database.write(insert("one"))
    started, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def act(transaction: Transaction) -> None:
        insert("two")(transaction)
        loop.call_soon_threadsafe(started.set)
        go_on.wait(5)

    task = asyncio.create_task(database.write(act))
    await started.wait()
    async with asyncio.timeout(5):
        assert await count(database) == 1
    go_on.set()
    await task
    assert await count(database) == 2


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.fetch_all("INSERT INTO lines (text) VALUES ('x')")


async def test_a_full_disk_is_storage_full_and_goes_on_when_there_is_room(
    database: Database,
) -> None:
    def limit(transaction: Transaction) -> int:
        pages = transaction.fetch_one("PRAGMA page_count")
        assert pages is not None
        transaction.fetch_one(f"PRAGMA max_page_count = {pages['page_count']}")
        return int(pages["page_count"])

    pages = await database.write(limit)
    with pytest.raises(StorageFull):
        await database.write(insert("x" * 1_000_000))
    assert await count(database) == 0
    await database.write(
        lambda transaction: transaction.fetch_one(f"PRAGMA max_page_count = {pages + 10_000}")
    )
    await database.write(insert("x" * 1_000_000))
    assert await count(database) == 1


async def test_a_commit_that_returned_is_in_the_file_after_the_end(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with SqliteDatabase.open(path) as database:
        await database.write(
            lambda transaction: transaction.execute("CREATE TABLE lines (id INTEGER, text TEXT)")
        )
        waiting = [asyncio.create_task(database.write(insert(str(n)))) for n in range(20)]
        await asyncio.gather(*waiting)
    assert sorted(os.listdir(tmp_path)) == ["x.db"]  # the log was merged
    async with SqliteDatabase.open(path) as database:
        assert await count(database) == 20


async def test_the_writer_syncs_every_commit_and_keeps_foreign_keys(database: Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, value in expected.items():
        found = await database.write(
            lambda transaction, name=name: dict(transaction.fetch_one(f"PRAGMA {name}") or {})  # type: ignore[misc]  # mypy cannot infer a lambda's default
        )
        assert list(found.values()) == [value]


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="Cannot open"):
        async with SqliteDatabase.open(tmp_path):
            pass
