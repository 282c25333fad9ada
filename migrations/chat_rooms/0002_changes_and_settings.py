"""Reactions, earlier texts, chosen statuses, room settings and bans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("messages", sa.Column("reactions", sa.Text, nullable=False, server_default="[]"))
    op.add_column("messages", sa.Column("html", sa.Text))
    op.add_column(
        "user_presence", sa.Column("chosen", sa.Text, nullable=False, server_default="online")
    )
    op.add_column(
        "user_presence", sa.Column("status_text", sa.Text, nullable=False, server_default="")
    )
    op.add_column("rooms", sa.Column("slow_mode", sa.Integer, nullable=False, server_default="0"))
    op.add_column(
        "rooms", sa.Column("who_may_post", sa.Text, nullable=False, server_default="members")
    )
    op.add_column("rooms", sa.Column("deleted_at", sa.Text))
    op.create_table(
        "room_bans",
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("banned_by", sa.String(50), nullable=False),
        sa.Column("banned_at", sa.Text, nullable=False),
    )
    is_reply = sa.text("reply_to_id IS NOT NULL")
    op.create_index(
        "messages_replies",
        "messages",
        ["reply_to_id"],
        sqlite_where=is_reply,
        postgresql_where=is_reply,
    )
    op.create_table(
        "message_reactions",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("emoji", sa.Text, primary_key=True),
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("given_at", sa.Text, nullable=False),
    )
    op.create_table(
        "message_edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("written_at", sa.Text, nullable=False),
    )
    op.create_index("message_edits_message", "message_edits", ["message_id"])
