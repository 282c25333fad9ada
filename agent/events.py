"""The shapes of all events, and their one encoding.

An event is encoded once, into a finished WebSocket frame; every recipient gets these bytes.
docs/wire_protocol.md has a line and tests/unit/test_events.py a golden frame for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from agent.models import Id, Member, Message, Room, SharedRoom, User

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


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the server accepts: characters, bytes, messages per second (0: no limit)."""

    text: int
    frame: int
    message_rate: float
    message_burst: float


class HelloEvent(ServerEvent, frozen=True, kw_only=True, tag="hello"):
    """The first frame: who one is, what is allowed, where each room stands."""

    protocol: int
    user: User
    limits: Limits
    rooms: tuple[RoomPosition, ...]
    heartbeat: float


class MessageEvent(ServerEvent, frozen=True, kw_only=True, tag="message"):
    """A new message; to its sender it is the acknowledgement."""

    room_id: int
    seq: int
    message: Message


class MessageUpdatedEvent(ServerEvent, frozen=True, kw_only=True, tag="message_updated"):
    """A message as it is now; `change` is edited, deleted, reacted or preview."""

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
    """A member as they are now, with a new role."""

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
    """How present somebody is with whom one shares a room; `text` is their own."""

    user_id: str
    username: str
    status: str
    text: str
    current_room: int | None


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


class ResumedEvent(ServerEvent, frozen=True, kw_only=True, tag="resumed"):
    """The end of a catch-up: the position from which live events go on."""

    room_id: int
    recovered: bool
    epoch: int
    seq: int


class NotificationEvent(ServerEvent, frozen=True, kw_only=True, tag="notification"):
    """A toast: level info, success, warning or error."""

    level: str
    text: str
    href: str | None = None


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


class ClientEvent(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True
):
    """What a client sends."""


class JoinRoom(ClientEvent, frozen=True, kw_only=True, tag="join_room"):
    """Look at a room; the first one may carry the token of a client without a cookie."""

    room_id: Id
    user_token: str | None = None
    user_id: str | None = None


class SendMessage(ClientEvent, frozen=True, kw_only=True, tag="send_message"):
    """Post a text; with a `client_id` it happens exactly once, however often it is sent."""

    room_id: Id
    content: str
    reply_to: Id | None = None
    client_id: str | None = None


class MarkUnread(ClientEvent, frozen=True, kw_only=True, tag="mark_unread"):
    """Set one's read marker back to just before a message."""

    room_id: Id
    message_id: Id


class EditMessage(ClientEvent, frozen=True, kw_only=True, tag="edit_message"):
    """Replace the text of one's own message."""

    message_id: Id
    content: str


class DeleteMessage(ClientEvent, frozen=True, kw_only=True, tag="delete_message"):
    """Erase a message, leaving its place."""

    message_id: Id


class React(ClientEvent, frozen=True, kw_only=True, tag="react"):
    """Add or take back a reaction; without `on` it toggles."""

    message_id: Id
    emoji: str
    on: bool | None = None


class MarkRead(ClientEvent, frozen=True, kw_only=True, tag="mark_read"):
    """Say that everything up to a message has been read."""

    room_id: Id
    message_id: Id


class TypingStart(ClientEvent, frozen=True, kw_only=True, tag="typing_start"):
    """Say that a key was pressed; to be repeated every few seconds."""

    room_id: Id


class TypingStop(ClientEvent, frozen=True, kw_only=True, tag="typing_stop"):
    """Say that one types no longer."""

    room_id: Id


class SetStatus(ClientEvent, frozen=True, kw_only=True, tag="set_status"):
    """Choose how one is seen: online, away, busy, or offline, which is invisible."""

    status: str
    text: str | None = None


class Resume(ClientEvent, frozen=True, kw_only=True, tag="resume"):
    """Ask for what changed after these positions: room id -> (epoch, seq)."""

    positions: dict[str, tuple[int, int]]


class Ping(ClientEvent, frozen=True, kw_only=True, tag="ping"):
    """Ask for a `pong`."""


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


def decoder(*events: type[ClientEvent]) -> msgspec.json.Decoder[Any]:
    """Return a decoder of these events; Any: a union that mypy cannot name."""
    union: Any = events[0]
    for event in events[1:]:
        union = union | event
    return msgspec.json.Decoder(union)
