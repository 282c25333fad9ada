"""Records stories for the page's store: what devices hear, and what the server says at the end.

`python -m tests.socket.stories --write` writes them to tests/js/stories, where
tests/js/stories.test.js tells them to the store. A value that occurs again and again (a frame that
everybody hears, a message, a room) stands in a story's pool once; elsewhere is its number.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent import catch_up
from tests.cast import CheapPasswords, House, open_house
from tests.command import ROOT
from tests.conftest import prepare
from tests.socket.acts import KINDS, NAMES, ROOMS, SECOND_DEVICES, Action, act
from tests.socket.recording import Device, Json, Pool

STORIES = ROOT / "tests" / "js" / "stories"
SEEDS = (5, 16, 32)
"""Stories in which together everything happens."""
TALK = (
    "post reply edit delete react read unread thread thread_read follow vote pin join invite"
).split()
"""What happens oftener than the rest."""


def actions(seed: int) -> list[Action]:
    """Return what is tried in a story: acts of every kind."""
    chance = random.Random(seed)
    kinds = [*KINDS, *TALK, *TALK]
    chance.shuffle(kinds)
    return [
        (
            chance.choice(NAMES),
            kind,
            chance.choice(ROOMS),
            chance.randrange(6),
            chance.randrange(4),
        )
        for kind in kinds
    ]


async def record(seed: int, prepared: Path) -> str:
    """Play a story and return it as JSON, a line for each value of the pool."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(prepared, Path(folder) / "data"))
        async with open_house(data, *NAMES) as house:
            await house.bob.call("POST", "/api/rooms", {"name": "Garden"})
            pool = Pool()
            devices = [Device(house.people[name], pool) for name in (*NAMES, *SECOND_DEVICES)]
            starts = [await device.begin() for device in devices]
            acts = await _play(house, devices, actions(seed))
            told = [
                {
                    "name": device.person.user.username,
                    "start": start,
                    "steps": device.steps,
                    "fresh": {**await device.state(), "hello": await device.hello()},
                }
                for start, device in zip(starts, devices, strict=True)
            ]
            for device in devices:
                await device.go()
            return _written(house, acts, pool, told)


async def _play(
    house: House, devices: Sequence[Device], acts: Sequence[Action]
) -> list[list[Json]]:
    """Let it happen, the last device away for a third of it; returns acts with their statuses."""
    rooms = {name: (await house.alice.room(name))["id"] for name in ROOMS}
    away = devices[-1]
    played = []
    for at, action in enumerate(acts):
        if at == len(acts) // 3:
            await away.go()
        if at == 2 * len(acts) // 3:
            await away.come(is_again=True)
        played.append(await _done(house, rooms, action))
        house.chat.presence.tell()
        for device in devices:
            await device.follow()
    return played


async def _done(house: House, rooms: dict[str, int], action: Action) -> list[Json]:
    """Do it; if need be as somebody else who may, or to another message or person."""
    first, kind, room, one, other = action
    at = NAMES.index(first)
    names = [first] if kind == "leave" else [*NAMES[at:], *NAMES[:at]]
    for step, who in itertools.product(range(6), names):
        tried = who, kind, room, (one + step) % 6, (other + step) % 4
        status = await act(house, rooms, tried)
        assert status < 500, tried
        if status < 400:
            break
    return [*tried, status]


def _written(house: House, acts: Json, pool: Pool, devices: Json) -> str:
    parts = {"acts": map(json.dumps, acts), "pool": pool.lines, "devices": map(json.dumps, devices)}
    lists = [f'"{name}": [\n' + ",\n".join(lines) + "\n]" for name, lines in parts.items()]
    text = "{\n" + ",\n".join(lists) + "\n}\n"
    for name, person in house.people.items():
        text = text.replace(person.user.user_id, f"u-{name}")
    return text


def recorded() -> dict[str, str]:
    """Play all stories; returns the text of each file by its name."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        patch.setattr(catch_up, "ROOMS_IN_A_FRAME", 2)  # the other rooms follow the hello
        prepared = Path(folder)
        asyncio.run(prepare(prepared))
        return {f"story_{seed}.json": asyncio.run(record(seed, prepared)) for seed in SEEDS}


if __name__ == "__main__":
    written = recorded()
    if "--write" in sys.argv:
        for path in STORIES.glob("*.json"):
            path.unlink()
        for name, text in written.items():
            (STORIES / name).write_text(text, "utf-8")
    print(*(f"{name}: {len(text)} characters" for name, text in written.items()), sep="\n")
