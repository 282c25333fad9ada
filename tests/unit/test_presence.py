"""Presence: many devices are one person, and a reload is forgiven."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.bus.memory import MemoryBus
from agent.events import PresenceEvent, payloads
from agent.models import Session, User
from agent.presence_manager import PresenceManager
from agent.room_connections import RoomConnection, RoomConnectionManager, room_topic
from agent.storage.sqlite import SqliteDatabase
from tests.cast import PATIENCE, MovableClock

DEN = 7


class Paper:
    """A wire that keeps what was written."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.written = asyncio.Event()

    def write(self, frames: bytes) -> None:
        self.texts += payloads(frames)
        self.written.set()

    def waiting(self) -> int:
        return 0

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(f"closed: {code} {reason}")


class Stage:
    """carol watches the room that bob comes to and leaves."""

    def __init__(self, database: SqliteDatabase, forgiven: float) -> None:
        clock = MovableClock()
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
    assert stage.seen() == ["online"]
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
    assert stage.seen() == ["online"]
    stage.presence.close()


async def test_who_stays_away_longer_than_is_forgiven_is_gone_and_may_come_back(
    chat_database: SqliteDatabase,
) -> None:
    stage = Stage(chat_database, forgiven=0.01)
    for round_number in range(1, 3):
        page = stage.connect("bob")
        await stage.presence.opened(page)
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
    event = PresenceEvent(
        user_id="u-bob", username="bob", status="online", text="", current_room=None
    )
    watcher = next(iter(stage.connections.connections))
    stage.connections.subscribe(watcher, room_topic(8))
    stage.connections.broadcast_to_rooms({DEN, 8, 9}, event)
    assert len(stage.paper.texts) == 1
