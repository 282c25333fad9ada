"""The rows of one batch of messages: read together, numbered in order, written together.

SQLite runs a statement without Python's lock, and each one costs a hand-over of that lock: a
batch therefore takes a few statements for all of its messages, not a few for each.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agent import message_search
from agent.errors import ClientIdReused
from agent.mentions import Mentions, store_mentions
from agent.message_draft import Draft, message_of
from agent.models import Message, Poll, ReplyPreview
from agent.ports import Row, Transaction, Value
from agent.room_access import require
from agent.room_rows import MESSAGES, message_from
from agent.unread import ADVANCE, MARKER

_json = msgspec.json.Encoder()


class _Counters(msgspec.Struct):
    """Where a room stands: the number of its last change, and of its messages."""

    seq: int
    messages: int


class MessageBatch:
    """What one transaction knows and what it will write."""

    def __init__(self, transaction: Transaction, drafts: Sequence[Draft], now: str) -> None:
        self.transaction = transaction
        self.now = now
        self._rooms = _rooms(transaction, drafts)
        self._counters: dict[int, _Counters] = {}
        self._stored = _stored(transaction, drafts)
        self._last_id: int = transaction.fetch_all(LAST_ID)[0]["id"]
        self._rows: list[tuple[Value, ...]] = []
        self._mentions: list[tuple[int, int, Mentions]] = []
        self._markers: dict[tuple[str, int], int] = {}

    def room_of(self, draft: Draft) -> Row:
        """Return the room for a sender who may post in it. Raises NotFound, NotAMember."""
        room = self._rooms.get((draft.user.user_id, draft.room_id))
        return require(room, draft.user, "post")

    def stored(self, draft: Draft) -> Message | None:
        """Return the message that this client_id made before. Raises ClientIdReused."""
        if draft.client_id is None:
            return None
        message = self._stored.get((draft.user.user_id, draft.client_id))
        if message is not None and not _is_same(message, draft):
            raise ClientIdReused(field="client_id")
        return message

    def next_seq(self, room: Row) -> int:
        """Take the next number of the room's changes."""
        counters = self._count(room)
        counters.seq += 1
        return counters.seq

    def add(
        self,
        draft: Draft,
        room: Row,
        mentions: Mentions,
        preview: ReplyPreview | msgspec.UnsetType,
    ) -> Message:
        """Number a message and keep it for `write`."""
        counters = self._count(room)
        counters.seq += 1
        counters.messages += draft.thread_id is None
        self._last_id += 1
        user, message_id = draft.user, self._last_id
        message = message_of(
            draft,
            message_id,
            seq=counters.seq,
            now=self.now,
            names=mentions.names,
            preview=preview,
        )
        self._rows.append(
            (
                message_id,
                draft.room_id,
                counters.seq,
                counters.seq,
                counters.messages,
                user.user_id,
                user.username,
                draft.content,
                draft.html,
                "text",
                draft.reply_to,
                self.now,
                False,
                draft.client_id,
                " ".join(mentions.names),
                draft.thread_id,
                None if draft.poll is None else _json.encode(draft.poll).decode(),
            )
        )
        if draft.client_id is not None:
            self._stored[user.user_id, draft.client_id] = message
        if mentions.user_ids:
            self._mentions.append((draft.room_id, message_id, mentions))
        if draft.thread_id is None:
            self._markers[user.user_id, draft.room_id] = message_id
        return message

    def write(self) -> None:
        """Write all messages with their search rows, mentions and the senders' read markers."""
        if not self._rows:
            return
        self.transaction.insert(MESSAGE, self._rows)
        first, last = self._rows[0][0], self._rows[-1][0]
        self.transaction.execute(INDEX, first=first, last=last)
        message_search.merge(self.transaction, len(self._rows))
        for room_id, message_id, mentions in self._mentions:
            store_mentions(self.transaction, room_id, message_id, mentions)
        markers = [(*key, message_id, self.now) for key, message_id in self._markers.items()]
        self.transaction.insert(MARKER, markers, conflict=ADVANCE)

    def write_counters(self) -> None:
        """Write where each room stands; the last thing that a batch does."""
        for room_id, counters in self._counters.items():
            self.transaction.execute(
                SET_COUNTERS, room_id=room_id, seq=counters.seq, messages=counters.messages
            )

    def _count(self, room: Row) -> _Counters:
        room_id: int = room["id"]
        if (counters := self._counters.get(room_id)) is None:
            counters = _Counters(room["last_seq"], room["message_count"])
            self._counters[room_id] = counters
        return counters


def _rooms(transaction: Transaction, drafts: Sequence[Draft]) -> dict[tuple[str, int], Row]:
    senders = {(draft.user.user_id, draft.room_id) for draft in drafts}
    rows = transaction.fetch_all(ROOMS, senders=_json.encode(senders).decode())
    return {(row["sender"], row["id"]): row for row in rows}


def _stored(transaction: Transaction, drafts: Sequence[Draft]) -> dict[tuple[str, str], Message]:
    keys = [(draft.user.user_id, draft.client_id) for draft in drafts if draft.client_id]
    if not keys:
        return {}
    rows = transaction.fetch_all(STORED, keys=_json.encode(keys).decode())
    return {(row["user_id"], row["client_id"]): message_from(row) for row in rows}


def _is_same(stored: Message, draft: Draft) -> bool:
    was_changed = stored.is_deleted or stored.edited_at is not None
    is_same = was_changed or (
        stored.content == draft.content and _asks_the_same(stored.poll, draft.poll)
    )
    thread_id = None if isinstance(stored.thread_id, msgspec.UnsetType) else stored.thread_id
    places = (stored.room_id, stored.reply_to_id, thread_id)
    return is_same and places == (draft.room_id, draft.reply_to, draft.thread_id)


def _asks_the_same(stored: Poll | msgspec.UnsetType, asked: Poll | None) -> bool:
    if not isinstance(stored, Poll) or asked is None:
        return not isinstance(stored, Poll) and asked is None
    options = [option.text for option in asked.options]
    return [one.text for one in stored.options] == options and stored.multiple == asked.multiple


ROOMS = """
    WITH senders AS (
        SELECT json_extract(value, '$[0]') AS user_id, json_extract(value, '$[1]') AS room_id
        FROM json_each(:senders))
    SELECT senders.user_id AS sender, rooms.*, room_members.role, room_members.muted_until
    FROM senders
    JOIN rooms ON rooms.id = senders.room_id AND rooms.is_active
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = senders.user_id
         AND room_members.is_active
"""
"""The rooms of a batch as their senders see them (`room_access.ROOM` for many)."""

STORED = f"""
    {MESSAGES}
    WHERE messages.id IN (
        SELECT known.id FROM json_each(:keys) AS key
        JOIN messages AS known ON known.user_id = json_extract(key.value, '$[0]')
                              AND known.client_id = json_extract(key.value, '$[1]'))
"""
LAST_ID = "SELECT COALESCE(MAX(id), 0) AS id FROM messages"
"""Messages are never removed, and there is one writer: the next one is free."""

MESSAGE = """
    messages (id, room_id, seq, changed_seq, number, user_id, username, content, html,
              message_type, reply_to_id, timestamp, is_deleted, client_id, mentions, thread_id,
              poll)
"""
INDEX = """
    INSERT INTO message_search (rowid, content, room_id)
    SELECT id, content, room_id FROM messages WHERE id BETWEEN :first AND :last
"""
SET_COUNTERS = "UPDATE rooms SET last_seq = :seq, message_count = :messages WHERE id = :room_id"
