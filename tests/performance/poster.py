"""One who posts over HTTP whether the server is there or not, in a process of their own.

What was not acknowledged is posted again under the same client_id until it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

from tests.performance.dialects import ROOM, TEXT

TIMEOUT = 30.0
AGAIN = 0.01
"""Seconds until somebody who found no server tries again."""

STORED, STORED_BEFORE = 201, 200


class Post(NamedTuple):
    """A message and when it was due, first sent, and acknowledged (time.monotonic)."""

    client_id: str
    due: float
    acknowledged_at: float
    tries: int

    @property
    def waited(self) -> float:
        return self.acknowledged_at - self.due


class Poster:
    """The handle of that process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    async def taken(self) -> Sequence[Post]:
        """Return what was posted since the last time; it goes on."""
        self._pipe.send("report")
        posts: Sequence[Post] = await asyncio.to_thread(self._pipe.recv)
        return posts


@contextlib.asynccontextmanager
async def poster(port: int, token: str, rate: float) -> AsyncIterator[Poster]:
    """Let somebody post so many messages a second until the block ends."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=_run, args=(there, port, token, rate), daemon=True)
    process.start()
    there.close()
    try:
        yield Poster(here)
    finally:
        here.close()  # which ends it
        await asyncio.to_thread(process.join)


def _run(pipe: Connection, port: int, token: str, rate: float) -> None:
    posts: list[Post] = []
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    number, due = 0, time.monotonic()
    with contextlib.suppress(EOFError):
        while True:
            while pipe.poll(max(0.0, due - time.monotonic())):
                pipe.recv()
                pipe.send(posts)
                posts = []
            posts.append(_post(server, f"storm-{number:06}", due, headers))
            number += 1
            # Who was away does not make up for it in a burst.
            due = max(due + 1 / rate, time.monotonic()) if posts[-1].tries > 1 else due + 1 / rate


def _post(
    server: http.client.HTTPConnection, client_id: str, due: float, headers: dict[str, str]
) -> Post:
    body = json.dumps({"content": TEXT, "client_id": client_id})
    tries = 0
    while True:
        tries += 1
        try:
            server.request("POST", f"/api/rooms/{ROOM}/messages", body, headers)
            answer = server.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            server.close()
            time.sleep(AGAIN)
            continue
        if answer.status in (STORED, STORED_BEFORE):
            return Post(client_id, due, time.monotonic(), tries)
        time.sleep(AGAIN)
