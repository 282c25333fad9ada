"""Copies of the database that are whole: made while it is written to, checked before they are used.

The copy is one moment of the database: a read transaction holds it while SQLite's online backup
goes through the pages, so that writers neither wait nor begin the copy anew.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from agent.errors import Invalid, StorageFull

PAGES = 256
"""Pages (1 MiB) between two pauses."""

PAUSE = 0.002
"""Seconds: the disk is there for the messages first."""


def back_up(source: Path, target: Path) -> int:
    """Copy a database in use into a new file and return its size in bytes; blocks.

    The file has its name only when it is whole and on disk. Raises Invalid for a name that is
    taken, StorageFull when it cannot be written.
    """
    if target.exists():
        raise Invalid(f"{target} exists already; choose another name.")
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _opened(source) as read, _opened(part) as written:
            read.execute("BEGIN")
            read.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # the moment is held
            read.backup(written, pages=PAGES, progress=lambda *_: time.sleep(PAUSE))
            written.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
        sync(part)
        part.rename(target)
        sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StorageFull(f"The backup {target} could not be written: {error}.") from error
    return target.stat().st_size


def check(path: Path) -> None:
    """Raise Invalid unless the file is a whole database of this server."""
    if not path.is_file():
        raise Invalid(f"There is no file {path}.")
    try:
        with _opened(path) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Invalid(f"{path} is damaged.")
            connection.execute("SELECT user_id FROM users LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise Invalid(f"{path} is no backup of this server: {error}.") from error


def generation(path: Path) -> int:
    """Return the number of the restore that a database comes from, 0 for one of none."""
    if not path.exists():
        return 0
    try:
        with _opened(path) as connection:
            found: int = connection.execute("PRAGMA user_version").fetchone()[0]
            return found
    except sqlite3.Error:  # damaged, which may be why it is replaced
        return 0


def set_generation(path: Path, number: int) -> None:
    """Write down which restore the database comes from."""
    with _opened(path) as connection:
        connection.execute(f"PRAGMA user_version = {int(number)}")


def settle(path: Path) -> None:
    """Bring a database that nobody uses into its one file; a damaged one stays as it is."""
    with contextlib.suppress(sqlite3.Error), _opened(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # A file that is not there is an error and not an empty database.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
    )
    try:
        yield connection
    finally:
        connection.close()
