"""Each batch of messages merges a little of the search index (agent/message_search.py)."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0)")
