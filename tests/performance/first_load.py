"""What a browser with an empty cache loads before a page can be used: bytes, requests, time."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.conftest import CHROMIUM, PASSWORD, ServerProcess
from tests.browser.scene import call
from tests.performance.table import Row, Section

MOST_BYTES = 150_000
MOST_SECONDS = 1.0
ROUNDS = 5
FIELDS = {"/login": "input[name=password]", "/chat": "[data-composer] textarea"}
"""Once one can write into its field, a page can be used."""
WATCH = """
(selector) => {
    const look = () => {
        const field = document.querySelector(selector);
        const isUsable = document.readyState === "complete" && field?.checkVisibility();
        if (isUsable && !field.disabled) window.usableAfter = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}
"""
TALK = (
    "The import took {0} s for 50,000 rows, memory stayed between 118 and 124 MiB.",
    "**Plan**\n\n- look at `run {0}`\n- write it down",
    "Better than I hoped 🎉 see https://example.org/runs/{0}",
    "yes",
    "Shall we look at the other {0} on Friday? I would rather not do it in a hurry.",
)


class FirstLoad(NamedTuple):
    """What came over the wire, by address and with heads, and when one could write."""

    sizes: dict[str, int]
    milliseconds: float

    @property
    def total(self) -> int:
        return sum(self.sizes.values())


async def first_loads() -> Section:
    """Measure both pages, each in contexts that have nothing cached."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        await asyncio.to_thread(server.add, "alice", "owner")
        await asyncio.to_thread(server.start, MESSAGE_RATE="0")
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=CHROMIUM
                )
                rows = [await _measured(browser, server.url, path) for path in FIELDS]
        finally:
            await asyncio.to_thread(server.stop)
    return Section(
        name="first_load", title="First load, nothing cached, until one can write:", rows=(*rows,)
    )


async def load(context: BrowserContext, base: str, path: str) -> FirstLoad:
    """Open a page; returns when nothing more is loaded."""
    page = await context.new_page()
    await page.add_init_script(f"({WATCH})({FIELDS[path]!r})")
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes = {"socket": 0}

    def asked(event: Any) -> None:  # Any: decoded JSON, as in those below
        addresses[event["requestId"]] = event["request"]["url"]

    def loaded(event: Any) -> None:
        sizes[addresses[event["requestId"]]] = int(event["encodedDataLength"])

    def heard(event: Any) -> None:
        sizes["socket"] += len(event["response"]["payloadData"].encode())

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", loaded)
    devtools.on("Network.webSocketFrameReceived", heard)
    await page.goto(f"{base}{path}", wait_until="networkidle")
    written = await page.wait_for_function("window.usableAfter")
    milliseconds = float(await written.json_value())
    await page.close()
    return FirstLoad(sizes, milliseconds)


async def fill(page: Page) -> None:
    """Say a page of history in the room in view."""
    path = f"/api/rooms/{page.url.rpartition('/')[2]}/messages"
    for number in range(50):
        text = TALK[number % len(TALK)].format(number)
        await call(page, "POST", path, {"content": text})


async def _measured(browser: Browser, base: str, path: str) -> Row:
    seen = await browser.new_context()
    if path != "/login":
        page = await seen.new_page()
        await page.goto(f"{base}/login")
        await page.fill("input[name=username]", "alice")
        await page.fill("input[name=password]", PASSWORD)
        await page.press("input[name=password]", "Enter")
        await page.wait_for_url(f"{base}/")
        await page.goto(f"{base}/chat/1")
        await fill(page)
    cookies = await seen.storage_state()
    loads = [
        await load(await browser.new_context(storage_state=cookies), base, path)
        for _ in range(ROUNDS)
    ]
    size, seconds = loads[0].total, median(one.milliseconds for one in loads) / 1000
    return Row(
        who=path,
        figures={"kilobytes": size / 1000, "requests": len(loads[0].sizes), "seconds": seconds},
        target=f"≤ {MOST_BYTES // 1000} KB, < {MOST_SECONDS:.0f} s",
        met=size <= MOST_BYTES and seconds < MOST_SECONDS,
    )


if __name__ == "__main__":
    print(asyncio.run(first_loads()).text())
