"""Lets people into rooms and out of them, inside the act of whoever decides it."""

from __future__ import annotations

from collections.abc import Callable

from agent.errors import Forbidden, NotFound, RoomFull
from agent.events import MemberUpdatedEvent
from agent.models import Member, User
from agent.ports import AfterCommit, Clock, Row, Transaction, Value
from agent.room_connections import RoomConnectionManager
from agent.room_rows import MEMBERS, ROOMS, member_from, room_from

StatusOf = Callable[[str, bool], str]
"""(user_id, is_agent) -> online or offline."""


class Membership:
    """Each method takes part in the caller's transaction and returns what follows the commit."""

    def __init__(
        self, connections: RoomConnectionManager, clock: Clock, status_of: StatusOf
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._status_of = status_of

    def add(self, transaction: Transaction, room_id: int, user: User, *, role: str) -> AfterCommit:
        """Make the user a member who has read everything so far."""
        seq = next_seq(transaction, room_id, members=1)["last_seq"]
        now = self._clock.now()
        transaction.execute(
            UPSERT_MEMBER,
            room_id=room_id,
            user_id=user.user_id,
            username=user.username,
            role=role,
            now=now,
            seq=seq,
        )
        transaction.execute(READ_UP_TO_NOW, room_id=room_id, user_id=user.user_id, now=now)
        room = transaction.fetch_all(ROOMS, user_id=user.user_id, room_id=room_id)[0]
        member = transaction.fetch_all(MEMBERS, user_id=user.user_id, room_id=room_id)[0]
        return lambda: self._connections.admit(room_from(room, None), seq, self.member(member))

    def admit(self, transaction: Transaction, room: Row, user: User) -> AfterCommit:
        """Make somebody who is no member one. Raises Forbidden for a banned one, RoomFull."""
        if transaction.fetch_one(BANNED, room_id=room["id"], user_id=user.user_id):
            raise Forbidden("This account is banned from the room.")
        if room["member_count"] >= room["max_members"]:
            raise RoomFull
        return self.add(transaction, room["id"], user, role=plain_role(user))

    def change_role(
        self, transaction: Transaction, room_id: int, user: User, role: str
    ) -> AfterCommit:
        """Give a member another role."""
        seq = next_seq(transaction, room_id)["last_seq"]
        given: dict[str, Value] = {"room_id": room_id, "user_id": user.user_id}
        transaction.execute(SET_ROLE, **given, role=role, seq=seq)
        row = transaction.fetch_all(MEMBERS, **given)[0]
        return lambda: self._connections.broadcast_to_room(
            room_id, MemberUpdatedEvent(room_id=room_id, seq=seq, member=self.member(row))
        )

    def remove(
        self, transaction: Transaction, room_id: int, user: User, *, reason: str
    ) -> AfterCommit:
        """End a membership: reason left, kicked or banned."""
        counter = next_seq(transaction, room_id, members=-1)
        seq, count = counter["last_seq"], counter["member_count"]
        transaction.execute(END_MEMBERSHIP, room_id=room_id, user_id=user.user_id, seq=seq)
        return lambda: self._connections.dismiss(
            room_id,
            seq,
            user_id=user.user_id,
            username=user.username,
            reason=reason,
            count=count,
        )

    def member(self, row: Row) -> Member:
        """Read a member from a row of MEMBERS, with their status of this moment."""
        return member_from(row, self._status_of(row["user_id"], bool(row["is_agent"])))


def next_seq(transaction: Transaction, room_id: int, *, members: int = 0) -> Row:
    """Take the room's next number (`last_seq`) and add to its `member_count`."""
    row = transaction.fetch_one(NEXT_SEQ, room_id=room_id, members=members)
    if row is None:
        raise NotFound
    return row


def plain_role(user: User) -> str:
    """Return the room role of somebody who just joins."""
    return "guest" if user.role == "guest" else "member"


NEXT_SEQ = """
    UPDATE rooms SET last_seq = last_seq + 1, member_count = member_count + :members
    WHERE id = :room_id
    RETURNING last_seq, member_count
"""
UPSERT_MEMBER = """
    INSERT INTO room_members (room_id, user_id, username, joined_at, role, last_seen, is_active,
                              changed_seq)
    VALUES (:room_id, :user_id, :username, :now, :role, :now, TRUE, :seq)
    ON CONFLICT (room_id, user_id) DO UPDATE
    SET joined_at = :now, role = :role, last_seen = :now, is_active = TRUE, changed_seq = :seq
"""
SET_ROLE = """
    UPDATE room_members SET role = :role, changed_seq = :seq
    WHERE room_id = :room_id AND user_id = :user_id
"""
BANNED = "SELECT 1 FROM room_bans WHERE room_id = :room_id AND user_id = :user_id"
END_MEMBERSHIP = """
    UPDATE room_members SET is_active = FALSE, changed_seq = :seq
    WHERE room_id = :room_id AND user_id = :user_id
"""
READ_UP_TO_NOW = """
    INSERT INTO message_read_status (user_id, room_id, last_read_message_id, last_read_at)
    SELECT :user_id, room_id, MAX(id), :now FROM messages WHERE room_id = :room_id
    GROUP BY room_id
    ON CONFLICT (user_id, room_id) DO UPDATE
    SET last_read_message_id = excluded.last_read_message_id, last_read_at = :now
"""
