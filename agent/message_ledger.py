"""Writes a batch of messages: the one function between a draft and the disk."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agent.errors import Invalid, KnowledgeServerError, RateLimited
from agent.events import MessageUpdatedEvent, ThreadMarkerEvent
from agent.mentions import IsPresent, Mentions, find_mentions
from agent.message_batch import MessageBatch
from agent.message_draft import Draft
from agent.models import Message, ReplyPreview
from agent.notification_levels import NotificationLevels
from agent.ports import Clock, Row, Transaction
from agent.posting_rules import SlowMode, require_may_post
from agent.rate_limit import TokenBuckets
from agent.room_rows import PREVIEW
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
        batch = MessageBatch(transaction, drafts, self._clock.now())
        self._slow_mode.begin()
        replies: dict[int, list[_Reply]] = {}
        results: list[Posted | KnowledgeServerError] = []
        for draft in drafts:
            try:
                results.append(self._enter(batch, draft, replies))
            except KnowledgeServerError as error:
                results.append(error)
        batch.write()
        for thread_id, its_replies in replies.items():
            self._grow(batch, thread_id, its_replies)
        batch.write_counters()
        self._slow_mode.keep()
        return results

    def _enter(self, batch: MessageBatch, draft: Draft, replies: dict[int, list[_Reply]]) -> Posted:
        room = batch.room_of(draft)
        if (stored := batch.stored(draft)) is not None:
            return Posted(stored, is_new=False)
        self._require_now(batch, room, draft)
        preview = _reply_preview(batch, draft)
        root = draft.thread_id and require_root(batch.transaction, room["id"], draft.thread_id)
        mentions = find_mentions(
            batch.transaction, room, draft.content, author=draft.user, is_present=self._is_present
        )
        self._slow_mode.note(room, draft.user)
        posted = Posted(batch.add(draft, room, mentions, preview), is_new=True)
        if root:
            replies.setdefault(root["id"], []).append(_Reply(posted, room, root, mentions))
        else:
            posted.alert = self._alert(batch, room, mentions.user_ids, draft.user.user_id)
        return posted

    def _require_now(self, batch: MessageBatch, room: Row, draft: Draft) -> None:
        """Raise unless the room takes this sender's message at this moment."""
        require_may_post(room, draft.user, batch.now)
        self._slow_mode.require(room, draft.user)
        if wait := self._room_limits.take(str(draft.room_id)):
            detail = "This room gets too many messages at once."
            raise RateLimited(detail, retry_after=round(wait, 3))

    def _alert(
        self, batch: MessageBatch, room: Row, concerned: Sequence[str], author: str
    ) -> Alert | None:
        user_ids = self._levels.wanted(batch.transaction, room, concerned, author=author)
        name = "" if room["room_type"] == "direct" else room["name"]
        return Alert(name, user_ids) if user_ids else None

    def _grow(self, batch: MessageBatch, thread_id: int, replies: Sequence[_Reply]) -> None:
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
        seq = batch.next_seq(room)
        count = len(replies)
        last.changed = (grow(batch.transaction, thread_id, replies=count, seq=seq, now=batch.now),)
        last.told = tuple(markers(batch.transaction, thread_id))
        for reply in replies:
            followers = [user_id for user_id, _ in last.told]
            author = reply.posted.message.user_id
            reply.posted.alert = self._alert(batch, reply.room, followers, author)


def _reply_preview(batch: MessageBatch, draft: Draft) -> ReplyPreview | msgspec.UnsetType:
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


REPLIED = """
    SELECT messages.id, messages.username, users.display_name, content, is_deleted
    FROM messages LEFT JOIN users ON users.user_id = messages.user_id
    WHERE messages.id = :id AND messages.room_id = :room_id AND message_type <> 'system'
"""
