"""The scenarios of `make faults`, in the order of its table."""

from __future__ import annotations

from tests.faults import disk, kill
from tests.faults.tally import Scenario

SCENARIOS: tuple[Scenario, ...] = (*kill.SCENARIOS, *disk.SCENARIOS)
