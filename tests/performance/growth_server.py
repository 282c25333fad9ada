"""A server on a filled data directory, and a client that asks it one thing after another."""

from __future__ import annotations

import contextlib
import http.client
import json
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.performance.growth_fill import token_of
from tests.performance.servers import UNLIMITED, Target, free_port, ready, running

START_TIMEOUT = 20.0


@contextlib.asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Target]:
    """Run the product on this data directory."""
    port = free_port()
    with running(_command(folder, port), environment=UNLIMITED) as pid:
        await ready(f"http://127.0.0.1:{port}/health")
        yield Target("knowledge_server", port, pid, "/ws/rooms")


def seconds_to_start(folder: Path) -> float:
    """Return the seconds from the start of the process to its first answer."""
    port = free_port()
    began = time.perf_counter()
    with running(_command(folder, port)):
        while time.perf_counter() < began + START_TIMEOUT:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
                return time.perf_counter() - began
            time.sleep(0.005)
    raise TimeoutError(folder)


def cpu_seconds(target: Target) -> float:
    """Return the CPU time of the server's threads, to the microsecond."""
    tasks = Path(f"/proc/{target.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _command(folder: Path, port: int) -> list[str]:
    command = [sys.executable, "knowledge_server.py", "serve"]
    return [*command, f"--data-dir={folder}", f"--port={port}"]


class Caller:
    """One kept-alive HTTP connection of one account. It blocks: nothing else is to run."""

    def __init__(self, target: Target, username: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
        self._headers = {
            "Authorization": f"Bearer {token_of(username)}",
            "Content-Type": "application/json",
        }

    def get(self, path: str) -> tuple[float, bytes]:
        """Return the seconds until the whole answer was there, and its body."""
        return self._call("GET", path, None, expected=200)

    def post(self, path: str, body: dict[str, object], *, expected: int) -> tuple[float, bytes]:
        """Do the same for a POST."""
        return self._call("POST", path, json.dumps(body), expected=expected)

    def answer(self, path: str) -> Any:  # Any: JSON of any shape
        """Return what a GET answers."""
        return json.loads(self.get(path)[1])

    def close(self) -> None:
        self._connection.close()

    def _call(
        self, method: str, path: str, body: str | None, *, expected: int
    ) -> tuple[float, bytes]:
        began = time.perf_counter()
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        payload = response.read()
        seconds = time.perf_counter() - began
        assert response.status == expected, f"{method} {path}: {response.status} {payload[:300]!r}"
        return seconds, payload
