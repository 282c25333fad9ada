"""The shapes of all events that the server sends, and their one encoding.

An event is encoded once, into a finished WebSocket frame; every recipient gets these bytes.
docs/wire_protocol.md has a line and tests/unit/test_events.py a golden frame for each.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from agent.models import Member, Message, Preferences, Room, SharedRoom, User

PROTOCOL = 1


class ServerEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What the server sends."""


class RoomPosition(msgspec.Struct, frozen=True, kw_only=True):
    """Where a room stands and what its reader has not read."""

    id: int
    epoch: int
    seq: int
    unread_count: int
    mention_count: int


class ThreadPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that its reader follows and has not read to its end."""

    room_id: int
    thread_id: int
    message_id: int
    unread_count: int
    mention_count: int


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the server accepts: characters, bytes, messages a second (0: no limit), members."""

    text: int
    frame: int
    message_rate: float
    message_burst: float
    room_rate: float
    room_burst: float
    members: int


class HelloEvent(ServerEvent, frozen=True, kw_only=True, tag="hello"):
    """The first frame: who one is, what is allowed, where each room stands.

    `more_rooms` of them follow at once in `hello_rooms`; `preferences` that name many rooms follow
    in `preferences_updated`.
    """

    protocol: int
    user: User
    limits: Limits
    rooms: tuple[RoomPosition, ...]
    heartbeat: float
    more_rooms: int = 0
    threads: tuple[ThreadPosition, ...] = ()
    preferences: Preferences | None = None


class HelloRoomsEvent(ServerEvent, frozen=True, kw_only=True, tag="hello_rooms"):
    """Right behind `hello`: where the next of one's rooms stand."""

    rooms: tuple[RoomPosition, ...]


class MessageEvent(ServerEvent, frozen=True, kw_only=True, tag="message"):
    """A new message; to its sender it is the acknowledgement."""

    room_id: int
    seq: int
    message: Message


CHANGES = ("edited", "deleted", "reacted", "pinned", "voted", "preview", "thread")
"""`preview`: the message that it replies to changed; `thread`: its thread grew or shrank."""


class MessageUpdatedEvent(ServerEvent, frozen=True, kw_only=True, tag="message_updated"):
    """A message as it is now; `change` is one of CHANGES."""

    room_id: int
    seq: int
    change: str
    message: Message


class UserJoinedEvent(ServerEvent, frozen=True, kw_only=True, tag="user_joined"):
    """Somebody became a member; `member` says all that the list of members shows."""

    room_id: int
    seq: int
    user_id: str
    username: str
    member: Member
    member_count: int


class UserLeftEvent(ServerEvent, frozen=True, kw_only=True, tag="user_left"):
    """Somebody is a member no longer."""

    room_id: int
    seq: int
    user_id: str
    username: str
    reason: str
    member_count: int


class MemberUpdatedEvent(ServerEvent, frozen=True, kw_only=True, tag="member_updated"):
    """A member as they are now: another role, muted or not muted any more."""

    room_id: int
    seq: int
    member: Member


class RoomUpdatedEvent(ServerEvent, frozen=True, kw_only=True, tag="room_updated"):
    """A room's settings as they are now."""

    room_id: int
    seq: int
    room: SharedRoom


class RoomAddedEvent(ServerEvent, frozen=True, kw_only=True, tag="room_added"):
    """To the one concerned: a room is theirs from now on."""

    room: Room


class RoomRemovedEvent(ServerEvent, frozen=True, kw_only=True, tag="room_removed"):
    """To the one concerned: nothing of this room arrives after this."""

    room_id: int
    reason: str


class PresenceEvent(ServerEvent, frozen=True, kw_only=True, tag="presence_update"):
    """How present somebody is with whom one shares a room; `text` is their own, `until` its end."""

    user_id: str
    username: str
    status: str
    text: str
    until: str | msgspec.UnsetType = msgspec.UNSET
    current_room: int | None


class PresenceDiffEvent(ServerEvent, frozen=True, kw_only=True, tag="presence_diff"):
    """Several people who changed at the same time."""

    users: tuple[PresenceEvent, ...]


class TypingEvent(ServerEvent, frozen=True, kw_only=True, tag="typing_indicator"):
    """Everybody who is typing in a room now."""

    room_id: int
    users: tuple[str, ...]


class ReadMarkerEvent(ServerEvent, frozen=True, kw_only=True, tag="read_marker"):
    """To all devices of one user: how far they have read."""

    room_id: int
    message_id: int
    unread_count: int
    mention_count: int


class ThreadMarkerEvent(ServerEvent, frozen=True, kw_only=True, tag="thread_marker"):
    """To all devices of one user: how far they have read a thread, and whether they follow it."""

    room_id: int
    thread_id: int
    message_id: int
    unread_count: int
    mention_count: int
    is_following: bool


class PreferencesEvent(ServerEvent, frozen=True, kw_only=True, tag="preferences_updated"):
    """To all devices of one user: what they prefer from now on."""

    preferences: Preferences


class ResumedEvent(ServerEvent, frozen=True, kw_only=True, tag="resumed"):
    """The end of a catch-up: the position from which live events go on."""

    room_id: int
    recovered: bool
    epoch: int
    seq: int


class NotificationEvent(ServerEvent, frozen=True, kw_only=True, tag="notification"):
    """A toast: level info, success, warning or error; `room_id` when it tells of a message."""

    level: str
    text: str
    href: str | None = None
    room_id: int | None = None


class HeartbeatEvent(ServerEvent, frozen=True, kw_only=True, tag="heartbeat"):
    """A sign of life, with the positions of the rooms that changed since the last one."""

    positions: dict[str, int]


class PongEvent(ServerEvent, frozen=True, kw_only=True, tag="pong"):
    """The answer to `ping`."""


class ErrorEvent(ServerEvent, frozen=True, kw_only=True, tag="error", omit_defaults=True):
    """A command that failed; `code` uses the words of the HTTP problems."""

    code: str
    detail: str
    client_id: str | None = None
    field: str | None = None
    retry_after: float | None = None


_encoder = msgspec.json.Encoder()


def encode(event: ServerEvent) -> bytes:
    """Return the event as a finished, unmasked WebSocket text frame (RFC 6455, 5.2)."""
    payload = _encoder.encode(event)
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def payloads(frames: bytes) -> Iterator[str]:
    """Take finished frames apart again, for a server that frames by itself."""
    start = 0
    while start < len(frames):
        size, head = frames[start + 1], 2
        if size == 126:
            size, head = int.from_bytes(frames[start + 2 : start + 4], "big"), 4
        elif size == 127:
            size, head = int.from_bytes(frames[start + 2 : start + 10], "big"), 10
        yield frames[start + head : start + head + size].decode()
        start += head + size
