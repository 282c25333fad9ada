"""The way of a message: checked, committed with its batch, then sent to everyone."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence

from agent.connections import user_topic
from agent.errors import Invalid, KnowledgeServerError, RateLimited
from agent.events import MessageEvent, NotificationEvent, ServerEvent
from agent.excerpts import excerpt
from agent.group_commit import GroupCommit
from agent.markup import is_plain
from agent.message_days import first_since
from agent.message_draft import Draft
from agent.message_ledger import Alert, MessageLedger, Posted
from agent.models import MESSAGE_LIMIT, Message, Poll, User
from agent.moments import moment_from
from agent.ports import Clock, Database
from agent.rate_limit import TokenBuckets
from agent.rendering import Rendering
from agent.room_access import access
from agent.room_connections import RoomConnectionManager
from agent.room_rows import MESSAGES, message_from

log = logging.getLogger(__name__)

PAGE, LONGEST_PAGE = 50, 200
CLIENT_ID_LIMIT = 64


class MessageManager:
    """Takes messages in and gives history out."""

    def __init__(
        self,
        database: Database,
        connections: RoomConnectionManager,
        clock: Clock,
        ledger: MessageLedger,
        *,
        limits: TokenBuckets,
        rendering: Rendering,
    ) -> None:
        self._database = database
        self._connections = connections
        self._limits = limits
        self.rendering = rendering
        self._commit: GroupCommit[Draft, Posted] = GroupCommit(
            database,
            clock,
            enter=ledger.enter,
            publish=self._publish,
            sender=lambda draft: draft.user.user_id,
        )
        self.after_message: Callable[[Message], None] | None = None
        self.after_alert: Callable[[Message, Alert], None] | None = None

    async def post(
        self,
        room_id: int,
        user: User,
        content: str,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
        client_id: str | None = None,
        poll: Poll | None = None,
    ) -> asyncio.Future[Posted]:
        """Check, render and queue a message; the future that it returns is done once it is on disk.

        Messages of somebody who awaits this for each keep their order. Raises Invalid,
        RateLimited or Busy; NotFound, NotAMember, Invalid, ClientIdReused and StorageFull come
        through the future.
        """
        check_content(content)
        if client_id is not None:
            _check_client_id(client_id)
        if wait := self._limits.take(user.user_id):
            raise RateLimited("You are sending too fast.", retry_after=round(wait, 3))
        html = None if is_plain(content) else await self.rendering.html(content)
        draft = Draft(
            user=user,
            room_id=room_id,
            content=content,
            html=html,
            reply_to=reply_to,
            thread_id=thread_id,
            client_id=client_id,
            poll=poll,
        )
        return self._commit.submit(draft)

    async def send_message(
        self,
        room_id: int,
        user: User,
        content: str,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
        client_id: str | None = None,
        poll: Poll | None = None,
    ) -> Posted:
        """Post a message and wait until it is on disk; errors as for `post`."""
        posted = await self.post(
            room_id,
            user,
            content,
            reply_to=reply_to,
            thread_id=thread_id,
            client_id=client_id,
            poll=poll,
        )
        return await posted

    async def get_room_messages(
        self,
        room_id: int,
        user: User,
        *,
        limit: int = PAGE,
        before_id: int | None = None,
        after_id: int | None = None,
    ) -> tuple[list[Message], bool]:
        """Return a page of history, oldest first, and whether there is more that way.

        The newest page, the one before `before_id`, or the one after `after_id`; what is in
        threads is apart.
        """
        await access(self._database, room_id, user)
        sql = AFTER if after_id is not None else BEFORE
        rows = await self._database.fetch_all(
            sql, room_id=room_id, before=before_id, after=after_id, limit=limit + 1
        )
        page = [message_from(row) for row in rows[:limit]]
        return page if after_id is not None else page[::-1], len(rows) > limit

    async def get_messages_around(
        self, room_id: int, user: User, message_id: int, *, limit: int = PAGE
    ) -> tuple[list[Message], bool, bool]:
        """Return a page with the message in its middle, and what is before and after it.

        A message that is not in this room is a place all the same. Raises NotFound for the room.
        """
        half = max(1, limit // 2)
        before, has_before = await self.get_room_messages(
            room_id, user, limit=half, before_id=message_id
        )
        after, has_after = await self.get_room_messages(
            room_id, user, limit=limit - half, after_id=message_id - 1
        )
        return before + after, has_before, has_after

    async def get_messages_since(
        self, room_id: int, user: User, moment: str, *, limit: int = PAGE
    ) -> tuple[list[Message], bool, bool]:
        """Return a page around the first message since a moment, and what is before and after it.

        Around the end where nothing was said since. Raises NotFound for the room, Invalid.
        """
        since = moment_from(moment, field="around_time")
        await access(self._database, room_id, user)
        first = await first_since(self._database, room_id, since)
        return await self.get_messages_around(room_id, user, first, limit=limit)

    async def drain(self) -> None:
        """Wait until every message that was taken in is committed."""
        await self._commit.drain()

    def _publish(self, entries: Sequence[Posted]) -> None:
        fresh = [entry.message for entry in entries if entry.is_new]
        by_room = sorted(fresh, key=lambda message: message.room_id)
        for room_id, messages in itertools.groupby(by_room, key=lambda one: one.room_id):
            events: list[ServerEvent] = [
                MessageEvent(room_id=room_id, seq=message.seq, message=message)
                for message in messages
            ]
            self._connections.broadcast_to_room(room_id, *events)
        changed = [event for entry in entries for event in entry.changed]
        for event in sorted(changed, key=lambda event: event.seq):
            self._connections.broadcast_to_room(event.room_id, event)
        for entry in entries:
            self._tell(entry)
        if self.after_message is not None:
            for message in fresh:
                self.after_message(message)

    def _tell(self, entry: Posted) -> None:
        """Tell people where they stand in the message's thread, and show toasts."""
        for user_id, marker in entry.told:
            self._connections.publish(user_topic(user_id), marker)
        if entry.alert is not None:
            toast = _toast(entry.message, entry.alert)
            self._connections.alert(entry.alert.user_ids, toast)
            if self.after_alert is not None:
                self.after_alert(entry.message, entry.alert)


BEFORE = f"""
    {MESSAGES}
    WHERE messages.room_id = :room_id AND messages.thread_id IS NULL
      AND messages.id < COALESCE(:before, 9223372036854775807)
    ORDER BY messages.id DESC LIMIT :limit
"""
AFTER = f"""
    {MESSAGES}
    WHERE messages.room_id = :room_id AND messages.thread_id IS NULL AND messages.id > :after
    ORDER BY messages.id LIMIT :limit
"""


def _toast(message: Message, alert: Alert) -> NotificationEvent:
    where = f" in {alert.room_name}" if alert.room_name else ""
    return NotificationEvent(
        level="info",
        text=f"{message.display_name}{where}: {excerpt(message)}",
        href=address_of(message),
        room_id=message.room_id,
    )


def address_of(message: Message) -> str:
    """Return the page that shows a message in its place."""
    thread = f"&thread={message.thread_id}" if message.thread_id else ""
    return f"/chat/{message.room_id}?message={message.id}{thread}"


def check_content(content: str, *, field: str = "content") -> None:
    """Raise Invalid unless the text may be a message."""
    if len(content) > MESSAGE_LIMIT:
        raise Invalid(
            f"A message has at most {MESSAGE_LIMIT:,} characters; this one has {len(content):,}.",
            field=field,
        )
    if not content.strip():
        raise Invalid("A message needs some text.", field=field)
    if "\0" in content:
        raise Invalid("NUL is not allowed.", field=field)


def _check_client_id(client_id: str) -> None:
    if not 1 <= len(client_id) <= CLIENT_ID_LIMIT:
        raise Invalid(f"1 to {CLIENT_ID_LIMIT} characters.", field="client_id")
    if "\0" in client_id:
        raise Invalid("NUL is not allowed.", field="client_id")


def error_of(posted: asyncio.Future[Posted]) -> KnowledgeServerError | None:
    """Return why a message was refused, None when it was posted."""
    if posted.cancelled() or (error := posted.exception()) is None:
        return None
    if isinstance(error, KnowledgeServerError):
        return error
    log.error("a message could not be stored", exc_info=error)
    return KnowledgeServerError()
