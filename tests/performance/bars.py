"""Draws one figure of a benchmark's rows as bars, in the colours of the curves (charts.py)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from tests.performance.charts import STYLE, WIDTH
from tests.performance.growth_curves import short

TOP, ROW, LEFT, RIGHT = 66, 30, 190, 90
THICK = 18


class Bar(NamedTuple):
    """One bar; the product's own has another colour and a heavier name."""

    name: str
    value: float
    is_own: bool


class Bars(NamedTuple):
    """A picture: shorter bars are better."""

    name: str
    title: str
    unit: str
    bars: Sequence[Bar]


def draw(bars: Bars, folder: Path) -> Path:
    """Write the picture; returns where."""
    path = folder / f"bench-{bars.name}.svg"
    path.write_text(svg(bars), encoding="utf-8")
    return path


def svg(bars: Bars) -> str:
    """Return the picture."""
    height = TOP + ROW * len(bars.bars) + 12
    said = "; ".join(f"{bar.name}: {short(bar.value)} {bars.unit}" for bar in bars.bars)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' aria-labelledby="title desc">'
        ),
        f'<title id="title">{escape(bars.title)}</title>',
        f'<desc id="desc">{escape(said)}.</desc>',
        f"<style>{STYLE}.bar{{fill:var(--c)}}.own{{font-weight:600}}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        f'<text class="text title" x="24" y="30">{escape(bars.title)}</text>',
        f'<text class="faint" x="24" y="50">{escape(bars.unit)}; less is better</text>',
        *_bars(bars),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bars(bars: Bars) -> list[str]:
    most = max(bar.value for bar in bars.bars)
    parts = []
    for number, bar in enumerate(bars.bars):
        y = TOP + ROW * number
        length = max(2.0, bar.value / most * (WIDTH - LEFT - RIGHT))
        own = " own" if bar.is_own else ""
        parts += [
            (
                f'<text class="text{own}" x="{LEFT - 12}" y="{y + 14}" text-anchor="end">'
                f"{escape(bar.name)}</text>"
            ),
            (
                f'<rect class="bar c{1 if bar.is_own else 8}" x="{LEFT}" y="{y}"'
                f' width="{length:.1f}" height="{THICK}" rx="3"/>'
            ),
            (
                f'<text class="text{own}" x="{LEFT + length + 8:.1f}" y="{y + 14}">'
                f"{short(bar.value)}</text>"
            ),
        ]
    return parts
