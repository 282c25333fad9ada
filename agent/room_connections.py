"""Connections that hear rooms: all that their user belongs to, and a public one in view."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agent import events
from agent.connections import Connection, ConnectionManager, Wire, user_topic
from agent.errors import NotAMember
from agent.models import Member, Room, Session
from agent.ports import Bus, Clock
from agent.typing_board import TypingBoard

MEMBERSHIPS, ROOMS_CLOSED, TOASTS = "memberships", "rooms closed", "toasts"
TYPING_RATE = 5_000
"""How often a second, at most, a listener is told who types in one room, all listeners together."""

REMEMBERED = 60.0
"""Seconds for which a changed position is kept for heartbeats; more than one beat apart."""


class MembershipChange(msgspec.Struct, frozen=True):
    """What every process does to the sockets of a user: let them hear a room, or not."""

    room_id: int
    user_id: str
    is_member: bool


class Toast(msgspec.Struct, frozen=True):
    """What every process shows to the devices of some users."""

    user_ids: tuple[str, ...]
    room_id: int | None
    frame: bytes


class RoomConnection(Connection):
    """A socket of the chat."""

    __slots__ = ("room_ids", "room_in_view")

    def __init__(self, wire: Wire, session: Session) -> None:
        super().__init__(wire, session)
        self.room_ids: set[int] = set()
        self.room_in_view: int | None = None


class RoomConnectionManager(ConnectionManager):
    """The host's connections, and who of them hears which room."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        super().__init__(bus, clock)
        self._changed: dict[int, tuple[float, int]] = {}
        self.typing = TypingBoard(self._tell_typing, pause=self._typing_pause)
        bus.listen(self._follow)

    def enter(self, connection: RoomConnection, greeting: Sequence[events.ServerEvent]) -> None:
        """Let a new connection hear its rooms and tell it where they stand, in one step."""
        connection.room_ids = {
            position.id
            for event in greeting
            if isinstance(event, events.HelloEvent | events.HelloRoomsEvent)
            for position in event.rooms
        }
        for room_id in connection.room_ids:
            self.subscribe(connection, room_topic(room_id))
        connection.write(b"".join(map(events.encode, greeting)))

    def join_room(self, connection: RoomConnection, room_id: int) -> None:
        """Move the view to a room; access was checked. Membership is not touched."""
        if connection.room_in_view != room_id:
            self.leave_room(connection)
            connection.room_in_view = room_id
        self.subscribe(connection, room_topic(room_id))

    def leave_room(self, connection: RoomConnection) -> None:
        """Take the view away; a room that one is no member of is not heard any more."""
        room_id = connection.room_in_view
        connection.room_in_view = None
        if room_id is not None and room_id not in connection.room_ids:
            self.unsubscribe(connection, room_topic(room_id))

    def has_in_view(self, user_id: str, room_id: int) -> bool:
        """Tell whether one of the user's devices shows the room."""
        devices = (one for one in self.of_user(user_id) if isinstance(one, RoomConnection))
        return any(device.room_in_view == room_id for device in devices)

    def handle_typing(self, connection: RoomConnection, room_id: int, *, is_typing: bool) -> None:
        """Note that a member types or has stopped. Raises NotAMember."""
        if room_id not in connection.room_ids:
            raise NotAMember
        if is_typing:
            self.typing.start(room_id, connection.session.user)
        else:
            self.typing.stop(room_id, connection.session.user.username)

    def broadcast_to_room(self, room_id: int, *published: events.ServerEvent) -> None:
        """Send events to everyone who hears the room: one encoding, one write a connection."""
        seq = getattr(published[-1], "seq", None)
        if seq is not None:
            self._changed[room_id] = (self._clock.monotonic(), seq)
        self.publish(room_topic(room_id), *published)

    def admit(self, room: Room, seq: int, member: Member) -> None:
        """After a commit: `member` belongs to the room; their devices hear it from now on."""
        joined = events.UserJoinedEvent(
            room_id=room.id,
            seq=seq,
            user_id=member.user_id,
            username=member.username,
            member=member,
            member_count=room.member_count,
        )
        self.broadcast_to_room(room.id, joined)
        self._change_membership(room.id, member.user_id, is_member=True)
        self.publish(user_topic(member.user_id), events.RoomAddedEvent(room=room))

    def dismiss(
        self, room_id: int, seq: int, *, user_id: str, username: str, reason: str, count: int
    ) -> None:
        """After a commit: this user's devices hear nothing of the room any more."""
        self.typing.stop(room_id, username)
        self._change_membership(room_id, user_id, is_member=False)
        left = events.UserLeftEvent(
            room_id=room_id,
            seq=seq,
            user_id=user_id,
            username=username,
            reason=reason,
            member_count=count,
        )
        self.broadcast_to_room(room_id, left)
        removed = events.RoomRemovedEvent(room_id=room_id, reason=reason)
        self.publish(user_topic(user_id), removed)

    def close_room(self, room_id: int, reason: str) -> None:
        """After a commit: the room is gone for everybody who hears it."""
        self.publish(room_topic(room_id), events.RoomRemovedEvent(room_id=room_id, reason=reason))
        self._bus.publish(ROOMS_CLOSED, msgspec.json.encode((room_id, False)))

    def drop_viewers(self, room_id: int) -> None:
        """After a commit: the room is not public any more; who is no member hears nothing of it."""
        self._bus.publish(ROOMS_CLOSED, msgspec.json.encode((room_id, True)))

    def readmit(
        self, user_id: str, room: Room, threads: Sequence[events.ThreadMarkerEvent]
    ) -> None:
        """After a commit: a room is back; its member's devices hear it again."""
        self._change_membership(room.id, user_id, is_member=True)
        self.publish(user_topic(user_id), events.RoomAddedEvent(room=room), *threads)

    def alert(self, user_ids: Sequence[str], toast: events.NotificationEvent) -> None:
        """Show a toast on those devices of these users that have its room not in view."""
        shown = Toast(tuple(user_ids), toast.room_id, events.encode(toast))
        self._bus.publish(TOASTS, msgspec.msgpack.encode(shown))

    def positions(self, connection: Connection) -> dict[str, int]:
        if not isinstance(connection, RoomConnection):
            return {}
        return {
            str(room_id): seq
            for room_id, (at, seq) in self._changed.items()
            if at >= connection.beaten_at and room_id in connection.room_ids
        }

    def beat(self) -> None:
        super().beat()
        since = self._clock.monotonic() - REMEMBERED
        self._changed = {room: mark for room, mark in self._changed.items() if mark[0] >= since}

    def _tell_typing(self, room_id: int, users: tuple[str, ...]) -> None:
        self.publish_hint(room_topic(room_id), events.TypingEvent(room_id=room_id, users=users))

    def _typing_pause(self, room_id: int) -> float:
        return len(self._topics.get(room_topic(room_id), ())) / TYPING_RATE

    def _change_membership(self, room_id: int, user_id: str, *, is_member: bool) -> None:
        change = MembershipChange(room_id, user_id, is_member)
        self._bus.publish(MEMBERSHIPS, msgspec.json.encode(change))

    def _follow(self, topic: str, payload: bytes) -> None:
        """Do on this process's sockets what the bus tells every process to do."""
        if topic == MEMBERSHIPS:
            self._let_hear(msgspec.json.decode(payload, type=MembershipChange))
        elif topic == ROOMS_CLOSED:
            room_id, members_stay = msgspec.json.decode(payload, type=tuple[int, bool])
            self._close(room_id, members_stay=members_stay)
        elif topic == TOASTS:
            self._show(msgspec.msgpack.decode(payload, type=Toast))

    def _let_hear(self, change: MembershipChange) -> None:
        for connection in tuple(self.of_user(change.user_id)):
            if not isinstance(connection, RoomConnection):
                continue
            if change.is_member:
                connection.room_ids.add(change.room_id)
                self.subscribe(connection, room_topic(change.room_id))
            else:
                connection.room_ids.discard(change.room_id)
                self.unsubscribe(connection, room_topic(change.room_id))
                if connection.room_in_view == change.room_id:
                    connection.room_in_view = None

    def _show(self, toast: Toast) -> None:
        for user_id in toast.user_ids:
            for connection in self.of_user(user_id):
                in_view = isinstance(connection, RoomConnection) and connection.room_in_view
                if not in_view or in_view != toast.room_id:
                    connection.write(toast.frame)

    def _close(self, room_id: int, *, members_stay: bool) -> None:
        for connection in tuple(self.of(room_topic(room_id))):
            if not isinstance(connection, RoomConnection):
                continue
            if members_stay and room_id in connection.room_ids:
                continue
            connection.room_ids.discard(room_id)
            self.unsubscribe(connection, room_topic(room_id))
            if connection.room_in_view == room_id:
                connection.room_in_view = None


def room_topic(room_id: int) -> str:
    """Name the topic that everyone in a room hears."""
    return f"room:{room_id}"
