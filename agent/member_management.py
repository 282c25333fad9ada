"""What members do to members: invite, kick, ban, give roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from agent.connections import ConnectionManager
from agent.errors import Forbidden, Invalid, LastOwner, NotFound
from agent.models import REASON_LIMIT, ROOM_ROLES, User
from agent.ports import AfterCommit, Clock, Database, Row, Transaction, iso, run_all
from agent.room_access import access, access_within, has_other_owner, require_free_membership
from agent.room_limits import RoomLimits
from agent.room_membership import Membership
from agent.user_rows import active_user

RANK = {role: rank for rank, role in enumerate(reversed(ROOM_ROLES), start=1)}
"""guest 1, member 2, moderator 3, admin 4, owner 5."""

SHORTEST_MUTE, LONGEST_MUTE = 60, 28 * 24 * 3600


class Ban(msgspec.Struct, frozen=True, kw_only=True):
    """An account that cannot come back to a room; `banned_by` is a username."""

    user_id: str
    username: str
    display_name: str
    banned_by: str
    banned_at: str
    reason: str


class MemberManagement:
    """Each act needs a rank above the one concerned, and raises RateLimited too."""

    def __init__(
        self,
        database: Database,
        membership: Membership,
        connections: ConnectionManager,
        clock: Clock,
        limits: RoomLimits,
    ) -> None:
        self._limits = limits
        self._database = database
        self._connections = connections
        self._membership = membership
        self._clock = clock

    async def invite(self, room_id: int, username: str, *, by: User) -> None:
        """Make somebody a member at once. Raises NotFound, Forbidden, RoomFull."""

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, by, "invite")
            user = active_user(transaction, username)
            require_free_membership(room)
            if _member(transaction, room_id, user) is not None:
                return None
            admit = self._membership.admit(transaction, room, user, by=by)
            text = f"{by.display_name} added you to {room['name']}"
            href = f"/chat/{room_id}"
            tell = partial(self._connections.notify, user.user_id, text, href=href)
            return lambda: run_all([admit, tell])

        await self._write(by, act)

    async def kick(
        self, room_id: int, username: str, *, by: User, ban: bool = False, reason: str = ""
    ) -> None:
        """End a membership; with `ban` the user cannot come back. Raises NotFound, Forbidden.

        The reason of a ban is kept for those who may lift it. Raises Invalid when it is too long.
        """
        if len(reason) > REASON_LIMIT or not reason.isprintable():
            raise Invalid(
                f"A reason is one line of at most {REASON_LIMIT} characters.", field="reason"
            )

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, by, "update" if ban else "moderate")
            user = active_user(transaction, username)
            require_free_membership(room)
            member = _member(transaction, room_id, user)
            if member is None and not ban:
                raise NotFound("There is no such member.")
            _require_above(room, by, user, member["role"] if member else "member")
            if ban:
                transaction.execute(
                    BAN,
                    room_id=room_id,
                    user_id=user.user_id,
                    by=by.user_id,
                    now=self._clock.now(),
                    reason=reason.strip(),
                )
            if member is None:
                return None
            _require_other_owner(transaction, room_id, user, member)
            how = "banned" if ban else "kicked"
            return self._membership.remove(transaction, room_id, user, reason=how, by=by)

        await self._write(by, act)

    async def unban(self, room_id: int, username: str, *, by: User) -> None:
        """Let a banned user come back. Raises NotFound, Forbidden."""

        def act(transaction: Transaction) -> None:
            access_within(transaction, room_id, by, "update")
            user = active_user(transaction, username)
            if not transaction.execute(UNBAN, room_id=room_id, user_id=user.user_id):
                raise NotFound("This account is not banned.")

        await self._write(by, act)

    async def banned(self, room_id: int, *, by: User) -> list[Ban]:
        """Return who cannot come back, the latest first. Raises NotFound, Forbidden."""
        await access(self._database, room_id, by, "update")
        rows = await self._database.fetch_all(BANS, room_id=room_id)
        return [
            Ban(
                user_id=row["user_id"],
                username=row["username"],
                display_name=row["display_name"],
                banned_by=row["banned_by"],
                banned_at=row["banned_at"],
                reason=row["reason"],
            )
            for row in rows
        ]

    async def set_role(self, room_id: int, username: str, role: str, *, by: User) -> None:
        """Give a member a role; to give `owner` hands the room over. Raises LastOwner too."""
        if role not in ROOM_ROLES:
            raise Invalid(f"A role is one of {', '.join(ROOM_ROLES)}.", field="role")

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, by, "update")
            user = active_user(transaction, username)
            member = _member(transaction, room_id, user)
            if member is None:
                raise NotFound("There is no such member.")
            if member["role"] == role:
                return None
            if user.user_id != by.user_id:
                _require_above(room, by, user, member["role"])
            elif RANK[role] > RANK[member["role"]]:
                raise Forbidden("Nobody promotes themselves.")
            needed = RANK["owner"] if role in ("owner", "admin") else RANK[role] + 1
            if _rank(room, by) < needed:
                raise Forbidden("This role is not yours to give.")
            _require_other_owner(transaction, room_id, user, member)
            said = _said_of_role(by, user, role)
            after = [self._membership.announce(transaction, room_id, by, said)]
            after.append(self._membership.change_role(transaction, room_id, user, role))
            if role == "owner" and room["role"] == "owner":
                after.append(self._membership.change_role(transaction, room_id, by, "admin"))
            return lambda: run_all(after)

        await self._write(by, act)

    async def mute(self, room_id: int, username: str, seconds: float | None, *, by: User) -> None:
        """Silence a member for a while, or, with None, no longer. Raises NotFound, Forbidden."""
        if seconds is not None and not SHORTEST_MUTE <= seconds <= LONGEST_MUTE:
            raise Invalid("A mute lasts from one minute to 28 days.", field="seconds")
        until = None if seconds is None else iso(self._clock.time() + seconds)

        def act(transaction: Transaction) -> AfterCommit | None:
            room = access_within(transaction, room_id, by, "moderate")
            user = active_user(transaction, username)
            member = _member(transaction, room_id, user)
            if member is None:
                raise NotFound("There is no such member.")
            _require_above(room, by, user, member["role"])
            if until is None and member["muted_until"] is None:
                return None
            said = f"{by.display_name} let {user.display_name} write again."
            if seconds is not None:
                said = f"{by.display_name} muted {user.display_name} for {_span(seconds)}."
            announced = self._membership.announce(transaction, room_id, by, said)
            muted = self._membership.mute(transaction, room_id, user, until)
            return lambda: run_all([announced, muted])

        await self._write(by, act)

    async def _write(self, by: User, act: Callable[[Transaction], AfterCommit | None]) -> None:
        self._limits.acts.spend(by.user_id)
        await self._database.write(act, then=lambda after: run_all([after]))


BAN = """
    INSERT INTO room_bans (room_id, user_id, banned_by, banned_at, reason)
    VALUES (:room_id, :user_id, :by, :now, :reason)
    ON CONFLICT DO NOTHING
"""
BANS = """
    SELECT users.user_id, users.username, users.display_name, room_bans.banned_at, room_bans.reason,
           COALESCE(judges.username, room_bans.banned_by) AS banned_by
    FROM room_bans
    JOIN users ON users.user_id = room_bans.user_id
    LEFT JOIN users AS judges ON judges.user_id = room_bans.banned_by
    WHERE room_bans.room_id = :room_id
    ORDER BY room_bans.banned_at DESC, users.username
"""
UNBAN = "DELETE FROM room_bans WHERE room_id = :room_id AND user_id = :user_id"
MEMBER = """
    SELECT role, muted_until FROM room_members
    WHERE room_id = :room_id AND user_id = :user_id AND is_active
"""


def _member(transaction: Transaction, room_id: int, user: User) -> Row | None:
    return transaction.fetch_one(MEMBER, room_id=room_id, user_id=user.user_id)


def _rank(room: Row, by: User) -> int:
    """Return the rank of who acts; server admins act as owners in public and admin rooms."""
    return _rank_of(room, by, room["role"])


def _rank_of(room: Row, user: User, role: str | None) -> int:
    if user.is_admin and room["room_type"] in ("public", "admin"):
        return RANK["owner"] + 1 + (user.role == "owner")
    return 0 if role is None else RANK[role]


def _require_above(room: Row, by: User, user: User, role: str) -> None:
    """Raise Forbidden unless who acts stands above the one concerned, who has this role."""
    if _rank(room, by) <= _rank_of(room, user, role):
        raise Forbidden("This takes a higher role than theirs.")


def _require_other_owner(transaction: Transaction, room_id: int, user: User, member: Row) -> None:
    """Raise LastOwner when this member is the room's only owner."""
    if member["role"] == "owner" and not has_other_owner(transaction, room_id, user):
        raise LastOwner


def _said_of_role(by: User, user: User, role: str) -> str:
    if role == "owner":
        return f"{by.display_name} handed the room over to {user.display_name}."
    article = "an" if role == "admin" else "a"
    return f"{by.display_name} made {user.display_name} {article} {role}."


def _span(seconds: float) -> str:
    """Say a time as people do: the largest unit that fits without a rest."""
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit and (seconds % unit == 0 or unit == 60):
            count = round(seconds / unit)
            return f"{count} {name}" + ("" if count == 1 else "s")
    raise AssertionError("a mute is never shorter than a minute")
