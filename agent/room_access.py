"""The few doors through which every look-up of a room goes."""

from __future__ import annotations

from agent.errors import Forbidden, NotAMember, NotFound
from agent.models import User
from agent.permissions import Action, can
from agent.ports import Database, Row, Transaction

ROOM = """
    SELECT rooms.*, room_members.role, room_members.muted_until,
           COALESCE(message_read_status.last_read_message_id, 0) AS last_read_message_id
    FROM rooms
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
         AND room_members.is_active
    LEFT JOIN message_read_status
      ON message_read_status.room_id = rooms.id AND message_read_status.user_id = :user_id
    WHERE rooms.id = :room_id AND rooms.is_active
"""
OTHER_OWNER = """
    SELECT 1 FROM room_members
    WHERE room_id = :room_id AND user_id <> :user_id AND role = 'owner' AND is_active
"""


async def access(database: Database, room_id: int, user: User, action: Action = "read") -> Row:
    """Return the room for somebody who may act in it. Raises NotFound, NotAMember."""
    row = await database.fetch_one(ROOM, room_id=room_id, user_id=user.user_id)
    return require(row, user, action)


def access_within(transaction: Transaction, room_id: int, user: User, action: Action) -> Row:
    """Do the same inside an act, where nothing can change in between."""
    return require(transaction.fetch_one(ROOM, room_id=room_id, user_id=user.user_id), user, action)


def require(row: Row | None, user: User, action: Action) -> Row:
    """Return the row, or raise what this reader may know: NotFound before NotAMember."""
    if row is None or not may(row, user, "read"):
        raise NotFound
    if not may(row, user, action):
        raise NotAMember if row["role"] is None else Forbidden
    return row


def is_of_accounts(room: Row) -> bool:
    """Tell whether the room is the server's own for its administrators (room_type, created_by)."""
    return bool(room["created_by"] == "system" and room["room_type"] == "private")


def require_free_membership(room: Row) -> None:
    """Raise Forbidden for a room whose members follow from the roles of the accounts."""
    if is_of_accounts(room):
        raise Forbidden("The members of this room follow from the roles of the accounts.")


def has_other_owner(transaction: Transaction, room_id: int, user: User) -> bool:
    """Tell whether a room has an owner besides this one."""
    found = transaction.fetch_one(OTHER_OWNER, room_id=room_id, user_id=user.user_id)
    return found is not None


def may(row: Row, user: User, action: Action) -> bool:
    """Tell whether the user may act in the room of this row (room_type, role)."""
    return can(row["role"], action, row["room_type"], server_role=user.role)
