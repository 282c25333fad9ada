"""How long one person's Enter takes to be a row in another person's browser, and a start."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, PASSWORD, ROOT, ServerProcess
from tests.performance.servers import free_port
from tests.performance.table import Row, Section

MESSAGES = 40
STARTS = 5
MOST_SECONDS = 1.0
WATCH = """
() => {
    window.seen = {};
    new MutationObserver(() => {
        for (const row of document.querySelectorAll(".message-text"))
            window.seen[row.textContent] ??= performance.timeOrigin + performance.now();
    }).observe(document.querySelector("[data-lines]"), {childList: true, subtree: true});
    document.addEventListener("keydown", () => {
        window.pressed = performance.timeOrigin + performance.now();
    }, true);
}
"""


async def browsers() -> Section:
    """Measure from one person's Enter to the row in both browsers."""
    others, own = await seen_after()
    return Section(
        name="browsers",
        title=f"From Enter to the row in Chromium, {MESSAGES} messages:",
        rows=(
            Row(who="in the other one", figures=_times(others)),
            Row(who="in one's own", figures=_times(own)),
        ),
    )


async def starts() -> Section:
    """Measure from the start of the process to the first answer."""
    seconds = median(await ready_after())
    row = Row(
        who="knowledge_server",
        figures={"seconds": seconds},
        target=f"< {MOST_SECONDS:.0f} s",
        met=seconds < MOST_SECONDS,
    )
    return Section(name="start", title="Ready after start, existing database:", rows=(row,))


def _times(milliseconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {"p50_ms": median(ordered), "p95_ms": ordered[int(len(ordered) * 0.95)]}


async def seen_after() -> tuple[list[float], list[float]]:
    """Return milliseconds from Enter to the row: in the other browser, and in one's own."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        await asyncio.to_thread(server.add, "alice", "owner")
        await asyncio.to_thread(server.add, "bob")
        await asyncio.to_thread(server.start)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=CHROMIUM
                )
                alice, bob = (
                    await _enter(browser, server, "alice"),
                    await _enter(browser, server, "bob"),
                )
                return await _measure(alice, bob)
        finally:
            await asyncio.to_thread(server.stop)


async def ready_after() -> list[float]:
    """Return seconds from the start of the process to the first answer, on existing data."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        await asyncio.to_thread(server.add, "alice", "owner")
        return [await asyncio.to_thread(_start, server) for _ in range(STARTS)]


def _start(server: ServerProcess) -> float:
    port = free_port()
    command = [sys.executable, "knowledge_server.py", "serve", "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--data-dir", str(server.folder)],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
                return time.perf_counter() - began
            time.sleep(0.01)
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _enter(browser: Browser, server: ServerProcess, name: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{server.url}/login?next=/chat")
    await page.fill("input[name=username]", name)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await expect(page.locator("[data-status][data-state=open]")).to_be_attached()
    await page.evaluate(WATCH)
    return page


async def _measure(alice: Page, bob: Page) -> tuple[list[float], list[float]]:
    others, own = [], []
    for number in range(MESSAGES):
        text = f"message {number}"
        await alice.fill("[data-composer] textarea", text)
        await alice.press("[data-composer] textarea", "Enter")
        for page in (alice, bob):
            await page.wait_for_function("text => text in window.seen", arg=text)
        pressed = await alice.evaluate("window.pressed")
        others.append(await bob.evaluate("text => window.seen[text]", text) - pressed)
        own.append(await alice.evaluate("text => window.seen[text]", text) - pressed)
    return sorted(others), sorted(own)
