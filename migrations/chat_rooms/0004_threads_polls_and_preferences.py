"""Threads, polls, mutes, archives, invitations, custom emoji, preferences and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent.look_alikes import look_of

revision = "0004"
down_revision = "0003"

IN_A_THREAD = sa.text("thread_id IS NOT NULL")
IN_THE_ROOM = sa.text("thread_id IS NULL")
PINNED = sa.text("pinned_at IS NOT NULL")


def upgrade() -> None:
    _messages()
    op.add_column("rooms", sa.Column("archived_at", sa.Text))
    op.add_column("rooms", sa.Column("look", sa.Text, nullable=False, server_default=""))
    op.create_index("rooms_look", "rooms", ["look"])
    _looks()
    op.add_column("room_members", sa.Column("muted_until", sa.Text))
    op.add_column("user_presence", sa.Column("status_until", sa.Text))
    op.create_table(
        "room_invites",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False, unique=True),
        sa.Column("created_by", sa.String(50), nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("max_uses", sa.Integer),
        sa.Column("uses", sa.Integer, nullable=False),
    )
    op.create_index("room_invites_room", "room_invites", ["room_id"])
    op.create_table(
        "custom_emoji",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created_by", sa.String(50), nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    _preferences()
    op.create_table(
        "room_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("user_id", sa.String(50), nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("done_at", sa.Text, nullable=False),
    )


def _looks() -> None:
    """Fill what names look like; two that were alike before may stay so."""
    rooms = sa.table(
        "rooms", sa.column("id"), sa.column("name"), sa.column("look"), sa.column("room_type")
    )
    named = sa.select(rooms.c.id, rooms.c.name).where(rooms.c.room_type != "direct")
    for room_id, name in op.get_bind().execute(named).all():
        given = name.partition(":was:")[2] or name
        op.execute(rooms.update().where(rooms.c.id == room_id).values(look=look_of(given)))


def _messages() -> None:
    op.add_column("messages", sa.Column("thread_id", sa.Integer))
    op.add_column(
        "messages", sa.Column("thread_count", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("messages", sa.Column("last_reply_at", sa.Text))
    op.add_column("messages", sa.Column("poll", sa.Text))
    op.drop_index("messages_history", "messages")
    _partial_index("messages_history", ["room_id", "id"], IN_THE_ROOM)
    _partial_index("messages_thread", ["thread_id", "id"], IN_A_THREAD)
    _partial_index("messages_pinned", ["room_id", "pinned_at"], PINNED)
    op.create_table(
        "thread_followers",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("thread_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("last_read_message_id", sa.Integer, nullable=False),
        sa.Column("is_following", sa.Boolean, nullable=False),
    )
    op.create_index("thread_followers_thread", "thread_followers", ["thread_id"])
    op.create_table(
        "poll_votes",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("choice", sa.Integer, primary_key=True),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("voted_at", sa.Text, nullable=False),
    )


def _preferences() -> None:
    op.create_table(
        "user_preferences",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("preferences", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
    )
    op.create_table(
        "room_preferences",
        sa.Column("user_id", sa.String(50), primary_key=True),
        sa.Column("room_id", sa.Integer, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("level", sa.Text),
        sa.Column("muted_until", sa.Text),
    )
    op.create_index("room_preferences_level", "room_preferences", ["room_id", "level"])


def _partial_index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "messages", columns, sqlite_where=where, postgresql_where=where)
