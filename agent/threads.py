"""Threads: the replies to one message, beside the room's history."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from agent.connections import ConnectionManager, user_topic
from agent.errors import NotAMember, NotFound
from agent.events import ThreadMarkerEvent
from agent.models import Message, User
from agent.ports import Database, Row, Transaction, Value
from agent.room_access import access, access_within, may
from agent.room_rows import MESSAGES, message_from
from agent.thread_rows import MARKER, THREADS, follow, marker_of

NEWEST = 100
"""Threads that a user's list shows."""


MarkerAct = Callable[[Transaction], ThreadMarkerEvent]


class ThreadPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a thread: its first message, replies oldest first, and where the reader stands."""

    message: Message
    messages: list[Message]
    has_more: bool
    is_following: bool
    last_read_message_id: int
    unread_count: int
    mention_count: int


class FollowedThread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread in its follower's list."""

    message: Message
    last_read_message_id: int
    unread_count: int
    mention_count: int


class Threads:
    """Reads threads, and keeps who follows them and how far they have read."""

    def __init__(self, database: Database, connections: ConnectionManager) -> None:
        self._database = database
        self._connections = connections

    async def page(
        self, thread_id: int, user: User, *, limit: int, before_id: int | None, after_id: int | None
    ) -> ThreadPage:
        """Return the newest replies, those before or those after one. Raises NotFound."""
        root = await self._database.fetch_one(ROOT, id=thread_id)
        if root is None:
            raise NotFound
        await access(self._database, root["room_id"], user)
        rows = await self._database.fetch_all(
            AFTER if after_id is not None else BEFORE,
            thread_id=thread_id,
            before=before_id,
            after=after_id,
            limit=limit + 1,
        )
        messages = [message_from(row) for row in rows[:limit]]
        mine = await self._database.fetch_one(MARKER, thread_id=thread_id, user_id=user.user_id)
        return ThreadPage(
            message=message_from(root),
            messages=messages if after_id is not None else messages[::-1],
            has_more=len(rows) > limit,
            is_following=bool(mine and mine["is_following"]),
            last_read_message_id=mine["last_read_message_id"] if mine else 0,
            unread_count=mine["unread_count"] if mine else 0,
            mention_count=mine["mention_count"] if mine else 0,
        )

    async def followed(self, user: User) -> list[FollowedThread]:
        """Return the threads that the user follows, those with the newest reply first."""
        rows = await self._database.fetch_all(FOLLOWED, user_id=user.user_id, limit=NEWEST)
        roots = {
            row["id"]: message_from(row)
            for row in await self._database.fetch_all(ROOTS, user_id=user.user_id, limit=NEWEST)
        }
        return [
            FollowedThread(
                message=roots[row["thread_id"]],
                last_read_message_id=row["last_read_message_id"],
                unread_count=row["unread_count"],
                mention_count=row["mention_count"],
            )
            for row in rows
            if may(row, user, "read") and row["thread_id"] in roots
        ]

    async def follow(self, thread_id: int, user: User, *, on: bool) -> ThreadMarkerEvent:
        """Hear of new replies, or do so no longer. Raises NotFound, NotAMember."""

        def act(transaction: Transaction) -> ThreadMarkerEvent:
            room_id = self._room_of(transaction, thread_id, user)
            if marker_of(transaction, thread_id, user.user_id) is None:
                last = transaction.fetch_one(LAST, thread_id=thread_id)
                read_to = last["id"] if last and last["id"] else thread_id
                follow(transaction, room_id, thread_id, user.user_id, read_to=read_to)
            given: dict[str, Value] = {"thread_id": thread_id, "user_id": user.user_id}
            transaction.execute(SET_FOLLOWING, **given, on=on)
            return _marker(transaction, room_id, thread_id, user)

        return await self._tell(user, act)

    async def mark_read(
        self, room_id: int, thread_id: int, user: User, message_id: int
    ) -> ThreadMarkerEvent:
        """Advance the user's marker in a thread that they follow. Errors as for `follow`."""

        def act(transaction: Transaction) -> ThreadMarkerEvent:
            if self._room_of(transaction, thread_id, user) != room_id:
                raise NotFound
            given: dict[str, Value] = {"thread_id": thread_id, "message_id": message_id}
            if transaction.fetch_one(IS_IN_THREAD, **given) is None:
                raise NotFound("There is no such message in this thread.")
            transaction.execute(ADVANCE, **given, user_id=user.user_id)
            return _marker(transaction, room_id, thread_id, user)

        return await self._tell(user, act)

    def _room_of(self, transaction: Transaction, thread_id: int, user: User) -> int:
        row = transaction.fetch_one(ROOT, id=thread_id)
        if row is None:
            raise NotFound
        room = access_within(transaction, row["room_id"], user, "read")
        if room["role"] is None:
            raise NotAMember
        return int(row["room_id"])

    async def _tell(self, user: User, act: MarkerAct) -> ThreadMarkerEvent:
        return await self._database.write(
            act, then=lambda event: self._connections.publish(user_topic(user.user_id), event)
        )


def unread_threads(transaction: Transaction, user: User, limit: int) -> list[Row]:
    """Return rows of THREADS that the user follows and has not read to the end."""
    rows = transaction.fetch_all(UNREAD, user_id=user.user_id, limit=limit)
    return [row for row in rows if may(row, user, "read")]


def _marker(
    transaction: Transaction, room_id: int, thread_id: int, user: User
) -> ThreadMarkerEvent:
    found = marker_of(transaction, thread_id, user.user_id)
    return found or ThreadMarkerEvent(
        room_id=room_id,
        thread_id=thread_id,
        message_id=0,
        unread_count=0,
        mention_count=0,
        is_following=False,
    )


ROOT = f"""
    {MESSAGES}
    WHERE messages.id = :id AND messages.thread_id IS NULL
      AND messages.message_type <> 'system'
"""
BEFORE = f"""
    {MESSAGES}
    WHERE messages.thread_id = :thread_id AND messages.id < COALESCE(:before, 9223372036854775807)
    ORDER BY messages.id DESC LIMIT :limit
"""
AFTER = f"""
    {MESSAGES}
    WHERE messages.thread_id = :thread_id AND messages.id > :after
    ORDER BY messages.id LIMIT :limit
"""
_NEWEST = """
    SELECT messages.id
    FROM thread_followers JOIN messages ON messages.id = thread_followers.thread_id
    WHERE thread_followers.user_id = :user_id AND is_following AND messages.thread_count > 0
    ORDER BY messages.last_reply_at DESC, messages.id DESC LIMIT :limit
"""
ROOTS = f"{MESSAGES} WHERE messages.id IN ({_NEWEST})"
FOLLOWED = f"""
    {THREADS}
    JOIN messages AS root ON root.id = thread_followers.thread_id
    WHERE thread_followers.user_id = :user_id AND thread_followers.thread_id IN ({_NEWEST})
    ORDER BY root.last_reply_at DESC, root.id DESC
"""
UNREAD = f"""
    SELECT * FROM (
        {THREADS} WHERE thread_followers.user_id = :user_id AND is_following
    ) AS followed
    WHERE unread_count > 0
    ORDER BY thread_id DESC LIMIT :limit
"""
LAST = "SELECT MAX(id) AS id FROM messages WHERE thread_id = :thread_id"
SET_FOLLOWING = """
    UPDATE thread_followers SET is_following = :on
    WHERE thread_id = :thread_id AND user_id = :user_id
"""
IS_IN_THREAD = """
    SELECT 1 FROM messages
    WHERE id = :message_id AND (thread_id = :thread_id OR id = :thread_id)
"""
ADVANCE = """
    UPDATE thread_followers SET last_read_message_id = :message_id
    WHERE user_id = :user_id AND thread_id = :thread_id AND last_read_message_id < :message_id
"""
