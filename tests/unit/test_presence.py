"""Presence: many devices are one person, and a reload is forgiven."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from agent.bus.memory import MemoryBus
from agent.errors import Invalid
from agent.events import payloads
from agent.models import Session, User
from agent.presence_feed import AT_ONCE, COALESCED, MOST, PresenceFeed, Seen
from agent.presence_manager import Choice, PresenceManager
from agent.room_connections import RoomConnection, RoomConnectionManager, room_topic
from agent.storage.sqlite import SqliteDatabase
from tests.cast import PATIENCE, MovableClock

DEN = 7


class Paper:
    """A wire that keeps what was written."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.written = asyncio.Event()

    def write(self, frames: bytes, limit: int) -> bool:
        self.texts += payloads(frames)
        self.written.set()
        return True

    def waiting(self) -> int:
        return 0

    async def drained(self) -> None:
        """Nothing waits."""

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(f"closed: {code} {reason}")


class Stage:
    """carol watches the room that bob comes to and leaves."""

    def __init__(self, database: SqliteDatabase, forgiven: float) -> None:
        self.clock = clock = MovableClock()
        self.connections = RoomConnectionManager(MemoryBus(), clock)
        self.presence = PresenceManager(database, self.connections, clock, forgiven=forgiven)
        self.paper = Paper()
        self.connect("carol", self.paper)

    def connect(self, name: str, paper: Paper | None = None) -> RoomConnection:
        user = User(user_id=f"u-{name}", username=name, display_name=name, role="member")
        session = Session(session_id=name, user=user)
        connection = RoomConnection(paper or Paper(), session)
        self.connections.attach(connection)
        connection.room_ids = {DEN}
        self.connections.subscribe(connection, room_topic(DEN))
        return connection

    def leave(self, connection: RoomConnection) -> None:
        self.presence.closed(connection)
        self.connections.detach(connection)

    def told(self) -> list[str]:
        """Let what is collected be told; returns the statuses that carol has heard."""
        self.presence.tell()
        return self.seen()

    def seen(self) -> list[str]:
        return [text.split('"status":"')[1].split('"')[0] for text in self.paper.texts]

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self.paper.written.clear()
                await self.paper.written.wait()


async def test_the_first_device_comes_and_the_last_one_goes(chat_database: SqliteDatabase) -> None:
    stage = Stage(chat_database, forgiven=0.01)
    desk, phone = stage.connect("bob"), stage.connect("bob")
    await stage.presence.opened(desk)
    await stage.presence.opened(phone)
    assert stage.told() == ["online"]
    stage.leave(desk)
    assert stage.presence.status_of("u-bob", is_agent=False) == "online"
    stage.leave(phone)
    await stage.until(lambda: stage.seen() == ["online", "offline"])
    assert stage.presence.status_of("u-bob", is_agent=False) == "offline"
    stage.presence.close()


async def test_a_reload_is_not_seen_by_anybody(chat_database: SqliteDatabase) -> None:
    stage = Stage(chat_database, forgiven=PATIENCE)
    page = stage.connect("bob")
    await stage.presence.opened(page)
    for _ in range(3):
        stage.leave(page)
        assert stage.presence.status_of("u-bob", is_agent=False) == "online"
        page = stage.connect("bob")
        await stage.presence.opened(page)
    assert stage.told() == ["online"]
    stage.presence.close()


async def test_who_stays_away_longer_than_is_forgiven_is_gone_and_may_come_back(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=0.01)
    for round_number in range(1, 3):
        page = stage.connect("bob")
        await stage.presence.opened(page)
        stage.presence.tell()
        stage.leave(page)
        await stage.until(lambda: stage.seen() == ["online", "offline"] * round_number)  # noqa: B023  # awaited in its round
    stage.presence.close()


async def test_an_agent_is_always_there(chat_database: SqliteDatabase) -> None:
    stage = Stage(chat_database, forgiven=1)
    assert stage.presence.status_of("agent-general", is_agent=True) == "online"
    assert stage.presence.status_of("u-nobody", is_agent=False) == "offline"


async def test_a_presence_event_reaches_each_who_shares_several_rooms_once(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=1)
    bob = stage.connect("bob")
    for connection in (bob, *stage.connections.of_user("u-carol")):
        assert isinstance(connection, RoomConnection)
        connection.room_ids = {DEN, 8, 9}
        for room_id in connection.room_ids:
            stage.connections.subscribe(connection, room_topic(room_id))
    await stage.presence.opened(bob)
    assert stage.told() == ["online"]
    stage.presence.close()


async def test_a_short_change_that_is_taken_back_is_told_to_nobody(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=PATIENCE)
    page = stage.connect("bob")
    await stage.presence.opened(page)
    assert stage.told() == ["online"]
    await stage.presence.set_status(page.session.user, "busy")
    await stage.presence.set_status(page.session.user, "online")
    assert stage.told() == ["online"]
    stage.presence.close()


async def test_when_everybody_comes_at_once_each_hears_of_few_at_a_time_and_of_all_in_the_end(
    chat_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.presence_feed.COALESCED", 60.0)  # told by hand below
    stage = Stage(chat_database, forgiven=1)
    papers = [Paper() for _ in range(2 * MOST)]
    for number, paper in enumerate(papers):
        await stage.presence.opened(stage.connect(f"p{number}", paper))
    for times in (1, 2):
        stage.presence.tell()
        assert [len(paper.texts) for paper in (stage.paper, *papers)] == [times] * (2 * MOST + 1)
    diffs = [json.loads(text) for text in stage.paper.texts]
    assert [(diff["type"], len(diff["users"])) for diff in diffs] == [("presence_diff", MOST)] * 2
    told = {one["username"] for diff in diffs for one in diff["users"]}
    assert told == {f"p{number}" for number in range(2 * MOST)}
    stage.presence.tell()
    assert len(stage.paper.texts) == 2
    stage.presence.close()


async def test_in_a_big_room_statuses_are_told_at_a_rate_whatever_its_size(
    chat_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.presence_feed.RATE", 10.0)
    stage = Stage(chat_database, forgiven=1)
    crowd = [stage.connect(f"p{number}") for number in range(60)]
    loop = asyncio.get_running_loop()
    await stage.presence.opened(crowd[0])
    stage.presence.tell()  # one status to 61 listeners: six seconds of the rate
    began = loop.time()
    for connection in crowd[1:4]:
        await stage.presence.opened(connection)
    timer = stage.presence._feed._timer
    assert timer is not None
    assert timer.when() - began == pytest.approx(6, abs=0.5)
    await stage.presence.set_status(crowd[1].session.user, "offline")  # nobody heard of them yet
    stage.presence.tell()
    assert stage.seen() == ["online"] * 3
    stage.presence.close()


async def test_what_happened_last_is_told_first(
    chat_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.presence_feed.COALESCED", 60.0)
    monkeypatch.setattr("agent.presence_feed.MOST", 1)
    stage = Stage(chat_database, forgiven=1)
    bob, dave = stage.connect("bob"), stage.connect("dave")
    await stage.presence.opened(bob)
    await stage.presence.opened(dave)
    await stage.presence.set_status(bob.session.user, "busy")
    assert stage.told() == ["busy"]
    assert stage.told() == ["busy", "online"]
    stage.presence.close()


async def test_the_more_people_hear_of_changes_the_longer_these_are_collected(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=1)
    feed = PresenceFeed(stage.connections)
    assert feed.pause() == COALESCED
    for number in range(1000):
        stage.connect(f"p{number}")
    bob = Seen(User(user_id="u-bob", username="bob", display_name="Bob", role="member"))
    bob.shown, bob.room_ids = "online", {DEN}
    feed.changed(bob)
    feed.tell()
    feed.tell()  # ends the first one
    assert stage.seen() == ["online"]
    assert 0.1 < feed.pause() < 0.5


async def test_others_have_their_turn_while_thousands_are_told(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=1)
    papers = [Paper() for _ in range(3 * AT_ONCE)]
    listeners = [stage.connect(f"p{number}", paper) for number, paper in enumerate(papers)]
    heard_by: list[int] = []
    everybody = asyncio.Event()

    def count() -> None:
        heard_by.append(sum(len(paper.texts) for paper in papers))
        if heard_by[-1] < len(papers):
            asyncio.get_running_loop().call_soon(count)
        else:
            everybody.set()

    await stage.presence.opened(listeners[0])
    stage.presence.tell()
    count()
    async with asyncio.timeout(PATIENCE):
        await everybody.wait()
    assert len(heard_by) > 2
    assert heard_by[0] <= AT_ONCE
    assert {len(paper.texts) for paper in papers} == {1}
    stage.presence.close()


async def test_a_choice_with_an_end_ends_over_a_restart_too(chat_database: SqliteDatabase) -> None:
    stage = Stage(chat_database, forgiven=1)
    page = stage.connect("bob")
    user = page.session.user
    await stage.presence.opened(page)
    await stage.presence.set_status(user, "busy", "lunch", 3600)
    assert stage.told() == ["busy"]
    await stage.presence.flush()
    later = PresenceManager(chat_database, stage.connections, stage.clock)
    assert (await later.choice_of(user)).text == "lunch"
    stage.clock.move(3601)
    assert await later.choice_of(user) == Choice()
    stage.presence.beat()
    assert stage.told() == ["busy", "away"]  # nobody has touched a key for an hour
    stage.presence.active(page)
    assert stage.told() == ["busy", "away", "online"]
    assert '"text":"lunch"' not in stage.paper.texts[-1]
    stage.presence.close()


@pytest.mark.parametrize("seconds", [59, 31 * 86400, float("inf"), float("nan"), -1])
async def test_a_choice_lasts_a_minute_to_a_month(
    chat_database: SqliteDatabase, seconds: float
) -> None:
    stage = Stage(chat_database, forgiven=1)
    user = stage.connect("bob").session.user
    with pytest.raises(Invalid):
        await stage.presence.set_status(user, "busy", None, seconds)


async def test_a_choice_made_a_moment_ago_is_there_when_one_connects(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=1)
    page = stage.connect("bob")
    user = page.session.user
    await asyncio.gather(
        stage.presence.opened(page), stage.presence.set_status(user, "busy", "tea")
    )
    assert stage.told() == ["busy"]
    stage.leave(page)
    stage.presence.close()
    other = User(user_id="u-dave", username="dave", display_name="Dave", role="member")
    await stage.presence.set_status(other, "away", "train")
    saving = asyncio.create_task(stage.presence.flush())
    assert (await stage.presence.choice_of(other)).text == "train"
    await saving
    assert (await stage.presence.choice_of(other)).text == "train"
