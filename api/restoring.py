"""Puts a backup in the place of the database, so that nobody takes old positions for new ones."""

from __future__ import annotations

import asyncio
import datetime
import shutil
import tempfile
from pathlib import Path

import msgspec

from agent.settings import Settings
from agent.storage import backup
from api.roof import Roof

MINUTE = 60
JOURNALS = ("-wal", "-shm", "-journal")


def restore(roof: Roof, settings: Settings, file: Path) -> str:
    """Replace the database of a server that is stopped; returns the line to print.

    The backup is copied, migrated and numbered beside the database and takes its place in one
    step. What was there keeps its content under a dated name. Raises Invalid, StartError.
    """
    backup.check(file)
    current = settings.database_path
    with tempfile.TemporaryDirectory(dir=settings.directory, prefix=".restore-") as folder:
        beside = msgspec.structs.replace(settings, data_dir=folder, database_url="")
        copy = beside.database_path
        shutil.copyfile(file, copy)
        copy.chmod(0o600)
        roof.upgrade(beside)
        asyncio.run(_renew(roof, beside, _next_generation(copy, current)))
        backup.settle(copy)
        backup.sync(copy)
        kept = _set_aside(current)
        backup.sync(current.parent)  # a power cut leaves no moment without the old one
        copy.replace(current)
        backup.sync(current.parent)
    said = f" What was there is kept as {kept.name}." if kept else ""
    return f"Restored {file}.{said} Everybody signs in again; API tokens are those of the backup."


def _next_generation(copy: Path, current: Path) -> int:
    """Return a number that no client of either database has seen: minutes since 1970, or more."""
    now = int(datetime.datetime.now(datetime.UTC).timestamp()) // MINUTE
    return max(now, backup.generation(copy) + 1, backup.generation(current) + 1)


async def _renew(roof: Roof, settings: Settings, generation: int) -> None:
    async with roof.open_host(settings) as host:
        await host.sessions.end_everybody()
        for work in host.plugins.hook.restored(host=host, generation=generation):
            await work
    backup.set_generation(settings.database_path, generation)


def _set_aside(current: Path) -> Path | None:
    """Give the database a second, dated name; its journals go along, or they would be replayed."""
    if not current.exists():
        return None
    backup.settle(current)
    now = datetime.datetime.now(datetime.UTC)
    kept = current.with_name(f"{current.name}.replaced-{now:%Y%m%dT%H%M%S.%fZ}")
    kept.hardlink_to(current)
    for ending in JOURNALS:
        journal = current.with_name(current.name + ending)
        if journal.exists():
            journal.rename(kept.with_name(kept.name + ending))
    return kept
