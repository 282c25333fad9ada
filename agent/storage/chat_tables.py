"""The tables of the chat rooms: read by Alembic and the tests alone, never at run time."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy import UniqueConstraint as Unique

metadata = MetaData()

rooms = Table(
    "rooms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("name_key", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("icon", Text, nullable=False),
    Column("room_type", String(20), nullable=False),
    Column("created_by", String(50), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("max_members", Integer, nullable=False),
    Column("member_count", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("changed_seq", Integer, nullable=False),
    Column("slow_mode", Integer, nullable=False, server_default="0"),
    Column("who_may_post", Text, nullable=False, server_default="members"),
    Column("deleted_at", Text),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("changed_seq", Integer, nullable=False),
    Column("user_id", String(50), nullable=False),
    Column("username", String(50), nullable=False),
    Column("content", Text, nullable=False),
    Column("message_type", String(20), nullable=False),
    Column("reply_to_id", Integer, ForeignKey("messages.id")),
    Column("timestamp", Text, nullable=False),
    Column("edited_at", Text),
    Column("is_deleted", Boolean, nullable=False),
    Column("client_id", Text),
    Column("mentions", Text, nullable=False),
    Column("pinned_at", Text),
    Column("reactions", Text, nullable=False, server_default="[]"),
    Column("html", Text),
    Unique("user_id", "client_id"),
    Index("messages_history", "room_id", "id"),
    Index("messages_changes", "room_id", "changed_seq"),
    Index(
        "messages_replies",
        "reply_to_id",
        sqlite_where=text("reply_to_id IS NOT NULL"),
        postgresql_where=text("reply_to_id IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

room_members = Table(
    "room_members",
    metadata,
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("user_id", String(50), primary_key=True),
    Column("username", String(50), nullable=False),
    Column("joined_at", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("changed_seq", Integer, nullable=False),
    Index("room_members_user", "user_id", "room_id"),
    Index("room_members_changes", "room_id", "changed_seq"),
)

user_presence = Table(
    "user_presence",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("username", String(50), nullable=False),
    Column("current_room_id", Integer, ForeignKey("rooms.id")),
    Column("status", String(20), nullable=False),
    Column("last_activity", Text, nullable=False),
    Column("typing_in_room", Integer, ForeignKey("rooms.id")),
    Column("typing_started_at", Text),
    Column("chosen", Text, nullable=False, server_default="online"),
    Column("status_text", Text, nullable=False, server_default=""),
)

message_read_status = Table(
    "message_read_status",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("last_read_message_id", Integer, ForeignKey("messages.id"), nullable=False),
    Column("last_read_at", Text, nullable=False),
)

message_mentions = Table(
    "message_mentions",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), primary_key=True),
)

message_reactions = Table(
    "message_reactions",
    metadata,
    Column("message_id", Integer, ForeignKey("messages.id"), primary_key=True),
    Column("emoji", Text, primary_key=True),
    Column("user_id", String(50), primary_key=True),
    Column("username", String(50), nullable=False),
    Column("given_at", Text, nullable=False),
)

message_edits = Table(
    "message_edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False),
    Column("content", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    Index("message_edits_message", "message_id"),
)

room_bans = Table(
    "room_bans",
    metadata,
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("user_id", String(50), primary_key=True),
    Column("banned_by", String(50), nullable=False),
    Column("banned_at", Text, nullable=False),
)
