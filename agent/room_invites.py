"""Links by which people let others into a room: for a while, for so many uses."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar

import msgspec

from agent.errors import Invalid, NotFound, RateLimited
from agent.models import User
from agent.permissions import can
from agent.ports import AfterCommit, Clock, Database, Row, Transaction, iso, run_all
from agent.posting_rules import require_may_change
from agent.rate_limit import TokenBuckets
from agent.room_access import access, access_within, require_free_membership
from agent.room_membership import Membership

T = TypeVar("T")

SHORTEST, USUAL, LONGEST = 60, 7 * 24 * 3600, 30 * 24 * 3600
"""Seconds for which a link works."""

MOST_USES = 1000
CODE_LIMIT = 64
LINKS_LIMIT = 50
"""Links of one room that work at the same time."""

WRONG_CODES = 10
"""Codes that one account may get wrong in a minute."""


class Invite(msgspec.Struct, frozen=True, kw_only=True):
    """A link without its secret; null means without end."""

    id: int
    created_by: str
    created_at: str
    expires_at: str | None
    max_uses: int | None
    uses: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody learns of a room who holds a link to it."""

    id: int
    name: str
    icon: str
    description: str
    member_count: int
    is_member: bool


class RoomInvites:
    """Makes, lists, revokes and accepts links; only a hash of each secret is kept."""

    def __init__(self, database: Database, membership: Membership, clock: Clock) -> None:
        self._database = database
        self._membership = membership
        self._clock = clock
        self._wrong = TokenBuckets(rate=WRONG_CODES / 60, burst=WRONG_CODES, clock=clock)

    async def create(
        self, room_id: int, by: User, *, expires_in: float | None, max_uses: int | None
    ) -> tuple[Invite, str]:
        """Return a new link and its code, which is told this once.

        Raises NotFound, Forbidden, Invalid, RoomArchived.
        """
        if expires_in is not None and not SHORTEST <= expires_in <= LONGEST:
            raise Invalid("A link works from one minute to 30 days.", field="expires_in")
        if max_uses is not None and not 1 <= max_uses <= MOST_USES:
            raise Invalid(f"A link takes 1 to {MOST_USES} uses.", field="max_uses")
        code = secrets.token_urlsafe(16)
        until = None if expires_in is None else iso(self._clock.time() + expires_in)

        def act(transaction: Transaction) -> Invite:
            room = self._require(transaction, room_id, by)
            now = self._clock.now()
            require_may_change(room, now)
            if len(transaction.fetch_all(OF_ROOM, room_id=room_id, now=now)) >= LINKS_LIMIT:
                raise Invalid(f"A room has at most {LINKS_LIMIT} links. Revoke one first.")
            row = transaction.fetch_one(
                INSERT,
                room_id=room_id,
                code_hash=_hashed(code),
                by=by.user_id,
                now=now,
                until=until,
                max_uses=max_uses,
            )
            assert row is not None  # INSERT … RETURNING
            return Invite(
                id=row["id"],
                created_by=by.username,
                created_at=now,
                expires_at=until,
                max_uses=max_uses,
                uses=0,
            )

        return await self._database.write(act), code

    async def of_room(self, room_id: int, by: User) -> list[Invite]:
        """Return a room's links that work, the newest first. Raises NotFound, Forbidden."""
        require_free_membership(await access(self._database, room_id, by, "update"))
        rows = await self._database.fetch_all(OF_ROOM, room_id=room_id, now=self._clock.now())
        return [_invite(row) for row in rows]

    async def revoke(self, room_id: int, invite_id: int, by: User) -> None:
        """End a link. Raises NotFound, Forbidden."""

        def act(transaction: Transaction) -> None:
            self._require(transaction, room_id, by)
            if not transaction.execute(REVOKE, room_id=room_id, invite_id=invite_id):
                raise NotFound

        await self._database.write(act)

    async def preview(self, code: str, user: User) -> Invitation:
        """Return where the link leads. Raises NotFound, RateLimited."""
        return await self._with_code(code, user, self._look)

    async def accept(self, code: str, user: User) -> int:
        """Make the user a member and return the room's id; a member spends no use.

        Raises NotFound, RateLimited, Forbidden for a banned account, RoomFull.
        """
        room_id, _ = await self._with_code(
            code, user, self._enter, then=lambda result: run_all(result[1:])
        )
        return room_id

    async def _with_code(
        self,
        code: str,
        user: User,
        act: Callable[[Transaction, Row, User], T],
        *,
        then: Callable[[T], None] | None = None,
    ) -> T:
        """Run an act on the room that the code opens; wrong codes are counted."""
        if wait := self._wrong.take(user.user_id):
            raise RateLimited("Too many invitations that do not work.", retry_after=round(wait, 1))
        given = _hashed(code[: CODE_LIMIT + 1])

        def whole(transaction: Transaction) -> T:
            row = transaction.fetch_one(
                BY_CODE, code_hash=given, user_id=user.user_id, now=self._clock.now()
            )
            if row is None or not can("member", "read", row["room_type"], server_role=user.role):
                raise NotFound("This invitation does not work any more.")
            return act(transaction, row, user)

        found = await self._database.write(whole, then=then)
        self._wrong.give_back(user.user_id)
        return found

    def _look(self, _transaction: Transaction, row: Row, _user: User) -> Invitation:
        return Invitation(
            id=row["id"],
            name=row["name"],
            icon=row["icon"],
            description=row["description"],
            member_count=row["member_count"],
            is_member=row["role"] is not None,
        )

    def _enter(
        self, transaction: Transaction, row: Row, user: User
    ) -> tuple[int, AfterCommit | None]:
        if row["role"] is not None:
            return row["id"], None
        transaction.execute(USE, invite_id=row["invite_id"])
        said = f"{user.display_name} joined by an invite link."
        return row["id"], self._membership.admit(transaction, row, user, by=user, said=said)

    def _require(self, transaction: Transaction, room_id: int, by: User) -> Row:
        room = access_within(transaction, room_id, by, "update")
        require_free_membership(room)
        return room


INSERT = """
    INSERT INTO room_invites (room_id, code_hash, created_by, created_at, expires_at, max_uses,
                              uses)
    VALUES (:room_id, :code_hash, :by, :now, :until, :max_uses, 0)
    RETURNING id
"""
_WORKS = """
    (room_invites.expires_at IS NULL OR room_invites.expires_at > :now)
    AND (room_invites.max_uses IS NULL OR room_invites.uses < room_invites.max_uses)
"""
OF_ROOM = f"""
    SELECT room_invites.*, users.username FROM room_invites
    LEFT JOIN users ON users.user_id = room_invites.created_by
    WHERE room_invites.room_id = :room_id AND {_WORKS}
    ORDER BY room_invites.id DESC
"""
REVOKE = "DELETE FROM room_invites WHERE id = :invite_id AND room_id = :room_id"
BY_CODE = f"""
    SELECT rooms.*, room_invites.id AS invite_id, room_members.role
    FROM room_invites
    JOIN rooms ON rooms.id = room_invites.room_id AND rooms.is_active
    LEFT JOIN room_members
      ON room_members.room_id = rooms.id AND room_members.user_id = :user_id
         AND room_members.is_active
    WHERE room_invites.code_hash = :code_hash AND {_WORKS}
"""
USE = "UPDATE room_invites SET uses = uses + 1 WHERE id = :invite_id"


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def _invite(row: Row) -> Invite:
    return Invite(
        id=row["id"],
        created_by=row["username"] or row["created_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        max_uses=row["max_uses"],
        uses=row["uses"],
    )
