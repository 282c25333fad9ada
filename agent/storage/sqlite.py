"""SQLite: one writer connection in its own thread, and readers that never write.

One connection commits and checkpoints, so the data race of SQLite 3.7.0 to 3.51.2 between
several of them cannot happen. `synchronous=FULL`: a commit that returned is on disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from agent.errors import StartError, StorageFull
from agent.ports import Row, Transaction, Value

T = TypeVar("T")
Job = tuple[Callable[[Transaction], Any], Callable[[Any], None], Callable[[Exception], None]]
# The two Any above: a queue of jobs of many result types, each pair typed in `write`.

READERS = 2
ROWS_AT_ONCE = (256, 64, 16, 4, 1)
"""Sizes of INSERTs with many rows: few enough that all of them stay prepared."""

PRAGMAS: tuple[str, ...] = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS alone: fsync there does not reach the disk
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA temp_store = MEMORY",
)
FULL_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


class SqliteTransaction:
    """The statements of one act, on the writer's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch_all(self, sql: str, /, **params: Value) -> Sequence[Row]:
        return self._connection.execute(sql, params).fetchall()

    def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        row: Row | None = self._connection.execute(sql, params).fetchone()
        return row

    def execute(self, sql: str, /, **params: Value) -> int:
        return self._connection.execute(sql, params).rowcount

    def insert(self, into: str, rows: Sequence[Sequence[Value]], *, conflict: str = "") -> None:
        start = 0
        for size in ROWS_AT_ONCE:
            while len(rows) - start >= size:
                group = rows[start : start + size]
                values = [value for row in group for value in row]
                self._connection.execute(_insert(into, len(group[0]), size, conflict), values)
                start += size


@functools.cache
def _insert(into: str, columns: int, rows: int, conflict: str) -> str:
    row = f"({', '.join('?' * columns)})"
    return " ".join(("INSERT INTO", into, "VALUES", ", ".join([row] * rows), conflict))


class SqliteDatabase:
    """The `Database` port on one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._readers: dict[aiosqlite.Connection, int] = {}
        """How many reads each has before it."""

        self._thread: threading.Thread | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[SqliteDatabase]:
        """Open the file, creating it if need be; close it whole on leaving."""
        database = cls(path)
        try:
            await database._start()
            yield database
        finally:
            await database._close()

    async def write(
        self,
        act: Callable[[Transaction], T],
        *,
        then: Callable[[T], None] | None = None,
    ) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def finish(result: T) -> None:
            try:
                if then is not None:
                    then(result)
            finally:
                if not future.done():
                    future.set_result(result)

        def fail(error: Exception) -> None:
            if not future.done():
                future.set_exception(error)

        self._jobs.put(
            (
                act,
                lambda result: _on_loop(loop, finish, result),
                lambda error: _on_loop(loop, fail, error),
            )
        )
        return await future

    async def fetch_all(self, sql: str, /, **params: Value) -> Sequence[Row]:
        # Handed to a reader's thread at once. One that waited here for a free reader would wait for
        # a turn of the loop, which takes long just when many read: 7 sessions a second were found
        # when thousands came back.
        reader = min(self._readers, key=self._readers.__getitem__)
        self._readers[reader] += 1
        try:
            rows: Any = await reader.execute_fetchall(sql, params)  # Any: sqlite3.Row maps names
        finally:
            self._readers[reader] -= 1
        return list(rows)

    async def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        rows = await self.fetch_all(sql, **params)
        return rows[0] if rows else None

    async def _start(self) -> None:
        try:
            writer = await asyncio.to_thread(connect, self.path)
        except sqlite3.Error as error:
            raise StartError(f"Cannot open the database {self.path}: {error}") from error
        self._thread = threading.Thread(target=self._work, args=(writer,), name="writer")
        self._thread.start()
        for _ in range(READERS):
            reader = await aiosqlite.connect(self.path, isolation_level=None)
            self._readers[reader] = 0
            reader.row_factory = sqlite3.Row
            await reader.execute("PRAGMA query_only = ON")
            await reader.execute("PRAGMA busy_timeout = 5000")

    async def _close(self) -> None:
        # Readers first: the writer's is then the last connection and its closing checkpoints.
        for reader in self._readers:
            await reader.close()
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)

    def _work(self, connection: sqlite3.Connection) -> None:
        transaction = SqliteTransaction(connection)
        while (job := self._jobs.get()) is not None:
            act, finish, fail = job
            try:
                result = _run(connection, transaction, act)
            except Exception as error:  # the loop's edge: the caller gets every error
                fail(_translated(error))
            else:
                finish(result)
            del job, act, finish, fail  # nothing of an ended act stays alive while idle
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """Open the one connection that may write to `path`."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _run(
    connection: sqlite3.Connection, transaction: Transaction, act: Callable[[Transaction], T]
) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = act(transaction)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _translated(error: Exception) -> Exception:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in FULL_CODES:
        return StorageFull()
    return error


def _on_loop(loop: asyncio.AbstractEventLoop, call: Callable[[T], None], value: T) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
        loop.call_soon_threadsafe(call, value)
