"""`python -m tests.browser.screenshots`: takes the pictures of docs/img from the demo."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests.browser.conftest import CHROMIUM, ROOT, ServerProcess

PICTURES = ROOT / "docs" / "img"
SIZES = {"rooms": (1440, 900), "phone": (390, 844)}


async def main() -> None:
    """Start a server on a fresh folder, let the demo fill it, and look at General."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.start()
        try:
            command = [sys.executable, "knowledge_server.py", "demo", "--data-dir", folder]
            done = await asyncio.to_thread(
                subprocess.run, command, cwd=ROOT, check=True, capture_output=True, text=True
            )
            await _take(server, done.stdout.rsplit(" ", 1)[1].strip())
        finally:
            server.stop()


async def _take(server: ServerProcess, password: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for scheme in ("light", "dark"):
            for name, (width, height) in SIZES.items():
                page = await browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                await page.goto(f"{server.url}/login?next=/chat")
                await page.fill("input[name=username]", "alice")
                await page.fill("input[name=password]", password)
                await page.press("input[name=password]", "Enter")
                await expect(page.locator("[data-status][data-state=open]")).to_be_attached()
                suffix = "-dark" if scheme == "dark" else ""
                await page.screenshot(path=PICTURES / f"{name}{suffix}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
