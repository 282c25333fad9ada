"""SIGTERM to a server at work: nobody is left without an answer, and nobody can hold it up."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import websockets

from tests.cast import open_house
from tests.command import PATIENCE, Served, serving
from tests.faults.audit import Found, audit
from tests.faults.crowd import gather_crowd

LONGEST_END = PATIENCE / 2  # 3 s on a quiet machine; what is held up ends never
UNLIMITED = {"MESSAGE_RATE": "0", "ROOM_RATE": "0"}


async def test_what_had_come_in_at_sigterm_is_acknowledged_and_a_resend_stores_the_rest_once(
    tmp_path: Path,
) -> None:
    crowd = await gather_crowd(tmp_path, seed=18)
    with serving(tmp_path, **UNLIMITED) as server:
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            for sender in crowd.senders:
                group.create_task(sender.send_until_it_ends(server))
            await crowd.senders[0].acknowledgements(150)
            server.process.terminate()
        assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0
    assert {code for code, _ in (one.sent_away for one in crowd.senders)} == {1012}
    reasons = [reason or "" for _, reason in (one.sent_away for one in crowd.senders)]
    waits = {json.loads(reason)["retry_after"] for reason in reasons}
    assert len(waits) > 1, "all come back in the same instant"
    found = audit(tmp_path, crowd)
    assert (found.lost, found.duplicates, found.wrong) == (0, 0, [])
    assert _client_ids(found) == crowd.acknowledged, "stored, and its sender was not told"
    assert crowd.acknowledged < crowd.sent.keys(), "SIGTERM came between two messages"
    with serving(tmp_path, **UNLIMITED) as server:
        for sender in crowd.senders:
            await sender.send_what_is_open(server)
    found = audit(tmp_path, crowd)
    assert (found.lost, found.duplicates, found.wrong) == (0, 0, [])
    assert _client_ids(found) == crowd.sent.keys()


async def test_slow_readers_and_a_post_without_an_end_do_not_hold_up_the_end(
    tmp_path: Path, cheap_passwords: None
) -> None:
    async with open_house(tmp_path) as house:
        writer = await house.newcomer("writer")
        room_id = (await writer.room("General"))["id"]
    with serving(tmp_path, **UNLIMITED) as server, raw(server) as slow, raw(server) as post:
        slow.sendall(_upgrade(writer.token))
        assert b" 101 " in slow.recv(256)
        await _fill(server, writer.bearer, room_id)
        post.sendall(
            b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        )
        started = time.monotonic()
        server.process.terminate()
        assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0
        assert time.monotonic() - started < LONGEST_END


def _client_ids(found: Found) -> set[str]:
    return {client_id for numbers in found.stored.values() for client_id in numbers.values()}


def raw(server: Served) -> socket.socket:
    """Connect without a client that would read on its own."""
    address = urlsplit(server.base)
    talk = socket.socket()
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    talk.settimeout(PATIENCE)
    talk.connect((address.hostname, address.port))
    return talk


def _upgrade(token: str) -> bytes:
    lines = (
        "GET /ws/rooms HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Authorization: Bearer {token}",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def _fill(server: Served, bearer: dict[str, str], room_id: int) -> None:
    """Post more than the sockets of a reader that has stopped reading can hold."""
    url = server.base.replace("http", "ws") + "/ws/rooms"
    async with (
        asyncio.timeout(PATIENCE),
        websockets.connect(url, additional_headers=bearer, proxy=None) as talk,
    ):
        for _ in range(100):
            content = os.urandom(4000).hex()
            event = {"type": "send_message", "room_id": room_id, "content": content}
            await talk.send(json.dumps(event))
            while json.loads(await talk.recv())["type"] != "message":
                pass
