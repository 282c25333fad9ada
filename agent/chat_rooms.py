"""Rooms: who makes them, who comes in, who sees what."""

from __future__ import annotations

from agent.default_rooms import DEFAULT_ROOMS
from agent.errors import Forbidden, LastOwner, NotFound
from agent.models import Member, Room, User
from agent.ports import AfterCommit, Clock, Database, Transaction, run_all
from agent.room_access import (
    access,
    access_within,
    has_other_owner,
    may,
    require_free_membership,
)
from agent.room_limits import RoomLimits
from agent.room_membership import Membership
from agent.room_names import RoomDraft, checked, insert_room
from agent.room_rows import (
    LAST_MESSAGES,
    MEMBERS,
    PARTICIPANTS,
    ROOMS,
    message_from,
    participants_from,
    room_from,
)

__all__ = ["DEFAULT_ROOMS", "ChatRoomManager", "RoomDraft"]


class ChatRoomManager:
    """Creates rooms, lets people in and out, and lists what somebody may see."""

    def __init__(
        self, database: Database, membership: Membership, clock: Clock, limits: RoomLimits
    ) -> None:
        self._database = database
        self._membership = membership
        self._clock = clock
        self._limits = limits

    async def create_room(self, draft: RoomDraft, creator: User) -> int:
        """Make a room of its creator; returns its id. Raises Invalid, NameTaken, Forbidden."""
        draft = checked(draft)
        if draft.room_type == "admin" and not creator.is_admin:
            raise Forbidden("Only the server's owners and admins make such a room.")
        self._limits.require_new_room(creator)

        def act(transaction: Transaction) -> tuple[int, AfterCommit]:
            now = self._clock.now()
            room_id = insert_room(transaction, draft, created_by=creator.user_id, now=now)
            return room_id, self._membership.add(transaction, room_id, creator, role="owner")

        room_id, _ = await self._database.write(act, then=lambda result: result[1]())
        return room_id

    async def join_room(self, room_id: int, user: User) -> bool:
        """Make the user a member; False if they were one. Raises NotFound, RoomFull."""
        self._limits.acts.spend(user.user_id)

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, user, "join")
            if room["role"] is not None:
                return None
            return self._membership.admit(transaction, room, user, by=user)

        after = await self._database.write(act, then=lambda after: run_all([after]))
        return after is not None

    async def leave_room(self, room_id: int, user: User) -> None:
        """End the user's own membership, if there is one. Raises NotFound, LastOwner, Forbidden."""
        self._limits.acts.spend(user.user_id)

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, user, "read")
            if room["role"] is None:
                return None
            if room["room_type"] == "direct":
                raise Forbidden("A direct room cannot be left.")
            require_free_membership(room)
            if room["role"] == "owner" and not has_other_owner(transaction, room_id, user):
                raise LastOwner("The room's last owner cannot leave it.")
            return self._membership.remove(transaction, room_id, user, reason="left", by=user)

        await self._database.write(act, then=lambda after: run_all([after]))

    async def get_room(self, room_id: int, user: User) -> Room:
        """Return one room as this user sees it. Raises NotFound."""
        rooms = await self._seen_by(user, room_id)
        if not rooms:
            raise NotFound
        return rooms[0]

    async def get_user_rooms(self, user: User) -> list[Room]:
        """Return all rooms that the user may see, default rooms first, then by name."""
        return await self._seen_by(user, None)

    async def get_members(self, room_id: int, user: User) -> list[Member]:
        """Return a room's members by name. Raises NotFound."""
        await access(self._database, room_id, user)
        rows = await self._database.fetch_all(MEMBERS, room_id=room_id, user_id=None)
        return [self._membership.member(row) for row in rows]

    async def get_unread_counts(self, user: User) -> dict[int, int]:
        """Return the number of unread messages of each of the user's rooms."""
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
        return {row["id"]: row["unread_count"] for row in rows if row["role"] is not None}

    async def _seen_by(self, user: User, room_id: int | None) -> list[Room]:
        rows = await self._database.fetch_all(ROOMS, user_id=user.user_id, room_id=room_id)
        last = await self._database.fetch_all(LAST_MESSAGES, user_id=user.user_id, room_id=room_id)
        newest = {row["room_id"]: message_from(row) for row in last}
        others = participants_from(
            await self._database.fetch_all(PARTICIPANTS, user_id=user.user_id, room_id=room_id)
        )
        return [
            room_from(row, newest.get(row["id"]), others.get(row["id"], ()))
            for row in rows
            if may(row, user, "read")
        ]
