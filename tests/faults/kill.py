"""kill -9 under load: at random moments, in commits, in checkpoints, while a backup is made."""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import msgspec

from agent.errors import KnowledgeServerError
from agent.storage.backup import check
from api.data_directory import Command, send
from tests.command import PATIENCE, EndedEarly, Served
from tests.faults.crowd import Crowd, gather_crowd
from tests.faults.tally import Scenario, Tally

DATABASE = "knowledge_server.db"
FRAME_HEADER, FILE_HEADER = 24, 32
COMMITS = (60, 1200)
"""The write to the log at which the server is killed; its start takes some 20."""

CHECKPOINTS = (1, 2500)
"""The write to the database, likewise; one checkpoint copies up to 1,000 pages."""

BACKUPS = (1, 300)


class Moment(NamedTuple):
    """What SQLite was doing when it was killed, from what its processes share (`-shm`)."""

    in_commit: bool
    """The log has frames of a transaction that was not declared committed."""

    in_checkpoint: bool
    """Pages were on their way from the log to the database."""


def moment_of(directory: Path) -> Moment:
    """Read the state of the log; the layout is told in SQLite's walformat.html."""
    shared = (directory / f"{DATABASE}-shm").read_bytes()
    log = (directory / f"{DATABASE}-wal").read_bytes()
    page_size, frames = struct.unpack_from("=HI", shared, 14)
    (copied,) = struct.unpack_from("=I", shared, 96)
    (attempted,) = struct.unpack_from("=I", shared, 128)
    after = FILE_HEADER + frames * (page_size + FRAME_HEADER)
    salts = log[after + 8 : after + 16]
    return Moment(
        in_commit=bool(salts) and salts == log[16:24],
        in_checkpoint=attempted > copied,
    )


def at_write(path: Path, number: int) -> tuple[str, ...]:
    """Return what runs a program and kills it at its n-th write to, or sync of, a file."""
    calls = "pwrite64,fdatasync,fsync"
    options = ("-D", "-f", "-qq", "-o", "/dev/null", "-P", str(path))
    kill = f"inject={calls}:signal=SIGKILL:when={number}"
    return ("strace", *options, "-e", f"trace={calls}", "-e", kill)


async def kill_at_random(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Kill after a random number of acknowledgements."""
    moments = []
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    for _ in range(rounds):
        found = tally.audit(directory, crowd)
        with tally.serving(directory) as server:
            async with crowd.at_work(server, found.heads):
                tally.compare(crowd, found)
                async with asyncio.timeout(PATIENCE):
                    await chance.choice(crowd.senders).acknowledgements(chance.randrange(1, 300))
                server.kill()
        moments.append(moment_of(directory))
        tally.hits += any(sender.open for sender in crowd.senders)
    tally.remark = _summary(moments)
    await tally.finish(directory, crowd)


async def kill_in_commit(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Kill when a transaction is written to the log or synced."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    for _ in range(rounds):
        log = at_write(directory / f"{DATABASE}-wal", chance.randint(*COMMITS))
        tally.hits += (await _killed_at_write(directory, log, crowd, tally)).in_commit
    await tally.finish(directory, crowd)


async def kill_in_checkpoint(
    directory: Path, chance: random.Random, rounds: int, tally: Tally
) -> None:
    """Kill when the log is copied into the database: nothing else writes to that."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    for _ in range(rounds):
        database = at_write(directory / DATABASE, chance.randint(*CHECKPOINTS))
        tally.hits += (await _killed_at_write(directory, database, crowd, tally)).in_checkpoint
    await tally.finish(directory, crowd)


async def kill_in_backup(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Kill when the copy is written: a file under the final name is a whole one."""
    crowd = await gather_crowd(directory, chance.randrange(2**32))
    for number in range(rounds):
        target = directory / f"backup{number}"
        found = tally.audit(directory, crowd)
        part = at_write(directory / f".{target.name}.part", chance.randint(*BACKUPS))
        with tally.serving(directory, within=part) as server:
            async with crowd.at_work(server, found.heads):
                tally.compare(crowd, found)
                async with asyncio.timeout(PATIENCE):
                    await crowd.senders[0].acknowledgements(20)
                is_made = await asyncio.to_thread(_back_up, directory, target)
                server.kill()
        tally.hits += not is_made
        tally.wrong += _damage(target, is_made)
    await tally.finish(directory, crowd)


async def _killed_at_write(
    directory: Path, within: tuple[str, ...], crowd: Crowd, tally: Tally
) -> Moment:
    found = tally.audit(directory, crowd)
    with contextlib.suppress(EndedEarly), tally.serving(directory, within=within) as server:
        async with crowd.at_work(server, found.heads):
            tally.compare(crowd, found)
            await _ended(server)
    return moment_of(directory)


async def _ended(server: Served) -> None:
    try:
        await asyncio.to_thread(server.process.wait, PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        raise


def _summary(moments: list[Moment]) -> str:
    commits = sum(moment.in_commit for moment in moments)
    checkpoints = sum(moment.in_checkpoint for moment in moments)
    return f"of the last {len(moments)}: {commits} in commit, {checkpoints} in checkpoint"


def _back_up(directory: Path, target: Path) -> bool:
    command = Command("backup", {"file": msgspec.Raw(msgspec.json.encode(str(target)))})
    try:
        send(directory, command)
    except KnowledgeServerError:
        return False
    return True


def _damage(target: Path, is_made: bool) -> list[str]:
    if not target.exists():
        return [f"{target.name} was made and is not there"] if is_made else []
    try:
        check(target)
    except KnowledgeServerError as error:
        return [error.detail]
    return []


SCENARIOS = (
    Scenario("kill -9 at random", kill_at_random),
    Scenario("kill -9 in commit", kill_in_commit, at_most=40),
    Scenario("kill -9 in checkpoint", kill_in_checkpoint, at_most=20),
    Scenario("kill -9 in backup", kill_in_backup, at_most=20),
)
