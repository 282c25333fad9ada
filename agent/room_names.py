"""What a new room may be called, and the row that it becomes."""

from __future__ import annotations

import unicodedata
from typing import Annotated

import msgspec

from agent.emoji_names import emoji_in
from agent.errors import Invalid, NameTaken
from agent.look_alikes import look_of
from agent.models import MEMBERS_LIMIT, length, one_of
from agent.ports import Transaction

NAME_LIMIT, DESCRIPTION_LIMIT, TOPIC_LIMIT, ICON_LIMIT = 100, 1000, 200, 10
RESERVED = ("dm:", "deleted:")
ROOM_TYPES = ("public", "private", "admin")
"""Of rooms that people make; a direct one is made by opening it."""

MaxMembers = Annotated[
    int, msgspec.Meta(extra_json_schema={"minimum": 1, "maximum": MEMBERS_LIMIT})
]
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


class RoomDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A room to be made."""

    name: Annotated[str, length(NAME_LIMIT)]
    description: Annotated[str, length(DESCRIPTION_LIMIT, shortest=0)] = ""
    room_type: Annotated[str, one_of(*ROOM_TYPES)] = "public"
    max_members: MaxMembers = 100
    icon: Annotated[str, length(ICON_LIMIT)] = "💬"


def checked(draft: RoomDraft) -> RoomDraft:
    """Return the draft with its name trimmed. Raises Invalid with the field."""
    name = draft.name.strip()
    hidden = any(unicodedata.category(letter) in _HIDDEN for letter in name)
    if not 1 <= len(name) <= NAME_LIMIT or hidden or not name_key(name).strip():
        raise Invalid(f"A room's name is 1 to {NAME_LIMIT} visible characters.", field="name")
    if name_key(name).startswith(RESERVED):
        raise Invalid("Names that begin with dm: or deleted: are the server's own.", field="name")
    if draft.room_type not in ROOM_TYPES:
        raise Invalid("A room is public, private or admin.", field="room_type")
    if len(draft.description) > DESCRIPTION_LIMIT or "\0" in draft.description:
        raise Invalid(
            f"A description is at most {DESCRIPTION_LIMIT} characters, without NUL.",
            field="description",
        )
    if not 1 <= len(draft.icon) <= ICON_LIMIT or emoji_in(draft.icon) is None:
        raise Invalid("An icon is one emoji.", field="icon")
    if not 1 <= draft.max_members <= MEMBERS_LIMIT:
        raise Invalid(f"max_members is 1 to {MEMBERS_LIMIT}.", field="max_members")
    return msgspec.structs.replace(draft, name=name, description=draft.description.strip())


def check_topic(topic: str) -> None:
    """Raise Invalid unless the text may be a room's topic."""
    if len(topic) > TOPIC_LIMIT or not topic.isprintable():
        raise Invalid(f"A topic is one line of {TOPIC_LIMIT} characters.", field="topic")


def insert_room(transaction: Transaction, draft: RoomDraft, *, created_by: str, now: str) -> int:
    """Store a room without members and return its id. Raises NameTaken."""
    look = "" if draft.room_type == "direct" else free_look(transaction, draft.name)
    row = transaction.fetch_one(
        INSERT,
        name=draft.name,
        name_key=name_key(draft.name),
        look=look,
        description=draft.description,
        icon=draft.icon,
        room_type=draft.room_type,
        created_by=created_by,
        now=now,
        max_members=draft.max_members,
    )
    if row is None:
        raise NameTaken("There is a room of this name.", field="name")
    return int(row["id"])


def free_look(transaction: Transaction, name: str, *, of_room: int = 0) -> str:
    """Return what the name looks like. Raises NameTaken when another room looks the same."""
    look = look_of(name)
    if (row := transaction.fetch_one(SAME_LOOK, look=look, room_id=of_room)) is not None:
        is_same = row["name_key"] == name_key(name)
        said = "of this name" if is_same else "whose name looks the same"
        raise NameTaken(f"There is a room {said}.", field="name")
    return look


def name_key(name: str) -> str:
    """Fold a name so that two that differ only in case or width are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


SAME_LOOK = """
    SELECT name_key FROM rooms WHERE look = :look AND look <> '' AND is_active AND id <> :room_id
"""
INSERT = """
    INSERT INTO rooms (name, name_key, look, description, topic, icon, room_type, created_by,
                       created_at, updated_at, max_members, member_count, is_active, epoch,
                       last_seq, changed_seq)
    VALUES (:name, :name_key, :look, :description, '', :icon, :room_type, :created_by, :now,
            :now, :max_members, 0, TRUE, (SELECT COALESCE(MAX(epoch), 1) FROM rooms), 0, 0)
    ON CONFLICT DO NOTHING
    RETURNING id
"""
