"""Accounts, sessions and the knowledge base."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column("username", sa.Text, nullable=False, unique=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("is_agent", sa.Boolean, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    for name in ("sessions", "tokens", "devices"):
        _create_secrets(name)
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    _create_knowledge()


def _create_secrets(name: str) -> None:
    """Create a table of hashed secrets, each with its user."""
    own = {
        "sessions": [sa.Column("last_seen_at", sa.Float, nullable=False)],
        "tokens": [
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("scopes", sa.Text, nullable=False),
        ],
        "devices": [],
    }[name]
    op.create_table(
        name,
        sa.Column("device_id" if name == "devices" else "session_id", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        *own,
    )
    op.create_index(f"{name}_user", name, ["user_id"])


def _create_knowledge() -> None:
    op.create_table(
        "knowledge_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("source_type", sa.Text, nullable=False),
        sa.Column("source_url", sa.Text),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("metadata", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
    )
    op.create_index("knowledge_entries_source", "knowledge_entries", ["source_url"], unique=True)
    op.create_index("knowledge_entries_category", "knowledge_entries", ["category"])
    # One row a passage: an answer quotes the passage that matched, not the whole entry.
    op.execute(
        "CREATE VIRTUAL TABLE knowledge_passages USING fts5("
        "title, passage, tags, entry_id UNINDEXED, tokenize = 'porter unicode61')"
    )
