"""What is unread, in SQL: read markers, and one text for every list that shows a count."""

from __future__ import annotations

MARKER = "message_read_status (user_id, room_id, last_read_message_id, last_read_at)"
ADVANCE = """
    ON CONFLICT (user_id, room_id) DO UPDATE
    SET last_read_message_id = excluded.last_read_message_id, last_read_at = excluded.last_read_at
    WHERE excluded.last_read_message_id > message_read_status.last_read_message_id
"""
"""Markers only advance."""

ADVANCE_MARKER = f"""
    INSERT INTO {MARKER} VALUES (:user_id, :room_id, :message_id, :now) {ADVANCE}
"""

BLOCK = 16_384
"""Messages, by their ids, whose deleted ones are counted in one row of each room."""

COUNT_DELETED = f"""
    INSERT INTO deleted_counts (room_id, block, messages)
    SELECT room_id, id / {BLOCK}, 1 FROM messages
    WHERE id = :message_id AND thread_id IS NULL AND message_type <> 'system'
    ON CONFLICT (room_id, block) DO UPDATE SET messages = deleted_counts.messages + 1
"""
"""Runs once for each message, when it is deleted."""

_MARKER = "COALESCE(message_read_status.last_read_message_id, 0)"
_AFTER_THE_MARKER = f"""
    messages.room_id = rooms.id AND messages.id > {_MARKER}
    AND messages.thread_id IS NULL AND messages.message_type <> 'system'
"""
UNREAD_COLUMNS = f"""
    rooms.last_seq AS seq,
    {_MARKER} AS last_read_message_id,
    CASE WHEN room_members.role IS NULL THEN 0 ELSE
        rooms.message_count
        - COALESCE((SELECT messages.number FROM messages
                    WHERE messages.id = message_read_status.last_read_message_id), 0)
        - COALESCE((SELECT SUM(deleted_counts.messages) FROM deleted_counts
                    WHERE deleted_counts.room_id = rooms.id
                      AND deleted_counts.block > {_MARKER} / {BLOCK}), 0)
        - (SELECT COUNT(*) FROM messages WHERE {_AFTER_THE_MARKER} AND messages.is_deleted
             AND messages.id < ({_MARKER} / {BLOCK} + 1) * {BLOCK})
        - (SELECT COUNT(*) FROM messages
           WHERE {_AFTER_THE_MARKER} AND NOT messages.is_deleted
             AND messages.user_id = :user_id) END AS unread_count,
    CASE WHEN room_members.role IS NULL THEN 0 ELSE
        (SELECT COUNT(*) FROM message_mentions JOIN messages ON messages.id = message_id
         WHERE message_mentions.user_id = :user_id AND message_mentions.room_id = rooms.id
           AND message_mentions.message_id > {_MARKER}
           AND messages.thread_id IS NULL AND NOT messages.is_deleted) END AS mention_count
"""
"""Columns for `rooms` joined with one user's `room_members` and `message_read_status`.

Unread are text and file messages of others, not deleted, after the read marker; what is in a
thread counts there (agent/threads.py). A message's `number` says how many its room had with it,
so the count is a difference, less what was deleted, block by block, and one's own, which are few:
one's own message moves the marker. It takes as long for a million messages as for ten thousand.
"""
