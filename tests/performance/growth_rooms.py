"""10, 100 and 1,000 rooms for one account: the list of rooms and the hello, time and size."""

from __future__ import annotations

import time
from pathlib import Path

from websockets.sync.client import connect

from tests.performance.growth_curves import Chart, Curve, Point, curve
from tests.performance.growth_fill import (
    MESSAGE,
    add_members,
    add_people,
    add_room,
    finish,
    migrated,
    token_of,
    writing,
)
from tests.performance.growth_server import Caller, serving
from tests.performance.servers import Target, disk_folder

SIZES = (10, 100, 1_000)
MESSAGES = 20
"""Messages in each room; a tenth are read."""

ROUNDS = 60
HELLO_BYTES = 50_000


async def measure() -> list[Chart]:
    """Ask one server as accounts with more and more rooms, in turn."""
    lists: dict[int, list[float]] = {size: [] for size in SIZES}
    hellos: dict[int, list[float]] = {size: [] for size in SIZES}
    list_bytes: dict[int, int] = {}
    hello_bytes: dict[int, int] = {}
    with disk_folder() as folder:
        await _fill(folder)
        async with serving(folder) as target:
            callers = {size: Caller(target, _name(size)) for size in SIZES}
            for size, caller in callers.items():
                _audit(caller, size)
            for _ in range(ROUNDS):
                for size, caller in callers.items():
                    seconds, body = caller.get("/api/rooms")
                    lists[size].append(seconds)
                    list_bytes[size] = len(body)
                    seconds, count = _hello(target, _name(size))
                    hellos[size].append(seconds)
                    hello_bytes[size] = count
            for caller in callers.values():
                caller.close()
    return [
        Chart(
            name="rooms-time",
            title="Rooms of one account: time of the list and of a hello",
            sizes="rooms",
            curves=(
                curve("list of rooms", "ms", dict(lists)),
                curve("hello", "ms", dict(hellos)),
            ),
        ),
        Chart(
            name="rooms-size",
            title="Rooms of one account: size of the list and of a hello",
            sizes="rooms",
            curves=(_bytes("list of rooms", list_bytes), _bytes("hello", hello_bytes, HELLO_BYTES)),
        ),
    ]


async def _fill(folder: Path) -> None:
    await migrated(folder)
    connection = writing(folder)
    add_people(connection, [_name(size) for size in SIZES])
    # Private rooms: nobody sees those of the others.
    message = connection.execute("SELECT COALESCE(MAX(id), 0) FROM messages").fetchone()[0]
    for size in SIZES:
        author = _name(size)
        for number in range(size):
            room = add_room(connection, f"growth-{size}-{number}", "private")
            add_members(connection, room, [author])
            rows = [
                (message + at, room, at, at, at, "u-somebody", "somebody", f"the text {at}", *PLAIN)
                for at in range(1, MESSAGES + 1)
            ]
            connection.executemany(MESSAGE, rows)
            connection.execute(
                "UPDATE rooms SET last_seq = ?2, message_count = ?2 WHERE id = ?1", (room, MESSAGES)
            )
            connection.execute(READ, (f"u-{author}", room, message + MESSAGES // 10))
            message += MESSAGES
    finish(connection)


def _audit(caller: Caller, size: int) -> None:
    rooms = caller.answer("/api/rooms")["rooms"]
    mine = [room for room in rooms if room["name"].startswith("growth-")]
    assert len(mine) == size
    assert all(room["unread_count"] == MESSAGES - MESSAGES // 10 for room in mine)
    assert all(room["last_message"]["content"] == f"the text {MESSAGES}" for room in mine)


def _hello(target: Target, username: str) -> tuple[float, int]:
    url = f"ws://127.0.0.1:{target.port}{target.path}"
    headers = {"Authorization": f"Bearer {token_of(username)}"}
    began = time.perf_counter()
    with connect(url, additional_headers=headers, compression=None) as socket:
        hello = socket.recv(timeout=30, decode=False)
        seconds = time.perf_counter() - began
    assert b'"type":"hello"' in hello
    return seconds, len(hello)


def _bytes(name: str, sizes: dict[int, int], at_most: int | None = None) -> Curve:
    points = tuple(Point(size=size, value=count / 1000) for size, count in sizes.items())
    return Curve(
        name=name,
        unit="KB",
        points=points,
        target=f"≤ {at_most / 1000:g} KB" if at_most else "",
        met=points[-1].value * 1000 <= at_most if at_most else None,
    )


def _name(size: int) -> str:
    return f"has-{size}-rooms"


PLAIN = (None, None, False, None, "[]")
READ = """
    INSERT INTO message_read_status (user_id, room_id, last_read_message_id, last_read_at)
    VALUES (?, ?, ?, '2026-01-01T00:00:00.000Z')
"""
