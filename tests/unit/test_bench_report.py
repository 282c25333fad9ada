"""The tables that a benchmark writes into the documents."""

from __future__ import annotations

from tests.performance.bench_report import HEADS
from tests.performance.lighthouse.__main__ import MARKS, TIMES
from tests.performance.table import FORMS


def test_every_figure_of_a_benchmark_has_a_column() -> None:
    """A full run takes ten minutes, and its last step is the tables."""
    by_hand = {*MARKS, *TIMES}
    assert {*FORMS} - by_hand == {*HEADS}
