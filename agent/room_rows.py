"""Reads rooms, members and messages from their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from agent.models import Member, Message, Person, Poll, Reaction, ReplyPreview, Room, SharedRoom
from agent.ports import Row
from agent.unread import UNREAD_COLUMNS

T = TypeVar("T")

PREVIEW = 200
"""Characters of the message replied to that travel with a reply."""

MESSAGES = """
    SELECT messages.id, messages.room_id, messages.seq, messages.changed_seq, messages.user_id,
           messages.username, users.display_name, users.is_agent, messages.content,
           messages.message_type, messages.reply_to_id, messages.timestamp, messages.edited_at,
           messages.is_deleted, messages.client_id, messages.mentions, messages.pinned_at,
           messages.reactions, messages.html, messages.thread_id, messages.thread_count,
           messages.last_reply_at, messages.poll,
           replied.username AS reply_username, replied_users.display_name AS reply_display_name,
           CASE WHEN replied.is_deleted THEN '' ELSE replied.content END AS reply_content
    FROM messages
    LEFT JOIN users ON users.user_id = messages.user_id
    LEFT JOIN messages AS replied ON replied.id = messages.reply_to_id
    LEFT JOIN users AS replied_users ON replied_users.user_id = replied.user_id
"""
_SEEN_ROOMS = """
    FROM rooms
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
         AND room_members.is_active
    LEFT JOIN message_read_status
      ON message_read_status.room_id = rooms.id AND message_read_status.user_id = :user_id
    WHERE rooms.is_active AND rooms.id = COALESCE(:room_id, rooms.id)
      AND (room_members.role IS NOT NULL OR rooms.room_type IN ('public', 'admin'))
"""
ROOMS = f"""
    SELECT rooms.*, room_members.role, {UNREAD_COLUMNS}
    {_SEEN_ROOMS}
    ORDER BY rooms.created_by <> 'system', CASE WHEN rooms.created_by = 'system' THEN rooms.id END,
             rooms.name_key
"""
"""Rooms that a user may perhaps see, as they see them; `room_access.may` has the last word."""
READABLE = f"SELECT rooms.id, rooms.room_type, room_members.role {_SEEN_ROOMS}"
"""The same rooms with no more than `may` asks for."""

LAST_MESSAGES = f"""
    {MESSAGES}
    WHERE messages.id IN (
        SELECT (SELECT MAX(newest.id) FROM messages AS newest
                WHERE newest.room_id = rooms.id AND newest.thread_id IS NULL
                  AND NOT newest.is_deleted AND newest.message_type <> 'system')
        {_SEEN_ROOMS})
"""
"""The newest message of each room of ROOMS, those in threads and the server's own apart."""
PARTICIPANTS = """
    SELECT others.room_id, users.user_id, users.username, users.display_name, users.is_agent
    FROM room_members AS mine
    JOIN rooms ON rooms.id = mine.room_id AND rooms.room_type = 'direct'
    JOIN room_members AS others ON others.room_id = mine.room_id AND others.user_id <> mine.user_id
    JOIN users ON users.user_id = others.user_id
    WHERE mine.user_id = :user_id AND mine.is_active
      AND mine.room_id = COALESCE(:room_id, mine.room_id)
    ORDER BY users.username
"""
"""The others in each of a user's direct rooms."""
MEMBERS = """
    SELECT room_members.user_id, users.username, users.display_name, room_members.role,
           joined_at, last_seen, users.is_agent, muted_until
    FROM room_members JOIN users ON users.user_id = room_members.user_id
    WHERE room_id = :room_id AND room_members.is_active
      AND room_members.user_id = COALESCE(:user_id, room_members.user_id)
    ORDER BY users.username
"""


def message_from(row: Row) -> Message:
    """Read a message from a row of MESSAGES."""
    reply_to = row["reply_to_id"]
    preview: ReplyPreview | msgspec.UnsetType = msgspec.UNSET
    if reply_to is not None:
        preview = ReplyPreview(
            id=reply_to,
            username=row["reply_username"],
            display_name=row["reply_display_name"] or row["reply_username"],
            content=row["reply_content"][:PREVIEW],
        )
    return Message(
        id=row["id"],
        room_id=row["room_id"],
        seq=row["seq"],
        user_id=row["user_id"],
        username=row["username"],
        display_name=row["display_name"] or row["username"],
        is_agent=bool(row["is_agent"]),
        content=row["content"],
        html=msgspec.UNSET if row["html"] is None else row["html"],
        message_type=row["message_type"],
        reply_to_id=reply_to,
        timestamp=row["timestamp"],
        edited_at=row["edited_at"],
        is_deleted=bool(row["is_deleted"]),
        client_id=row["client_id"],
        mentions=tuple(row["mentions"].split()),
        pinned_at=row["pinned_at"],
        reactions=_reactions(row["reactions"]),
        reply_preview=preview,
        thread_id=_given(row["thread_id"]),
        thread_count=row["thread_count"] or msgspec.UNSET,
        last_reply_at=_given(row["last_reply_at"]),
        poll=poll_from(row["poll"]),
    )


def shared_room_from(row: Row) -> SharedRoom:
    """Read what everybody sees of a room from a row of `rooms`."""
    return SharedRoom(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        topic=row["topic"],
        icon=row["icon"],
        room_type=row["room_type"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        max_members=row["max_members"],
        is_active=bool(row["is_active"]),
        epoch=row["epoch"],
        seq=row["last_seq"],
        member_count=row["member_count"],
        slow_mode=row["slow_mode"],
        who_may_post=row["who_may_post"],
        archived_at=row["archived_at"],
    )


def room_from(
    row: Row, last_message: Message | None, participants: tuple[Person, ...] = ()
) -> Room:
    """Read a room from a row with the columns of `rooms`, a role and UNREAD_COLUMNS."""
    return Room(
        **msgspec.structs.asdict(shared_room_from(row)),
        participants=participants,
        is_member=row["role"] is not None,
        role=row["role"],
        unread_count=row["unread_count"],
        mention_count=row["mention_count"],
        last_read_message_id=row["last_read_message_id"] or None,
        last_message=last_message,
    )


def member_from(row: Row, status: str) -> Member:
    """Read a member from a row of room_members joined with users."""
    return Member(
        user_id=row["user_id"],
        username=row["username"],
        display_name=row["display_name"],
        role=row["role"],
        status=status,
        joined_at=row["joined_at"],
        last_seen=row["last_seen"],
        is_agent=bool(row["is_agent"]),
        muted_until=row["muted_until"],
    )


def poll_from(text: str | None) -> Poll | msgspec.UnsetType:
    """Read the poll of a message from its column."""
    return msgspec.UNSET if text is None else msgspec.json.decode(text, type=Poll)


def participants_from(rows: Sequence[Row]) -> dict[int, tuple[Person, ...]]:
    """Read rows of PARTICIPANTS: room id -> the others."""
    found: dict[int, tuple[Person, ...]] = {}
    for row in rows:
        person = Person(
            user_id=row["user_id"],
            username=row["username"],
            display_name=row["display_name"],
            is_agent=bool(row["is_agent"]),
        )
        found[row["room_id"]] = (*found.get(row["room_id"], ()), person)
    return found


def _given(value: T | None) -> T | msgspec.UnsetType:
    return msgspec.UNSET if value is None else value


def _reactions(text: str) -> tuple[Reaction, ...]:
    return () if text == "[]" else msgspec.json.decode(text, type=tuple[Reaction, ...])
