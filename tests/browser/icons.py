"""`python -m tests.browser.icons`: draws the icons of the app (static/img/icon-*.png)."""

from __future__ import annotations

import asyncio
import shutil
from typing import NamedTuple

from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, ROOT

IMAGES = ROOT / "static" / "img"
LETTER = "M9.5 23.5 16 8.5l6.5 15M11.9 18.5h8.2"


class Icon(NamedTuple):
    """`corner` and `letter` in parts of the whole: systems cut the edge of some icons off."""

    name: str
    size: int
    corner: float
    letter: float
    is_mask: bool = False


ICONS = (
    Icon("icon-192", 192, 0.28, 1.0),
    Icon("icon-512", 512, 0.28, 1.0),
    Icon("icon-maskable-512", 512, 0, 0.8),
    Icon("icon-touch-180", 180, 0, 0.95),
    Icon("icon-badge-96", 96, 0, 1.5, is_mask=True),
)


async def main() -> None:
    """Draw each with Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for icon in ICONS:
            page = await browser.new_page(viewport={"width": icon.size, "height": icon.size})
            await page.set_content(f"<style>* {{ margin: 0; display: block }}</style>{svg(icon)}")
            await page.screenshot(path=IMAGES / f"{icon.name}.png", omit_background=True)
            await page.close()
        await browser.close()


def svg(icon: Icon) -> str:
    """Return the drawing; the one that a system fills with its own colour is the letter alone."""
    ground = f'<rect width="32" height="32" rx="{32 * icon.corner}" fill="url(#square)"/>'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{icon.size}">
      <linearGradient id="square" x2="1" y2="1">
        <stop stop-color="#3b82f6"/><stop offset="1" stop-color="#8b5cf6"/>
      </linearGradient>
      {"" if icon.is_mask else ground}
      <path d="{LETTER}" transform="translate(16 16) scale({icon.letter}) translate(-16 -16)"
        fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
    </svg>"""


if __name__ == "__main__":
    asyncio.run(main())
