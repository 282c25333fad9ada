"""`python -m tests.browser.screenshots` takes the pictures of docs/img and writes docs/pictures.md.

A server of its own is filled by the demo, and every view is shown to Debian's Chromium at three
widths, in light and in dark; it ends by itself after some minutes. With names of views, or with
`--size phone`, only those are taken anew: `python -m tests.browser.screenshots rooms palette`. With
`--to FOLDER` they are kept there, dialogs at all widths, and the repository stays as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, ROOT, ServerProcess
from tests.browser.screenshot_scene import Team, fill
from tests.browser.screenshot_views import BEFORE, FIRST, NEWCOMER, OURS, SMALL, View

PICTURES = ROOT / "docs" / "img"
GALLERY = ROOT / "docs" / "pictures.md"
SIZES = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUALITY = 66
"""Of WebP: the letters are sharp, and all pictures together are smaller than 6 MB."""


@dataclass(frozen=True)
class Camera:
    """Takes pictures of the wanted views."""

    browser: Browser
    wanted: frozenset[str]
    sizes: tuple[str, ...]
    folder: Path | None

    async def context(self, size: str, base: str) -> BrowserContext:
        width, height = SIZES[size]
        return await self.browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            has_touch=size != "desktop",
        )

    async def take(self, page: Page, size: str, views: Iterable[View], team: Team) -> None:
        for view in views:
            if self.wanted and view.name not in self.wanted:
                continue
            if size not in (SIZES if self.folder and view.sizes == SMALL else view.sizes):
                continue
            await view.show(page, team)
            await page.mouse.move(0, 0)
            await expect(page.locator(".toast")).to_have_count(0, timeout=30_000)
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await self._keep(page, view, size, scheme)
            await page.emulate_media(color_scheme="light", reduced_motion="reduce")
            if view.tidy:
                await view.tidy(page, team)

    async def _keep(self, page: Page, view: View, size: str, scheme: str) -> None:
        await page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        taken = await page.screenshot(animations="disabled")
        if self.folder is not None:
            (self.folder / f"{view.name}-{size}-{scheme}.png").write_bytes(taken)
            return
        picture = Image.open(io.BytesIO(taken)).convert("RGB")
        picture.save(PICTURES / _file(view, size, scheme), quality=QUALITY)


async def main(options: argparse.Namespace) -> None:
    """Start a server on a fresh folder, let a team work on it, and look at every view."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.start(MESSAGE_RATE="0")
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=CHROMIUM
                )
                camera = Camera(browser, frozenset(options.views), options.sizes, options.to)
                await _look(camera, server)
                await browser.close()
        finally:
            server.stop()


async def _look(camera: Camera, server: ServerProcess) -> None:
    nobody = Team(camera.browser, server, "")
    for size in camera.sizes:
        context = await camera.context(size, server.url)
        await camera.take(await context.new_page(), size, FIRST, nobody)
        await context.close()
    team = await fill(camera.browser, server)
    for size in camera.sizes:
        people: tuple[tuple[str, tuple[View, ...]], ...] = (
            ("", BEFORE),
            ("dora", NEWCOMER),
            ("alice", OURS),
        )
        for name, views in people:
            context = await camera.context(size, server.url)
            page = await (team.enter(context, name) if name else context.new_page())
            await camera.take(page, size, views, team)
            await context.close()


def gallery() -> str:
    """Return the page that shows every picture."""
    lines = [
        "# Pictures",
        "",
        "Every view, as it is, in light and in dark. `python -m tests.browser.screenshots` takes",
        "the pictures anew and writes this page; it ends by itself after some minutes.",
    ]
    for view in (*FIRST, *BEFORE, *NEWCOMER, *OURS):
        lines += ["", f"## {view.caption}", ""]
        lines += [" ".join(_image(view, size, scheme) for size in view.sizes) for scheme in SCHEMES]
    return "\n".join(lines) + "\n"


def _image(view: View, size: str, scheme: str) -> str:
    alternative = f"{view.caption}: {size}, {scheme}"
    width = SIZES[size][0] // 3
    return f'<img src="img/{_file(view, size, scheme)}" alt="{alternative}" width="{width}">'


def _file(view: View, size: str, scheme: str) -> str:
    return f"{view.name}-{size}{'-dark' if scheme == 'dark' else ''}.webp"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take the pictures of docs/img.")
    parser.add_argument("views", nargs="*", metavar="VIEW")
    parser.add_argument("--size", dest="sizes", action="append", choices=SIZES)
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    arguments.sizes = tuple(arguments.sizes or SIZES)
    if arguments.to:
        arguments.to.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(arguments))
    if not arguments.to:
        GALLERY.write_text(gallery(), "utf-8")
