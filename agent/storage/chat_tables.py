"""The tables of the chat rooms: read by Alembic and the tests alone, never at run time."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
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
    Column("message_count", Integer, nullable=False, server_default="0"),
    Column("slow_mode", Integer, nullable=False, server_default="0"),
    Column("who_may_post", Text, nullable=False, server_default="members"),
    Column("deleted_at", Text),
    Column("archived_at", Text),
    Column("look", Text, nullable=False, server_default=""),
    Index("rooms_look", "look"),
    sqlite_autoincrement=True,
)


def _partial_indexes() -> list[Index]:
    """Return the indexes of messages that hold a part of the rows alone."""
    in_the_room = "thread_id IS NULL AND message_type <> 'system'"
    asked = ("is_deleted", "thread_id", "message_type")  # counted without a look at the rows
    parts = (
        ("messages_history", ("room_id", "id"), text("thread_id IS NULL")),
        ("messages_thread", ("thread_id", "id"), text("thread_id IS NOT NULL")),
        ("messages_pinned", ("room_id", "pinned_at"), text("pinned_at IS NOT NULL")),
        ("messages_replies", ("reply_to_id",), text("reply_to_id IS NOT NULL")),
        ("messages_gone", ("room_id", "id", *asked), text(f"is_deleted AND {in_the_room}")),
        (
            "messages_own",
            ("room_id", "user_id", "id", *asked),
            text(f"NOT is_deleted AND {in_the_room}"),
        ),
    )
    return [
        Index(name, *columns, sqlite_where=where, postgresql_where=where)
        for name, columns, where in parts
    ]


messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("changed_seq", Integer, nullable=False),
    Column("number", Integer, nullable=False, server_default="0"),
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
    Column("thread_id", Integer),
    Column("thread_count", Integer, nullable=False, server_default="0"),
    Column("last_reply_at", Text),
    Column("poll", Text),
    Unique("user_id", "client_id"),
    *_partial_indexes(),
    Index("messages_changes", "room_id", "changed_seq"),
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
    Column("muted_until", Text),
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
    Column("status_until", Text),
)

message_read_status = Table(
    "message_read_status",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("last_read_message_id", Integer, ForeignKey("messages.id"), nullable=False),
    Column("last_read_at", Text, nullable=False),
)

deleted_counts = Table(
    "deleted_counts",
    metadata,
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("messages", Integer, nullable=False),
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
    Column("reason", Text, nullable=False, server_default=""),
)

thread_followers = Table(
    "thread_followers",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("thread_id", Integer, ForeignKey("messages.id"), primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), nullable=False),
    Column("last_read_message_id", Integer, nullable=False),
    Column("is_following", Boolean, nullable=False),
    Index("thread_followers_thread", "thread_id"),
)

poll_votes = Table(
    "poll_votes",
    metadata,
    Column("message_id", Integer, ForeignKey("messages.id"), primary_key=True),
    Column("user_id", String(50), primary_key=True),
    Column("choice", Integer, primary_key=True),
    Column("username", String(50), nullable=False),
    Column("voted_at", Text, nullable=False),
)

room_invites = Table(
    "room_invites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), nullable=False),
    Column("code_hash", Text, nullable=False, unique=True),
    Column("created_by", String(50), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("max_uses", Integer),
    Column("uses", Integer, nullable=False),
    Index("room_invites_room", "room_id"),
)

custom_emoji = Table(
    "custom_emoji",
    metadata,
    Column("name", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("image", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_by", String(50), nullable=False),
    Column("created_at", Text, nullable=False),
)

user_preferences = Table(
    "user_preferences",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("preferences", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)

room_preferences = Table(
    "room_preferences",
    metadata,
    Column("user_id", String(50), primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), primary_key=True),
    Column("level", Text),
    Column("muted_until", Text),
    Index("room_preferences_level", "room_id", "level"),
)

room_audit = Table(
    "room_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", Integer, ForeignKey("rooms.id"), nullable=False),
    Column("user_id", String(50), nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("done_at", Text, nullable=False),
)

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("session_id", Text, nullable=False),
    Column("user_id", String(50), nullable=False),
    Column("p256dh", LargeBinary, nullable=False),
    Column("auth", LargeBinary, nullable=False),
    Column("created_at", Text, nullable=False),
    Index("push_subscriptions_session", "session_id"),
    Index("push_subscriptions_user", "user_id"),
)
