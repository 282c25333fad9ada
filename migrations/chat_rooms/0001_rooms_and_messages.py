"""Rooms, messages, members, presence, read markers and mentions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_rooms()
    _create_messages()
    _create_members()
    _create_reading()


def _create_rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("name_key", sa.Text, nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("icon", sa.Text, nullable=False),
        sa.Column("room_type", sa.String(20), nullable=False),
        sa.Column("created_by", sa.String(50), nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.Column("max_members", sa.Integer, nullable=False),
        sa.Column("member_count", sa.Integer, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("changed_seq", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("changed_seq", sa.Integer, nullable=False),
        sa.Column("user_id", sa.String(50), nullable=False),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("message_type", sa.String(20), nullable=False),
        sa.Column("reply_to_id", sa.Integer, sa.ForeignKey("messages.id")),
        sa.Column("timestamp", sa.Text, nullable=False),
        sa.Column("edited_at", sa.Text),
        sa.Column("is_deleted", sa.Boolean, nullable=False),
        sa.Column("client_id", sa.Text),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.Column("pinned_at", sa.Text),
        sa.UniqueConstraint("user_id", "client_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_history", "messages", ["room_id", "id"])
    op.create_index("messages_changes", "messages", ["room_id", "changed_seq"])


def _create_members() -> None:
    op.create_table(
        "room_members",
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("joined_at", sa.Text, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("last_seen", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("changed_seq", sa.Integer, nullable=False),
    )
    op.create_index("room_members_user", "room_members", ["user_id", "room_id"])
    op.create_index("room_members_changes", "room_members", ["room_id", "changed_seq"])
    op.create_table(
        "user_presence",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("current_room_id", sa.Integer, sa.ForeignKey("rooms.id")),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("last_activity", sa.Text, nullable=False),
        sa.Column("typing_in_room", sa.Integer, sa.ForeignKey("rooms.id")),
        sa.Column("typing_started_at", sa.Text),
    )


def _create_reading() -> None:
    op.create_table(
        "message_read_status",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("last_read_message_id", sa.Integer, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("last_read_at", sa.Text, nullable=False),
    )
    op.create_table(
        "message_mentions",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
    )
