"""10 to 10,000 members of a room, ten of them connected: sending, mentions, typing, the list.

Who is not there should cost nothing: the ten belong to all rooms and hear the same in each.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.performance.growth_crowd import Crowd
from tests.performance.growth_curves import Chart, Curve, Point, curve
from tests.performance.growth_fill import (
    DATABASE,
    add_members,
    add_people,
    add_room,
    finish,
    migrated,
    token_of,
    writing,
)
from tests.performance.growth_server import Caller, cpu_seconds, serving
from tests.performance.servers import Target, disk_folder

SIZES = (10, 100, 1_000, 10_000)
CONNECTED = 10
ROUNDS, AT_ONCE = 12, 10
"""Each round does each thing so often in each room, one time after the other."""

TYPING = b'{"type":"typing_indicator",'


async def measure() -> list[Chart]:
    """Do the same in each room in turn."""
    with disk_folder() as folder:
        rooms, tokens = await _fill(folder)
        async with serving(folder) as target:
            crowd = Crowd()
            url = f"ws://127.0.0.1:{target.port}{target.path}"
            await crowd.grow(url, tokens)
            seen = _Seen(target, crowd)
            for round_ in range(ROUNDS):
                for size, room_id in rooms.items():
                    await seen.round(size, room_id, f"{round_}-{size}")
            crowd.audit(seen.said)
            lists, sizes = _lists(target, rooms)
            await crowd.leave()
        _audit(folder, seen.said)
    return _charts(seen, lists, sizes)


class _Seen:
    """What was measured, by the size of the room."""

    def __init__(self, target: Target, crowd: Crowd) -> None:
        self._target = target
        self._crowd = crowd
        self.said = 0
        self.sends: dict[int, list[float]] = {size: [] for size in SIZES}
        self.mentions: dict[int, list[float]] = {size: [] for size in SIZES}
        self.typing: dict[int, list[float]] = {size: [] for size in SIZES}
        self.cpu: dict[str, dict[int, list[float]]] = {}

    async def round(self, size: int, room_id: int, label: str) -> None:
        crowd = self._crowd

        async def send(number: int) -> float:
            self.said += 1
            return (await crowd.say(0, f"plain-{label}-{number}", room_id=room_id))[-1]

        async def mention(number: int) -> float:
            self.said += 1
            return (await crowd.say(0, f"@room wide-{label}-{number}", room_id=room_id))[-1]

        async def typing(_: int) -> float:
            frame = f'{{"type":"typing_%s","room_id":{room_id}}}'
            began = await crowd.ask(0, frame % "start", TYPING)
            ended = await crowd.ask(0, frame % "stop", TYPING)
            assert len(ended) == CONNECTED
            return began[-1]

        await self._times(size, "send", self.sends, send)
        await self._times(size, "send with @room", self.mentions, mention)
        await self._times(size, "typing", self.typing, typing)

    async def _times(
        self,
        size: int,
        name: str,
        samples: dict[int, list[float]],
        act: Callable[[int], Awaitable[float]],
    ) -> None:
        cpu = cpu_seconds(self._target)
        samples[size] += [await act(number) for number in range(AT_ONCE)]
        used = (cpu_seconds(self._target) - cpu) / AT_ONCE
        self.cpu.setdefault(name, {}).setdefault(size, []).append(used)


def _lists(target: Target, rooms: dict[int, int]) -> tuple[dict[int, list[float]], dict[int, int]]:
    caller = Caller(target, _name(0))
    times: dict[int, list[float]] = {size: [] for size in rooms}
    sizes = {}
    for _ in range(30):
        for size, room_id in rooms.items():
            seconds, body = caller.get(f"/api/rooms/{room_id}/members")
            times[size].append(seconds)
            sizes[size] = len(body)
            assert body.count(b'"username"') == size
    caller.close()
    return times, sizes


async def _fill(folder: Path) -> tuple[dict[int, int], list[str]]:
    await migrated(folder)
    names = [_name(number) for number in range(SIZES[-1])]
    connection = writing(folder)
    add_people(connection, names)
    rooms = {}
    for size in SIZES:
        rooms[size] = add_room(connection, f"growth-{size}", "private")
        add_members(connection, rooms[size], names[:1], "moderator")
        add_members(connection, rooms[size], names[1:size])
    finish(connection)
    return rooms, [token_of(name) for name in names[:CONNECTED]]


def _audit(folder: Path, said: int) -> None:
    """Require that each message is stored once, and each @room counts for all but its author."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        ids = [row[0] for row in database.execute(STORED)]
        assert len(ids) == len(set(ids)) == said
        for size, wide, mentions in database.execute(MENTIONS):
            assert mentions == wide * (size - 1), "a member was not mentioned"


def _charts(seen: _Seen, lists: dict[int, list[float]], sizes: dict[int, int]) -> list[Chart]:
    members = "members of the room, ten of them connected"
    return [
        Chart(
            name="members-time",
            title="Members of a room: from sending to the last of ten readers",
            sizes=members,
            curves=(
                curve("send", "ms", dict(seen.sends)),
                curve("send with @room", "ms", dict(seen.mentions)),
                curve("typing", "ms", dict(seen.typing)),
                curve("list of members", "ms", dict(lists)),
            ),
        ),
        Chart(
            name="members-cpu",
            title="Members of a room: server CPU of one act",
            sizes=members,
            curves=tuple(curve(name, "ms", dict(used)) for name, used in seen.cpu.items()),
        ),
        Chart(
            name="members-size",
            title="Members of a room: size of their list",
            sizes="members",
            curves=(
                Curve(
                    name="list of members",
                    unit="KB",
                    points=tuple(Point(size=n, value=b / 1000) for n, b in sizes.items()),
                ),
            ),
        ),
    ]


def _name(number: int) -> str:
    return f"member{number:05}"


STORED = "SELECT client_id FROM messages WHERE user_id = 'u-member00000'"
MENTIONS = """
    SELECT rooms.member_count, COUNT(DISTINCT message_id), COUNT(*)
    FROM message_mentions JOIN rooms ON rooms.id = message_mentions.room_id GROUP BY rooms.id
"""
