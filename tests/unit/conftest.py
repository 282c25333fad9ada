"""A migrated database of its own for a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from agent.storage.migrate import CORE, ROOT, Migrations, migrate
from agent.storage.sqlite import SqliteDatabase


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """An open database with one table: `lines(id, text)`."""
    async with SqliteDatabase.open(tmp_path / "plain.db") as opened:
        await opened.write(
            lambda transaction: transaction.execute(
                "CREATE TABLE lines (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"
            )
        )
        yield opened


@pytest_asyncio.fixture
async def chat_database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """An open database with the tables of the host and of the chat."""
    path = tmp_path / "chat.db"
    migrate(path, [CORE, Migrations("chat_rooms", ROOT / "chat_rooms")])
    async with SqliteDatabase.open(path) as opened:
        yield opened
