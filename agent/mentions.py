"""Who a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.models import User
from agent.ports import Row, Transaction

MENTION = re.compile(r"(?<![\w@])@([a-z0-9._-]{2,32})", re.IGNORECASE)
MENTIONS_LIMIT = 50


def mentioned_members(
    transaction: Transaction, room_id: int, content: str, *, author: User
) -> list[Row]:
    """Return the members that the text names, (user_id, username), without its author."""
    if "@" not in content:
        return []
    names = dict.fromkeys(name.lower().rstrip(".") for name in MENTION.findall(content))
    found = (
        transaction.fetch_one(MEMBER, room_id=room_id, username=name)
        for name in list(names)[:MENTIONS_LIMIT]
    )
    return [row for row in found if row is not None and row["user_id"] != author.user_id]


def store_mentions(
    transaction: Transaction, room_id: int, message_id: int, members: Sequence[Row]
) -> None:
    """Count the message among each member's mentions."""
    for member in members:
        transaction.execute(
            INSERT, user_id=member["user_id"], room_id=room_id, message_id=message_id
        )


def forget_mentions(transaction: Transaction, room_id: int, message_id: int) -> None:
    """Count the message among nobody's mentions."""
    transaction.execute(DELETE, room_id=room_id, message_id=message_id)


MEMBER = """
    SELECT room_members.user_id, users.username
    FROM users JOIN room_members ON room_members.user_id = users.user_id
    WHERE users.username = :username AND room_members.room_id = :room_id
      AND room_members.is_active
"""
INSERT = """
    INSERT INTO message_mentions (user_id, room_id, message_id)
    VALUES (:user_id, :room_id, :message_id)
    ON CONFLICT DO NOTHING
"""
DELETE = """
    DELETE FROM message_mentions
    WHERE room_id = :room_id AND message_id = :message_id
      AND user_id IN (SELECT user_id FROM room_members WHERE room_id = :room_id)
"""
