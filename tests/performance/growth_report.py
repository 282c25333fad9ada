"""Writes what a growth run found into docs/performance.md, beside the command that found it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.performance.growth_curves import Chart, Curve, Run, short

BEGIN, END = "<!-- make growth writes from here -->", "<!-- to here -->"


def report(run: Run, page: Path) -> None:
    """Put the tables and pictures of all charts between the two marks of the page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    section = "\n".join(_section(run))
    page.write_text(f"{before}{BEGIN}\n{section}\n{END}{after}", encoding="utf-8")


def _section(run: Run) -> Iterator[str]:
    machine = run.machine
    yield (
        f"Measured on {machine['cores']} cores of {machine['processor']} that server and client"
        f" share, Python {machine['python']}, SQLite {machine['sqlite']}."
    )
    for chart in run.charts.values():
        yield from ("", f"### {chart.title}", "", *_table(chart), "")
        yield f"![{chart.title}](img/growth-{chart.name}.svg)"


def _table(chart: Chart) -> Iterator[str]:
    sizes = [f"{point.size:,}" for point in chart.curves[0].points]
    yield f"| {chart.sizes} | {' | '.join(sizes)} | last / first | p99 at the last | target |"
    yield f"|---{'|---:' * (len(sizes) + 2)}|---|"
    for curve in chart.curves:
        values = " | ".join(short(point.value) for point in curve.points)
        yield (
            f"| {curve.name}, {curve.unit} | {values} | {curve.growth:.2f} | {_p99(curve)} |"
            f" {_verdict(curve)} |"
        )


def _p99(curve: Curve) -> str:
    last = curve.points[-1].p99
    return "" if last is None else short(last)


def _verdict(curve: Curve) -> str:
    if not curve.target:
        return ""
    return f"{curve.target}: {'met' if curve.met else '**missed**'}"
