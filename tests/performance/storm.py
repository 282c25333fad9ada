"""A server ends under 2,000 clients and starts again: how long until all are back and up to date.

All belong to the same rooms, and somebody goes on posting. In the end each client has heard each
acknowledged message once.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.performance.dialects import ROOM
from tests.performance.machine import own_cpu_seconds
from tests.performance.poster import Post, Poster, poster
from tests.performance.posts import audit
from tests.performance.resumes import resumes
from tests.performance.returning import STEADY, Returning
from tests.performance.servers import (
    DATABASE,
    ROOT,
    UNLIMITED,
    Target,
    disk_folder,
    fill,
    free_port,
)
from tests.performance.table import Row, Section

CLIENTS = 2_000
AT_ONCE = 50
"""Connections that are opened at the same time when all come for the first time."""

RATE = 10.0
ROUNDS = 3
SETTLE = 2.0
MOST = 5.0
PATIENCE = 60.0
ENDS = {"SIGTERM": signal.SIGTERM, "kill -9": signal.SIGKILL}


class Storm(NamedTuple):
    """One restart. Moments in seconds since the signal; memory in KiB."""

    ended: float
    ready: float
    back: Sequence[float]
    tries: Sequence[int]
    first_bytes: int
    posts_before: Sequence[float]
    posts: Sequence[float]
    peak_kib: int
    server_cpu: float
    client_cpu: float


async def storm() -> list[Section]:
    """End the server in both ways, in turn, and start it again at once; then let all catch up."""
    storms: dict[str, list[Storm]] = {name: [] for name in ENDS}
    with disk_folder() as folder:
        tokens = await fill(folder, CLIENTS)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        server = _Server(folder)
        await server.start()
        try:
            clients = await _gather(server, tokens)
            async with poster(server.port, tokens[0], RATE) as posting:
                posts: list[Post] = []
                for _ in range(ROUNDS):
                    for name, how in ENDS.items():
                        await asyncio.sleep(STEADY + SETTLE)
                        one, some = await _restart(server, how, clients, posting)
                        storms[name].append(one)
                        posts += some
                await asyncio.sleep(SETTLE)
                posts += await posting.taken()
            audit(folder / DATABASE, [post.client_id for post in posts])
            caught_up = await resumes(server.target, clients)
            await _require_everything(clients, folder / DATABASE)
            for client in clients:
                client.leave()
        finally:
            await server.end(signal.SIGTERM)
    title = f"A restart under {CLIENTS:,} clients of one room, {RATE:g} posts/s into it:"
    return [Section(name="storm", title=title, rows=tuple(_rows(storms))), caught_up]


class _Server:
    """The product on one data directory and one port, whatever its process."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: Process

    @property
    def target(self) -> Target:
        return Target("knowledge_server", self.port, self._process.pid, "/ws/rooms")

    async def start(self) -> None:
        """Return when it says that it serves."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "knowledge_server.py",
            "serve",
            f"--data-dir={self._folder}",
            f"--port={self.port}",
            cwd=ROOT,
            env={**os.environ, **UNLIMITED, "PYTHONUNBUFFERED": "1"},
            stdout=PIPE,
        )
        assert self._process.stdout is not None
        assert await self._process.stdout.readline(), "it has not started"

    async def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        await self._process.wait()


async def _gather(server: _Server, tokens: Sequence[str]) -> list[Returning]:
    clients = [Returning(server.target, token) for token in tokens]
    for start in range(0, len(clients), AT_ONCE):
        some = clients[start : start + AT_ONCE]
        for client in some:
            client.connect()
        await _all_back(some)
    return clients


async def _all_back(clients: Sequence[Returning]) -> None:
    async with asyncio.timeout(PATIENCE):
        for client in clients:
            await client.is_back.wait()


async def _restart(
    server: _Server, how: signal.Signals, clients: Sequence[Returning], posting: Poster
) -> tuple[Storm, Sequence[Post]]:
    for client in clients:
        client.is_back.clear()
    before = await posting.taken()
    began = time.monotonic()
    await server.end(how)
    ended = time.monotonic()
    await server.start()
    ready = time.monotonic()
    own = own_cpu_seconds()
    await _all_back(clients)
    last = max(client.back.at for client in clients)
    own, cpu = own_cpu_seconds() - own, server.target.cpu_seconds()
    await asyncio.sleep(SETTLE)
    posts = await posting.taken()
    steady_since = began - STEADY  # everybody had been back for a while
    one = Storm(
        ended=ended - began,
        ready=ready - began,
        back=sorted(client.back.at - began for client in clients),
        tries=sorted(client.back.tries for client in clients),
        first_bytes=max(client.back.first_bytes for client in clients),
        posts_before=[post.waited for post in before if steady_since <= post.due],
        posts=[post.waited for post in posts if ready <= post.due <= last],
        peak_kib=server.target.peak_kib(),
        server_cpu=cpu / (last - ended),
        client_cpu=own / (last - ready),
    )
    return one, [*before, *posts]


async def _require_everything(clients: Sequence[Returning], database: Path) -> None:
    """Raise unless each client has heard what is stored since it came, each message once."""
    connection = sqlite3.connect(database)
    stored = dict(connection.execute(STORED, (ROOM,)).fetchall())
    connection.close()
    async with asyncio.timeout(PATIENCE):
        while any(client.position(ROOM) < max(stored) for client in clients):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for client in clients:
        assert not client.twice, "something was heard twice"
        assert not client.lost_track, "a resume did not recover"
        since = client.began[ROOM]
        missed = {seq: one for seq, one in stored.items() if seq > since} != client.heard[ROOM]
        assert not missed, "a message was missed"


STORED = "SELECT seq, client_id FROM messages WHERE room_id = ?"


def _rows(storms: Mapping[str, Sequence[Storm]]) -> list[Row]:
    rows = []
    for name, some in storms.items():
        before = sorted(wait for one in some for wait in one.posts_before)
        posts = sorted(wait for one in some for wait in one.posts)
        back = max(one.back[-1] - one.ready for one in some)
        figures = {
            "ended": median(one.ended for one in some),
            "ready": median(one.ready - one.ended for one in some),
            "half_back": median(one.back[len(one.back) // 2] - one.ready for one in some),
            "back": back,
            "since_signal": max(one.back[-1] for one in some),
            "tries": median(median(one.tries) for one in some),
            "first_kb": max(one.first_bytes for one in some) / 1000,
            "before_p99_ms": before[int(len(before) * 0.99)] * 1000,
            "post_p50_ms": posts[len(posts) // 2] * 1000,
            "post_p99_ms": posts[int(len(posts) * 0.99)] * 1000,
            "peak_mb": max(one.peak_kib for one in some) / 1024,
            "server": median(one.server_cpu for one in some),
            "client": median(one.client_cpu for one in some),
        }
        row = Row(
            who="knowledge_server",
            at=name,
            figures=figures,
            target=f"all back ≤ {MOST:g} s after it is ready",
            met=back <= MOST,
        )
        rows.append(row)
    return rows
