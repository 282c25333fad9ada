"""What the server's administrators do with rooms that are not theirs: audited, never in silence."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from agent.errors import Forbidden, Invalid, NameTaken, NotFound
from agent.models import REASON_LIMIT, User
from agent.ports import AfterCommit, Clock, Database, Row, Transaction, iso, run_all
from agent.room_access import is_of_accounts
from agent.room_membership import Membership
from agent.room_names import free_look, name_key
from agent.room_settings import DELETE, OTHER, SEPARATOR

KEPT_DAYS = 30
"""A deleted room can be restored for so long."""

LOG = 200
"""Entries of the audit log that are listed."""


class AdministeredRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the admin panel lists it: nothing of what is said in it."""

    id: int
    name: str
    room_type: str
    created_by: str
    creator: str
    """The username, empty for the server's own rooms."""
    created_at: str
    member_count: int
    max_members: int
    message_count: int
    archived_at: str | None
    deleted_at: str | None
    is_member: bool


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to which room, and why."""

    room_id: int
    room_name: str
    username: str
    action: str
    reason: str
    done_at: str


class RoomAdministration:
    """Lists all rooms but the direct ones, and acts on them; the room reads who came and why."""

    def __init__(self, database: Database, membership: Membership, clock: Clock) -> None:
        self._database = database
        self._membership = membership
        self._clock = clock

    async def rooms(self, user: User) -> list[AdministeredRoom]:
        """Return all rooms by name, with those that can be restored."""
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, oldest=self._oldest())
        return [_room(row) for row in rows]

    async def enter(self, room_id: int, admin: User, reason: str) -> None:
        """Become an admin of a room; its members read it. Raises NotFound, Invalid."""
        reason = _checked(reason)

        def act(transaction: Transaction) -> AfterCommit | None:
            row = _find(transaction, room_id, admin)
            if row["role"] is not None:
                return None
            self._note(transaction, room_id, admin, "enter", reason)
            said = f"{admin.display_name}, an administrator of this server, came in: {reason}"
            return self._membership.add(
                transaction, room_id, admin, role="admin", by=admin, said=said
            )

        await self._database.write(act, then=lambda after: run_all([after]))

    async def delete(self, room_id: int, admin: User, reason: str) -> None:
        """End a room, restorable for 30 days. Raises NotFound, Invalid, Forbidden."""
        reason = _checked(reason)

        def act(transaction: Transaction) -> AfterCommit:
            row = _find(transaction, room_id, admin)
            if is_of_accounts(row):
                raise Forbidden("This room cannot be deleted.")
            said = f"{admin.display_name}, an administrator, deleted the room: {reason}"
            announced = self._membership.announce(transaction, room_id, admin, said)
            self._note(transaction, room_id, admin, "delete", reason)
            transaction.execute(DELETE, room_id=room_id, now=self._clock.now())
            return lambda: run_all([announced, lambda: self._membership.close_room(room_id)])

        await self._database.write(act, then=lambda after: after())

    async def restore(self, room_id: int, admin: User) -> None:
        """Bring a deleted room back within KEPT_DAYS. Raises NotFound, NameTaken."""

        def act(transaction: Transaction) -> AfterCommit:
            room = transaction.fetch_one(DELETED, room_id=room_id, oldest=self._oldest())
            if room is None:
                raise NotFound
            name = room["name"].partition(SEPARATOR)[2]
            key = name_key(name)
            if transaction.fetch_one(OTHER, room_id=room_id, name_key=key):
                raise NameTaken("There is another room of this name now.", field="name")
            free_look(transaction, name, of_room=room_id)
            transaction.execute(RESTORE, room_id=room_id, name=name, name_key=key)
            self._note(transaction, room_id, admin, "restore", "")
            said = f"{admin.display_name}, an administrator, restored the room."
            line = self._membership.announce(transaction, room_id, admin, said)
            back = self._membership.readmit(transaction, room_id)
            return lambda: run_all([back, line])

        await self._database.write(act, then=lambda after: after())

    async def log(self) -> Sequence[AuditEntry]:
        """Return what administrators did, the latest first."""
        return [
            AuditEntry(
                room_id=row["room_id"],
                room_name=row["name"] if row["is_active"] else row["name"].partition(SEPARATOR)[2],
                username=row["username"] or row["user_id"],
                action=row["action"],
                reason=row["reason"],
                done_at=row["done_at"],
            )
            for row in await self._database.fetch_all(ENTRIES, limit=LOG)
        ]

    def _oldest(self) -> str:
        """Return since when a room may have been deleted to come back."""
        kept = datetime.timedelta(days=KEPT_DAYS).total_seconds()
        return iso(self._clock.time() - kept)

    def _note(
        self, transaction: Transaction, room_id: int, admin: User, action: str, reason: str
    ) -> None:
        transaction.execute(
            NOTE,
            room_id=room_id,
            user_id=admin.user_id,
            action=action,
            reason=reason,
            now=self._clock.now(),
        )


ROOMS = """
    SELECT rooms.*, room_members.role, users.username AS creator
    FROM rooms
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
         AND room_members.is_active
    LEFT JOIN users ON users.user_id = rooms.created_by
    WHERE rooms.room_type <> 'direct' AND (rooms.is_active OR rooms.deleted_at >= :oldest)
    ORDER BY rooms.is_active DESC, rooms.name_key
"""
FIND = """
    SELECT rooms.*, room_members.role
    FROM rooms
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
         AND room_members.is_active
    WHERE rooms.id = :room_id AND rooms.is_active AND rooms.room_type <> 'direct'
"""
NOTE = """
    INSERT INTO room_audit (room_id, user_id, action, reason, done_at)
    VALUES (:room_id, :user_id, :action, :reason, :now)
"""
DELETED = "SELECT * FROM rooms WHERE id = :room_id AND NOT is_active AND deleted_at >= :oldest"
RESTORE = """
    UPDATE rooms
    SET is_active = TRUE, deleted_at = NULL, name = :name, name_key = :name_key
    WHERE id = :room_id
"""
ENTRIES = """
    SELECT room_audit.*, rooms.name, rooms.is_active, users.username
    FROM room_audit
    JOIN rooms ON rooms.id = room_audit.room_id
    LEFT JOIN users ON users.user_id = room_audit.user_id
    ORDER BY room_audit.id DESC LIMIT :limit
"""


def _find(transaction: Transaction, room_id: int, admin: User) -> Row:
    row = transaction.fetch_one(FIND, room_id=room_id, user_id=admin.user_id)
    if row is None:
        raise NotFound
    return row


def _checked(reason: str) -> str:
    text = reason.strip()
    if not 1 <= len(text) <= REASON_LIMIT or not text.isprintable():
        raise Invalid(f"A reason is one line of 1 to {REASON_LIMIT} characters.", field="reason")
    return text


def _room(row: Row) -> AdministeredRoom:
    return AdministeredRoom(
        id=row["id"],
        name=row["name"] if row["is_active"] else row["name"].partition(SEPARATOR)[2],
        room_type=row["room_type"],
        created_by=row["created_by"],
        creator=row["creator"] or "",
        created_at=row["created_at"],
        member_count=row["member_count"],
        max_members=row["max_members"],
        message_count=row["message_count"],
        archived_at=row["archived_at"],
        deleted_at=row["deleted_at"],
        is_member=row["role"] is not None,
    )
