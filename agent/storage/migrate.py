"""Brings each owner's tables to the newest version.

Alembic (and with it SQLAlchemy) is imported only when a version table is behind, so that a
start on an up-to-date database stays well under a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agent.errors import StartError

ROOT = Path(__file__).parents[2] / "migrations"


class Migrations(NamedTuple):
    """The versions of one owner's tables: files `0001_what.py`, `0002_what.py` in `folder`."""

    owner: str
    folder: Path

    @property
    def version_table(self) -> str:
        return f"alembic_version_{self.owner}"

    @property
    def head(self) -> str:
        return max(file.name.split("_")[0] for file in self.folder.glob("[0-9]*_*.py"))


CORE = Migrations("core", ROOT / "core")


def migrate(path: Path, owners: Sequence[Migrations]) -> list[str]:
    """Upgrade every owner that is behind; returns `owner: from -> to` for each.

    Raises StartError when the database was made by a newer version of the server.
    """
    behind = [(owner, found) for owner in owners if (found := version(path, owner)) != owner.head]
    for owner, found in behind:
        if found is not None and found > owner.head:
            raise StartError(
                f"The database {path} is from a newer version ({owner.owner} {found}, this "
                f"server knows {owner.head}). Use the newer server, or restore a backup."
            )
    for owner, _ in behind:
        _upgrade(path, owner)
    return [f"{owner.owner}: {found or 'nothing'} -> {owner.head}" for owner, found in behind]


def version(path: Path, owner: Migrations) -> str | None:
    """Return the version of the owner's tables in the file, or None when it has none."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        row = connection.execute(f"SELECT version_num FROM {owner.version_table}").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        raise StartError(f"Cannot read the database {path}: {error}") from error
    finally:
        connection.close()
    return None if row is None else str(row[0])


def _upgrade(path: Path, owner: Migrations) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT).replace("%", "%%"))
    config.set_main_option("version_locations", str(owner.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["path"] = path
    config.attributes["version_table"] = owner.version_table
    command.upgrade(config, "head")
