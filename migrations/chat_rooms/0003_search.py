"""Full-text search of messages, filled from what is there."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE message_search USING fts5("
        "content, content = 'messages', content_rowid = 'id', tokenize = 'unicode61')"
    )
    op.execute("INSERT INTO message_search (message_search) VALUES ('rebuild')")
