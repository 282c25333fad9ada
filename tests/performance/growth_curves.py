"""What a growth run found: figures over a size, each with its target, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

import msgspec


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure at one size; `p99` where it is one of many."""

    size: int
    value: float
    p99: float | None = None


class Curve(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was measured at each size."""

    name: str
    unit: str
    points: tuple[Point, ...]
    target: str = ""
    met: bool | None = None

    @property
    def growth(self) -> float:
        """How many times its first figure the last one is; 0 where that cannot be said."""
        first = self.points[0].value
        return self.points[-1].value / first if first else 0.0

    def line(self) -> str:
        values = "".join(f"{short(point.value):>10}" for point in self.points)
        p99 = [point.p99 for point in self.points if point.p99 is not None]
        worst = f"   p99 {'/'.join(map(short, p99))}" if p99 else ""
        verdict = f"   [{'met' if self.met else 'MISSED'}: {self.target}]" if self.target else ""
        return f"  {self.name:38}{values} {self.unit:6} x {self.growth:5.2f}{worst}{verdict}"


class Chart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Curves of one unit that belong in one picture."""

    name: str
    title: str
    sizes: str
    """What grows: the words under the horizontal axis."""

    curves: tuple[Curve, ...]

    def text(self) -> str:
        sizes = "".join(f"{point.size:>10,}" for point in self.curves[0].points)
        head = f"  {self.sizes:38}{sizes}"
        return "\n".join(["", self.title, head, *(curve.line() for curve in self.curves)])


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """All charts, and the machine on which each was measured."""

    machine: dict[str, object]
    charts: dict[str, Chart]


def curve(
    name: str,
    unit: str,
    samples: dict[int, Sequence[float]],
    *,
    at_most: float | None = None,
    grows: float | None = None,
    in_unit: float = 1000.0,
) -> Curve:
    """Make a curve of the medians and p99 of samples (seconds; `in_unit` of them are one).

    `at_most` bounds the last median, `grows` its ratio to the first one.
    """
    points = []
    for size, values in samples.items():
        ranked = sorted(values)
        points.append(
            Point(
                size=size,
                value=median(ranked) * in_unit,
                p99=ranked[int(len(ranked) * 0.99)] * in_unit if len(ranked) > 1 else None,
            )
        )
    first, last = points[0].value, points[-1].value
    targets, met = [], True
    if grows is not None:
        targets.append(f"last ≤ {grows} of first")
        met &= last <= grows * first
    if at_most is not None:
        targets.append(f"≤ {at_most:g} {unit}")
        met &= last <= at_most
    return Curve(
        name=name,
        unit=unit,
        points=tuple(points),
        target=", ".join(targets),
        met=met if targets else None,
    )


def keep(path: Path, charts: Iterable[Chart], machine: dict[str, object]) -> Run:
    """Put charts in the place of those that are kept under the same names, and return all."""
    kept = msgspec.json.decode(path.read_bytes(), type=Run).charts if path.exists() else {}
    run = Run(machine=machine, charts={**kept, **{chart.name: chart for chart in charts}})
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
    return run


def short(value: float) -> str:
    """Return a figure with as many digits as say something."""
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
