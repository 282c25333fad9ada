"""The one counter of a room: every durable change takes its next number."""

from __future__ import annotations

from agent.errors import NotFound
from agent.ports import Row, Transaction


def next_seq(transaction: Transaction, room_id: int, *, members: int = 0) -> Row:
    """Take the room's next number (`last_seq`) and add to its `member_count`."""
    row = transaction.fetch_one(NEXT_SEQ, room_id=room_id, members=members)
    if row is None:
        raise NotFound
    return row


NEXT_SEQ = """
    UPDATE rooms SET last_seq = last_seq + 1, member_count = member_count + :members
    WHERE id = :room_id
    RETURNING last_seq, member_count
"""
NEW_EPOCH = "UPDATE rooms SET epoch = :epoch"
"""After a restore; a new room begins with the epoch of the others, whose ids it may inherit."""
