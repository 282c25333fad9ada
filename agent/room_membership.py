"""Lets people into rooms and out of them, inside the act of whoever decides it."""

from __future__ import annotations

from collections.abc import Callable

from agent.errors import Forbidden, RoomArchived, RoomFull
from agent.events import MemberUpdatedEvent, MessageEvent
from agent.models import Member, Room, User
from agent.notification_levels import NotificationLevels
from agent.permissions import can
from agent.ports import AfterCommit, Clock, Row, Transaction, Value, run_all
from agent.room_connections import RoomConnectionManager
from agent.room_counter import next_seq
from agent.room_rows import LAST_MESSAGES, MEMBERS, ROOMS, member_from, message_from, room_from
from agent.system_messages import announce
from agent.thread_rows import unread_of_room

StatusOf = Callable[[str, bool], str]
"""(user_id, is_agent) -> online or offline."""


class Membership:
    """Each method takes part in the caller's transaction and returns what follows the commit."""

    def __init__(
        self,
        connections: RoomConnectionManager,
        clock: Clock,
        status_of: StatusOf,
        levels: NotificationLevels,
    ) -> None:
        self._levels = levels
        self._connections = connections
        self._clock = clock
        self._status_of = status_of

    def add(
        self,
        transaction: Transaction,
        room_id: int,
        user: User,
        *,
        role: str,
        by: User | None = None,
        said: str | None = None,
    ) -> AfterCommit:
        """Make the user a member who has read everything so far.

        `by` somebody: the room reads what they did, `said` in words of one's own.
        """
        after = [self.announce(transaction, room_id, by, said or _came(user, by))] if by else []
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
        self._levels.forget()
        transaction.execute(READ_UP_TO_NOW, room_id=room_id, user_id=user.user_id, now=now)
        transaction.execute(THREADS_READ_UP_TO_NOW, room_id=room_id, user_id=user.user_id)
        room = _seen(transaction, room_id, user.user_id)
        member = transaction.fetch_all(MEMBERS, user_id=user.user_id, room_id=room_id)[0]
        after.append(lambda: self._connections.admit(room, seq, self.member(member)))
        return lambda: run_all(after)

    def admit(
        self,
        transaction: Transaction,
        room: Row,
        user: User,
        *,
        by: User,
        said: str | None = None,
    ) -> AfterCommit:
        """Make somebody who is no member one. Raises Forbidden for who may not be, RoomFull."""
        role = plain_role(user)
        if not can(role, "read", room["room_type"], server_role=user.role):
            raise Forbidden("This room is for the server's owners and admins.")
        if room["archived_at"] is not None:
            raise RoomArchived
        if transaction.fetch_one(BANNED, room_id=room["id"], user_id=user.user_id):
            raise Forbidden("This account is banned from the room.")
        if room["member_count"] >= room["max_members"]:
            raise RoomFull
        return self.add(transaction, room["id"], user, role=role, by=by, said=said)

    def change_role(
        self, transaction: Transaction, room_id: int, user: User, role: str
    ) -> AfterCommit:
        """Give a member another role."""
        return self._change(transaction, SET_ROLE, room_id, user, role=role)

    def mute(
        self, transaction: Transaction, room_id: int, user: User, until: str | None
    ) -> AfterCommit:
        """Let a member write nothing until a moment (ISO 8601 UTC), or write again."""
        return self._change(transaction, SET_MUTED, room_id, user, until=until)

    def announce(self, transaction: Transaction, room_id: int, by: User, text: str) -> AfterCommit:
        """Write a line into the room about what somebody did."""
        event: MessageEvent = announce(transaction, room_id, by, text, now=self._clock.now())
        return lambda: self._connections.broadcast_to_room(room_id, event)

    def remove(
        self,
        transaction: Transaction,
        room_id: int,
        user: User,
        *,
        reason: str,
        by: User | None = None,
    ) -> AfterCommit:
        """End a membership: reason left, kicked or banned; `by` somebody: the room reads it."""
        said = _went(user, by, reason) if by else ""
        after = [self.announce(transaction, room_id, by, said)] if by else []
        counter = next_seq(transaction, room_id, members=-1)
        seq, count = counter["last_seq"], counter["member_count"]
        self._levels.forget()
        transaction.execute(END_MEMBERSHIP, room_id=room_id, user_id=user.user_id, seq=seq)
        after.append(
            lambda: self._connections.dismiss(
                room_id,
                seq,
                user_id=user.user_id,
                username=user.username,
                reason=reason,
                count=count,
            )
        )
        return lambda: run_all(after)

    def readmit(self, transaction: Transaction, room_id: int) -> AfterCommit:
        """Let the members of a room that is back hear it again, and of its unread threads."""
        unread = unread_of_room(transaction, room_id)
        members = transaction.fetch_all(MEMBER_IDS, room_id=room_id)
        rooms = {row["user_id"]: _seen(transaction, room_id, row["user_id"]) for row in members}

        def tell() -> None:
            for user_id, room in rooms.items():
                self._connections.readmit(user_id, room, unread.get(user_id, ()))

        return tell

    def close_room(self, room_id: int) -> None:
        """After a commit: the room is gone for everybody."""
        self._connections.close_room(room_id, "deleted")

    def member(self, row: Row) -> Member:
        """Read a member from a row of MEMBERS, with their status of this moment."""
        return member_from(row, self._status_of(row["user_id"], bool(row["is_agent"])))

    def _change(
        self, transaction: Transaction, sql: str, room_id: int, user: User, **changed: Value
    ) -> AfterCommit:
        seq = next_seq(transaction, room_id)["last_seq"]
        given: dict[str, Value] = {"room_id": room_id, "user_id": user.user_id}
        transaction.execute(sql, **given, **changed, seq=seq)
        row = transaction.fetch_all(MEMBERS, **given)[0]
        return lambda: self._connections.broadcast_to_room(
            room_id, MemberUpdatedEvent(room_id=room_id, seq=seq, member=self.member(row))
        )


def plain_role(user: User) -> str:
    """Return the room role of somebody who just joins."""
    return "guest" if user.role == "guest" else "member"


def _seen(transaction: Transaction, room_id: int, user_id: str) -> Room:
    """Return a member's room as they see it."""
    given: dict[str, Value] = {"room_id": room_id, "user_id": user_id}
    newest = [message_from(row) for row in transaction.fetch_all(LAST_MESSAGES, **given)]
    return room_from(transaction.fetch_all(ROOMS, **given)[0], next(iter(newest), None))


def _came(user: User, by: User) -> str:
    if user.user_id == by.user_id:
        return f"{user.display_name} joined."
    return f"{by.display_name} added {user.display_name}."


def _went(user: User, by: User, reason: str) -> str:
    if reason == "left":
        return f"{user.display_name} left."
    did = "banned" if reason == "banned" else "removed"
    return f"{by.display_name} {did} {user.display_name}."


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
SET_MUTED = """
    UPDATE room_members SET muted_until = :until, changed_seq = :seq
    WHERE room_id = :room_id AND user_id = :user_id
"""
MEMBER_IDS = "SELECT user_id FROM room_members WHERE room_id = :room_id AND is_active"
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
THREADS_READ_UP_TO_NOW = """
    UPDATE thread_followers
    SET last_read_message_id = (SELECT MAX(id) FROM messages WHERE room_id = :room_id)
    WHERE user_id = :user_id AND room_id = :room_id
"""
