"""Why somebody was banned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("room_bans", sa.Column("reason", sa.Text, nullable=False, server_default=""))
