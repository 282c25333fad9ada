"""The table of a run, and the JSON beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

FORMS = {
    "cpu_us": "{:8.2f} us CPU",
    "cpu_ms": "{:8.2f} ms CPU",
    "deliveries": "{:11,.0f} deliveries/s",
    "posts": "{:9,.0f} posts/s",
    "ratio": "ratio {:5.2f}",
    "post_p50_ms": "posted p50 {:6.1f} ms",
    "post_p99_ms": "p99 {:6.1f} ms",
    "heard_p50_ms": "heard p50 {:6.1f} ms",
    "heard_p99_ms": "p99 {:6.1f} ms",
    "flood": "flood {:7,.0f} posts/s",
    "p50_ms": "p50 {:6.1f} ms",
    "p95_ms": "p95 {:6.1f} ms",
    "p99_ms": "p99 {:6.1f} ms",
    "kilobytes": "{:6.1f} KB",
    "requests": "{:4.0f} requests",
    "seconds": "{:6.2f} s",
    "ended": "ended {:5.2f} s",
    "ready": "ready {:5.2f} s",
    "half_back": "half back {:5.2f} s",
    "back": "all back {:5.2f} s",
    "all_have": "all have it {:5.2f} s",
    "since_signal": "after the signal {:5.2f} s",
    "tries": "{:3.0f} tries",
    "first_kb": "first {:5.1f} KB",
    "before_p99_ms": "before p99 {:6.1f} ms",
    "peak_mb": "peak {:5.0f} MB",
    "performance": "performance {:3.0f}",
    "accessibility": "accessibility {:3.0f}",
    "best_practices": "best practices {:3.0f}",
    "first_paint_s": "FCP {:4.2f} s",
    "largest_paint_s": "LCP {:4.2f} s",
    "blocked_ms": "TBT {:4.0f} ms",
    "shift": "CLS {:5.3f}",
    "server": "server {:4.0%}",
    "client": "client {:4.0%}",
}
"""How each figure is printed; `server` and `client` are shares of one core."""

CLIENT_BOUND = 0.9


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: who was measured, at what, and whether the target is met (None: it has none)."""

    who: str
    at: str = ""
    figures: dict[str, float] = {}
    target: str = ""
    met: bool | None = None
    note: str = ""

    def line(self) -> str:
        figures = "  ".join(FORMS[name].format(value) for name, value in self.figures.items())
        words = [f"  {self.who:22}", f"{self.at:13}" if self.at else "", figures]
        if self.target:
            words.append(f"  [{'met' if self.met else 'MISSED'}: {self.target}]")
        if self.note:
            words.append(f"  ({self.note})")
        if self.figures.get("client", 0) > CLIENT_BOUND:
            words.append("  (bound by the load client)")
        return " ".join(word for word in words if word)


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rows that are compared with one another."""

    name: str
    title: str
    rows: tuple[Row, ...]
    versions: tuple[str, ...] = ()

    def text(self) -> str:
        beside = [f"  beside {', '.join(self.versions)}"] if self.versions else []
        return "\n".join(["", self.title, *beside, *(row.line() for row in self.rows)])


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured on one machine, and when each section was."""

    machine: dict[str, object]
    sections: tuple[Section, ...]
    measured: dict[str, object]

    def last(self) -> str:
        """Return the day of the newest measurement."""
        return max(str(moment) for moment in self.measured.values())[:10]


def keep(path: Path, sections: Iterable[Section], *, machine: dict[str, object]) -> Run:
    """Write a run as JSON; what was measured earlier, and now was not, stays."""
    fresh = {section.name: section for section in sections}
    measured: dict[str, object] = {}
    earlier: dict[str, Section] = {}
    if path.exists():
        last = msgspec.json.decode(path.read_bytes(), type=Run)
        earlier = {section.name: section for section in last.sections}
        measured = last.measured
    run = Run(
        machine=machine,
        sections=tuple((earlier | fresh).values()),
        measured=measured | dict.fromkeys(fresh, machine["date"]),
    )
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
    return run
