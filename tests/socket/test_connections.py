"""Identification, bad frames, floods, slow readers and the end of a connection."""

from __future__ import annotations

import asyncio
import json

import pytest
import websockets

from agent import catch_up, connections, events
from agent.connections import SLOW_READER
from api import socket as door
from tests.cast import PATIENCE, Event, House

BOTH = ["/ws", "/ws/rooms"]


@pytest.mark.parametrize("path", BOTH)
async def test_a_user_token_in_the_first_frame_signs_in(house: House, path: str) -> None:
    general = (await house.bob.room("General"))["id"]
    async with house.socket(path) as talk:
        await talk.say("join_room", room_id=general, user_token=house.bob.token)
        hello = await talk.next()
        assert (hello["type"], hello["user"]["username"]) == ("hello", "bob")
        await talk.settled()


async def test_the_first_frame_also_brings_its_room_into_view(house: House) -> None:
    general = (await house.mallory.room("General"))["id"]
    async with house.socket() as talk, house.alice.socket() as alice:
        await talk.say("join_room", room_id=general, user_token=house.mallory.token)
        await talk.event("hello")
        await talk.settled()
        sent = await alice.post(general, "Hello.")
        assert (await talk.event("message"))["message"] == sent


FIRST_FRAMES = (
    '{"type":"join_room","room_id":1,"user_token":"se_wrong"}',
    '{"type":"join_room","room_id":1}',
    '{"type":"ping"}',
    '{"type":"send_message","room_id":1,"content":"Hi"}',
    "not JSON",
    "[" * 100_000,
    b"binary",
)


@pytest.mark.parametrize("path", BOTH)
async def test_any_other_first_frame_is_4401_and_nothing_is_said(house: House, path: str) -> None:
    for frame in FIRST_FRAMES:
        async with house.socket(path) as talk:
            await talk.connection.send(frame)
            assert (await talk.ended())[0] == 4401
            assert talk.heard == []


@pytest.mark.parametrize("path", BOTH)
async def test_silence_is_4401_when_the_time_is_over(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "IDENTIFY_SECONDS", 0.05)
    async with house.socket(path) as talk:
        assert (await talk.ended())[0] == 4401
        assert talk.heard == []


async def test_an_oversized_frame_is_1009(house: House) -> None:
    async with house.bob.socket() as bob:
        await bob.connection.send(" " * (128 * 1024 + 1))
        assert (await bob.ended())[0] == 1009


BAD_FRAMES: list[tuple[str | bytes, str, str | None]] = [
    (b"\x00\x01", "malformed", None),
    ("", "malformed", None),
    ("{", "malformed", None),
    ("null", "invalid", None),
    ("[]", "invalid", None),
    ('{"type":"dance"}', "invalid", "type"),
    ('{"type":7}', "invalid", "type"),
    ("{}", "invalid", "type"),
    ('{"type":"send_message","room_id":1}', "invalid", "content"),
    ('{"type":"send_message","room_id":"1","content":"Hi"}', "invalid", "room_id"),
    ('{"type":"send_message","room_id":1,"content":"Hi","bcc":1}', "invalid", "bcc"),
    ('{"type":"send_message","room_id":1,"content":""}', "invalid", "content"),
    ('{"type":"send_message","room_id":1,"content":"\\u0000"}', "invalid", "content"),
    ('{"type":"send_message","room_id":1,"content":"\\ud800"}', "malformed", None),
    (
        '{"type":"send_message","room_id":9223372036854775808,"content":"Hi"}',
        "invalid",
        "room_id",
    ),
    ('{"type":"send_message","room_id":-1,"content":"Hi"}', "invalid", "room_id"),
    (
        '{"type":"send_message","room_id":1,"content":"Hi","reply_to":1e400}',
        "invalid",
        "reply_to",
    ),
    (
        '{"type":"send_message","room_id":1,"content":"Hi","reply_to":18446744073709551616}',
        "invalid",
        "reply_to",
    ),
    (
        '{"type":"send_message","room_id":1,"content":"Hi","client_id":""}',
        "invalid",
        "client_id",
    ),
    ('{"type":"mark_read","room_id":1,"message_id":9007199254740993}', "invalid", "message_id"),
    ('{"type":"mark_read","room_id":1,"message_id":NaN}', "malformed", None),
    ('{"type":"join_room","room_id":9223372036854775808}', "invalid", "room_id"),
    ('{"type":"join_room","room_id":424242}', "not_found", None),
    ('{"type":"resume","positions":{"1":[1]}}', "invalid", "positions"),
    ('{"type":"resume","positions":{"1":[1,null]}}', "invalid", "positions"),
    ("[" * 60_000, "invalid", None),
]


async def test_a_bad_frame_is_an_error_event_and_the_connection_lives(house: House) -> None:
    async with house.bob.socket() as bob:
        for frame, code, field in BAD_FRAMES:
            await bob.connection.send(frame)
            error = await bob.event("error")
            assert (error["code"], error.get("field")) == (code, field), frame[:100]
            assert error["detail"]
        await bob.settled()


async def test_huge_positions_in_a_resume_are_only_rooms_that_are_not_there(house: House) -> None:
    async with house.bob.socket() as bob:
        await bob.say("resume", positions={"9" * 40: [2**70, 2**70], "1": [2**63, -(2**63)]})
        for _ in range(2):
            assert not (await bob.event("resumed"))["recovered"]
        await bob.settled()


async def test_a_flood_of_errors_is_4429(house: House) -> None:
    async with house.bob.socket() as bob:
        with_errors = asyncio.create_task(bob.ended())
        try:
            for _ in range(200):
                await bob.connection.send("nonsense")
        except websockets.ConnectionClosed:
            pass
        assert (await with_errors)[0] == 4429
        assert sum(event["type"] == "error" for event in bob.heard) == 61


async def test_messages_beyond_the_rate_are_refused_with_a_time(house: House) -> None:
    den = (await house.bob.room("Den"))["id"]
    house.chat.messages._limits.rate = 10.0
    house.chat.messages._limits.burst = 3.0
    async with house.bob.socket() as bob:
        for number in range(3):
            await bob.post(den, str(number))
        await bob.say("send_message", room_id=den, content="4", client_id="four")
        error = await bob.event("error")
        assert (error["code"], error["client_id"]) == ("rate_limited", "four")
        assert error["retry_after"] == pytest.approx(0.1)
        house.clock.move(0.11)
        await bob.post(den, "4", client_id="four")


async def test_a_slow_reader_is_sent_away_while_the_others_go_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUFFER_LIMIT", 64 * 1024)
    den = (await house.bob.room("Den"))["id"]
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        async with house.carol.socket() as carol:
            carol.connection.transport.pause_reading()
            text = "slow " * 1500
            number = 0
            while house.host.connections.of_user(house.carol.user.user_id):
                number += 1
                assert number < 2000
                await bob.post(den, f"{text}{number}")
                await alice.event("message")
            carol.connection.transport.resume_reading()
            assert (await carol.ended())[0] == SLOW_READER
        sent = await bob.post(den, "On we go.")
        assert (await alice.event("message"))["message"] == sent


async def test_a_reader_that_is_behind_misses_hints_and_no_message(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HINT_LIMIT", 64 * 1024)
    den = (await house.bob.room("Den"))["id"]
    async with house.bob.socket() as bob, house.carol.socket() as carol:
        (late,) = house.host.connections.of_user(house.carol.user.user_id)
        carol.connection.transport.pause_reading()
        sent: list[Event] = []
        while late.wire.waiting() <= connections.HINT_LIMIT:
            sent.append(await bob.post(den, "slow " * 1500 + str(len(sent))))
            assert len(sent) < 2000
        await bob.say("typing_start", room_id=den)
        assert await bob.event("typing_indicator", users=["bob"])
        sent.append(await bob.post(den, "The last one."))
        carol.connection.transport.resume_reading()
        for message in sent:
            assert (await carol.event("message"))["message"] == message
        typists = [one["users"] for one in carol.heard if one["type"] == "typing_indicator"]
        assert ["bob"] not in typists
        await carol.settled()


async def test_answers_to_one_connection_are_bounded_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUFFER_LIMIT", 64 * 1024)
    async with house.carol.socket() as carol:
        (late,) = house.host.connections.of_user(house.carol.user.user_id)
        answer = events.NotificationEvent(level="info", text="slow " * 1500)
        for _ in range(5000):  # far more than the kernel's own buffers take
            late.send(answer)
        assert late.wire.waiting() < 2 * connections.BUFFER_LIMIT
        assert (await carol.ended())[0] == SLOW_READER
        assert 0 < len(carol.heard) < 5000


async def test_a_resume_waits_until_what_was_sent_before_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUFFER_LIMIT", 64 * 1024)
    den = await house.bob.room("Den")
    async with house.bob.socket() as bob:
        sent = await bob.post(den["id"], "Missed.")
    async with house.carol.socket() as carol:
        (late,) = house.host.connections.of_user(house.carol.user.user_id)
        carol.connection.transport.pause_reading()
        toast = events.encode(events.NotificationEvent(level="info", text="slow " * 1500))
        while late.wire.write(toast, 8 * connections.BUFFER_LIMIT):
            pass  # until it is more than the kernel's buffers take
        asked = asyncio.Event()
        drained = late.wire.drained

        async def waited() -> None:
            asked.set()
            await drained()

        monkeypatch.setattr(late.wire, "drained", waited)
        await carol.say("resume", positions={str(den["id"]): [den["epoch"], den["seq"]]})
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
        carol.connection.transport.resume_reading()
        assert (await carol.event("message"))["message"] == sent
        assert (await carol.event("resumed", room_id=den["id"]))["recovered"]


async def test_a_notification_reaches_every_device_of_one_person(house: House) -> None:
    async with (
        house.bob.socket("/ws") as page,
        house.bob.socket() as chat,
        house.carol.socket("/ws") as other,
    ):
        house.host.connections.notify(house.bob.user.user_id, "Tea!", level="success", href="/chat")
        for talk in (page, chat):
            event = await talk.event("notification")
            assert (event["text"], event["level"], event["href"]) == ("Tea!", "success", "/chat")
        assert all(event["type"] != "notification" for event in await other.settled())


async def test_a_restart_says_1012_and_when_to_come_back(house: House) -> None:
    async with house.bob.socket() as bob:
        house.host.connections.close_all()
        code, reason = await bob.ended()
        assert code == 1012
        assert 0.2 <= json.loads(reason)["retry_after"] <= 3


async def test_who_comes_when_too_many_wait_is_told_when_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "MOST_WAITING", 0)
    async with house.socket("/ws/rooms", **house.bob.bearer) as bob:
        code, reason = await bob.ended()
        assert (code, bob.heard) == (1012, [])
        assert 0.2 <= json.loads(reason)["retry_after"] <= 3
    monkeypatch.undo()
    async with house.bob.socket() as bob:
        await bob.settled()


async def test_nothing_is_kept_of_a_connection_that_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, gone = house.host.connections, asyncio.Event()
    detach = manager.detach

    def detached(connection: connections.Connection) -> None:
        detach(connection)
        gone.set()

    monkeypatch.setattr(manager, "detach", detached)
    async with house.bob.socket() as bob:
        await bob.settled()
        assert len(manager.connections) == 1
    async with asyncio.timeout(PATIENCE):
        await gone.wait()
    assert not manager.connections
    assert manager._topics == {}
