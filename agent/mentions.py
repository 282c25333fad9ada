"""Who a text names: people, `@room` (everybody in it) and `@here` (those who are present)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import msgspec

from agent.models import User
from agent.permissions import can
from agent.ports import Row, Transaction

MENTION = re.compile(r"(?<![\w@])@([a-z0-9._-]{2,32})", re.IGNORECASE)
MENTIONS_LIMIT = 50
ROOM, HERE = "room", "here"

IsPresent = Callable[[str], bool]
"""user_id -> whether that account is seen as present; asked from the writer's thread."""


class Mentions(msgspec.Struct, frozen=True):
    """The names as the message shows them, and the accounts that are meant."""

    names: tuple[str, ...] = ()
    user_ids: tuple[str, ...] = ()


NOBODY = Mentions()


def find_mentions(
    transaction: Transaction, room: Row, content: str, *, author: User, is_present: IsPresent
) -> Mentions:
    """Return whom the text names among the members, without its author.

    `room` is a row of room_access as its author sees it: not everybody may call everybody.
    """
    if "@" not in content:
        return NOBODY
    given = list(dict.fromkeys(name.lower().rstrip(".") for name in MENTION.findall(content)))
    names, user_ids = [], []
    for name in given[:MENTIONS_LIMIT]:
        row = transaction.fetch_one(MEMBER, room_id=room["id"], username=name)
        if row is not None and row["user_id"] != author.user_id:
            names.append(name)
            user_ids.append(row["user_id"])
    wide = [name for name in (ROOM, HERE) if name in given]
    if wide and can(room["role"], "mention_all", room["room_type"], server_role=author.role):
        everybody = [
            row["user_id"]
            for row in transaction.fetch_all(PEOPLE, room_id=room["id"], author=author.user_id)
            if ROOM in wide or is_present(row["user_id"])
        ]
        names += wide
        user_ids = list(dict.fromkeys(user_ids + everybody))
    return Mentions(tuple(names), tuple(user_ids))


def store_mentions(
    transaction: Transaction, room_id: int, message_id: int, mentions: Mentions
) -> None:
    """Count the message among the mentions of everybody who is meant."""
    if mentions.user_ids:
        user_ids = json.dumps(mentions.user_ids)
        transaction.execute(INSERT, user_ids=user_ids, room_id=room_id, message_id=message_id)


def forget_mentions(transaction: Transaction, room_id: int, message_id: int) -> None:
    """Count the message among nobody's mentions."""
    transaction.execute(DELETE, room_id=room_id, message_id=message_id)


MEMBER = """
    SELECT room_members.user_id
    FROM users JOIN room_members ON room_members.user_id = users.user_id
    WHERE users.username = :username AND room_members.room_id = :room_id
      AND room_members.is_active
"""
PEOPLE = """
    SELECT room_members.user_id
    FROM room_members JOIN users ON users.user_id = room_members.user_id
    WHERE room_members.room_id = :room_id AND room_members.is_active
      AND room_members.user_id <> :author AND users.is_active AND NOT users.is_agent
"""
INSERT = """
    INSERT INTO message_mentions (user_id, room_id, message_id)
    SELECT value, :room_id, :message_id FROM json_each(:user_ids) WHERE TRUE
    ON CONFLICT DO NOTHING
"""
DELETE = """
    DELETE FROM message_mentions
    WHERE room_id = :room_id AND message_id = :message_id
      AND user_id IN (SELECT user_id FROM room_members WHERE room_id = :room_id)
"""
