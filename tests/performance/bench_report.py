"""Writes what a benchmark found into docs/performance.md, and draws what is compared with peers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.performance import bars
from tests.performance.bars import Bar, Bars
from tests.performance.growth_curves import short
from tests.performance.table import Row, Run, Section

BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here: make bench -->"
OWN = "knowledge_server"
HEADS = {
    "cpu_us": "CPU, us",
    "cpu_ms": "CPU, ms",
    "deliveries": "deliveries/s",
    "posts": "posts/s",
    "ratio": "ratio",
    "post_p50_ms": "posted p50, ms",
    "post_p99_ms": "posted p99, ms",
    "heard_p50_ms": "heard p50, ms",
    "heard_p99_ms": "heard p99, ms",
    "flood": "flood, posts/s",
    "p50_ms": "p50, ms",
    "p95_ms": "p95, ms",
    "p99_ms": "p99, ms",
    "kilobytes": "KB",
    "requests": "requests",
    "seconds": "s",
    "ended": "ended, s",
    "ready": "ready, s",
    "half_back": "half back, s",
    "back": "all back, s",
    "all_have": "all have it, s",
    "since_signal": "since the signal, s",
    "tries": "tries",
    "first_kb": "first payload, KB",
    "before_p99_ms": "before, p99, ms",
    "peak_mb": "peak, MB",
    "server": "server",
    "client": "client",
}
"""`server` and `client` are shares of one core."""

PICTURES = {
    "delivery-64": ("delivery", "64 in flight", "Server CPU for each delivery, 64 in flight"),
    "delivery-8": ("delivery", "8 in flight", "Server CPU for each delivery, 8 in flight"),
    "pace": ("pace", "", "Server CPU for each delivery at 20 messages/s"),
    "archives": ("archives", "", "Server CPU for each delivery, beside servers with an archive"),
}
"""By name: the section, what was done, the title."""


def report(run: Run, page: Path) -> None:
    """Put tables and pictures of all sections between the two marks of the page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    pictures = _draw(run, page.parent / "img")
    lines = "\n".join(_lines(run, pictures))
    page.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", encoding="utf-8")


def _lines(run: Run, pictures: dict[str, list[str]]) -> Iterator[str]:
    machine = run.machine
    yield (
        f"Measured on {machine['cores']} cores of {machine['processor']} that server and client"
        f" share, Python {machine['python']}, SQLite {machine['sqlite']}, on {run.last()}."
    )
    for section in run.sections:
        yield from ("", f"### {section.title.rstrip(':')}", "", *_table(section))
        for picture in pictures.get(section.name, []):
            yield from ("", picture)


def _table(section: Section) -> Iterator[str]:
    figures = list(dict.fromkeys(name for row in section.rows for name in row.figures))
    yield f"| who | at | {' | '.join(HEADS[name] for name in figures)} | target |"
    yield f"|---|---{'|---:' * len(figures)}|---|"
    for row in section.rows:
        cells = [_cell(name, row) for name in figures]
        yield f"| {row.who} | {row.at} | {' | '.join(cells)} | {_verdict(row)} |"
    if section.versions:
        yield from ("", f"Beside {', '.join(section.versions)}.")


def _cell(name: str, row: Row) -> str:
    if name not in row.figures:
        return ""
    value = row.figures[name]
    return f"{value:.0%}" if name in ("server", "client") else short(value)


def _verdict(row: Row) -> str:
    if row.target:
        return f"{row.target}: {'met' if row.met else '**missed**'}"
    return row.note


def _draw(run: Run, folder: Path) -> dict[str, list[str]]:
    """Draw all pictures; returns what shows them, by section."""
    shown: dict[str, list[str]] = {}
    sections = {section.name: section for section in run.sections}
    for name, (of, at, title) in PICTURES.items():
        found = _bars(sections[of].rows, at) if of in sections else []
        if found:
            path = bars.draw(Bars(name, title, "microseconds", found), folder)
            shown.setdefault(of, []).append(f"![{title}](img/{path.name})")
    return shown


def _bars(rows: Sequence[Row], at: str) -> list[Bar]:
    found = [
        Bar(row.who, row.figures["cpu_us"], row.who == OWN)
        for row in rows
        if "cpu_us" in row.figures and at in ("", row.at)
    ]
    return sorted(found, key=lambda bar: bar.value)
