"""The host's tables: read by Alembic and the tests alone, never at run time."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("is_agent", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Text, primary_key=True),  # SHA-256 of the token, never the token
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("last_seen_at", Float, nullable=False),
    Index("sessions_user", "user_id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("session_id", Text, primary_key=True),  # SHA-256 of the token, never the token
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Index("tokens_user", "user_id"),
)

devices = Table(
    "devices",
    metadata,
    Column("device_id", Text, primary_key=True),  # SHA-256 of the device cookie
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Index("devices_user", "user_id"),
)

events = Table(
    "audit_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("text", Text, nullable=False),
)

entries = Table(
    "knowledge_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("source_type", Text, nullable=False),
    Column("source_url", Text),
    Column("confidence", Float, nullable=False),
    Column("tags", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Index("knowledge_entries_source", "source_url", unique=True),
    Index("knowledge_entries_category", "category"),
)
