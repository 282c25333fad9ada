"""The scenarios of `make faults`, in the order of its table."""

from __future__ import annotations

from tests.faults import clock, disk, kill, migration, slow
from tests.faults.tally import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *kill.SCENARIOS,
    *migration.SCENARIOS,
    *disk.SCENARIOS,
    *clock.SCENARIOS,
    *slow.SCENARIOS,
)
