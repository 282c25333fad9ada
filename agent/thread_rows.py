"""Threads in SQL: who follows one, how far they have read, and what a reply changes."""

from __future__ import annotations

from agent.errors import Invalid
from agent.events import MessageUpdatedEvent, ThreadMarkerEvent
from agent.ports import Row, Transaction
from agent.room_rows import MESSAGES, message_from

THREADS = """
    SELECT thread_followers.user_id, thread_followers.room_id, thread_followers.thread_id,
           thread_followers.last_read_message_id, thread_followers.is_following,
           room_members.role, rooms.room_type,
           (SELECT COUNT(*) FROM messages
            WHERE messages.thread_id = thread_followers.thread_id
              AND messages.id > thread_followers.last_read_message_id
              AND messages.user_id <> thread_followers.user_id
              AND NOT messages.is_deleted) AS unread_count,
           (SELECT COUNT(*) FROM message_mentions
            JOIN messages ON messages.id = message_mentions.message_id
            WHERE message_mentions.user_id = thread_followers.user_id
              AND message_mentions.room_id = thread_followers.room_id
              AND message_mentions.message_id > thread_followers.last_read_message_id
              AND messages.thread_id = thread_followers.thread_id
              AND NOT messages.is_deleted) AS mention_count
    FROM thread_followers
    JOIN room_members
      ON room_members.room_id = thread_followers.room_id
         AND room_members.user_id = thread_followers.user_id AND room_members.is_active
    JOIN rooms ON rooms.id = thread_followers.room_id AND rooms.is_active
"""
"""Threads and their followers, as far as these still belong to the room."""

UNREAD_OF_ROOM = f"""
    SELECT * FROM (
        {THREADS} WHERE thread_followers.room_id = :room_id AND is_following
    ) AS followed
    WHERE unread_count > 0
"""
FOLLOWERS = f"{THREADS} WHERE thread_followers.thread_id = :thread_id AND is_following"
MARKER = f"""
    {THREADS}
    WHERE thread_followers.thread_id = :thread_id AND thread_followers.user_id = :user_id
"""


def require_root(transaction: Transaction, room_id: int, thread_id: int) -> Row:
    """Return the message under which a thread hangs or may hang. Raises Invalid."""
    row = transaction.fetch_one(ROOT, id=thread_id, room_id=room_id)
    if row is None:
        raise Invalid("There is no such message to reply to in a thread.", field="thread_id")
    return row


def follow(
    transaction: Transaction, room_id: int, thread_id: int, user_id: str, *, read_to: int
) -> None:
    """Let somebody follow a thread from now on; their marker only advances."""
    transaction.execute(
        FOLLOW, user_id=user_id, thread_id=thread_id, room_id=room_id, read_to=read_to
    )


def call_in(
    transaction: Transaction, room_id: int, thread_id: int, user_id: str, *, read_to: int
) -> None:
    """Let somebody follow a thread in which they are named; who follows it has read no more."""
    transaction.execute(
        CALL_IN, user_id=user_id, thread_id=thread_id, room_id=room_id, read_to=read_to
    )


def let_starter_follow(
    transaction: Transaction, room_id: int, thread_id: int, user_id: str
) -> None:
    """Let the author of its first message follow a thread, unless they chose not to."""
    transaction.execute(LET_STARTER, user_id=user_id, thread_id=thread_id, room_id=room_id)


def grow(
    transaction: Transaction, thread_id: int, *, replies: int, seq: int, now: str | None
) -> MessageUpdatedEvent:
    """Add to the count under a thread's first message; with `now` also the time of its end."""
    transaction.execute(GROW, thread_id=thread_id, replies=replies, seq=seq, now=now)
    row = transaction.fetch_one(BY_ID, id=thread_id)
    assert row is not None  # its replies refer to it
    return MessageUpdatedEvent(
        room_id=row["room_id"], seq=seq, change="thread", message=message_from(row)
    )


def markers(transaction: Transaction, thread_id: int) -> list[tuple[str, ThreadMarkerEvent]]:
    """Return (user_id, where they stand) of everybody who follows a thread."""
    rows = transaction.fetch_all(FOLLOWERS, thread_id=thread_id)
    return [(row["user_id"], marker_from(row)) for row in rows]


def unread_of_room(transaction: Transaction, room_id: int) -> dict[str, list[ThreadMarkerEvent]]:
    """Return where those who follow threads of a room stand in the ones with something unread."""
    found: dict[str, list[ThreadMarkerEvent]] = {}
    for row in transaction.fetch_all(UNREAD_OF_ROOM, room_id=room_id):
        found.setdefault(row["user_id"], []).append(marker_from(row))
    return found


def marker_of(transaction: Transaction, thread_id: int, user_id: str) -> ThreadMarkerEvent | None:
    """Return where one user stands, None for somebody who never followed."""
    row = transaction.fetch_one(MARKER, thread_id=thread_id, user_id=user_id)
    return None if row is None else marker_from(row)


def marker_from(row: Row) -> ThreadMarkerEvent:
    """Read a row of THREADS."""
    return ThreadMarkerEvent(
        room_id=row["room_id"],
        thread_id=row["thread_id"],
        message_id=row["last_read_message_id"],
        unread_count=row["unread_count"],
        mention_count=row["mention_count"],
        is_following=bool(row["is_following"]),
    )


ROOT = """
    SELECT id, user_id FROM messages
    WHERE id = :id AND room_id = :room_id AND thread_id IS NULL AND message_type <> 'system'
      AND (NOT is_deleted OR thread_count > 0)
"""
BY_ID = f"{MESSAGES} WHERE messages.id = :id"
_INSERT = """
    INSERT INTO thread_followers (user_id, thread_id, room_id, last_read_message_id, is_following)
"""
FOLLOW = f"""
    {_INSERT}
    VALUES (:user_id, :thread_id, :room_id, :read_to, TRUE)
    ON CONFLICT (user_id, thread_id) DO UPDATE
    SET is_following = TRUE,
        last_read_message_id = CASE
            WHEN excluded.last_read_message_id > thread_followers.last_read_message_id
            THEN excluded.last_read_message_id
            ELSE thread_followers.last_read_message_id END
"""
CALL_IN = f"{FOLLOW} WHERE NOT thread_followers.is_following"
LET_STARTER = f"""
    {_INSERT}
    VALUES (:user_id, :thread_id, :room_id, 0, TRUE)
    ON CONFLICT DO NOTHING
"""
GROW = """
    UPDATE messages
    SET thread_count = thread_count + :replies, last_reply_at = COALESCE(:now, last_reply_at),
        changed_seq = :seq
    WHERE id = :thread_id
"""
