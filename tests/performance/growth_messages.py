"""History, send, search and unread counts at 10,000, 100,000 and 1,000,000 messages.

One server for each size, all at once; each round asks each of them each thing, so that what the
machine does meanwhile meets all sizes alike. What they answer is compared with plain SQL first.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from websockets.sync.client import connect

from tests.performance.growth_curves import Chart, Curve, curve
from tests.performance.growth_fill import (
    CAUGHT_UP,
    COMMON,
    HALFWAY,
    NEW,
    OFTEN,
    OUTSIDER,
    RARE,
    Filled,
    fill,
    token_of,
)
from tests.performance.growth_server import Caller, seconds_to_start, serving
from tests.performance.servers import Target, disk_folder

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 150
WARM_UP = 20
STARTS = 5
START_SECONDS = 1.0
GROWS = 1.2
SEARCH_MS = 50.0
READERS = (NEW, HALFWAY, CAUGHT_UP, OUTSIDER)
PAGE = "/api/rooms/1/messages"

Ask = Callable[[], float]
"""Asks a server one thing; returns the seconds it took."""


async def measure() -> list[Chart]:
    """Fill, audit, measure."""
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(disk_folder())
        chats = {size: await _filled(_made(folder / str(size)), size) for size in SIZES}
        starts: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(STARTS):
            for size, filled in chats.items():
                starts[size].append(seconds_to_start(filled.folder))
        asked: dict[int, dict[str, Ask]] = {}
        audits = []
        for size, filled in chats.items():
            target = await stack.enter_async_context(serving(filled.folder))
            questions = Questions(filled, target)
            stack.callback(questions.close)
            questions.audit()
            asked[size] = questions.all()
            audits.append(questions.audit_sends)
        samples = _interleaved(asked)
        for audit in audits:
            audit()
    return [*_charts(samples), _start_chart(starts)]


async def _filled(folder: Path, size: int) -> Filled:
    began = time.perf_counter()
    filled = await fill(folder, size)
    print(f"  filled with {size:,} messages in {time.perf_counter() - began:.0f} s", flush=True)
    return filled


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


class Questions:
    """What is asked of the server of one size."""

    def __init__(self, filled: Filled, target: Target) -> None:
        self._filled = filled
        self._target = target
        self._callers = {name: Caller(target, name) for name in READERS}
        self._author = Caller(target, "author000")
        self._sent = 0

    def all(self) -> dict[str, Ask]:
        middle = self._filled.middle
        return {
            "newest page": self._get(NEW, PAGE),
            "a page in the middle": self._get(NEW, f"{PAGE}?before_id={middle}"),
            "the page around a message": self._get(NEW, f"{PAGE}?around_id={middle}"),
            "send": self._send,
            "in every second message": self._get(NEW, _search(COMMON)),
            "in every hundredth message": self._get(NEW, _search(OFTEN)),
            "in seven messages of all": self._get(NEW, _search(RARE)),
            "both of the first two": self._get(NEW, _search(f"{COMMON} {OFTEN}")),
            "two letters of a word": self._get(NEW, _search("de")),
            "the first, by one who reads 1 in 100": self._get(OUTSIDER, _search(COMMON)),
            "the third, by the same": self._get(OUTSIDER, _search(RARE)),
            "rooms: nothing read": self._get(NEW, "/api/rooms"),
            "rooms: half read": self._get(HALFWAY, "/api/rooms"),
            "rooms: all read": self._get(CAUGHT_UP, "/api/rooms"),
            "hello: nothing read": self._hello(NEW),
            "hello: all read": self._hello(CAUGHT_UP),
        }

    def audit(self) -> None:
        """Compare answers with what plain SQL finds in the same rows."""
        reader = self._callers[NEW]
        with contextlib.closing(sqlite3.connect(self._filled.database)) as database:
            for path, bound in ((PAGE, 1 << 60), (self._middle_page, self._filled.middle)):
                page = [message["id"] for message in reader.answer(path)["messages"]]
                assert page == sorted(row[0] for row in database.execute(HISTORY, (bound,)))
            for username in (NEW, OUTSIDER):
                for word in (COMMON, OFTEN, RARE):
                    found = self._callers[username].answer(_search(word))["messages"]
                    rows = database.execute(FOUND, (f"u-{username}", f"%{word}%")).fetchall()
                    assert [one["id"] for one in found] == [row[0] for row in rows], word
            for username in (NEW, HALFWAY, CAUGHT_UP):
                rooms = self._callers[username].answer("/api/rooms")["rooms"]
                counted = dict(database.execute(UNREAD, (f"u-{username}",)).fetchall())
                for room in rooms:
                    expected = counted.get(room["id"], 0)
                    assert room["unread_count"] == expected, (username, room, expected)
        self.close()  # the next request opens anew: the server waits 5 s for one

    def audit_sends(self) -> None:
        """Require that each message that was acknowledged is stored once."""
        with contextlib.closing(sqlite3.connect(self._filled.database)) as database:
            rows = database.execute(SENT).fetchall()
        assert sorted(row[0] for row in rows) == sorted(f"sent-{n}" for n in range(self._sent))

    def close(self) -> None:
        for caller in (*self._callers.values(), self._author):
            caller.close()

    @property
    def _middle_page(self) -> str:
        return f"{PAGE}?before_id={self._filled.middle}"

    def _get(self, username: str, path: str) -> Ask:
        caller = self._callers[username]
        return lambda: caller.get(path)[0]

    def _send(self) -> float:
        body: dict[str, object] = {
            "content": "Shall we look at the figures together this afternoon?",
            "client_id": f"sent-{self._sent}",
        }
        self._sent += 1
        return self._author.post(PAGE, body, expected=201)[0]

    def _hello(self, username: str) -> Ask:
        url = f"ws://127.0.0.1:{self._target.port}/ws/rooms"
        headers = {"Authorization": f"Bearer {token_of(username)}"}

        def ask() -> float:
            began = time.perf_counter()
            with connect(url, additional_headers=headers, compression=None) as socket:
                hello = json.loads(socket.recv(timeout=30))
                seconds = time.perf_counter() - began
            assert hello["type"] == "hello"
            return seconds

        return ask


def _interleaved(asked: dict[int, dict[str, Ask]]) -> dict[str, dict[int, list[float]]]:
    names = list(next(iter(asked.values())))
    samples: dict[str, dict[int, list[float]]] = {name: {s: [] for s in asked} for name in names}
    for round_ in range(WARM_UP + ROUNDS):
        for name in names:
            for size, asks in asked.items():
                seconds = asks[name]()
                if round_ >= WARM_UP:
                    samples[name][size].append(seconds)
    return samples


def _charts(samples: dict[str, dict[int, list[float]]]) -> list[Chart]:
    def curves(first: str, last: str, *, at_most: float | None = None) -> tuple[Curve, ...]:
        names = list(samples)
        chosen = names[names.index(first) : names.index(last) + 1]
        grows = None if at_most else GROWS
        return tuple(
            curve(name, "ms", dict(samples[name]), grows=grows, at_most=at_most) for name in chosen
        )

    sizes = "messages in the database"
    return [
        Chart(
            name="history",
            title="History and sending: time of a request",
            sizes=sizes,
            curves=curves("newest page", "send"),
        ),
        Chart(
            name="search",
            title="Search for a word: time of a request",
            sizes=sizes,
            curves=curves("in every second message", "the third, by the same", at_most=SEARCH_MS),
        ),
        Chart(
            name="unread",
            title="Unread counts: time of the list of rooms and of a hello",
            sizes=sizes,
            curves=curves("rooms: nothing read", "hello: all read"),
        ),
    ]


def _start_chart(starts: dict[int, list[float]]) -> Chart:
    ready = curve("ready after start", "s", dict(starts), at_most=START_SECONDS, in_unit=1.0)
    return Chart(
        name="start",
        title="From the start of the process to its first answer",
        sizes="messages in the database",
        curves=(ready,),
    )


def _search(words: str) -> str:
    return f"/api/search?q={words.replace(' ', '%20')}"


HISTORY = """
    SELECT id FROM messages WHERE room_id = 1 AND thread_id IS NULL AND id < ?
    ORDER BY id DESC LIMIT 50
"""
FOUND = """
    SELECT id FROM messages
    WHERE room_id IN (SELECT room_id FROM room_members WHERE user_id = ?)
      AND content LIKE ? ORDER BY id DESC LIMIT 50
"""
UNREAD = """
    SELECT messages.room_id, COUNT(*) FROM messages
    JOIN room_members ON room_members.room_id = messages.room_id AND room_members.user_id = ?1
    LEFT JOIN message_read_status AS mine
      ON mine.room_id = messages.room_id AND mine.user_id = ?1
    WHERE messages.id > COALESCE(mine.last_read_message_id, 0) AND thread_id IS NULL
      AND NOT is_deleted AND messages.user_id <> ?1 AND message_type = 'text'
    GROUP BY messages.room_id
"""
SENT = "SELECT client_id FROM messages WHERE client_id LIKE 'sent-%'"
