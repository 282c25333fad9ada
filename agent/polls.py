"""Polls: a message with answers to choose from."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from agent.errors import Conflict, Forbidden, Invalid, NotFound
from agent.message_changes import MessageChanges
from agent.models import Message, Poll, PollOption, User
from agent.permissions import can
from agent.ports import Clock, Row, Transaction
from agent.room_rows import poll_from

FEWEST, MOST = 2, 10
OPTION_LIMIT = 100


class Polls:
    """Counts votes; everybody sees who chose what."""

    def __init__(self, changes: MessageChanges, clock: Clock) -> None:
        self._changes = changes
        self._clock = clock

    async def vote(self, message_id: int, user: User, choices: Sequence[int]) -> Message:
        """Choose answers by place, from 0; what was chosen before is taken back.

        Raises NotFound, NotAMember, Invalid for a choice that there is not, Conflict once closed.
        """
        chosen = sorted(set(choices))

        def change(transaction: Transaction, row: Row, _room: Row) -> str | None:
            poll = _open_poll(row)
            if len(chosen) > 1 and not poll.multiple:
                raise Invalid("This poll takes one answer.", field="choices")
            if any(not 0 <= choice < len(poll.options) for choice in chosen):
                raise Invalid("There is no such answer.", field="choices")
            before = transaction.fetch_all(CHOSEN, message_id=message_id, user_id=user.user_id)
            if [one["choice"] for one in before] == chosen:
                return None
            transaction.execute(TAKE_BACK, message_id=message_id, user_id=user.user_id)
            transaction.execute(
                VOTE,
                message_id=message_id,
                user_id=user.user_id,
                username=user.username,
                choices=json.dumps(chosen),
                now=self._clock.now(),
            )
            _store(transaction, message_id, _counted(transaction, message_id, poll))
            return "voted"

        return await self._changes.apply(message_id, user, change)

    async def close(self, message_id: int, user: User) -> Message:
        """Take no more votes; for its author, moderators and up. Raises Forbidden, Conflict."""

        def change(transaction: Transaction, row: Row, room: Row) -> str | None:
            poll = _open_poll(row)
            is_moderator = can(room["role"], "moderate", room["room_type"], server_role=user.role)
            if row["user_id"] != user.user_id and not is_moderator:
                raise Forbidden("Only its author or a moderator may close a poll.")
            closed = msgspec.structs.replace(poll, closed_at=self._clock.now())
            _store(transaction, message_id, closed)
            return "voted"

        return await self._changes.apply(message_id, user, change)


def poll_of(options: Sequence[str], *, multiple: bool = False) -> Poll:
    """Return a poll without votes. Raises Invalid for too few, too many, empty or equal answers."""
    texts = [option.strip() for option in options]
    if not FEWEST <= len(texts) <= MOST:
        raise Invalid(f"A poll has {FEWEST} to {MOST} answers.", field="options")
    if len({text.casefold() for text in texts}) < len(texts):
        raise Invalid("Two answers are the same.", field="options")
    if not all(1 <= len(text) <= OPTION_LIMIT and text.isprintable() for text in texts):
        raise Invalid(f"An answer is one line of 1 to {OPTION_LIMIT} characters.", field="options")
    return Poll(options=tuple(PollOption(text=text) for text in texts), multiple=multiple)


CHOSEN = """
    SELECT choice FROM poll_votes
    WHERE message_id = :message_id AND user_id = :user_id ORDER BY choice
"""
TAKE_BACK = "DELETE FROM poll_votes WHERE message_id = :message_id AND user_id = :user_id"
VOTE = """
    INSERT INTO poll_votes (message_id, user_id, choice, username, voted_at)
    SELECT :message_id, :user_id, value, :username, :now FROM json_each(:choices)
"""
VOTES = """
    SELECT choice, username FROM poll_votes
    WHERE message_id = :message_id ORDER BY voted_at, username
"""
SET_POLL = "UPDATE messages SET poll = :poll WHERE id = :message_id"


def _open_poll(row: Row) -> Poll:
    poll = poll_from(row["poll"])
    if not isinstance(poll, Poll):
        raise NotFound("This message is no poll.")
    if poll.closed_at is not None:
        raise Conflict("This poll is closed.")
    return poll


def _counted(transaction: Transaction, message_id: int, poll: Poll) -> Poll:
    votes: list[list[str]] = [[] for _ in poll.options]
    for row in transaction.fetch_all(VOTES, message_id=message_id):
        votes[row["choice"]].append(row["username"])
    options = tuple(
        PollOption(text=option.text, count=len(names), usernames=tuple(names))
        for option, names in zip(poll.options, votes, strict=True)
    )
    return msgspec.structs.replace(poll, options=options)


def _store(transaction: Transaction, message_id: int, poll: Poll) -> None:
    text = msgspec.json.encode(poll).decode()
    transaction.execute(SET_POLL, message_id=message_id, poll=text)
