"""Changes of a room itself: its settings, its end, and its return."""

from __future__ import annotations

from typing import Annotated

import msgspec

from agent.errors import Forbidden, Invalid, NameTaken
from agent.events import MessageEvent, RoomUpdatedEvent
from agent.models import User, length, one_of
from agent.ports import AfterCommit, Clock, Database, Row, Transaction
from agent.room_access import access_within, is_of_accounts
from agent.room_connections import RoomConnectionManager
from agent.room_counter import next_seq
from agent.room_limits import RoomLimits
from agent.room_names import (
    DESCRIPTION_LIMIT,
    ICON_LIMIT,
    NAME_LIMIT,
    ROOM_TYPES,
    TOPIC_LIMIT,
    MaxMembers,
    RoomDraft,
    check_topic,
    checked,
    free_look,
    name_key,
)
from agent.room_rows import shared_room_from
from agent.setting_words import described
from agent.system_messages import announce

SLOWEST = 21_600
MAY_POST = ("members", "moderators", "admins")


class RoomChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be changed; what is unset stays."""

    name: Annotated[str, length(NAME_LIMIT)] | None = None
    description: Annotated[str, length(DESCRIPTION_LIMIT, shortest=0)] | None = None
    topic: Annotated[str, length(TOPIC_LIMIT, shortest=0)] | None = None
    icon: Annotated[str, length(ICON_LIMIT)] | None = None
    max_members: MaxMembers | None = None
    room_type: Annotated[str, one_of(*ROOM_TYPES)] | None = None
    slow_mode: Annotated[int, msgspec.Meta(ge=0, le=SLOWEST)] | None = None
    who_may_post: Annotated[str, one_of(*MAY_POST)] | None = None
    is_archived: bool | None = None


class RoomSettings:
    """Updates, deletes and restores rooms; everybody in them learns it at once."""

    def __init__(
        self,
        database: Database,
        connections: RoomConnectionManager,
        clock: Clock,
        limits: RoomLimits,
    ) -> None:
        self._limits = limits
        self._database = database
        self._connections = connections
        self._clock = clock

    async def update(self, room_id: int, user: User, change: RoomChange) -> None:
        """Change settings. Raises NotFound, Forbidden, NotAMember, Invalid, NameTaken.

        RateLimited too.
        """
        self._limits.acts.spend(user.user_id)

        def act(transaction: Transaction) -> AfterCommit:
            room = access_within(transaction, room_id, user, "update")
            wanted = _wanted(room, change)
            if wanted["room_type"] == "admin" != room["room_type"]:
                _require_admins(transaction, room_id, user)
            key = name_key(str(wanted["name"]))
            if transaction.fetch_one(OTHER, room_id=room_id, name_key=key):
                raise NameTaken("There is a room of this name.", field="name")
            look = free_look(transaction, str(wanted["name"]), of_room=room_id)
            now, was = self._clock.now(), room["archived_at"]
            is_archived = was is not None if change.is_archived is None else change.is_archived
            turned = is_archived if is_archived != (was is not None) else None
            said = described(room, wanted, user.display_name, archived=turned)
            line = announce(transaction, room_id, user, said, now=now) if said else None
            seq = next_seq(transaction, room_id)["last_seq"]
            row = transaction.fetch_one(
                UPDATE,
                room_id=room_id,
                **wanted,
                name_key=key,
                look=look,
                now=now,
                archived_at=(was or now) if is_archived else None,
                seq=seq,
            )
            assert row is not None  # found above
            updated = RoomUpdatedEvent(room_id=room_id, seq=seq, room=shared_room_from(row))
            return lambda: self._tell(line, updated)

        await self._database.write(act, then=lambda after: after())

    async def delete(self, room_id: int, user: User) -> None:
        """End a room; nobody sees it, and its name is free. Raises NotFound, Forbidden."""

        def act(transaction: Transaction) -> None:
            room = access_within(transaction, room_id, user, "delete")
            if is_of_accounts(room):
                raise Forbidden("This room cannot be deleted.")
            next_seq(transaction, room_id)
            transaction.execute(DELETE, room_id=room_id, now=self._clock.now())

        await self._database.write(
            act, then=lambda _: self._connections.close_room(room_id, "deleted")
        )

    def _tell(self, line: MessageEvent | None, updated: RoomUpdatedEvent) -> None:
        self._connections.broadcast_to_room(updated.room_id, *([line] if line else []), updated)
        if updated.room.room_type != "public":
            self._connections.drop_viewers(updated.room_id)


SEPARATOR = ":was:"
OTHER = "SELECT 1 FROM rooms WHERE name_key = :name_key AND id <> :room_id"
UPDATE = """
    UPDATE rooms
    SET name = :name, name_key = :name_key, look = :look, description = :description,
        topic = :topic, icon = :icon, max_members = :max_members, room_type = :room_type,
        slow_mode = :slow_mode, who_may_post = :who_may_post, updated_at = :now,
        archived_at = :archived_at, changed_seq = :seq
    WHERE id = :room_id
    RETURNING *
"""
DELETE = """
    UPDATE rooms
    SET is_active = FALSE, deleted_at = :now, name = 'deleted:' || id || ':was:' || name,
        name_key = 'deleted:' || id || ':was:' || name_key
    WHERE id = :room_id
"""
OUTSIDER = """
    SELECT 1 FROM room_members JOIN users ON users.user_id = room_members.user_id
    WHERE room_members.room_id = :room_id AND room_members.is_active
      AND users.role NOT IN ('owner', 'admin')
"""


def _require_admins(transaction: Transaction, room_id: int, user: User) -> None:
    """Raise unless the room may become one for the server's owners and admins."""
    if not user.is_admin:
        raise Forbidden("Only the server's owners and admins make such a room.")
    if transaction.fetch_one(OUTSIDER, room_id=room_id) is not None:
        raise Invalid("All its members have to be owners or admins.", field="room_type")


def _wanted(room: Row, change: RoomChange) -> dict[str, str | int]:
    """Return every setting as it shall be. Raises Invalid."""
    fields = [name for name in RoomChange.__struct_fields__ if name != "is_archived"]
    wanted = {name: getattr(change, name) for name in fields}
    wanted = {name: room[name] if value is None else value for name, value in wanted.items()}
    if room["room_type"] == "direct":
        raise Invalid("A direct room has no settings.")
    draft = checked(
        RoomDraft(
            name=wanted["name"],
            description=wanted["description"],
            room_type=wanted["room_type"],
            max_members=wanted["max_members"],
            icon=wanted["icon"],
        )
    )
    check_topic(wanted["topic"])
    if wanted["who_may_post"] not in MAY_POST:
        raise Invalid(f"who_may_post is one of {', '.join(MAY_POST)}.", field="who_may_post")
    if room["created_by"] == "system" and wanted["room_type"] != room["room_type"]:
        raise Invalid("A default room keeps its type.", field="room_type")
    if wanted["max_members"] < room["member_count"]:
        raise Invalid("There are more members than that.", field="max_members")
    return wanted | msgspec.structs.asdict(draft)
