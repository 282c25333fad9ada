"""Requests that hardly come: they are cut off, whatever they trickle, and others are served."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agent.fair_use import READING
from tests.cast import PATIENCE, House, Person, open_house
from tests.conftest import CAST
from tests.faults.hostile import CHUNKED, GET, POST, UPGRADE

CHECK = 0.1
"""Seconds between two checks, here."""

SLOW = {
    "a request line": b"GET /hea",
    "headers": GET,
    "an upgrade": UPGRADE,
    "a body": POST + b"Content-Length: 100\r\n\r\n{",
    "chunks": CHUNKED + b"1\r\n{\r\n",
    "trailers": CHUNKED + b"2\r\n{}\r\n0\r\n",
}


@pytest.fixture
async def house(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr("api.http.CHECK_SECONDS", CHECK)
    async with open_house(data, *CAST) as opened:
        yield opened


@contextlib.asynccontextmanager
async def connected(
    house: House,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    address = urlsplit(house.base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize("start", SLOW.values(), ids=SLOW)
async def test_a_request_that_stands_still_is_408(house: House, start: bytes) -> None:
    async with connected(house) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(start)
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")
    assert (await house.http.get("/health")).status_code == 200


@pytest.mark.parametrize("start", [GET, GET + b"\r\n"], ids=["a request", "nothing new"])
async def test_a_trickle_does_not_keep_a_connection(house: House, start: bytes) -> None:
    drop = b"\r\n" if start.endswith(b"\r\n\r\n") else b"X: y\r\n"
    async with connected(house) as (reader, writer), asyncio.timeout(PATIENCE):
        said = asyncio.create_task(reader.read())
        writer.write(start)
        while not said.done():
            writer.write(drop)
            await asyncio.wait((said,), timeout=CHECK / 5)
        # Between two requests there is nobody to tell it to.
        assert said.result().startswith(b"HTTP/1.1 200 " if drop == b"\r\n" else b"HTTP/1.1 408 ")


async def test_a_connection_without_a_request_is_closed(house: House) -> None:
    async with connected(house) as (reader, _), asyncio.timeout(PATIENCE):
        assert await reader.read() == b""


async def test_a_body_that_comes_steadily_has_its_time(house: House) -> None:
    async with connected(house) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(POST + b"Content-Length: 60000\r\n\r\n")
        started = asyncio.get_running_loop().time()
        for _ in range(10):
            writer.write(b" " * 6000)
            await asyncio.sleep(CHECK / 2)  # what a network does
        assert asyncio.get_running_loop().time() - started > 3 * CHECK
        assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")


async def large_history(house: House) -> str:
    """Fill a room until a page of it is larger than what the system takes for a connection."""
    general = (await house.alice.room("General"))["id"]
    async with house.alice.socket() as talk:
        for _ in range(200):
            await talk.say("send_message", room_id=general, content="🎈" * 8000)
        for _ in range(200):
            await talk.event("message")
    return f"/api/rooms/{general}/messages?limit=200"


async def asking(house: House, person: Person, path: str) -> socket.socket:
    """Ask over a connection that takes little by itself."""
    address, loop = urlsplit(house.base), asyncio.get_running_loop()
    one = socket.socket()
    one.setblocking(False)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await loop.sock_connect(one, (address.hostname, address.port))
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.token}\r\n\r\n"
    await loop.sock_sendall(one, head.encode())
    return one


async def test_who_reads_no_answer_holds_a_few_and_is_cut_off(house: House) -> None:
    path, turns = await large_history(house), house.host.fair_use
    with contextlib.ExitStack() as sockets:
        for _ in range(READING + 2):
            one = await asking(house, house.bob, path)
            sockets.callback(one.close)
        while len(turns._turns) == 0:  # noqa: ASYNC110 - more ask than are answered
            await asyncio.sleep(0)
        assert len((await house.alice.get(path))["messages"]) == 200
        while len(turns._turns) + len(turns._reading):  # noqa: ASYNC110 - all are cut off
            await asyncio.sleep(0)
        assert len((await house.bob.get(path))["messages"]) == 200


async def test_who_reads_an_answer_steadily_gets_all_of_it(house: House) -> None:
    path = await large_history(house)
    async with connected(house) as (reader, writer), asyncio.timeout(PATIENCE):
        began, read = asyncio.get_running_loop().time(), bytearray()
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        writer.write(f"{head}Authorization: Bearer {house.bob.token}\r\n\r\n".encode())
        while piece := await reader.read(1 << 19):
            read += piece
            if len(read) < 5 << 20:
                await asyncio.sleep(CHECK / 4)  # what a network does
        assert asyncio.get_running_loop().time() - began > 2 * CHECK
        assert len(json.loads(read.partition(b"\r\n\r\n")[2])["messages"]) == 200
