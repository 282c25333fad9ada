"""The scenarios of `make faults`, in the order of its table."""

from __future__ import annotations

from tests.faults import clock, cuts, disk, kill, migration, offenders, slow
from tests.faults.tally import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *kill.SCENARIOS,
    *migration.SCENARIOS,
    *disk.SCENARIOS,
    *clock.SCENARIOS,
    *slow.SCENARIOS,
)

LONG_SCENARIOS: tuple[Scenario, ...] = (*offenders.SCENARIOS, cuts.SCENARIO)
"""Not played by `make test`, which has quicker tests of the same."""
