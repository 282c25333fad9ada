"""Peers that send too much, too slowly or nonsense: they are told so, and others are served.

One server for all; the slow ones are lines of `make faults`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.cast import CheapPasswords, open_house
from tests.command import PATIENCE, Served, fetch, serving, status
from tests.faults.hostile import (
    ATTACKS,
    GET,
    MEMORY,
    POST,
    UPGRADE,
    answer,
    attack,
    fields,
    memory_kib,
    opened,
)

STANDING = 200
"""Connections that stop in the middle of a request."""


class Bystander:
    """Somebody who goes on posting."""

    def __init__(self, server: Served, token: str, room_id: int, talk: ClientConnection) -> None:
        self.server = server
        self.token = token
        self.before = memory_kib(server)
        self._room_id = room_id
        self._talk = talk
        self._numbers = itertools.count()
        self.acknowledged: list[str] = []

    def post(self) -> None:
        """Send a message and wait for its acknowledgement."""
        client_id = f"bystander-{next(self._numbers)}"
        post = {"room_id": self._room_id, "client_id": client_id, "content": "still here"}
        self._talk.send(json.dumps({"type": "send_message", **post}))
        while True:
            event = json.loads(self._talk.recv(PATIENCE))
            assert event["type"] != "error", event
            if event["type"] == "message" and event["message"]["client_id"] == client_id:
                self.acknowledged.append(client_id)
                return

    def stored(self) -> list[str]:
        """Return what the server has of it."""
        path = f"/api/rooms/{self._room_id}/messages?limit=200"
        found = fetch(self.server.base + path, Authorization=f"Bearer {self.token}")[1]
        there = [message["client_id"] or "" for message in json.loads(found)["messages"]]
        return [client_id for client_id in there if client_id.startswith("bystander")]


@pytest.fixture(scope="module")
def bystander(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bystander]:
    """A server in a process of its own and somebody on it.

    In the end all that was acknowledged is there, and the server ends in order and has told its
    log of no failure of its own.
    """
    directory = tmp_path_factory.mktemp("hostile")
    token, room_id = asyncio.run(_prepare(directory / "data"))
    with serving(directory / "data", MESSAGE_RATE="0", ROOM_RATE="0") as server:
        address = server.base.replace("http", "ws") + "/ws/rooms"
        bearer = {"Authorization": f"Bearer {token}"}
        with connect(address, additional_headers=bearer, compression=None, proxy=None) as talk:
            one = Bystander(server, token, room_id, talk)
            yield one
            assert one.stored() == one.acknowledged
        code, errors = server.stop()
    assert code == 0
    assert "Traceback" not in errors, errors


async def _prepare(directory: Path) -> tuple[str, int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        async with open_house(directory) as house:
            bob = await house.newcomer("bob")
            return bob.token, (await bob.room("General"))["id"]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_peer_is_told_so_and_costs_others_nothing(
    bystander: Bystander, name: str
) -> None:
    bystander.post()
    assert attack(bystander.server, ATTACKS[name], bystander.token) == ""
    bystander.post()
    assert memory_kib(bystander.server, "VmHWM") - bystander.before < MEMORY


def test_headers_within_the_limit_are_taken(bystander: Bystander) -> None:
    request = GET + fields(50) + b"Cookie: " + b"y" * 20_000 + b"\r\n"
    with opened(bystander.server) as peer:
        # Each request of a connection is counted for itself.
        peer.sendall((request + b"\r\n") * 2 + request + b"Connection: close\r\n\r\n")
        assert answer(peer).count(b"HTTP/1.1 200 ") == 3


def test_others_are_served_while_many_requests_stand_still(bystander: Bystander) -> None:
    halves = (GET, POST + b"Content-Length: 100\r\n\r\n{", UPGRADE, b"")
    with contextlib.ExitStack() as stack:
        for number in range(STANDING):
            peer = stack.enter_context(opened(bystander.server))
            peer.sendall(halves[number % len(halves)])
        bystander.post()
        assert status(f"{bystander.server.base}/login") in (200, 303)
