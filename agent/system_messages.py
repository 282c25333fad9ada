"""Messages that the server writes into a room: who came and went, and what was changed."""

from __future__ import annotations

from agent import message_search
from agent.events import MessageEvent
from agent.models import Message, User
from agent.ports import Transaction
from agent.room_counter import next_seq


def announce(
    transaction: Transaction, room_id: int, user: User, text: str, *, now: str
) -> MessageEvent:
    """Store one line about what `user` did; returns the event to send after the commit.

    Such a message is nobody's: it is not unread, not found, and cannot be changed.
    """
    seq = next_seq(transaction, room_id)["last_seq"]
    row = transaction.fetch_one(
        INSERT,
        room_id=room_id,
        seq=seq,
        user_id=user.user_id,
        username=user.username,
        content=text,
        now=now,
    )
    assert row is not None  # INSERT … RETURNING
    message_search.index(transaction, room_id, row["id"], text)
    message = Message(
        id=row["id"],
        room_id=room_id,
        seq=seq,
        user_id=user.user_id,
        username=user.username,
        display_name=user.display_name,
        is_agent=user.is_agent,
        content=text,
        message_type="system",
        reply_to_id=None,
        timestamp=now,
    )
    return MessageEvent(room_id=room_id, seq=seq, message=message)


INSERT = """
    INSERT INTO messages (room_id, seq, changed_seq, number, user_id, username, content,
                          message_type, timestamp, is_deleted, mentions)
    SELECT id, :seq, :seq, message_count, :user_id, :username, :content, 'system', :now, FALSE, ''
    FROM rooms WHERE id = :room_id
    RETURNING id
"""
