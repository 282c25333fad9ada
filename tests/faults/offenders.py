"""Hostile peers beside a crowd at work: attackers, and peers who stop and answer nothing."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.cast import CheapPasswords, open_house
from tests.command import PATIENCE, Served
from tests.faults.crowd import Crowd, gather_crowd
from tests.faults.hostile import ATTACKS, GET, MEMORY, POST, UPGRADE, attack, memory_kib
from tests.faults.slow import CALM, compare
from tests.faults.tally import Scenario, Tally

DEAD = 60.0
"""Seconds after which nobody who stopped is left."""

DROP = 1.0
"""Seconds between two drops of a request that hardly comes."""

GONE = "gone"
SHOWN = f'"username":"{GONE}"'
EACH = 20
TRICKLES = {
    b"X-Drop: y\r\n": GET,
    b"y": POST + b"Content-Length: 100000\r\n\r\n",
    b"": GET,
}


async def hostile_peers(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let every attack run, several at once, and compare how long the senders wait."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    heads = tally.audit(directory, crowd).heads
    with tally.serving(directory) as server:
        async with crowd.at_work(server, heads), asyncio.timeout(3 * PATIENCE * rounds):
            for _ in range(rounds):
                await crowd.acknowledgements(CALM)
                waits, memory = crowd.take_waits(), memory_kib(server)
                names = chance.sample(list(ATTACKS), len(ATTACKS))
                token = crowd.listeners[0].token
                work = [asyncio.to_thread(attack, server, ATTACKS[one], token) for one in names]
                for name, wrong in zip(names, await asyncio.gather(*work), strict=True):
                    if wrong:
                        tally.wrong.append(f"{name}: {wrong}")
                await crowd.acknowledgements(10)
                compare(waits, crowd.take_waits(), tally)
                _weigh(server, memory, tally)
                tally.hits += 1
            await crowd.all_have_heard()
            server.kill()
    await tally.finish(directory, crowd)


async def peers_who_stop(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let peers stop or trickle in real time until the server has closed every one of them."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    token = await _account(directory)
    heads = tally.audit(directory, crowd).heads
    with tally.serving(directory) as server:
        async with crowd.at_work(server, heads), asyncio.timeout(2 * DEAD * rounds):
            for _ in range(rounds):
                await crowd.acknowledgements(CALM)
                waits, memory = crowd.take_waits(), memory_kib(server)
                upgrade = UPGRADE + f"Authorization: Bearer {token}\r\n\r\n".encode()
                peers = [
                    _closed(server, start, drop)
                    for drop, start in TRICKLES.items()
                    for _ in range(EACH)
                ]
                peers += [_closed(server, upgrade) for _ in range(EACH)]
                peers += [_closed_unread(server, upgrade) for _ in range(EACH)]
                told = await _see_off(server, crowd, peers, tally)
                compare(waits, crowd.take_waits(), tally)
                tally.remark = f"{told}; {tally.remark}"
                tally.hits += 1
                _weigh(server, memory, tally)
            await crowd.all_have_heard()
            server.kill()
    await tally.finish(directory, crowd)


async def _see_off(
    server: Served, crowd: Crowd, peers: Sequence[Awaitable[float]], tally: Tally
) -> str:
    """Wait until all are closed, and the one who is gone is not shown any more."""
    everybody = asyncio.gather(*peers)
    was_there = False
    async with httpx2.AsyncClient(
        base_url=server.base, headers=crowd.senders[0].bearer, trust_env=False
    ) as http:
        started = time.monotonic()
        while time.monotonic() - started < DEAD:
            shown = (await http.get("/api/users/online")).text
            was_there |= SHOWN in shown
            if was_there and SHOWN not in shown:
                break
            await asyncio.sleep(DROP)
        else:
            tally.wrong.append(f"who is gone is shown after {DEAD:.0f} s")
        unseen = time.monotonic() - started
    seconds = await everybody
    if max(seconds) > DEAD:
        tally.wrong.append(f"{sum(one > DEAD for one in seconds)} of {len(seconds)} stayed open")
    return f"shown gone after {unseen:.0f} s, closed within {max(seconds):.0f} s"


async def _closed(server: Served, start: bytes, drop: bytes = b"") -> float:
    """Send a beginning and then drops, read and answer nothing; returns seconds to the close."""
    reader, writer = await _opened(server)
    started = time.monotonic()
    writer.write(start)
    with contextlib.suppress(ConnectionError):
        reading = asyncio.create_task(_to_the_end(reader))
        while not reading.done() and time.monotonic() - started < DEAD + PATIENCE:
            writer.write(drop)
            await asyncio.wait((reading,), timeout=DROP)
        reading.cancel()
    writer.transport.abort()
    return time.monotonic() - started


async def _closed_unread(server: Served, start: bytes) -> float:
    """Read nothing until all should be closed; returns seconds, more than DEAD if it was not."""
    reader, writer = await _opened(server)
    writer.write(start)
    await asyncio.sleep(DEAD)
    is_closed = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DROP):
            await _to_the_end(reader)
            is_closed = True
    writer.transport.abort()
    return DEAD if is_closed else DEAD + 1


async def _to_the_end(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(1 << 16):
            pass


async def _opened(server: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(server.base)
    return await asyncio.open_connection(address.hostname, address.port)


async def _account(directory: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        async with open_house(directory) as house:
            return (await house.newcomer(GONE)).token


def _weigh(server: Served, before: int, tally: Tally) -> None:
    grown = memory_kib(server, "VmHWM") - before
    if grown > MEMORY:
        tally.wrong.append(f"the server took {grown >> 10} MiB more")


SCENARIOS = (
    Scenario("hostile peers", hostile_peers, at_most=5, house=5),
    Scenario("peers who stop", peers_who_stop, at_most=1),
)
