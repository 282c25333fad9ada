"""Writes a batch of messages: the one function between a draft and the disk."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agent import message_search
from agent.errors import ClientIdReused, Invalid, KnowledgeServerError, RateLimited
from agent.events import MessageUpdatedEvent, ThreadMarkerEvent
from agent.mentions import IsPresent, Mentions, find_mentions, store_mentions
from agent.message_draft import Draft, message_of
from agent.models import Message, Poll, ReplyPreview
from agent.notification_levels import NotificationLevels
from agent.ports import Clock, Row, Transaction
from agent.posting_rules import SlowMode, require_may_post
from agent.rate_limit import TokenBuckets
from agent.room_access import access_within
from agent.room_rows import MESSAGES, PREVIEW, message_from
from agent.thread_rows import (
    call_in,
    follow,
    grow,
    let_starter_follow,
    markers,
    require_root,
)


class Alert(msgspec.Struct, frozen=True):
    """A toast for some accounts; `room_name` is empty for a direct room."""

    room_name: str
    user_ids: tuple[str, ...]


class Posted(msgspec.Struct):
    """A stored message; `is_new` is False when its client_id had been stored before.

    What else follows the commit: changes of other messages, threads to tell of, a toast.
    """

    message: Message
    is_new: bool
    changed: tuple[MessageUpdatedEvent, ...] = ()
    told: tuple[tuple[str, ThreadMarkerEvent], ...] = ()
    alert: Alert | None = None


class _Reply(msgspec.Struct, frozen=True):
    """What a thread learns of a new reply."""

    posted: Posted
    room: Row
    root: Row
    mentions: Mentions


class _Batch:
    """What one transaction knows already: each room's counter, each sender's right."""

    def __init__(self, transaction: Transaction, now: str) -> None:
        self.transaction = transaction
        self.now = now
        self.seqs: dict[int, int] = {}
        self.read: dict[tuple[str, int], int] = {}
        self.threads: dict[int, list[_Reply]] = {}
        self._rooms: dict[tuple[str, int], Row | KnowledgeServerError] = {}

    def require_post(self, draft: Draft) -> Row:
        """Return the room, or raise unless the sender may post; looked up once a batch."""
        key = draft.user.user_id, draft.room_id
        if (room := self._rooms.get(key)) is None:
            try:
                room = access_within(self.transaction, draft.room_id, draft.user, "post")
                self.seqs.setdefault(draft.room_id, room["last_seq"])
            except KnowledgeServerError as error:
                room = error
            self._rooms[key] = room
        if isinstance(room, KnowledgeServerError):
            raise room
        return room

    def next_seq(self, room_id: int) -> int:
        self.seqs[room_id] += 1
        return self.seqs[room_id]


class MessageLedger:
    """Stores drafts: message, mentions, the sender's read marker, threads, the room's counter."""

    def __init__(
        self,
        clock: Clock,
        levels: NotificationLevels,
        is_present: IsPresent,
        room_limits: TokenBuckets,
    ) -> None:
        self._clock = clock
        self._levels = levels
        self._is_present = is_present
        self._room_limits = room_limits
        self._slow_mode = SlowMode(clock)

    def enter(
        self, transaction: Transaction, drafts: Sequence[Draft]
    ) -> list[Posted | KnowledgeServerError]:
        """Store a batch in order; a draft that may not be is answered with its error."""
        batch = _Batch(transaction, self._clock.now())
        results: list[Posted | KnowledgeServerError] = []
        for draft in drafts:
            try:
                results.append(self._enter(batch, draft))
            except KnowledgeServerError as error:
                results.append(error)
        self._finish(batch)
        return results

    def _enter(self, batch: _Batch, draft: Draft) -> Posted:
        room = batch.require_post(draft)
        if draft.client_id is not None and (stored := _stored(batch, draft)) is not None:
            return Posted(stored, is_new=False)
        self._require_now(batch, room, draft)
        preview = _reply_preview(batch, draft)
        root = draft.thread_id and require_root(batch.transaction, room["id"], draft.thread_id)
        mentions = find_mentions(
            batch.transaction, room, draft.content, author=draft.user, is_present=self._is_present
        )
        seq = batch.next_seq(draft.room_id)
        message_id = _insert(batch, draft, seq, mentions)
        self._slow_mode.note(room, draft.user)
        message = message_of(
            draft, message_id, seq=seq, now=batch.now, names=mentions.names, preview=preview
        )
        posted = Posted(message, is_new=True)
        if root:
            reply = _Reply(posted, room, root, mentions)
            batch.threads.setdefault(root["id"], []).append(reply)
        else:
            batch.read[draft.user.user_id, draft.room_id] = message_id
            posted.alert = self._alert(batch, room, mentions.user_ids, draft.user.user_id)
        return posted

    def _require_now(self, batch: _Batch, room: Row, draft: Draft) -> None:
        """Raise unless the room takes this sender's message at this moment."""
        require_may_post(room, draft.user, batch.now)
        self._slow_mode.require(room, draft.user)
        if wait := self._room_limits.take(str(draft.room_id)):
            detail = "This room gets too many messages at once."
            raise RateLimited(detail, retry_after=round(wait, 3))

    def _alert(
        self, batch: _Batch, room: Row, concerned: Sequence[str], author: str
    ) -> Alert | None:
        user_ids = self._levels.wanted(batch.transaction, room, concerned, author=author)
        name = "" if room["room_type"] == "direct" else room["name"]
        return Alert(name, user_ids) if user_ids else None

    def _finish(self, batch: _Batch) -> None:
        for thread_id, replies in batch.threads.items():
            self._grow(batch, thread_id, replies)
        for room_id, seq in batch.seqs.items():
            batch.transaction.execute(SET_SEQ, room_id=room_id, seq=seq)
        for (user_id, room_id), message_id in batch.read.items():
            batch.transaction.execute(
                ADVANCE_MARKER,
                user_id=user_id,
                room_id=room_id,
                message_id=message_id,
                now=batch.now,
            )

    def _grow(self, batch: _Batch, thread_id: int, replies: Sequence[_Reply]) -> None:
        """Count new replies under the first message and tell those who follow the thread."""
        room = replies[0].room
        starter = replies[0].root["user_id"]
        let_starter_follow(batch.transaction, room["id"], thread_id, starter)
        for reply in replies:
            message = reply.posted.message
            for user_id in reply.mentions.user_ids:
                read_to = message.id - 1
                call_in(batch.transaction, room["id"], thread_id, user_id, read_to=read_to)
            user_id = message.user_id
            follow(batch.transaction, room["id"], thread_id, user_id, read_to=message.id)
        last = replies[-1].posted
        seq = batch.next_seq(room["id"])
        count = len(replies)
        last.changed = (grow(batch.transaction, thread_id, replies=count, seq=seq, now=batch.now),)
        last.told = tuple(markers(batch.transaction, thread_id))
        for reply in replies:
            followers = [user_id for user_id, _ in last.told]
            author = reply.posted.message.user_id
            reply.posted.alert = self._alert(batch, reply.room, followers, author)


def _insert(batch: _Batch, draft: Draft, seq: int, mentions: Mentions) -> int:
    row = batch.transaction.fetch_one(
        INSERT,
        room_id=draft.room_id,
        seq=seq,
        user_id=draft.user.user_id,
        username=draft.user.username,
        content=draft.content,
        html=draft.html,
        reply_to=draft.reply_to,
        now=batch.now,
        client_id=draft.client_id,
        mentions=" ".join(mentions.names),
        thread_id=draft.thread_id,
        poll=None if draft.poll is None else msgspec.json.encode(draft.poll).decode(),
    )
    assert row is not None  # INSERT … RETURNING
    message_id: int = row["id"]
    message_search.index(batch.transaction, message_id, draft.content)
    store_mentions(batch.transaction, draft.room_id, message_id, mentions)
    return message_id


def _stored(batch: _Batch, draft: Draft) -> Message | None:
    """Return the message that this client_id made before. Raises ClientIdReused."""
    row = batch.transaction.fetch_one(STORED, user_id=draft.user.user_id, client_id=draft.client_id)
    if row is None:
        return None
    message = message_from(row)
    was_changed = message.is_deleted or message.edited_at is not None
    is_same = was_changed or (
        message.content == draft.content and _asks_the_same(message.poll, draft.poll)
    )
    places = (row["room_id"], row["reply_to_id"], row["thread_id"])
    if not is_same or places != (draft.room_id, draft.reply_to, draft.thread_id):
        raise ClientIdReused(field="client_id")
    return message


def _asks_the_same(stored: Poll | msgspec.UnsetType, asked: Poll | None) -> bool:
    if not isinstance(stored, Poll) or asked is None:
        return not isinstance(stored, Poll) and asked is None
    options = [option.text for option in asked.options]
    return [one.text for one in stored.options] == options and stored.multiple == asked.multiple


def _reply_preview(batch: _Batch, draft: Draft) -> ReplyPreview | msgspec.UnsetType:
    if draft.reply_to is None:
        return msgspec.UNSET
    row = batch.transaction.fetch_one(REPLIED, id=draft.reply_to, room_id=draft.room_id)
    if row is None:
        raise Invalid("There is no such message in this room.", field="reply_to")
    return ReplyPreview(
        id=row["id"],
        username=row["username"],
        display_name=row["display_name"] or row["username"],
        content="" if row["is_deleted"] else row["content"][:PREVIEW],
    )


INSERT = """
    INSERT INTO messages (room_id, seq, changed_seq, user_id, username, content, html,
                          message_type, reply_to_id, timestamp, is_deleted, client_id, mentions,
                          thread_id, poll)
    VALUES (:room_id, :seq, :seq, :user_id, :username, :content, :html,
            'text', :reply_to, :now, FALSE, :client_id, :mentions, :thread_id, :poll)
    RETURNING id
"""
STORED = f"{MESSAGES} WHERE messages.user_id = :user_id AND messages.client_id = :client_id"
REPLIED = """
    SELECT messages.id, messages.username, users.display_name, content, is_deleted
    FROM messages LEFT JOIN users ON users.user_id = messages.user_id
    WHERE messages.id = :id AND messages.room_id = :room_id AND message_type <> 'system'
"""
SET_SEQ = "UPDATE rooms SET last_seq = :seq WHERE id = :room_id"
ADVANCE_MARKER = """
    INSERT INTO message_read_status (user_id, room_id, last_read_message_id, last_read_at)
    VALUES (:user_id, :room_id, :message_id, :now)
    ON CONFLICT (user_id, room_id) DO UPDATE
    SET last_read_message_id = excluded.last_read_message_id, last_read_at = :now
    WHERE excluded.last_read_message_id > message_read_status.last_read_message_id
"""
"""Markers only advance."""
