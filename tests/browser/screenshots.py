"""`python -m tests.browser.screenshots`: takes the pictures of docs/img from the demo."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, ROOT, ServerProcess

PICTURES = ROOT / "docs" / "img"
SIZES = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUALITY = 82
"""Of JPEG: the letters are sharp, and all pictures together are smaller than 4 MB."""


async def rooms(page: Page) -> None:
    await page.goto("/chat")
    await expect(page.locator("[data-status][data-state=open]")).to_be_attached()


async def ask(page: Page) -> None:
    await page.goto("/", wait_until="networkidle")


async def admin(page: Page) -> None:
    await page.goto("/admin", wait_until="networkidle")


async def settings(page: Page) -> None:
    await rooms(page)
    await page.click("[data-action=room-menu]")
    await page.get_by_role("menuitem", name="Room settings").click()
    await expect(page.locator("dialog[open]")).to_be_visible()


VIEWS: Mapping[str, Callable[[Page], Awaitable[None]]] = {
    "rooms": rooms,
    "ask": ask,
    "admin": admin,
    "settings": settings,
}


async def main() -> None:
    """Start a server on a fresh folder, let the demo fill it, and look at every page."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.start()
        try:
            command = [sys.executable, "knowledge_server.py", "demo", "--data-dir", folder]
            done = await asyncio.to_thread(
                subprocess.run, command, cwd=ROOT, check=True, capture_output=True, text=True
            )
            password = done.stdout.rsplit(" ", 1)[1].strip()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=CHROMIUM
                )
                for size, scheme in itertools.product(SIZES, SCHEMES):
                    await _take(browser, server.url, password, size, scheme)
                await browser.close()
        finally:
            server.stop()


async def _take(
    browser: Browser, base: str, password: str, size: str, scheme: Literal["light", "dark"]
) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=size != "desktop",
    )
    page = await context.new_page()
    await page.goto("/login", wait_until="networkidle")
    await _keep(page, "login", size, scheme)
    await page.fill("input[name=username]", "alice")
    await page.fill("input[name=password]", password)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url(f"{base}/")
    for name, show in VIEWS.items():
        await show(page)
        await _keep(page, name, size, scheme)
    await context.close()


async def _keep(page: Page, name: str, size: str, scheme: str) -> None:
    suffix = "-dark" if scheme == "dark" else ""
    path = PICTURES / f"{name}-{size}{suffix}.jpg"
    await page.screenshot(path=path, type="jpeg", quality=QUALITY, animations="disabled")


if __name__ == "__main__":
    asyncio.run(main())
