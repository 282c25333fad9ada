"""How many of some thousand messages are deleted, so that they need not be counted one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "deleted_counts",
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("block", sa.Integer, primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.execute(
        """
        INSERT INTO deleted_counts (room_id, block, messages)
        SELECT room_id, id / 16384, COUNT(*) FROM messages
        WHERE is_deleted AND thread_id IS NULL AND message_type <> 'system'
        GROUP BY room_id, id / 16384
        """
    )
