"""A round of every fault; `make faults ROUNDS=100` plays many, at other moments each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.scenarios import SCENARIOS
from tests.faults.tally import Scenario, play


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_nothing_acknowledged_is_lost_or_there_twice(
    scenario: Scenario, tmp_path: Path
) -> None:
    seed = random.randrange(2**32)
    tally = await play(scenario, tmp_path, 1, seed)
    assert tally.is_clean, f"seed {seed}: {tally}"
    assert tally.acknowledged
