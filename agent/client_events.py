"""The shapes of what clients send; docs/wire_protocol.md has a line for each."""

from __future__ import annotations

from typing import Any

import msgspec

from agent.models import Id


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
    thread_id: Id | None = None
    client_id: str | None = None


class RunCommand(ClientEvent, frozen=True, kw_only=True, tag="run_command"):
    """Run a slash command; what it posts carries the `client_id`."""

    room_id: Id
    text: str
    thread_id: Id | None = None
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


class Pin(ClientEvent, frozen=True, kw_only=True, tag="pin"):
    """Pin a message to its room, or take it down."""

    message_id: Id
    on: bool


class Vote(ClientEvent, frozen=True, kw_only=True, tag="vote"):
    """Choose answers of a poll, by place from 0; earlier choices are taken back."""

    message_id: Id
    choices: tuple[int, ...]


class MarkRead(ClientEvent, frozen=True, kw_only=True, tag="mark_read"):
    """Say that everything up to a message has been read, in the room or in one thread."""

    room_id: Id
    message_id: Id
    thread_id: Id | None = None


class FollowThread(ClientEvent, frozen=True, kw_only=True, tag="follow_thread"):
    """Follow a message's thread, or do so no longer."""

    message_id: Id
    on: bool


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
    expires_in: float | None = None


class Resume(ClientEvent, frozen=True, kw_only=True, tag="resume"):
    """Ask for what changed after these positions: room id -> (epoch, seq)."""

    positions: dict[str, tuple[int, int]]


class Ping(ClientEvent, frozen=True, kw_only=True, tag="ping"):
    """Ask for a `pong`."""


def decoder(*events: type[ClientEvent]) -> msgspec.json.Decoder[Any]:
    """Return a decoder of these events; Any: a union that mypy cannot name."""
    union: Any = events[0]
    for event in events[1:]:
        union = union | event
    return msgspec.json.Decoder(union)
