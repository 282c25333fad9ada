"""Servers under test, each in a process of its own, and what they cost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from agent.ports import Transaction
from agent.sessions import TOKEN_PREFIX, hashed
from agent.settings import load
from knowledge_server import open_app, open_host
from tests.performance.dialects import Dialect
from tests.performance.machine import cpu_seconds

ROOT = Path(__file__).parents[2]
DATABASE = "knowledge_server.db"
UNLIMITED = {"KNOWLEDGE_SERVER_MESSAGE_RATE": "0", "KNOWLEDGE_SERVER_ROOM_RATE": "0"}


class Target(NamedTuple):
    """A server that listens, and who may connect: a token a member."""

    name: str
    port: int
    pid: int
    path: str
    tokens: tuple[str, ...] = ("",)
    dialect: Dialect = Dialect()
    headers: Mapping[str, str] = {}
    version: str = ""

    def cpu_seconds(self) -> float:
        """Return the CPU time that the server's processes have used, user and system."""
        return cpu_seconds(self.pid)

    def memory_kib(self) -> int:
        """Return the resident memory of the server's process."""
        return self._status("VmRSS")

    def peak_kib(self) -> int:
        """Return the most that it ever was."""
        return self._status("VmHWM")

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if name in line)


@contextlib.asynccontextmanager
async def knowledge_server(members: int) -> AsyncIterator[tuple[Target, Path]]:
    """Run the product on a fresh data directory whose first room has so many members."""
    with disk_folder() as folder:
        tokens = await fill(folder, members)
        port = free_port()
        command = [sys.executable, "knowledge_server.py", "serve", f"--data-dir={folder}"]
        with running([*command, f"--port={port}"], environment=UNLIMITED) as pid:
            await ready(f"http://127.0.0.1:{port}/health")
            target = Target("knowledge_server", port, pid, "/ws/rooms/1", tokens)
            yield target, folder / DATABASE


@contextlib.contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, log: Path | None = None
) -> Iterator[int]:
    """Run a server until the block ends; yields its process id.

    It gets a process group of its own, which ends whole: node comes with a parent that does not
    pass signals on.
    """
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(log.open("wb")) if log else subprocess.DEVNULL
        errors = subprocess.STDOUT if log else None
        whole = {**os.environ, **(environment or {})}
        process = subprocess.Popen(
            command, cwd=ROOT, env=whole, stdout=out, stderr=errors, start_new_session=True
        )
        try:
            yield process.pid
        finally:
            _end(process)


def _end(group: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group.pid, signal.SIGTERM)
    try:
        group.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(group.pid, signal.SIGKILL)
        group.wait()


async def ready(url: str, *, seconds: float = 20.0) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(urllib.request.urlopen, url, timeout=2)
            return
        if time.monotonic() > deadline:
            raise TimeoutError(url)
        await asyncio.sleep(0.05)


async def listening(port: int, *, seconds: float = 20.0) -> None:
    """Wait until somebody accepts connections."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody listens on {port}")
        await asyncio.sleep(0.05)


@contextlib.contextmanager
def disk_folder() -> Iterator[Path]:
    """Make a folder that is surely on a disk: /tmp may be memory, where syncing costs nothing."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="bench-") as folder:
        yield Path(folder)


async def fill(folder: Path, members: int) -> tuple[str, ...]:
    """Make accounts with tokens, without the cost of hashing passwords that nobody uses."""
    names = [f"member{number:05}" for number in range(members)]
    tokens = tuple(f"{TOKEN_PREFIX}{name}" for name in names)
    settings = load({}, data_dir=str(folder))
    async with open_host(settings) as host:

        def act(transaction: Transaction) -> None:
            people = json.dumps(
                [[name, hashed(token)] for name, token in zip(names, tokens, strict=True)]
            )
            transaction.execute(USERS, people=people)
            transaction.execute(TOKENS, people=people)

        await host.database.write(act)
    async with open_app(settings):
        pass  # a first start makes the default rooms and lets everybody in
    return tokens


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses at this moment."""
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
