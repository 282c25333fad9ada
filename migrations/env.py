"""How Alembic reaches the database; called by agent/storage/migrate.py, for one owner a run."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from agent.storage.sqlite import connect

path = context.config.attributes["path"]
engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)


@event.listens_for(engine, "begin")
def begin_for_real(connection):  # type: ignore[no-untyped-def]  # Alembic loads this file untyped
    """Make a migration one transaction: a crash in the middle leaves the old version."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection,
        version_table=context.config.attributes["version_table"],
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
