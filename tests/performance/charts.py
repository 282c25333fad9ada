"""Draws the curves of a growth run as SVG: readable on light and dark, by eye and by ear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from tests.performance.growth_curves import Chart, Curve

WIDTH, TOP, PLOT_HEIGHT, LEFT, RIGHT = 760, 64, 300, 76, 24
LEGEND_ROW = 22
COLOURS = ("1", "2", "3", "4", "5", "6", "7", "8")
LOG_FROM = 8.0
"""From this ratio of the highest to the lowest value on the axis is logarithmic."""

STYLE = """
.paper{fill:#fff}.text{fill:#1d1d1f}.faint{fill:#5f6368}.grid{stroke:#d9dce1}.axis{stroke:#5f6368}
.c1{--c:#0059c9}.c2{--c:#b3261e}.c3{--c:#13713b}.c4{--c:#8a4b00}
.c5{--c:#7b2fb5}.c6{--c:#00707d}.c7{--c:#a61b6b}.c8{--c:#4a5560}
.line{fill:none;stroke:var(--c);stroke-width:2}.mark{fill:var(--c)}
text{font:13px system-ui,sans-serif}.title{font-size:16px;font-weight:600}
@media (prefers-color-scheme:dark){
.paper{fill:#1c1c1e}.text{fill:#f2f2f7}.faint{fill:#aeb2b8}.grid{stroke:#3a3a3e}.axis{stroke:#aeb2b8}
.c1{--c:#6cb2ff}.c2{--c:#ff8f87}.c3{--c:#66d58f}.c4{--c:#ffb866}
.c5{--c:#cf9bff}.c6{--c:#5fd6e3}.c7{--c:#ff8fcb}.c8{--c:#b4bec8}}
"""
MARKS = ("M-4-4h8v8h-8z", "M0-5 5 4h-10z", "M0-5 5 0 0 5-5 0z", "M0 5-5-4h10z")
DASHES = ("", "7 4", "2 3", "9 3 2 3")
"""Lines differ in colour, mark and dash: colour alone says nothing to many."""


class Scale(NamedTuple):
    """Turns values into places along an axis."""

    low: float
    high: float
    start: float
    length: float
    step: float = 0.0
    """From one tick to the next; 0: logarithmic, a tick at each power of ten."""

    def at(self, value: float) -> float:
        if not self.step:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * self.length


def draw(chart: Chart, folder: Path) -> Path:
    """Write the picture of a chart; returns where."""
    path = folder / f"growth-{chart.name}.svg"
    path.write_text(svg(chart), encoding="utf-8")
    return path


def svg(chart: Chart) -> str:
    """Return the picture of a chart."""
    height = TOP + PLOT_HEIGHT + 56 + LEGEND_ROW * len(chart.curves) + 12
    across = _across(chart.curves)
    up = _up(chart.curves)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' aria-labelledby="title desc">'
        ),
        f'<title id="title">{escape(chart.title)}</title>',
        f'<desc id="desc">{escape(_in_words(chart))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        f'<text class="text title" x="{LEFT}" y="30">{escape(chart.title)}</text>',
        f'<text class="faint" x="{LEFT}" y="50">{escape(_unit(chart))}</text>',
        *_grid(across, up, chart),
        *(_curve(curve, number, across, up) for number, curve in enumerate(chart.curves)),
        *(_legend(curve, number) for number, curve in enumerate(chart.curves)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _across(curves: Sequence[Curve]) -> Scale:
    sizes = [point.size for curve in curves for point in curve.points]
    return Scale(min(sizes), max(sizes), LEFT + 16, WIDTH - LEFT - RIGHT - 56)


def _up(curves: Sequence[Curve]) -> Scale:
    values = [point.value for curve in curves for point in curve.points if point.value > 0]
    low, high = min(values), max(values)
    bottom, length = TOP + PLOT_HEIGHT, -PLOT_HEIGHT
    if high > LOG_FROM * low:
        tens = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high * 1.001))
        return Scale(*tens, bottom, length)
    step = _step(high)
    return Scale(0, step * math.ceil(high * 1.05 / step), bottom, length, step)


def _step(high: float) -> float:
    tens = 10.0 ** math.floor(math.log10(high))
    return next(tens * part for part in (0.2, 0.5, 1, 2) if high / (tens * part) <= 6)


def _ticks(scale: Scale) -> list[float]:
    if scale.step:
        return [scale.step * number for number in range(round(scale.high / scale.step) + 1)]
    count = round(math.log10(scale.high / scale.low))
    return [scale.low * 10.0**power for power in range(count + 1)]


def _grid(across: Scale, up: Scale, chart: Chart) -> list[str]:
    right, bottom = WIDTH - RIGHT, TOP + PLOT_HEIGHT
    parts = []
    for tick in _ticks(up):
        y = up.at(tick)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>')
        parts.append(
            f'<text class="faint" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,g}</text>'
        )
    parts.append(f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{bottom}H{right}"/>')
    for point in chart.curves[0].points:
        x = across.at(point.size)
        parts.append(f'<path class="axis" d="M{x:.1f} {bottom}v5"/>')
        parts.append(
            f'<text class="faint" x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">'
            f"{point.size:,}</text>"
        )
    middle = (LEFT + right) / 2
    parts.append(
        f'<text class="text" x="{middle}" y="{bottom + 42}" text-anchor="middle">'
        f"{escape(chart.sizes)}</text>"
    )
    return parts


def _curve(curve: Curve, number: int, across: Scale, up: Scale) -> str:
    points = [point for point in curve.points if point.value > 0 or up.step]
    places = [(across.at(point.size), up.at(point.value)) for point in points]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    marks = "".join(_mark(number, x, y) for x, y in places)
    return f'<g class="c{COLOURS[number % 8]}"><path {_line(number)} d="M{line}"/>{marks}</g>'


def _legend(curve: Curve, number: int) -> str:
    y = TOP + PLOT_HEIGHT + 68 + LEGEND_ROW * number
    figures = " → ".join(_figure(point.value) for point in curve.points)
    return (
        f'<g class="c{COLOURS[number % 8]}"><path {_line(number)} d="M{LEFT} {y - 4}h36"/>'
        f"{_mark(number, LEFT + 18, y - 4)}</g>"
        f'<text class="text" x="{LEFT + 46}" y="{y}">{escape(curve.name)}</text>'
        f'<text class="faint" x="{WIDTH - RIGHT}" y="{y}" text-anchor="end">'
        f"{figures} {escape(curve.unit)}</text>"
    )


def _line(number: int) -> str:
    dash = DASHES[number // 2 % 4]
    return 'class="line"' + (f' stroke-dasharray="{dash}"' if dash else "")


def _mark(number: int, x: float, y: float) -> str:
    return f'<path class="mark" transform="translate({x:.1f} {y:.1f})" d="{MARKS[number % 4]}"/>'


def _unit(chart: Chart) -> str:
    units = " and ".join(dict.fromkeys(curve.unit for curve in chart.curves))
    is_many = any(point.p99 is not None for curve in chart.curves for point in curve.points)
    return f"{units}, median" if is_many else units


def _in_words(chart: Chart) -> str:
    """Say the figures, for those who cannot see the picture."""
    said = [
        f"{curve.name}: "
        + ", ".join(f"{_figure(one.value)} {curve.unit} at {one.size:,}" for one in curve.points)
        for curve in chart.curves
    ]
    return f"Over {chart.sizes}. " + "; ".join(said) + "."


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
