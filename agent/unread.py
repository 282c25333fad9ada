"""What counts as unread, in SQL: one text for every list that shows a count."""

from __future__ import annotations

UNREAD_COLUMNS = """
    rooms.last_seq AS seq,
    COALESCE(message_read_status.last_read_message_id, 0) AS last_read_message_id,
    CASE WHEN room_members.role IS NULL THEN 0 ELSE
        (SELECT COUNT(*) FROM messages
         WHERE messages.room_id = rooms.id AND messages.thread_id IS NULL
           AND messages.id > COALESCE(message_read_status.last_read_message_id, 0)
           AND messages.user_id <> :user_id AND NOT messages.is_deleted
           AND messages.message_type IN ('text', 'file')) END AS unread_count,
    CASE WHEN room_members.role IS NULL THEN 0 ELSE
        (SELECT COUNT(*) FROM message_mentions JOIN messages ON messages.id = message_id
         WHERE message_mentions.user_id = :user_id AND message_mentions.room_id = rooms.id
           AND message_mentions.message_id > COALESCE(message_read_status.last_read_message_id, 0)
           AND messages.thread_id IS NULL AND NOT messages.is_deleted) END AS mention_count
"""
"""Columns for `rooms` joined with one user's `room_members` and `message_read_status`.

Unread are text and file messages of others, not deleted, after the read marker; what is in a
thread counts there (agent/threads.py).
"""
