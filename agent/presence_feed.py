"""Tells people who share a room with somebody how present they are: a frame a listener a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import TypeGuard

from msgspec import UNSET

from agent.connections import Connection
from agent.events import PresenceDiffEvent, PresenceEvent, ServerEvent, encode
from agent.models import User
from agent.room_connections import RoomConnection, RoomConnectionManager, room_topic

COALESCED = 0.05
"""Seconds for which changes are collected before they are told."""

A_LISTENER = 0.0002
"""Seconds more for each of those who were told the last time. A write takes a tenth of it: people
who come and go in a room of thousands leave its messages nine tenths of the server's time."""

MOST = 25
"""People that are told of in one go."""

RATE = 100_000
"""How often a second a listener is told of a person, at most, all listeners and people together."""

AT_ONCE = 200
"""Listeners that are written to before others have their turn. Measured with 10,000: what was
posted meanwhile waited 0.2 to 0.3 s for all of them."""

FEW = 4
"""Changes that are told one by one; more go into one event."""

State = tuple[str, str, str | None, int | None]
"""(status, text, its end, room in view)"""

UNSEEN: State = ("offline", "", None, None)


class Seen:
    """One person as others see them, and what they were last told."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.shown = "offline"
        self.text = ""
        self.until: str | None = None
        self.room_in_view: int | None = None
        self.room_ids: set[int] = set()
        """Their rooms at the end of their last connection."""
        self.told: State = UNSEEN

    @property
    def state(self) -> State:
        if self.shown == "offline":
            return UNSEEN
        return self.shown, self.text, self.until, self.room_in_view


class PresenceFeed:
    """Collects changes, and tells each listener all of them in one frame.

    When n people come at once each of them hears of the others in a few frames, not in n, and not
    at once: n^2 statuses would take what messages need. RATE bounds them, whatever the rooms'
    sizes. What happened last is told first, and who has changed back meanwhile is not told of. It
    may all be lost: who fetches the members of a room learns the statuses too.
    """

    def __init__(self, connections: RoomConnectionManager) -> None:
        self._connections = connections
        self._changed: dict[str, Seen] = {}
        self._telling = _Telling({}, ())
        self._timer: asyncio.TimerHandle | None = None
        self._rests_until = 0.0

    def changed(self, seen: Seen) -> None:
        """Tell of this person soon, as they are by then."""
        before = self._changed.pop(seen.user.user_id, None)
        if before is not None and before is not seen:  # gone, and here again
            seen.told = before.told
        self._changed[seen.user.user_id] = seen
        self._plan()

    def pause(self) -> float:
        """Return for how many seconds changes are collected now."""
        return max(COALESCED, self._rests_until - asyncio.get_running_loop().time())

    def tell(self) -> None:
        """Tell of those who have changed last."""
        self.close()
        self._write(len(self._telling.listeners))
        by_room: dict[int, list[Seen]] = {}
        told = [self._changed.popitem()[1] for _ in range(min(MOST, len(self._changed)))]
        for seen in told:
            for room_id in self._concerned(seen):
                by_room.setdefault(room_id, []).append(seen)
        listeners = {
            one for room_id in by_room for one in self._connections.of(room_topic(room_id))
        }
        self._telling = _Telling(by_room, listeners)
        for seen in told:
            seen.told = seen.state
        self._go_on()

    def close(self) -> None:
        """Cancel what is planned."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        self._timer = None
        self._write(AT_ONCE)
        if self._telling.listeners:
            self._timer = asyncio.get_running_loop().call_later(0, self._go_on)
        elif self._changed:
            self._plan()

    def _write(self, most: int) -> None:
        telling = self._telling
        telling.go_on(most)
        rest = COALESCED + max(telling.told * A_LISTENER, telling.statuses / RATE)
        until = asyncio.get_running_loop().time() + rest
        self._rests_until = max(self._rests_until, until)

    def _plan(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.pause(), self.tell)

    def _concerned(self, seen: Seen) -> set[int]:
        """Return the rooms whose members have something to learn; none that somebody has left."""
        if seen.state == seen.told:
            return set()
        devices = self._connections.of_user(seen.user.user_id)
        mine = next((one.room_ids for one in devices if _hears_rooms(one)), seen.room_ids)
        if seen.state[:3] == seen.told[:3]:  # moved from one room to another
            return mine & {seen.state[3], seen.told[3]}
        return mine


class _Telling:
    """Writes what was collected to its listeners, a few at a time."""

    def __init__(self, by_room: dict[int, list[Seen]], listeners: Collection[Connection]) -> None:
        self._by_room = by_room
        self._frames: dict[frozenset[int], tuple[int, bytes]] = {}
        self.listeners = list(listeners)
        """Those who have not been told yet."""
        self.told = len(listeners)
        self.statuses = 0

    def go_on(self, most: int) -> None:
        """Tell at most so many more, each of the rooms that they hear now."""
        for _ in range(min(most, len(self.listeners))):
            listener = self.listeners.pop()
            # Who only looks at a public room does not learn who of its members is where.
            shared = listener.room_ids & self._by_room.keys() if _hears_rooms(listener) else set()
            if shared:
                key = frozenset(shared)
                if key not in self._frames:
                    people = _people(self._by_room, key)
                    frame = b"".join(map(encode, _events(people, key)))
                    self._frames[key] = len(people), frame
                count, frame = self._frames[key]
                self.statuses += count
                listener.hint(frame)


def _hears_rooms(connection: object) -> TypeGuard[RoomConnection]:
    return isinstance(connection, RoomConnection)


def _people(by_room: dict[int, list[Seen]], shared: Collection[int]) -> Collection[Seen]:
    """Return those of whom somebody learns who shares these rooms with them."""
    return {seen.user.user_id: seen for room_id in shared for seen in by_room[room_id]}.values()


def _events(people: Collection[Seen], shared: Collection[int]) -> Sequence[ServerEvent]:
    events = tuple(_as_seen(seen, shared) for seen in people)
    return events if len(events) <= FEW else (PresenceDiffEvent(users=events),)


def _as_seen(seen: Seen, shared: Collection[int]) -> PresenceEvent:
    status, text, until, room_in_view = seen.state
    return PresenceEvent(
        user_id=seen.user.user_id,
        username=seen.user.username,
        status=status,
        text=text,
        until=UNSET if until is None else until,
        current_room=room_in_view if room_in_view in shared else None,
    )
