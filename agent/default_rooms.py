"""The rooms that every server has, and who belongs to them by their account alone."""

from __future__ import annotations

from agent.models import MEMBERS_LIMIT, User
from agent.ports import AfterCommit, Clock, Database, Row, Transaction, run_all
from agent.room_membership import Membership, plain_role
from agent.room_names import RoomDraft, insert_room
from agent.user_rows import user_from

DEFAULT_ROOMS: list[dict[str, str]] = [
    {
        "name": "General",
        "description": "General discussion",
        "room_type": "public",
        "icon": "💬",
        "agent": "general",
    },
    {
        "name": "Developer",
        "description": "Development topics",
        "room_type": "public",
        "icon": "🛠️",
        "agent": "developer",
    },
    {
        "name": "Trading",
        "description": "Financial discussions",
        "room_type": "public",
        "icon": "📈",
        "agent": "trader",
    },
    {
        "name": "Security",
        "description": "Cybersecurity topics",
        "room_type": "public",
        "icon": "🛡️",
        "agent": "security",
    },
    {
        "name": "Admin",
        "description": "Administrator discussions",
        "room_type": "private",
        "icon": "🔒",
        "agent": "",
    },
]
_AGENTS = {room["name"]: room["agent"] for room in DEFAULT_ROOMS}


class DefaultRooms:
    """Makes the default rooms once, and keeps their members in step with the accounts."""

    def __init__(self, database: Database, membership: Membership, clock: Clock) -> None:
        self._database = database
        self._membership = membership
        self._clock = clock

    async def ensure(self) -> list[int]:
        """Make what is missing; returns the ids of rooms that were made now, in order."""
        if await self._database.fetch_one(IN_STEP):
            return []

        def act(transaction: Transaction) -> tuple[list[int], list[AfterCommit | None]]:
            made = []
            if transaction.fetch_one(A_SYSTEM_ROOM) is None:
                made = [self._insert(transaction, room) for room in DEFAULT_ROOMS]
            users = [user_from(row) for row in transaction.fetch_all(ACTIVE_USERS)]
            return made, [self.account_changed(transaction, user, True) for user in users]

        made, _ = await self._database.write(act, then=lambda result: run_all(result[1]))
        return made

    def account_changed(
        self, transaction: Transaction, user: User, is_active: bool
    ) -> AfterCommit | None:
        """Put an account where it belongs, inside the act that changed it."""
        if not is_active:
            return None
        rooms = transaction.fetch_all(DEFAULT_ROOMS_OF, user_id=user.user_id)
        after = [self._place(transaction, row, user) for row in rooms]
        if not user.is_admin:
            after += [
                self._membership.remove(transaction, row["room_id"], user, reason="kicked")
                for row in transaction.fetch_all(ADMIN_ROOMS_OF, user_id=user.user_id)
            ]
        return lambda: run_all(after)

    def _place(self, transaction: Transaction, row: Row, user: User) -> AfterCommit | None:
        if row["room_type"] == "private":
            if user.is_admin and not row["is_active"]:
                return self._membership.add(transaction, row["id"], user, role=user.role)
            if user.is_admin and row["role"] != user.role:
                return self._membership.change_role(transaction, row["id"], user, user.role)
            if not user.is_admin and row["is_active"]:
                return self._membership.remove(transaction, row["id"], user, reason="kicked")
            return None
        belongs = (
            user.username == _AGENTS.get(row["name"]) if user.is_agent else user.role != "guest"
        )
        if not belongs or row["is_active"] is not None:  # who has left stays out
            return None
        return self._membership.add(transaction, row["id"], user, role=plain_role(user))

    def _insert(self, transaction: Transaction, room: dict[str, str]) -> int:
        draft = RoomDraft(
            name=room["name"],
            description=room["description"],
            room_type=room["room_type"],
            max_members=MEMBERS_LIMIT,
            icon=room["icon"],
        )
        return insert_room(transaction, draft, created_by="system", now=self._clock.now())


IN_STEP = """
    SELECT 1 WHERE EXISTS (SELECT 1 FROM rooms WHERE created_by = 'system')
      AND NOT EXISTS (
        SELECT 1 FROM users WHERE is_active AND role <> 'guest' AND NOT is_agent AND NOT EXISTS (
            SELECT 1 FROM room_members WHERE room_members.user_id = users.user_id))
      AND NOT EXISTS (
        SELECT 1 FROM users
        JOIN rooms ON rooms.created_by = 'system' AND rooms.room_type = 'private'
        LEFT JOIN room_members
          ON room_members.room_id = rooms.id AND room_members.user_id = users.user_id
             AND room_members.is_active
        WHERE users.is_active
          AND (users.role IN ('owner', 'admin')) <> (room_members.user_id IS NOT NULL))
      AND NOT EXISTS (
        SELECT 1 FROM users
        JOIN room_members ON room_members.user_id = users.user_id AND room_members.is_active
        JOIN rooms ON rooms.id = room_members.room_id AND rooms.room_type = 'admin'
        WHERE users.role NOT IN ('owner', 'admin'))
"""
"""Nobody lacks a room, and roles that changed while there was no chat have changed Admin too."""

A_SYSTEM_ROOM = "SELECT 1 FROM rooms WHERE created_by = 'system'"
ADMIN_ROOMS_OF = """
    SELECT room_id FROM room_members JOIN rooms ON rooms.id = room_members.room_id
    WHERE room_members.user_id = :user_id AND room_members.is_active
      AND rooms.room_type = 'admin'
"""
"""Rooms that somebody who is no administrator does not belong in, deleted ones too."""
ACTIVE_USERS = "SELECT * FROM users WHERE is_active"
DEFAULT_ROOMS_OF = """
    SELECT rooms.id, rooms.name, rooms.room_type, room_members.is_active, room_members.role
    FROM rooms
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
    WHERE rooms.created_by = 'system' AND rooms.is_active
    ORDER BY rooms.id
"""
