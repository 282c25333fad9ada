"""Writes a batch of messages: the one function between a draft and the disk."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agent import message_search
from agent.errors import ClientIdReused, Invalid, KnowledgeServerError
from agent.mentions import mentioned_members, store_mentions
from agent.models import Message, ReplyPreview, User
from agent.ports import Clock, Row, Transaction
from agent.room_access import access_within
from agent.room_rows import MESSAGES, PREVIEW, message_from
from agent.slow_mode import SlowMode, require_may_post


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way to the disk."""

    user: User
    room_id: int
    content: str
    html: str | None = None
    reply_to: int | None = None
    client_id: str | None = None


class Posted(msgspec.Struct, frozen=True):
    """A stored message; `is_new` is False when its client_id had been stored before."""

    message: Message
    is_new: bool


class _Batch:
    """What one transaction knows already: each room's counter, each sender's right."""

    def __init__(self, transaction: Transaction, now: str, slow_mode: SlowMode) -> None:
        self.transaction = transaction
        self.slow_mode = slow_mode
        self.now = now
        self.seqs: dict[int, int] = {}
        self.read: dict[tuple[str, int], int] = {}
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
    """Stores drafts: message, mentions, the sender's read marker, the room's counter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._slow_mode = SlowMode(clock)

    def enter(
        self, transaction: Transaction, drafts: Sequence[Draft]
    ) -> list[Posted | KnowledgeServerError]:
        """Store a batch in order; a draft that may not be is answered with its error."""
        batch = _Batch(transaction, self._clock.now(), self._slow_mode)
        results: list[Posted | KnowledgeServerError] = []
        for draft in drafts:
            try:
                results.append(_enter(batch, draft))
            except KnowledgeServerError as error:
                results.append(error)
        _finish(batch)
        return results


def _enter(batch: _Batch, draft: Draft) -> Posted:
    room = batch.require_post(draft)
    if draft.client_id is not None and (stored := _stored(batch, draft)) is not None:
        return Posted(stored, is_new=False)
    require_may_post(room, draft.user)
    batch.slow_mode.require(room, draft.user)
    preview = _reply_preview(batch, draft)
    mentioned = mentioned_members(
        batch.transaction, draft.room_id, draft.content, author=draft.user
    )
    names = tuple(row["username"] for row in mentioned)
    seq = batch.next_seq(draft.room_id)
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
        mentions=" ".join(names),
    )
    assert row is not None  # INSERT … RETURNING
    message_search.index(batch.transaction, row["id"], draft.content)
    store_mentions(batch.transaction, draft.room_id, row["id"], mentioned)
    batch.slow_mode.note(room, draft.user)
    batch.read[draft.user.user_id, draft.room_id] = row["id"]
    message = Message(
        id=row["id"],
        room_id=draft.room_id,
        seq=seq,
        user_id=draft.user.user_id,
        username=draft.user.username,
        display_name=draft.user.display_name,
        is_agent=draft.user.is_agent,
        content=draft.content,
        html=msgspec.UNSET if draft.html is None else draft.html,
        message_type="text",
        reply_to_id=draft.reply_to,
        timestamp=batch.now,
        client_id=draft.client_id,
        mentions=names,
        reply_preview=preview,
    )
    return Posted(message, is_new=True)


def _stored(batch: _Batch, draft: Draft) -> Message | None:
    """Return the message that this client_id made before. Raises ClientIdReused."""
    row = batch.transaction.fetch_one(STORED, user_id=draft.user.user_id, client_id=draft.client_id)
    if row is None:
        return None
    message = message_from(row)
    was_changed = message.is_deleted or message.edited_at is not None
    is_same = was_changed or message.content == draft.content
    if message.room_id != draft.room_id or not is_same or message.reply_to_id != draft.reply_to:
        raise ClientIdReused(field="client_id")
    return message


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


def _finish(batch: _Batch) -> None:
    for room_id, seq in batch.seqs.items():
        batch.transaction.execute(SET_SEQ, room_id=room_id, seq=seq)
    for (user_id, room_id), message_id in batch.read.items():
        batch.transaction.execute(
            ADVANCE_MARKER, user_id=user_id, room_id=room_id, message_id=message_id, now=batch.now
        )


INSERT = """
    INSERT INTO messages (room_id, seq, changed_seq, user_id, username, content, html,
                          message_type, reply_to_id, timestamp, is_deleted, client_id, mentions)
    VALUES (:room_id, :seq, :seq, :user_id, :username, :content, :html,
            'text', :reply_to, :now, FALSE, :client_id, :mentions)
    RETURNING id
"""
STORED = f"{MESSAGES} WHERE messages.user_id = :user_id AND messages.client_id = :client_id"
REPLIED = """
    SELECT messages.id, messages.username, users.display_name, content, is_deleted
    FROM messages LEFT JOIN users ON users.user_id = messages.user_id
    WHERE messages.id = :id AND messages.room_id = :room_id
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
