"""Sixty-four writers on a recorded server: what they were told, and what the disk was told."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from websockets.asyncio.client import connect

from agent.room_names import RoomDraft
from tests.cast import open_house
from tests.command import PATIENCE, Served
from tests.faults.system_calls import OUT_CALLS, SERVER, Event, events, recorded

WRITERS, ROOMS = 64, 8
EACH = 40
"""Messages of one writer: in all they fill the log several times over."""

CLIENT_ID = re.compile(rb"w\d\d-\d{5}")
WORD = "lightning"
"""In every text, to be found by a search."""


class Post(NamedTuple):
    """A message that a writer sends."""

    client_id: str
    room_id: int
    content: str


class Record(NamedTuple):
    """A server's whole run: the files before it, the calls, and what the writers sent."""

    folder: Path
    before: dict[str, bytes]
    calls: Path
    tokens: tuple[str, ...]
    posts: tuple[tuple[Post, ...], ...]

    @property
    def sent(self) -> dict[str, Post]:
        return {post.client_id: post for posts in self.posts for post in posts}

    def events(self) -> Iterator[Event]:
        return events(self.calls)


async def record_load(
    directory: Path, program: Sequence[str] = SERVER, *, each: int = EACH
) -> Record:
    """Run a server under load and end it in order; every message was acknowledged."""
    folder = directory / "data"
    tokens, room_ids = await _prepare(folder)
    record = Record(
        folder,
        before={str(file): file.read_bytes() for file in folder.glob("*.db*")},
        calls=directory / "calls",
        tokens=tokens,
        posts=tuple(
            tuple(_post(writer, number, room_ids[writer % ROOMS]) for number in range(each))
            for writer in range(WRITERS)
        ),
    )
    with recorded(folder, record.calls, program) as server:
        await send_all(server, record)
    return record


async def send_all(server: Served, record: Record) -> None:
    """Send every message of a record and wait for every acknowledgement."""
    async with asyncio.timeout(3 * PATIENCE), asyncio.TaskGroup() as group:
        for writer, posts in enumerate(record.posts):
            group.create_task(_write(server, record.tokens[writer % ROOMS], posts))


def told(event: Event) -> list[str]:
    """Return the client_ids of the messages that leave for somebody with this call."""
    call = event.call
    if event.result is not None or call.name not in OUT_CALLS:
        return []
    return [found.decode() for found in CLIENT_ID.findall(call.content)]


async def _prepare(folder: Path) -> tuple[tuple[str, ...], list[int]]:
    """Make a room for each account: a message then reaches the writers of its room alone."""
    tokens, room_ids = [], []
    async with open_house(folder) as house:
        for number in range(ROOMS):
            person = await house.newcomer(f"writer{number}")
            draft = RoomDraft(name=f"Room {number}", room_type="private")
            room_ids.append(await house.chat.rooms.create_room(draft, person.user))
            tokens.append(person.token)
    return tuple(tokens), room_ids


def _post(writer: int, number: int, room_id: int) -> Post:
    client_id = f"w{writer:02}-{number:05}"
    return Post(client_id, room_id, f"{WORD} {client_id}{' and thunder' * (number % 40)}")


async def _write(server: Served, token: str, posts: Sequence[Post]) -> None:
    """Send one message after the other, each when the last one was acknowledged."""
    async with connect(
        server.base.replace("http", "ws") + "/ws/rooms",
        additional_headers={"Authorization": f"Bearer {token}"},
        compression=None,
        proxy=None,
    ) as talk:
        for post in posts:
            await talk.send(json.dumps({"type": "send_message", **post._asdict()}))
            async for frame in talk:
                event = json.loads(frame)
                assert event["type"] != "error", event
                if event["type"] == "message" and event["message"]["client_id"] == post.client_id:
                    break
