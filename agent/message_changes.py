"""Edits, deletions and reactions: what happens to a message after it was posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from agent import message_search
from agent.connections import user_topic
from agent.emoji_names import CUSTOM, emoji_in, resolve
from agent.errors import Forbidden, Invalid, NotFound
from agent.events import MessageUpdatedEvent, ThreadMarkerEvent
from agent.mentions import IsPresent, find_mentions, forget_mentions, store_mentions
from agent.message_manager import check_content
from agent.models import Message, Reaction, User
from agent.permissions import Action, can
from agent.ports import Clock, Database, Row, Transaction, Value
from agent.posting_rules import require_may_change
from agent.rate_limit import TokenBuckets
from agent.rendering import Rendering
from agent.room_access import access, access_within
from agent.room_connections import RoomConnectionManager
from agent.room_counter import next_seq
from agent.room_rows import MESSAGES, message_from
from agent.thread_rows import grow, markers
from agent.unread import COUNT_DELETED

EMOJI_LIMIT = 80
"""Characters of a reaction as it is sent: the longest shortcode has 78."""
EMOJI_KINDS = 20
"""Different emoji under one message."""
EDITS_SHOWN = 100
"""Earlier texts of one message; all are kept."""

Change = Callable[[Transaction, Row, Row], str | None]
"""(transaction, message, room) -> what changed, for the event; None when nothing did."""


class _Applied(msgspec.Struct, frozen=True):
    """A message after a change, and what follows the commit; nothing when it stayed as it was."""

    message: Message
    changed: Sequence[MessageUpdatedEvent] = ()
    told: Sequence[tuple[str, ThreadMarkerEvent]] = ()


class MessageChanges:
    """Each change takes the room's next number and goes to everyone as the whole message."""

    def __init__(
        self,
        database: Database,
        connections: RoomConnectionManager,
        clock: Clock,
        rendering: Rendering,
        *,
        is_present: IsPresent,
        limits: TokenBuckets,
    ) -> None:
        self._limits = limits
        self._database = database
        self._rendering = rendering
        self._connections = connections
        self._clock = clock
        self._is_present = is_present

    async def edit(self, message_id: int, user: User, content: str) -> Message:
        """Replace the author's text; the earlier one is kept. Raises Forbidden, NotFound."""
        check_content(content)
        html = await self._rendering.html(content)

        def change(transaction: Transaction, row: Row, room: Row) -> str | None:
            if row["user_id"] != user.user_id:
                raise Forbidden("Only its author may edit a message.")
            if row["poll"] is not None:
                raise Forbidden("A poll cannot be edited: people have read its question.")
            if row["content"] == content:
                return None
            room_id, now = room["id"], self._clock.now()
            written_at = row["edited_at"] or row["timestamp"]
            transaction.execute(
                KEEP_TEXT, message_id=message_id, content=row["content"], written_at=written_at
            )
            message_search.replace(transaction, room_id, message_id, row["content"], content)
            forget_mentions(transaction, room_id, message_id)
            mentions = find_mentions(
                transaction, room, content, author=user, is_present=self._is_present
            )
            store_mentions(transaction, room_id, message_id, mentions)
            names = " ".join(mentions.names)
            transaction.execute(
                SET_TEXT, message_id=message_id, content=content, html=html, mentions=names, now=now
            )
            return "edited"

        return await self.apply(message_id, user, change)

    async def delete(self, message_id: int, user: User) -> None:
        """Leave an empty place; text, earlier texts, reactions and previews of it are erased.

        For its author, moderators and up. Raises Forbidden, NotFound.
        """

        def change(transaction: Transaction, row: Row, room: Row) -> str | None:
            is_own = row["user_id"] == user.user_id
            role = room["role"]
            if not is_own and not can(role, "moderate", room["room_type"], server_role=user.role):
                raise Forbidden("Only its author or a moderator may delete a message.")
            message_search.replace(transaction, room["id"], message_id, row["content"], "")
            for statement in ERASE:
                transaction.execute(statement, message_id=message_id)
            transaction.execute(COUNT_DELETED, message_id=message_id)
            forget_mentions(transaction, room["id"], message_id)
            return "deleted"

        await self.apply(message_id, user, change, is_erasing=True)

    async def react(
        self, message_id: int, user: User, emoji: str, *, on: bool | None = None
    ) -> Message:
        """Add or take back a reaction; without `on` it toggles. Raises Invalid, NotFound.

        A standard shortcode is stored as its emoji. One of an emoji that was the server's own
        can still be taken back.
        """
        emoji = _check_emoji(emoji)
        given: dict[str, Value] = {
            "message_id": message_id,
            "emoji": emoji,
            "user_id": user.user_id,
        }

        def change(transaction: Transaction, _row: Row, _room: Row) -> str | None:
            if on is False or (on is None and transaction.fetch_one(REACTED, **given)):
                changed = transaction.execute(UNREACT, **given)
            elif emoji.startswith(":") and emoji[1:-1] not in self._rendering.emoji():
                raise Invalid("There is no emoji of this name.", field="emoji")
            else:
                now = self._clock.now()
                changed = transaction.execute(REACT, **given, username=user.username, now=now)
            if not changed:
                return None
            reactions = _reactions(transaction.fetch_all(REACTIONS, message_id=message_id))
            if len(reactions) > EMOJI_KINDS:
                raise Invalid(f"At most {EMOJI_KINDS} different emoji.", field="emoji")
            text = msgspec.json.encode(reactions).decode()
            transaction.execute(SET_REACTIONS, message_id=message_id, reactions=text)
            return "reacted"

        return await self.apply(message_id, user, change)

    async def edits(self, message_id: int, user: User) -> list[Row]:
        """Return the last earlier texts (content, written_at), oldest first. Raises NotFound."""
        row = await self._database.fetch_one(BY_ID, message_id=message_id)
        if row is None or row["is_deleted"]:
            raise NotFound
        await access(self._database, row["room_id"], user)
        latest = await self._database.fetch_all(EDITS, message_id=message_id)
        return list(reversed(latest))

    async def apply(
        self, message_id: int, user: User, change: Change, *, is_erasing: bool = False
    ) -> Message:
        """Change a message of a room in which the user may write, and tell everybody.

        Raises NotFound, NotAMember, RateLimited; RoomArchived and Muted too, unless text is only
        erased.
        """
        self._limits.spend(user.user_id)

        def act(transaction: Transaction) -> _Applied:
            row, room = self._find(transaction, message_id, user, "post")
            if not is_erasing:
                require_may_change(room, self._clock.now())
            kind = change(transaction, row, room)
            if kind is None:
                return _Applied(message_from(row))
            changed = [self._renumber(transaction, message_id, kind)]
            if kind not in ("deleted", "edited"):
                return _Applied(changed[0].message, changed)
            # Replies quote this text, and a thread counts it.
            replies = transaction.fetch_all(REPLIES, message_id=message_id)
            changed += [self._renumber(transaction, reply["id"], "preview") for reply in replies]
            told = self._recount(transaction, row, changed, is_gone=kind == "deleted")
            return _Applied(changed[0].message, changed, told)

        applied = await self._database.write(act, then=self._publish)
        if not is_erasing:  # each reply that quotes the message goes to everybody, too
            self._limits.charge(user.user_id, len(applied.changed) - 1)
        return applied.message

    def _publish(self, applied: _Applied) -> None:
        if applied.changed:
            self._connections.broadcast_to_room(applied.message.room_id, *applied.changed)
        for user_id, marker in applied.told:
            self._connections.publish(user_topic(user_id), marker)

    def _recount(
        self,
        transaction: Transaction,
        row: Row,
        changed: list[MessageUpdatedEvent],
        *,
        is_gone: bool,
    ) -> list[tuple[str, ThreadMarkerEvent]]:
        """Return where those stand who follow the thread of a message that changed."""
        thread_id = row["thread_id"]
        if thread_id is None:
            return []
        if is_gone:
            seq = next_seq(transaction, row["room_id"])["last_seq"]
            changed.append(grow(transaction, thread_id, replies=-1, seq=seq, now=None))
        return markers(transaction, thread_id)

    def _find(
        self, transaction: Transaction, message_id: int, user: User, action: Action
    ) -> tuple[Row, Row]:
        row = transaction.fetch_one(BY_ID, message_id=message_id)
        if row is None:
            raise NotFound
        room = access_within(transaction, row["room_id"], user, "read")
        if row["is_deleted"]:
            raise NotFound
        room = access_within(transaction, row["room_id"], user, action)
        if row["message_type"] == "system":
            raise Forbidden("What the server wrote stays as it is.")
        return row, room

    def _renumber(
        self, transaction: Transaction, message_id: int, kind: str
    ) -> MessageUpdatedEvent:
        row = transaction.fetch_one(BY_ID, message_id=message_id)
        assert row is not None  # found above, and messages are never removed
        seq = next_seq(transaction, row["room_id"])["last_seq"]
        transaction.execute(SET_CHANGED, message_id=message_id, seq=seq)
        return MessageUpdatedEvent(
            room_id=row["room_id"], seq=seq, change=kind, message=message_from(row)
        )


BY_ID = f"{MESSAGES} WHERE messages.id = :message_id"
REPLIES = "SELECT id FROM messages WHERE reply_to_id = :message_id ORDER BY id"
SET_CHANGED = "UPDATE messages SET changed_seq = :seq WHERE id = :message_id"
KEEP_TEXT = """
    INSERT INTO message_edits (message_id, content, written_at)
    VALUES (:message_id, :content, :written_at)
"""
SET_TEXT = """
    UPDATE messages SET content = :content, html = :html, mentions = :mentions, edited_at = :now
    WHERE id = :message_id
"""
ERASE = (
    "DELETE FROM message_edits WHERE message_id = :message_id",
    "DELETE FROM message_reactions WHERE message_id = :message_id",
    "DELETE FROM poll_votes WHERE message_id = :message_id",
    """
    UPDATE messages
    SET content = '', html = NULL, mentions = '', reactions = '[]', is_deleted = TRUE,
        pinned_at = NULL, poll = NULL
    WHERE id = :message_id
    """,
)
EDITS = f"""
    SELECT content, written_at FROM message_edits WHERE message_id = :message_id
    ORDER BY id DESC LIMIT {EDITS_SHOWN}
"""
_REACTION = "message_id = :message_id AND emoji = :emoji AND user_id = :user_id"
REACTED = f"SELECT 1 FROM message_reactions WHERE {_REACTION}"
UNREACT = f"DELETE FROM message_reactions WHERE {_REACTION}"
REACT = """
    INSERT INTO message_reactions (message_id, emoji, user_id, username, given_at)
    VALUES (:message_id, :emoji, :user_id, :username, :now)
    ON CONFLICT DO NOTHING
"""
REACTIONS = """
    SELECT emoji, username FROM message_reactions
    WHERE message_id = :message_id ORDER BY given_at, emoji, username
"""
SET_REACTIONS = "UPDATE messages SET reactions = :reactions WHERE id = :message_id"


def _reactions(rows: Sequence[Row]) -> list[Reaction]:
    by_emoji: dict[str, list[str]] = {}
    for row in rows:
        by_emoji.setdefault(row["emoji"], []).append(row["username"])
    return [
        Reaction(emoji=emoji, count=len(names), usernames=tuple(names))
        for emoji, names in by_emoji.items()
    ]


def _check_emoji(given: str) -> str:
    """Return the emoji, or the shortcode of one that may be the server's own."""
    if 1 <= len(given) <= EMOJI_LIMIT:
        if emoji := resolve(given) or emoji_in(given):
            return emoji
        if CUSTOM.fullmatch(given):
            return given
    raise Invalid("A reaction is one emoji.", field="emoji")
