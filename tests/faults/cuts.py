"""The power cuts of tests/faults/test_power_loss.py as a line of the table."""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from tests.cast import CheapPasswords
from tests.faults.recorded_load import record_load
from tests.faults.tally import Scenario, Tally
from tests.faults.test_power_loss import Cuts


async def power_cuts(directory: Path, chance: random.Random, rounds: int, tally: Tally) -> None:
    """Record a server in each round, and cut its power again and again."""
    count = 0
    for number in range(rounds):
        folder = directory / f"record{number}"
        folder.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("knowledge_server.Passwords", CheapPasswords)
            record = await record_load(folder)
        cuts = Cuts(record, folder, chance.randrange(2**32))
        tally.wrong += await asyncio.to_thread(cuts.run)
        tally.acknowledged += len(record.sent)
        tally.hits += cuts.checkpoints > 0
        count += cuts.count
        shutil.rmtree(folder)
    tally.remark = f"{count // rounds} cuts a round"


SCENARIO = Scenario("power cuts", power_cuts, at_most=3)
"""Not among the others: `make test` plays it by its own tests."""
