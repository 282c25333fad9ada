"""Migrations: fresh, repeated, of a newer version; and the tables say what they made."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine
from sqlalchemy.pool import NullPool

from agent.errors import StartError
from agent.storage import chat_tables, tables
from agent.storage.migrate import CORE, ROOT, Migrations, migrate, version

VIRTUAL = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL %'"
CHAT = Migrations("chat_rooms", ROOT / "chat_rooms")


def test_a_fresh_database_gets_everything_and_a_second_run_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert migrate(path, [CORE, CHAT]) == [
        f"core: nothing -> {CORE.head}",
        f"chat_rooms: nothing -> {CHAT.head}",
    ]
    assert (version(path, CORE), version(path, CHAT)) == (CORE.head, CHAT.head)
    before = path.read_bytes()
    assert migrate(path, [CORE, CHAT]) == []
    assert path.read_bytes() == before


def test_each_owner_has_a_version_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert version(path, CORE) is None
    migrate(path, [CORE])
    assert version(path, CHAT) is None
    assert migrate(path, [CORE, CHAT]) == [f"chat_rooms: nothing -> {CHAT.head}"]


@pytest.mark.parametrize("owner", [CORE, CHAT], ids=lambda owner: owner.owner)
def test_a_newer_version_stops_before_anything_is_changed(
    tmp_path: Path, owner: Migrations
) -> None:
    path = tmp_path / "new.db"
    migrate(path, [owner])
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE {owner.version_table} SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StartError, match="newer version"):
        migrate(path, [CORE, CHAT])
    assert path.read_bytes() == before


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("not a database" * 100)
    with pytest.raises(StartError, match=r"text\.db"):
        migrate(path, [CORE])


@pytest.mark.parametrize(
    ("owner", "metadata"),
    [(CORE, tables.metadata), (CHAT, chat_tables.metadata)],
    ids=["core", "chat_rooms"],
)
def test_the_tables_are_what_the_migrations_make(
    tmp_path: Path, owner: Migrations, metadata: MetaData
) -> None:
    path = tmp_path / "new.db"
    migrate(path, [owner])
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        # SQLAlchemy knows nothing of full-text indexes and the tables behind them.
        virtual = connection.exec_driver_sql(VIRTUAL).scalars().all()
        ignored = (owner.version_table, *virtual)

        def is_ours(_: object, name: str | None, kind: str, *__: object) -> bool:
            return kind != "table" or not str(name).startswith(ignored)

        options = {"include_object": is_ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_all_five_tables_of_the_specification_are_there() -> None:
    assert {
        "rooms",
        "messages",
        "room_members",
        "user_presence",
        "message_read_status",
    } <= set(chat_tables.metadata.tables)
