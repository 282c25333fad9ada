"""Requests that hardly come: they are cut off, whatever they trickle, and others are served."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cast import PATIENCE, House, open_house
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
