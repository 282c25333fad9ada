"""The first frame of a connection, and what it missed while it was away."""

from __future__ import annotations

from agent import events
from agent.connections import HEARTBEAT
from agent.errors import NotFound
from agent.events import (
    HelloEvent,
    Limits,
    ResumedEvent,
    RoomPosition,
    ServerEvent,
    ThreadPosition,
)
from agent.models import User
from agent.ports import Database, Row, Transaction
from agent.preferences import preferences_within
from agent.room_access import access, may
from agent.room_connections import RoomConnection, RoomConnectionManager, room_topic
from agent.room_membership import Membership
from agent.room_rows import MESSAGES, ROOMS, message_from, shared_room_from
from agent.threads import unread_threads

LONGEST = 500
"""Changes of one room that are caught up one by one; with more, it is taken afresh."""

ROOMS_AT_ONCE = 1000
THREADS_AT_ONCE = 100
"""Unread threads that a hello names, the newest ones."""


class CatchUp:
    """Greets connections and brings them up to date."""

    def __init__(
        self,
        database: Database,
        connections: RoomConnectionManager,
        membership: Membership,
        limits: Limits,
    ) -> None:
        self._database = database
        self._connections = connections
        self._membership = membership
        self._limits = limits

    async def greet(self, connection: RoomConnection) -> None:
        """Say hello and let the connection hear its rooms, between two commits.

        Read on the writer: everything committed before is in the hello, everything after it
        arrives as an event. No gap, nothing twice, no merging.
        """
        user = connection.session.user

        def act(transaction: Transaction) -> HelloEvent:
            rows = transaction.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
            positions = (
                RoomPosition(
                    id=row["id"],
                    epoch=row["epoch"],
                    seq=row["seq"],
                    unread_count=row["unread_count"],
                    mention_count=row["mention_count"],
                )
                for row in rows
                if row["role"] is not None and may(row, user, "read")
            )
            return HelloEvent(
                protocol=events.PROTOCOL,
                user=user,
                limits=self._limits,
                rooms=tuple(positions),
                threads=tuple(map(_thread, unread_threads(transaction, user, THREADS_AT_ONCE))),
                preferences=preferences_within(transaction, user),
                heartbeat=HEARTBEAT,
            )

        await self._database.write(
            act, then=lambda hello: self._connections.enter(connection, hello)
        )

    async def resume(
        self, connection: RoomConnection, positions: dict[str, tuple[int, int]]
    ) -> None:
        """Send what changed after each position, as it is now, then `resumed`."""
        for text, (epoch, seq) in list(positions.items())[:ROOMS_AT_ONCE]:
            await connection.wire.drained()  # a long answer goes on as it is read
            room_id = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
            topic = room_topic(room_id)
            was_heard = topic in connection.topics
            found = await self._since(room_id, connection.session.user, epoch, seq)
            if was_heard and topic not in connection.topics:  # removed while this was read
                found = [_gone(room_id)]
            connection.write(b"".join(map(events.encode, found)))

    async def _since(self, room_id: int, user: User, epoch: int, seq: int) -> list[ServerEvent]:
        try:
            room = await access(self._database, room_id, user)
        except NotFound:  # also when it is not theirs any more: the answer is the same
            return [_gone(room_id)]
        # The position is read first: a change that slips in after it comes again as an event.
        head, now = room["last_seq"], room["epoch"]
        afresh = ResumedEvent(room_id=room_id, recovered=False, epoch=now, seq=head)
        if epoch != now or not 0 <= seq <= head:
            return [afresh]
        changes = await self._changes(room_id, seq) if seq < head else []
        if len(changes) > LONGEST:
            return [afresh]
        if room["changed_seq"] > seq:
            updated = events.RoomUpdatedEvent(
                room_id=room_id, seq=room["changed_seq"], room=shared_room_from(room)
            )
            changes.append((updated.seq, updated))
        changes.sort(key=lambda change: change[0])
        resumed = ResumedEvent(room_id=room_id, recovered=True, epoch=now, seq=head)
        return [*(event for number, event in changes if number <= head), resumed]

    async def _changes(self, room_id: int, seq: int) -> list[tuple[int, ServerEvent]]:
        since = {"room_id": room_id, "seq": seq, "limit": LONGEST + 1}
        changes: list[tuple[int, ServerEvent]] = [
            (row["changed_seq"], _as_it_is_now(row, since=seq))
            for row in await self._database.fetch_all(CHANGED_MESSAGES, **since)
        ]
        for row in await self._database.fetch_all(CHANGED_MEMBERS, **since):
            number = row["changed_seq"]
            who = {
                "room_id": room_id,
                "seq": number,
                "user_id": row["user_id"],
                "username": row["username"],
                "member_count": row["member_count"],
            }
            if row["is_active"]:
                joined = events.UserJoinedEvent(**who, member=self._membership.member(row))
                changes.append((number, joined))
            else:
                changes.append((number, events.UserLeftEvent(**who, reason="left")))
        return changes


def _thread(row: Row) -> ThreadPosition:
    return ThreadPosition(
        room_id=row["room_id"],
        thread_id=row["thread_id"],
        message_id=row["last_read_message_id"],
        unread_count=row["unread_count"],
        mention_count=row["mention_count"],
    )


def _gone(room_id: int) -> ResumedEvent:
    return ResumedEvent(room_id=room_id, recovered=False, epoch=0, seq=0)


def _as_it_is_now(row: Row, *, since: int) -> ServerEvent:
    """Return a message that is new to the client, or a known one that changed."""
    room_id, number, message = row["room_id"], row["changed_seq"], message_from(row)
    if row["seq"] > since:
        return events.MessageEvent(room_id=room_id, seq=number, message=message)
    change = "deleted" if message.is_deleted else "edited"
    return events.MessageUpdatedEvent(room_id=room_id, seq=number, change=change, message=message)


CHANGED_MESSAGES = f"""
    {MESSAGES}
    WHERE messages.room_id = :room_id AND messages.changed_seq > :seq
    ORDER BY messages.changed_seq LIMIT :limit
"""
CHANGED_MEMBERS = """
    SELECT room_members.changed_seq, room_members.is_active, room_members.user_id, users.username,
           users.display_name, room_members.role, joined_at, last_seen, users.is_agent, muted_until,
           rooms.member_count
    FROM room_members
    JOIN users ON users.user_id = room_members.user_id
    JOIN rooms ON rooms.id = room_members.room_id
    WHERE room_members.room_id = :room_id AND room_members.changed_seq > :seq
    ORDER BY room_members.changed_seq LIMIT :limit
"""
