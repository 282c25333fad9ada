"""What axe finds on a page, in light and in dark."""

from __future__ import annotations

from typing import Literal

from playwright.async_api import Page

from tests.browser.conftest import ROOT
from tests.browser.layers import OVER

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async ([selector, rules]) => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(
        one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
    const runOnly = rules
        ? {type: "tag", values: rules} : {type: "rule", values: ["color-contrast"]};
    const drawn = {"label-content-name-mismatch": {enabled: false}};  // initials are a picture
    const {violations} = await axe.run(selector, {runOnly, rules: rules ? drawn : {}});
    return violations.flatMap(({id, nodes}) =>
        nodes.map(({html, any, all}) =>
            `${id}: ${html.slice(0, 160)} ${[...any, ...all][0]?.message}`));
}
"""
SCHEMES: tuple[tuple[Literal["light", "dark"], list[str] | None], ...] = (
    ("dark", None),  # the same elements in other colours
    ("light", EVERYTHING),
)


async def violations(page: Page) -> list[str]:
    """Return what axe finds in the topmost layer, in light and in dark."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    selector = "html"
    for layer in OVER:
        if await page.locator(layer).count():
            selector = layer
    found: list[str] = []
    for scheme, rules in SCHEMES:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme} {one}" for one in await page.evaluate(RUN, [selector, rules])]
    return found
