"""The events: one encoding, byte for byte, and finished frames."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent import events
from agent.events import ServerEvent, encode, payloads
from agent.models import (
    Member,
    Message,
    Poll,
    PollOption,
    Preferences,
    Reaction,
    ReplyPreview,
    Room,
    RoomPreference,
    SharedRoom,
    User,
)

MANUAL = Path(__file__).parents[2] / "docs" / "wire_protocol.md"
AT = "2026-05-03T10:11:12.345Z"
USER = User(user_id="u-1", username="bob", display_name="Bob", role="member")
MEMBER = Member(
    user_id="u-1",
    username="bob",
    display_name="Bob",
    role="owner",
    status="online",
    joined_at=AT,
    last_seen=AT,
    is_agent=False,
)
MESSAGE = Message(
    id=9,
    room_id=3,
    seq=7,
    user_id="u-1",
    username="bob",
    display_name="Bob",
    is_agent=False,
    content="Tea ☕?",
    message_type="text",
    reply_to_id=8,
    timestamp=AT,
    client_id="c-1",
    reactions=(Reaction(emoji="👍", count=1, usernames=("carol",)),),
    mentions=("carol",),
    reply_preview=ReplyPreview(id=8, username="carol", display_name="Carol", content="Hm"),
    thread_count=2,
    last_reply_at=AT,
    poll=Poll(
        options=(PollOption(text="Yes", count=1, usernames=("carol",)), PollOption(text="No"))
    ),
)
SHARED = {
    "id": 3,
    "name": "Den",
    "description": "",
    "topic": "Tea",
    "icon": "💬",
    "room_type": "private",
    "created_by": "u-1",
    "created_at": AT,
    "updated_at": AT,
    "max_members": 100,
    "is_active": True,
    "epoch": 1,
    "seq": 7,
    "member_count": 2,
    "slow_mode": 0,
    "who_may_post": "members",
    "archived_at": None,
}
MEMBER_JSON = {
    "user_id": "u-1",
    "username": "bob",
    "display_name": "Bob",
    "role": "owner",
    "status": "online",
    "joined_at": AT,
    "last_seen": AT,
    "is_agent": False,
    "muted_until": None,
}
MESSAGE_JSON = {
    "id": 9,
    "room_id": 3,
    "seq": 7,
    "user_id": "u-1",
    "username": "bob",
    "display_name": "Bob",
    "is_agent": False,
    "content": "Tea ☕?",
    "message_type": "text",
    "reply_to_id": 8,
    "timestamp": AT,
    "edited_at": None,
    "is_deleted": False,
    "client_id": "c-1",
    "reactions": [{"emoji": "👍", "count": 1, "usernames": ["carol"]}],
    "mentions": ["carol"],
    "pinned_at": None,
    "reply_preview": {"id": 8, "username": "carol", "display_name": "Carol", "content": "Hm"},
    "thread_count": 2,
    "last_reply_at": AT,
    "poll": {
        "options": [
            {"text": "Yes", "count": 1, "usernames": ["carol"]},
            {"text": "No", "count": 0, "usernames": []},
        ],
        "multiple": False,
        "closed_at": None,
    },
}
PREFERENCES = Preferences(theme="dark", starred=(3,), rooms={"3": RoomPreference(level="nothing")})
PREFERENCES_JSON = {
    "theme": "dark",
    "density": "comfortable",
    "clock": "system",
    "sounds": False,
    "room_order": "name",
    "starred": [3],
    "order": [],
    "level": "mentions",
    "do_not_disturb": None,
    "rooms": {"3": {"level": "nothing", "muted_until": None}},
}
THREAD = {"room_id": 3, "thread_id": 9, "message_id": 10, "unread_count": 2, "mention_count": 1}
WHO = {"user_id": "u-1", "username": "bob"}
GOLDEN: list[tuple[ServerEvent, dict[str, object]]] = [
    (
        events.HelloEvent(
            protocol=1,
            user=USER,
            limits=events.Limits(
                text=8000,
                frame=131072,
                message_rate=10.0,
                message_burst=30.0,
                room_rate=100.0,
                room_burst=500.0,
                members=10000,
            ),
            rooms=(events.RoomPosition(id=3, epoch=1, seq=7, unread_count=2, mention_count=1),),
            heartbeat=25.0,
            threads=(events.ThreadPosition(**THREAD),),
            preferences=PREFERENCES,
        ),
        {
            "type": "hello",
            "protocol": 1,
            "user": {**WHO, "display_name": "Bob", "role": "member", "is_agent": False},
            "limits": {
                "text": 8000,
                "frame": 131072,
                "message_rate": 10.0,
                "message_burst": 30.0,
                "room_rate": 100.0,
                "room_burst": 500.0,
                "members": 10000,
            },
            "rooms": [{"id": 3, "epoch": 1, "seq": 7, "unread_count": 2, "mention_count": 1}],
            "heartbeat": 25.0,
            "more_rooms": 0,
            "threads": [THREAD],
            "preferences": PREFERENCES_JSON,
        },
    ),
    (
        events.HelloRoomsEvent(
            rooms=(events.RoomPosition(id=3, epoch=1, seq=7, unread_count=2, mention_count=1),)
        ),
        {
            "type": "hello_rooms",
            "rooms": [{"id": 3, "epoch": 1, "seq": 7, "unread_count": 2, "mention_count": 1}],
        },
    ),
    (
        events.MessageEvent(room_id=3, seq=7, message=MESSAGE),
        {"type": "message", "room_id": 3, "seq": 7, "message": MESSAGE_JSON},
    ),
    (
        events.MessageUpdatedEvent(room_id=3, seq=8, change="edited", message=MESSAGE),
        {
            "type": "message_updated",
            "room_id": 3,
            "seq": 8,
            "change": "edited",
            "message": MESSAGE_JSON,
        },
    ),
    (
        events.UserJoinedEvent(
            room_id=3, seq=7, user_id="u-1", username="bob", member=MEMBER, member_count=2
        ),
        {
            "type": "user_joined",
            "room_id": 3,
            "seq": 7,
            **WHO,
            "member": MEMBER_JSON,
            "member_count": 2,
        },
    ),
    (
        events.UserLeftEvent(
            room_id=3, seq=7, user_id="u-1", username="bob", reason="left", member_count=1
        ),
        {
            "type": "user_left",
            "room_id": 3,
            "seq": 7,
            **WHO,
            "reason": "left",
            "member_count": 1,
        },
    ),
    (
        events.MemberUpdatedEvent(room_id=3, seq=7, member=MEMBER),
        {"type": "member_updated", "room_id": 3, "seq": 7, "member": MEMBER_JSON},
    ),
    (
        events.RoomUpdatedEvent(room_id=3, seq=7, room=SharedRoom(**SHARED)),  # type: ignore[arg-type]  # a dict of many types
        {"type": "room_updated", "room_id": 3, "seq": 7, "room": SHARED},
    ),
    (
        events.RoomAddedEvent(room=Room(**SHARED, is_member=True, role="owner")),  # type: ignore[arg-type]  # as above
        {
            "type": "room_added",
            "room": {
                **SHARED,
                "is_member": True,
                "role": "owner",
                "participants": [],
                "unread_count": 0,
                "mention_count": 0,
                "last_read_message_id": None,
                "last_message": None,
            },
        },
    ),
    (
        events.RoomRemovedEvent(room_id=3, reason="kicked"),
        {"type": "room_removed", "room_id": 3, "reason": "kicked"},
    ),
    (
        events.PresenceEvent(
            user_id="u-1", username="bob", status="away", text="Tea", current_room=None
        ),
        {"type": "presence_update", **WHO, "status": "away", "text": "Tea", "current_room": None},
    ),
    (
        events.PresenceEvent(
            user_id="u-1",
            username="bob",
            status="busy",
            text="",
            until="2026-11-28T12:00:00.000Z",
            current_room=None,
        ),
        {
            "type": "presence_update",
            **WHO,
            "status": "busy",
            "text": "",
            "until": "2026-11-28T12:00:00.000Z",
            "current_room": None,
        },
    ),
    (
        events.PresenceDiffEvent(
            users=(
                events.PresenceEvent(
                    user_id="u-1", username="bob", status="online", text="", current_room=3
                ),
            ),
        ),
        {
            "type": "presence_diff",
            "users": [
                {
                    "type": "presence_update",
                    **WHO,
                    "status": "online",
                    "text": "",
                    "current_room": 3,
                }
            ],
        },
    ),
    (
        events.ThreadMarkerEvent(**THREAD, is_following=True),
        {"type": "thread_marker", **THREAD, "is_following": True},
    ),
    (
        events.PreferencesEvent(preferences=PREFERENCES),
        {"type": "preferences_updated", "preferences": PREFERENCES_JSON},
    ),
    (
        events.TypingEvent(room_id=3, users=("bob",)),
        {"type": "typing_indicator", "room_id": 3, "users": ["bob"]},
    ),
    (
        events.ReadMarkerEvent(room_id=3, message_id=9, unread_count=0, mention_count=0),
        {
            "type": "read_marker",
            "room_id": 3,
            "message_id": 9,
            "unread_count": 0,
            "mention_count": 0,
        },
    ),
    (
        events.ResumedEvent(room_id=3, recovered=True, epoch=1, seq=7),
        {"type": "resumed", "room_id": 3, "recovered": True, "epoch": 1, "seq": 7},
    ),
    (
        events.NotificationEvent(level="info", text="Tea!"),
        {"type": "notification", "level": "info", "text": "Tea!", "href": None, "room_id": None},
    ),
    (
        events.HeartbeatEvent(positions={"3": 7}),
        {"type": "heartbeat", "positions": {"3": 7}},
    ),
    (events.PongEvent(), {"type": "pong"}),
    (
        events.ErrorEvent(code="not_found", detail="No."),
        {"type": "error", "code": "not_found", "detail": "No."},
    ),
]


def kinds(base: type[ServerEvent] = ServerEvent) -> set[type[ServerEvent]]:
    return {kind for sub in base.__subclasses__() for kind in (sub, *kinds(sub))}


@pytest.mark.parametrize(
    ("event", "golden"), GOLDEN, ids=[str(golden["type"]) for _, golden in GOLDEN]
)
def test_an_event_is_this_frame_byte_for_byte(
    event: ServerEvent, golden: dict[str, object]
) -> None:
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    frame = encode(event)
    assert frame.endswith(text.encode())
    assert list(payloads(frame)) == [text]


def test_every_event_has_a_golden_frame() -> None:
    assert {type(event) for event, _ in GOLDEN} == kinds()


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_says_its_length_as_rfc_6455_wants(size: int, head: bytes) -> None:
    empty = len(encode(events.NotificationEvent(level="info", text=""))) - 2
    event = events.NotificationEvent(level="info", text="x" * (size - empty))
    frame = encode(event)
    assert frame[: len(head)] == head
    assert len(frame) == len(head) + size
    both = list(payloads(frame + encode(events.PongEvent()) + frame))
    assert [len(text) for text in both] == [size, len('{"type":"pong"}'), size]


def test_every_event_has_a_line_in_the_wire_protocol() -> None:
    manual = MANUAL.read_text("utf-8")
    for _, golden in GOLDEN:
        assert f"`{golden['type']}" in manual, golden["type"]
