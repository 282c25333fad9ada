"""Servers under test, each in a process of its own, and what they cost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

from agent.ports import Transaction
from agent.sessions import TOKEN_PREFIX, hashed
from agent.settings import load
from knowledge_server import open_host

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 20.0


class Target(NamedTuple):
    """A server that listens, and who may connect: a token a member."""

    name: str
    port: int
    pid: int
    path: str
    tokens: tuple[str, ...]

    def cpu_seconds(self) -> float:
        """Return the CPU time that the server's process has used, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_kib(self) -> int:
        """Return the resident memory of the server's process."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line)


@contextlib.asynccontextmanager
async def knowledge_server(members: int) -> AsyncIterator[tuple[Target, Path]]:
    """Run the product on a fresh data directory whose first room has so many members."""
    with tempfile.TemporaryDirectory() as folder:
        tokens = await _fill(folder, members)
        port = _free_port()
        command = [sys.executable, "knowledge_server.py", "serve", "--data-dir", folder]
        environment = {
            **os.environ,
            "KNOWLEDGE_SERVER_MESSAGE_RATE": "0",
            "KNOWLEDGE_SERVER_ROOM_RATE": "0",
        }
        with _process([*command, "--port", str(port)], environment) as pid:
            await _ready(f"http://127.0.0.1:{port}/health")
            target = Target("knowledge_server", port, pid, "/ws/rooms/1", tokens)
            yield target, Path(folder) / "knowledge_server.db"


@contextlib.asynccontextmanager
async def plain_starlette() -> AsyncIterator[Target]:
    """Run the loop that everybody writes first: memory only, an await for each recipient."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.performance.plain_starlette", str(port)]
    with _process(command, dict(os.environ)) as pid:
        await _ready(f"http://127.0.0.1:{port}/health")
        yield Target("plain Starlette loop", port, pid, "/ws", ("",))


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _ready(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(urllib.request.urlopen, url)
            return
        if time.monotonic() > deadline:
            raise TimeoutError(url)
        await asyncio.sleep(0.05)


async def _fill(folder: str, members: int) -> tuple[str, ...]:
    """Make accounts with tokens, without the cost of hashing passwords that nobody uses."""
    names = [f"member{number:05}" for number in range(members)]
    tokens = tuple(f"{TOKEN_PREFIX}{name}" for name in names)
    settings = load({}, data_dir=folder)
    async with open_host(settings) as host:

        def act(transaction: Transaction) -> None:
            people = json.dumps(
                [[name, hashed(token)] for name, token in zip(names, tokens, strict=True)]
            )
            transaction.execute(USERS, people=people)
            transaction.execute(TOKENS, people=people)

        await host.database.write(act)
    return tokens


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


USERS = """
    INSERT INTO users (user_id, username, display_name, role, is_agent, is_active, created_at)
    SELECT 'u-' || json_extract(value, '$[0]'), json_extract(value, '$[0]'),
           json_extract(value, '$[0]'), 'member', FALSE, TRUE, '2026-01-01T00:00:00.000Z'
    FROM json_each(:people)
"""
TOKENS = """
    INSERT INTO tokens (session_id, user_id, name, scopes, created_at)
    SELECT json_extract(value, '$[1]'), 'u-' || json_extract(value, '$[0]'), 'bench',
           'read write', 0
    FROM json_each(:people)
"""
