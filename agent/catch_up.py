"""The first frame of a connection, and what it missed while it was away."""

from __future__ import annotations

import asyncio
import functools
from collections import deque
from collections.abc import Sequence

from agent import events
from agent.connections import HEARTBEAT, come_back_after
from agent.errors import Busy, NotFound
from agent.events import (
    HelloEvent,
    HelloRoomsEvent,
    Limits,
    ResumedEvent,
    RoomPosition,
    ServerEvent,
    ThreadPosition,
)
from agent.models import Preferences, User
from agent.ports import Clock, Database, Row, Transaction
from agent.preferences import preferences_within
from agent.room_access import access_within, may
from agent.room_connections import RoomConnection, RoomConnectionManager
from agent.room_membership import Membership
from agent.room_rows import MESSAGES, ROOMS, message_from, shared_room_from
from agent.threads import unread_threads

LONGEST = 500
"""Changes of one room that are caught up one by one; with more, it is taken afresh."""

READ_AT_ONCE = 100
"""Rooms and their changes that are read before others have their turn."""

SAME = 1.0
"""Seconds for which an answer is kept for others who ask for the same."""

SAME_ANSWERS, SAME_BYTES = 64, 1 << 18
"""How many are kept, and the longest."""

AT_ONCE = 64
"""Greetings and resumes that may stand before a post when thousands come back."""

MOST_WAITING = 1000
"""Connections that wait to be greeted; who comes then is told to come back."""

ROOMS_IN_A_FRAME = 400
"""Rooms whose positions fit into 50 KB with what else a hello says; the others follow it."""

PREFERENCES_IN_HELLO = 100
"""Rooms that the preferences of a hello name; with more, they follow it."""

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
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._database = database
        self._connections = connections
        self._membership = membership
        self._limits = limits
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._same: dict[tuple[int, int, int, int], bytes] = {}
        self._same_until = 0.0

    async def greet(self, connection: RoomConnection) -> None:
        """Say hello and let the connection hear its rooms, between two commits.

        Read on the writer: everything committed before is in the hello, everything after it
        arrives as an event. No gap, nothing twice, no merging. Raises Busy when too many wait.
        """
        if self._waiting >= MOST_WAITING:
            raise Busy(retry_after=come_back_after())
        user = connection.session.user

        def act(transaction: Transaction) -> tuple[ServerEvent, ...]:
            rows = transaction.fetch_all(ROOMS, user_id=user.user_id, room_id=None)
            positions = [
                RoomPosition(
                    id=row["id"],
                    epoch=row["epoch"],
                    seq=row["seq"],
                    unread_count=row["unread_count"],
                    mention_count=row["mention_count"],
                )
                for row in rows
                if row["role"] is not None and may(row, user, "read")
            ]
            threads = unread_threads(transaction, user, THREADS_AT_ONCE)
            return self._greeting(
                user, positions, tuple(map(_thread, threads)), preferences_within(transaction, user)
            )

        self._waiting += 1
        try:
            async with self._turns:
                await self._database.write(
                    act, then=lambda greeting: self._connections.enter(connection, greeting)
                )
        finally:
            self._waiting -= 1

    def _greeting(
        self,
        user: User,
        rooms: Sequence[RoomPosition],
        threads: tuple[ThreadPosition, ...],
        preferences: Preferences,
    ) -> tuple[ServerEvent, ...]:
        """Return the events of a greeting, none much longer than a hello of ROOMS_IN_A_FRAME."""
        named = len(preferences.rooms) + len(preferences.order) + len(preferences.starred)
        is_small = named <= PREFERENCES_IN_HELLO
        frames = [
            tuple(rooms[start : start + ROOMS_IN_A_FRAME])
            for start in range(0, len(rooms), ROOMS_IN_A_FRAME)
        ] or [()]
        hello = HelloEvent(
            protocol=events.PROTOCOL,
            user=user,
            limits=self._limits,
            rooms=frames[0],
            more_rooms=len(rooms) - len(frames[0]),
            threads=threads,
            preferences=preferences if is_small else None,
            heartbeat=HEARTBEAT,
        )
        following = [HelloRoomsEvent(rooms=some) for some in frames[1:]]
        last = () if is_small else (events.PreferencesEvent(preferences=preferences),)
        return hello, *following, *last

    async def resume(
        self, connection: RoomConnection, positions: dict[str, tuple[int, int]]
    ) -> None:
        """Send what changed after each position, as it is now, then `resumed`.

        Read on the writer, as a greeting is: a kick comes before it or after it.
        """
        asked = deque((_room_id(text), epoch, seq) for text, (epoch, seq) in positions.items())
        act = functools.partial(self._next, user=connection.session.user, asked=asked)
        while asked:
            await connection.wire.drained()  # a long answer goes on as it is read
            async with self._turns:
                await self._database.write(act, then=connection.write)

    def _next(
        self, transaction: Transaction, *, user: User, asked: deque[tuple[int, int, int]]
    ) -> bytes:
        """Answer what is asked until there is enough for one turn."""
        answers: list[bytes] = []
        read = 0
        while asked and read < READ_AT_ONCE:
            answer, changes = self._since(transaction, user, *asked.popleft())
            answers.append(answer)
            read += 1 + changes
        return b"".join(answers)

    def _since(
        self, transaction: Transaction, user: User, room_id: int, epoch: int, seq: int
    ) -> tuple[bytes, int]:
        """Return finished frames, and how many changes were read for them."""
        try:
            room = access_within(transaction, room_id, user, "read")
        except NotFound:  # also when it is not theirs any more: the answer is the same
            gone = ResumedEvent(room_id=room_id, recovered=False, epoch=0, seq=0)
            return events.encode(gone), 0
        head, now = room["last_seq"], room["epoch"]
        if epoch != now or not 0 <= seq <= head:
            return _afresh(room), 0
        # Thousands come back to one room from one position: it is read and encoded once. The head
        # is in the key, so whatever changes in the room is read. Nothing depends on the reader.
        key = (room_id, now, seq, head)
        if self._clock.monotonic() >= self._same_until or len(self._same) >= SAME_ANSWERS:
            self._same.clear()
            self._same_until = self._clock.monotonic() + SAME
        if (same := self._same.get(key)) is not None:
            return same, 0
        changes = self._changes(transaction, room, seq) if seq < head else []
        if len(changes) > LONGEST:
            return _afresh(room), len(changes)
        changes.sort(key=lambda change: change[0])
        resumed = ResumedEvent(room_id=room_id, recovered=True, epoch=now, seq=head)
        found = b"".join(map(events.encode, [*(event for _, event in changes), resumed]))
        if changes and len(found) <= SAME_BYTES:
            self._same[key] = found
        return found, len(changes)

    def _changes(
        self, transaction: Transaction, room: Row, seq: int
    ) -> list[tuple[int, ServerEvent]]:
        room_id = room["id"]
        since = {"room_id": room_id, "seq": seq, "limit": LONGEST + 1}
        changes: list[tuple[int, ServerEvent]] = [
            (row["changed_seq"], _as_it_is_now(row, since=seq))
            for row in transaction.fetch_all(CHANGED_MESSAGES, **since)
        ]
        for row in transaction.fetch_all(CHANGED_MEMBERS, **since):
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
        if (number := room["changed_seq"]) > seq:
            shared = shared_room_from(room)
            updated = events.RoomUpdatedEvent(room_id=room_id, seq=number, room=shared)
            changes.append((number, updated))
        return changes


def _thread(row: Row) -> ThreadPosition:
    return ThreadPosition(
        room_id=row["room_id"],
        thread_id=row["thread_id"],
        message_id=row["last_read_message_id"],
        unread_count=row["unread_count"],
        mention_count=row["mention_count"],
    )


def _afresh(room: Row) -> bytes:
    room_id, epoch, head = room["id"], room["epoch"], room["last_seq"]
    return events.encode(ResumedEvent(room_id=room_id, recovered=False, epoch=epoch, seq=head))


def _room_id(text: str) -> int:
    """Read a key of `positions`; 0, which is no room, for what is none."""
    return (
        int(text) if text.isascii() and text.isdigit() and text[0] != "0" and len(text) < 16 else 0
    )


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
