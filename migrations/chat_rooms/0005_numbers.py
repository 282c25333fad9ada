"""A running number for each message, so that unread ones need not be counted one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

IN_THE_ROOM = "thread_id IS NULL AND message_type <> 'system'"


def upgrade() -> None:
    op.add_column(
        "rooms", sa.Column("message_count", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("messages", sa.Column("number", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        f"""
        UPDATE messages SET number = numbered.number
        FROM (SELECT id, SUM({IN_THE_ROOM}) OVER (PARTITION BY room_id ORDER BY id) AS number
              FROM messages) AS numbered
        WHERE numbered.id = messages.id
        """
    )
    op.execute(
        f"""
        UPDATE rooms SET message_count =
            (SELECT COUNT(*) FROM messages WHERE messages.room_id = rooms.id AND {IN_THE_ROOM})
        """
    )
    _index("messages_gone", ["room_id", "id"], "is_deleted")
    _index("messages_own", ["room_id", "user_id", "id"], "NOT is_deleted")


def _index(name: str, columns: list[str], part: str) -> None:
    where = sa.text(f"{part} AND {IN_THE_ROOM}")
    # The columns that the condition asks for are in it: it is counted without a look at the rows.
    whole = [*columns, "is_deleted", "thread_id", "message_type"]
    op.create_index(name, "messages", whole, sqlite_where=where, postgresql_where=where)
