"""How often is the shown status right? A working day of 500 people in seconds of virtual time.

    python -m tests.performance.presence

The manager, the connections, the feed and the database are the real ones; the loop's clock jumps
to the next timer once nothing is under way. People come in the morning, work in spells, go idle,
reload, close laptops, lose their network, use a phone beside the desk, choose to be busy or
invisible. What one member of the room is told is compared with the truth all day long.
"""

from __future__ import annotations

import asyncio
import json
import random
import selectors
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from agent.bus.memory import MemoryBus
from agent.events import payloads
from agent.models import Session, User
from agent.ports import Clock, Row, Transaction, Value, iso
from agent.presence_manager import IDLE, PresenceManager
from agent.room_connections import RoomConnection, RoomConnectionManager, room_topic
from agent.storage.migrate import CORE, ROOT, Migrations, migrate
from agent.storage.sqlite import SqliteDatabase
from agent.ticking import tick
from api.server import PING_SECONDS

T = TypeVar("T")

PEOPLE, HOURS, SEED, ROOM = 500, 8, 11, 1
DAY = HOURS * 3600.0
SIGNS_EVERY = 60.0
"""Seconds between two signs of life of a page in use (static/js/chat/activity.js)."""


class JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing but the database: the loop's time jumps to its next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.under_way = 0

    def select(self, timeout: float | None = None) -> Any:  # Any: the library's own alias
        if self.under_way or timeout is None:
            return super().select(timeout if timeout is None else min(timeout, 0.01))
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, selector: JumpingSelector) -> None:
        self._jumping = selector
        super().__init__(selector)

    def time(self) -> float:
        return self._jumping.now


class VirtualClock(Clock):
    def __init__(self, selector: JumpingSelector) -> None:
        self._selector = selector

    def time(self) -> float:
        return 1_800_000_000.0 + self._selector.now

    def monotonic(self) -> float:
        return self._selector.now

    def now(self) -> str:
        return iso(self.time())


class Waited:
    """The database, with a count of what is under way: time stands still for it."""

    def __init__(self, database: SqliteDatabase, selector: JumpingSelector) -> None:
        self._database = database
        self._selector = selector

    async def write(
        self, act: Callable[[Transaction], T], *, then: Callable[[T], None] | None = None
    ) -> T:
        self._selector.under_way += 1
        try:
            return await self._database.write(act, then=then)
        finally:
            self._selector.under_way -= 1

    async def fetch_all(self, sql: str, /, **params: Value) -> Sequence[Row]:
        self._selector.under_way += 1
        try:
            return await self._database.fetch_all(sql, **params)
        finally:
            self._selector.under_way -= 1

    async def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        rows = await self.fetch_all(sql, **params)
        return rows[0] if rows else None


class Paper:
    """A wire that hands on what is written to it."""

    def __init__(self, read: Callable[[str], None] | None = None) -> None:
        self._read = read

    def write(self, frames: bytes, limit: int) -> bool:
        for text in payloads(frames) if self._read else ():
            assert self._read is not None  # asked above
            self._read(text)
        return True

    def waiting(self) -> int:
        return 0

    async def drained(self) -> None:
        """Nothing waits."""

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(f"closed: {code} {reason}")


class Judge:
    """Adds up the time for which somebody's shown status is not the true one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.true: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.wrong: Counter[tuple[str, str]] = Counter()
        self._since: dict[str, float] = {}
        self.gone_at: dict[str, float] = {}
        self.slowest = 0.0

    def is_true(self, user_id: str, status: str) -> None:
        self._add(user_id)
        self.true[user_id] = status

    def is_shown(self, user_id: str, status: str) -> None:
        self._add(user_id)
        self.shown[user_id] = status
        if status == "offline" and user_id in self.gone_at:
            self.slowest = max(self.slowest, self._loop.time() - self.gone_at.pop(user_id))

    def read(self, text: str) -> None:
        event = json.loads(text)
        if event["type"] in ("presence_update", "presence_diff"):
            for one in event.get("users", [event]):
                self.is_shown(one["user_id"], one["status"])

    def close(self) -> None:
        for user_id in {*self.true, *self.shown}:
            self._add(user_id)

    def _add(self, user_id: str) -> None:
        now = self._loop.time()
        true, shown = self.true.get(user_id, "offline"), self.shown.get(user_id, "offline")
        if true != shown:
            self.wrong[true, shown] += now - self._since.get(user_id, 0.0)  # type: ignore[assignment]  # seconds
        self._since[user_id] = now


class Office:
    """What all people share."""

    def __init__(self, database: Waited, clock: Clock, judge: Judge) -> None:
        self.connections = RoomConnectionManager(MemoryBus(), clock)
        self.presence = PresenceManager(database, self.connections, clock)
        self.judge = judge
        self.did: Counter[str] = Counter()
        self.reloads_seen = 0

    def connect(self, user: User, read: Callable[[str], None] | None = None) -> RoomConnection:
        connection = RoomConnection(Paper(read), Session(session_id=user.user_id, user=user))
        self.connections.attach(connection)
        connection.room_ids = {ROOM}
        self.connections.subscribe(connection, room_topic(ROOM))
        return connection


class Person:
    """One day of one person."""

    def __init__(self, number: int, office: Office) -> None:
        self._office = office
        self._chance = random.Random(f"{SEED} {number}")
        self.user = User(
            user_id=f"u-{number}", username=f"p{number}", display_name=f"P{number}", role="member"
        )
        self._devices: list[RoomConnection] = []
        self._chosen = "online"

    async def live(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, 3600))
        leaves_at = DAY - self._chance.uniform(60, 3600)
        loop = asyncio.get_running_loop()
        await self._come()
        if self._chance.random() < 1 / 3:
            self._devices.append(await self._open())  # a phone beside the desk
        while loop.time() < leaves_at:
            await self._work(self._chance.expovariate(1 / 1500))
            await self._chance.choice(
                (self._pause, self._pause, self._pause, self._reload, self._change, self._choose)
            )()
        self._leave()

    async def _open(self) -> RoomConnection:
        connection = self._office.connect(self.user)
        await self._office.presence.opened(connection)
        return connection

    async def _come(self) -> None:
        self._true(self._chosen)
        self._devices.append(await self._open())

    def _true(self, status: str) -> None:
        self._office.judge.is_true(self.user.user_id, status)

    async def _work(self, seconds: float) -> None:
        """Type and move for a while; the page tells of it once a minute."""
        self._true(self._chosen)
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            self._office.presence.active(self._devices[0])
            await asyncio.sleep(min(left, SIGNS_EVERY))

    async def _pause(self) -> None:
        """Go for a coffee: a quarter closes the laptop, the others leave it open."""
        seconds = self._chance.expovariate(1 / 900)
        if len(self._devices) == 1 and self._chance.random() < 0.25:
            await self._sleep(max(90.0, seconds))
            return
        self._office.did["pauses"] += 1
        await asyncio.sleep(min(seconds, IDLE))
        if seconds > IDLE:
            self._true("away" if self._chosen == "online" else self._chosen)
            await asyncio.sleep(seconds - IDLE)

    async def _sleep(self, seconds: float) -> None:
        """Close the laptop: nothing is said, and the server finds out by its pings."""
        self._office.did["closed laptops"] += 1
        self._true("offline")
        loop = asyncio.get_running_loop()
        if self._chosen != "offline":
            self._office.judge.gone_at[self.user.user_id] = loop.time()
        device = self._devices.pop()
        found = self._chance.uniform(PING_SECONDS, 2 * PING_SECONDS)
        loop.call_later(found, self._drop, device)
        await asyncio.sleep(seconds)
        await self._come()

    async def _reload(self) -> None:
        self._office.did["reloads"] += 1
        told = self._office.judge.shown.get(self.user.user_id)
        self._drop(self._devices.pop(0))
        await asyncio.sleep(self._chance.uniform(0.5, 4))
        self._office.reloads_seen += told != self._office.judge.shown.get(self.user.user_id)
        self._devices.insert(0, await self._open())

    async def _change(self) -> None:
        """Change the network: a new socket opens, and the old one dies some time later."""
        self._office.did["changed networks"] += 1
        old = self._devices[0]
        self._devices[0] = await self._open()
        found = self._chance.uniform(PING_SECONDS, 2 * PING_SECONDS)
        asyncio.get_running_loop().call_later(found, self._drop, old)

    async def _choose(self) -> None:
        self._office.did["chosen statuses"] += 1
        self._chosen = self._chance.choice(("online", "online", "busy", "offline"))
        self._true(self._chosen)
        await self._office.presence.set_status(self.user, self._chosen)

    def _leave(self) -> None:
        """Close the browser."""
        self._true("offline")
        while self._devices:
            self._drop(self._devices.pop())

    def _drop(self, device: RoomConnection) -> None:
        self._office.presence.closed(device)
        self._office.connections.detach(device)


async def day(selector: JumpingSelector, folder: Path) -> None:
    """Live one day and print how often the shown status was right."""
    path = folder / "presence.db"
    migrate(path, [CORE, Migrations("chat_rooms", ROOT / "chat_rooms")])
    loop = asyncio.get_running_loop()
    async with SqliteDatabase.open(path) as database:
        judge = Judge(loop)
        office = Office(Waited(database, selector), VirtualClock(selector), judge)
        observer = User(user_id="u-o", username="observer", display_name="O", role="member")
        office.connect(observer, judge.read)
        ticking = asyncio.create_task(tick((1, office.presence.beat), (5, office.presence.flush)))
        start = loop.time()
        await asyncio.gather(*(Person(number, office).live() for number in range(PEOPLE)))
        await asyncio.sleep(start + DAY + 120 - loop.time())
        judge.close()
        ticking.cancel()
        office.presence.close()
        await office.presence.flush()
    _print(office, loop.time() - start)


def _print(office: Office, seconds: float) -> None:
    judge, whole = office.judge, seconds * PEOPLE
    wrong = sum(judge.wrong.values())
    print(f"{PEOPLE} people, {HOURS} hours, seed {SEED}: {dict(sorted(office.did.items()))}")
    print(f"the shown status is right for {100 * (1 - wrong / whole):.2f} % of the time")
    print(f"a closed laptop is seen as gone after {judge.slowest:.0f} s at the latest")
    print(f"reloads that anybody saw: {office.reloads_seen}")
    for (true, shown), lasted in judge.wrong.most_common():
        print(f"  {true} shown as {shown}: {lasted / PEOPLE:.1f} s a person")


def main() -> None:
    """Run the day on a loop whose clock jumps."""
    selector = JumpingSelector()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: VirtualLoop(selector)) as runner,
    ):
        runner.run(day(selector, Path(folder)))


if __name__ == "__main__":
    main()
