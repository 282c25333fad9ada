"""A disk that is full or does not sync: messages are refused by name, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2

from tests.command import PATIENCE, Served
from tests.faults.crowd import Crowd, gather_crowd
from tests.faults.kill import DATABASE
from tests.faults.talk import connected
from tests.faults.tally import Scenario, Tally

SIZE = 64 << 20
"""Bytes of the small disk; four rounds fill about half of it with messages."""

FIRST_FAILING, FAILING = (10, 60), 4
"""The sync of the log that fails first, and how many do: one at least is a commit's."""

POSTS = 1000
"""Posts until one is refused: more than a log has room for."""

Switch = Callable[[bool], None]


@contextlib.contextmanager
def small_disk(directory: Path) -> Iterator[Switch | None]:
    """Mount a small disk and yield what fills and empties it; None where one may not mount."""
    directory.mkdir(parents=True)
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(directory))
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        yield None
        return
    ballast = directory / "ballast"

    def switch(is_full: bool) -> None:
        if not is_full:
            ballast.unlink()
            return
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    try:
        yield switch
    finally:
        subprocess.run(("umount", "--lazy", directory), check=True)


def limit(server: Served, directory: Path) -> Switch:
    """Return what forbids a server to let a file grow, and allows it again."""
    pid = server.process.pid

    def switch(is_full: bool) -> None:
        largest = max(file.stat().st_size for file in directory.glob("*.db*"))
        soft = largest if is_full else resource.RLIM_INFINITY
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    return switch


async def full_disk(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Fill a small disk under load and empty it again."""
    with small_disk(directory) as disk:
        tally.remark = "tmpfs" if disk else "may not mount: files that may not grow"
        await _full(directory / "data", chance, rounds, tally, disk)


async def full_file(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let no file grow for a while."""
    await _full(directory, chance, rounds, tally, None)


async def _full(
    directory: Path, chance: random.Random, rounds: int, tally: Tally, disk: Switch | None
) -> None:
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    heads = tally.audit(directory, crowd).heads
    with tally.serving(directory) as server:
        switch = disk or limit(server, directory)
        async with crowd.at_work(server, heads), asyncio.timeout(PATIENCE * rounds):
            for _ in range(rounds):
                await chance.choice(crowd.senders).acknowledgements(chance.randrange(1, 200))
                switch(True)
                await _refused(crowd)
                tally.hits += 1
                tally.wrong += await _go_on_reading(server, crowd)
                switch(False)
                await _recover(crowd)
            server.kill()
        tally.wrong += _tracebacks(server)
    tally.wrong += _other_refusals(crowd)
    await tally.finish(directory, crowd)


async def failing_sync(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Let some syncs of the log fail: what they were to keep is refused, not acknowledged."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    for _ in range(rounds):
        heads = tally.audit(directory, crowd).heads
        first = chance.randint(*FIRST_FAILING)
        fails = syncs_fail(directory / f"{DATABASE}-wal", first, first + FAILING - 1)
        with tally.serving(directory, within=fails) as server:
            async with crowd.at_work(server, heads), asyncio.timeout(PATIENCE):
                await _refused(crowd)
                tally.hits += 1
                await _recover(crowd)
                server.kill()
            tally.wrong += _tracebacks(server)
    tally.wrong += _other_refusals(crowd)
    await tally.finish(directory, crowd)


def syncs_fail(path: Path, first: int, last: int) -> tuple[str, ...]:
    """Return what runs a program and lets some syncs of a file fail."""
    options = ("-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-P", str(path))
    fail = f"inject=fdatasync,fsync:error=EIO:when={first}..{last}"
    return ("strace", *options, "-e", "trace=fdatasync,fsync", "-e", fail)


async def _refused(crowd: Crowd) -> None:
    waiting = [asyncio.create_task(sender.refused(1)) for sender in crowd.senders]
    _, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in others:
        one.cancel()


async def _recover(crowd: Crowd) -> None:
    """Send again what was refused until everybody gets acknowledgements on the same socket."""
    for sender in crowd.senders:
        acknowledged = asyncio.create_task(sender.acknowledgements(20))
        while not acknowledged.done():
            for one in crowd.senders:
                await one.try_again()
            await asyncio.wait((acknowledged,), timeout=0.05)


async def _go_on_reading(server: Served, crowd: Crowd) -> list[str]:
    """Read and try to post while the disk is full; returns what is not as it has to be."""
    sender = crowd.senders[0]
    history = f"/api/rooms/{next(iter(crowd.listeners[0].heard))}/messages"
    wrong = []
    async with httpx2.AsyncClient(
        base_url=server.base, headers=sender.bearer, trust_env=False
    ) as http:
        for path in ("/api/rooms", history, "/health"):
            answer = await http.get(path)
            if answer.status_code != 200:
                wrong.append(f"GET {path} on a full disk: {answer.status_code} {answer.text}")
        for _ in range(POSTS):  # the first ones may find room in the log
            answer = await http.post(history, json={"content": "x" * 8000})
            if answer.status_code != 201:
                break
        is_clear = answer.status_code == 503 and answer.json()["code"] == "storage_full"
        if not is_clear or "Retry-After" not in answer.headers:
            wrong.append(f"a post on a full disk: {answer.status_code} {answer.text[:200]}")
    async with connected(server, sender.token) as talk:
        hello = str(await talk.recv())
        if '"hello"' not in hello:
            wrong.append(f"a connection on a full disk: {hello}")
    return wrong


def _tracebacks(server: Served) -> list[str]:
    assert server.process.stderr is not None
    said = server.process.stderr.read()
    return [f"the server wrote: {said[-2000:]}"] if "Traceback" in said else []


def _other_refusals(crowd: Crowd) -> list[str]:
    codes = {one.code for sender in crowd.senders for one in sender.refusals}
    return [f"messages were refused as {code}" for code in codes - {"storage_full"}]


SCENARIOS = (
    Scenario("full disk", full_disk, at_most=50, house=4),
    Scenario("files that may not grow", full_file, at_most=25),
    Scenario("failing sync", failing_sync, at_most=20),
)
