"""`make lighthouse`: the marks that Google's Lighthouse gives the sign-in and the rooms.

A real server with the demo's rooms, a browser that has nothing cached, medians of three runs. The
phone is simulated: a slow network, a processor four times as slow. Ends with 1 if a mark is low.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, ROOT, ServerProcess
from tests.performance.machine import description
from tests.performance.peers.installing import node_modules
from tests.performance.servers import free_port
from tests.performance.table import Row, Section

HERE = Path(__file__).parent
REPORTS = ROOT / "build" / "lighthouse"
LEAST = 95
ROUNDS = 3
TRIES = 3
KINDS: Mapping[str, tuple[str, ...]] = {"mobile": (), "desktop": ("--preset=desktop",)}
MARKS = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best_practices": "best-practices",
}
TIMES = {
    "first_paint_s": ("first-contentful-paint", 1000),
    "largest_paint_s": ("largest-contentful-paint", 1000),
    "blocked_ms": ("total-blocking-time", 1),
    "shift": ("cumulative-layout-shift", 1),
}
"""By the name of the figure: Lighthouse's name, and how many of its units are one of ours."""


async def marks() -> Section:
    """Measure each page as a phone and as a desktop."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile:
        server = ServerProcess(Path(folder))
        await asyncio.to_thread(server.start)
        try:
            password = await asyncio.to_thread(_demo, folder)
            port = free_port()
            async with async_playwright() as playwright:
                context = await playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=shutil.which("chromium"),
                    args=[*CHROMIUM, f"--remote-debugging-port={port}"],
                )
                rows = [await _measured(f"{server.url}/login", kind, port) for kind in KINDS]
                person = {"username": "alice", "password": password}
                signed_in = await context.request.post(f"{server.url}/api/auth/login", data=person)
                assert signed_in.ok, signed_in.status
                rows += [await _measured(f"{server.url}/chat", kind, port) for kind in KINDS]
                await context.close()
        finally:
            await asyncio.to_thread(server.stop)
    return Section(name="lighthouse", title="Lighthouse, nothing cached:", rows=(*rows,))


def _demo(folder: str) -> str:
    """Fill a running server; returns the password of its people."""
    command = [sys.executable, "knowledge_server.py", "demo", "--data-dir", folder]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.rsplit(" ", 1)[1].strip()


async def _measured(address: str, kind: str, port: int) -> Row:
    path = urlsplit(address).path
    rounds = []
    for number in range(ROUNDS):
        written = await asyncio.to_thread(_run, address, kind, port)
        (REPORTS / f"{path.strip('/')}-{kind}-{number}.json").write_bytes(written)
        rounds.append(_figures(json.loads(written)))
    figures = {name: median(one[name] for one in rounds) for name in rounds[0]}
    met = all(figures[name] >= LEAST for name in MARKS)
    return Row(who=path, at=kind, figures=figures, target=f"≥ {LEAST}", met=met)


def _run(address: str, kind: str, port: int) -> bytes:
    """Let Lighthouse load a page; it empties the browser's caches and leaves the cookies."""
    command = [
        str(Path(sys.executable).with_name("node")),
        str(node_modules(HERE) / "lighthouse" / "cli" / "index.js"),
        address,
        f"--port={port}",
        f"--only-categories={','.join(MARKS.values())}",
        "--output=json",
        "--quiet",
        *KINDS[kind],
    ]
    environment = {**os.environ, "CI": "1"}  # where it asks nobody whether it may report errors
    for left in reversed(range(TRIES)):
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if done.returncode == 0:
            break
        # Now and then the browser's trace lacks its beginning: "Please run Lighthouse again."
        print(done.stderr.decode(), file=sys.stderr)
        assert left, "Lighthouse does not run"
    return done.stdout


def _figures(report: Any) -> dict[str, float]:
    audits, categories = report["audits"], report["categories"]
    assert report["finalDisplayedUrl"].startswith(report["requestedUrl"]), "not signed in"
    marked = {name: 100 * categories[theirs]["score"] for name, theirs in MARKS.items()}
    timed = {name: audits[theirs]["numericValue"] / unit for name, (theirs, unit) in TIMES.items()}
    return marked | timed


def main() -> int:
    """Print the table; returns 1 if a mark is too low."""
    print(", ".join(f"{name} {value}" for name, value in description().items()))
    node_modules(HERE)
    section = asyncio.run(marks())
    print(section.text())
    return 0 if all(row.met for row in section.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
