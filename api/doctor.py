"""What `knowledge-server doctor` looks at."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from typing import NamedTuple

from agent.errors import StartError
from agent.settings import Settings
from agent.storage.migrate import CORE, version
from agent.storage.sqlite import connect
from api.data_directory import DirectoryBusy, locked
from api.server import listen

SAFE_SQLITE = (3, 51, 3)
ENOUGH_DISK = 1 << 30
SYNCS = 20


class Finding(NamedTuple):
    """One line of the report."""

    mark: str
    text: str

    @property
    def is_bad(self) -> bool:
        return self.mark == "bad "


def examine(settings: Settings) -> list[Finding]:
    """Check what commonly goes wrong, without changing any data."""
    findings = [_python(), _sqlite(), _available(settings)]
    try:
        with locked(settings.directory):
            findings += [_good(f"{settings.directory} can be written."), _port(settings)]
            findings += [_disk(settings), _syncs(settings), _database(settings)]
    except DirectoryBusy:
        findings.append(_good(f"A server is running on {settings.directory}."))
    except StartError as error:
        findings.append(_bad(error.detail))
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not _has_tls(settings):
        findings.append(_note("Listening beyond this machine without TLS: passwords are readable."))
    return findings


def _python() -> Finding:
    text = f"Python {sys.version.split()[0]}"
    return _good(text) if sys.version_info >= (3, 11) else _bad(f"{text}: 3.11 is needed.")


def _sqlite() -> Finding:
    text = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return _good(text)
    return _note(
        f"{text}: versions before 3.51.3 may lose commits when two connections write; this "
        "server writes with one. Let no other program write to the database file."
    )


def _available(settings: Settings) -> Finding:
    try:
        settings.require_available()
    except StartError as error:
        return _bad(error.detail)
    return _good("Every setting has its adapter.")


def _port(settings: Settings) -> Finding:
    try:
        listen(settings).close()
    except StartError as error:
        return _bad(error.detail)
    return _good(f"Port {settings.port} of {settings.host} is free.")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.directory).free
    text = f"{free / 2**30:.1f} GiB of disk are free."
    return _good(text) if free >= ENOUGH_DISK else _note(text)


def _syncs(settings: Settings) -> Finding:
    """Time a commit that reaches the disk, in a file of its own."""
    path = settings.directory / "doctor.db"
    try:
        connection = connect(path)
        connection.execute("CREATE TABLE IF NOT EXISTS syncs (at REAL)")
        start = time.perf_counter()
        for _ in range(SYNCS):
            connection.execute("INSERT INTO syncs VALUES (julianday())")
        seconds = (time.perf_counter() - start) / SYNCS
        connection.close()
    except sqlite3.Error as error:
        return _bad(f"The disk does not take writes: {error}.")
    finally:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    return _good(f"A synced commit takes {seconds * 1000:.1f} ms.")


def _database(settings: Settings) -> Finding:
    path = settings.database_path
    if not path.exists():
        return _good("There is no database yet; `serve` makes one.")
    try:
        found = version(path, CORE)
    except StartError as error:
        return _bad(error.detail)
    if found is not None and found > CORE.head:
        return _bad(f"The database is from a newer version ({found}, this one knows {CORE.head}).")
    connection = sqlite3.connect(path)
    try:
        verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        return _bad(f"The database cannot be read: {error}.")
    finally:
        connection.close()
    if verdict != "ok":
        return _bad(f"The database is damaged: {verdict}. Restore a backup.")
    return _good(f"The database is sound (version {found}).")


def _has_tls(settings: Settings) -> bool:
    return bool(settings.ssl_certfile or settings.proxies)


def _good(text: str) -> Finding:
    return Finding("good", text)


def _note(text: str) -> Finding:
    return Finding("note", text)


def _bad(text: str) -> Finding:
    return Finding("bad ", text)
