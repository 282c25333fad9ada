"""Every fault, many rounds: `python -m tests.faults --rounds 100`, which `make faults` calls.

Prints a line of a table for each scenario; the exit code is 1 if anything was lost, there twice,
missed or else wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.scenarios import LONG_SCENARIOS, SCENARIOS
from tests.faults.tally import Tally, play, table


def main() -> int:
    """Play the scenarios and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", default="", help="scenarios whose name has this text")
    asked = parser.parse_args()
    say(f"{asked.rounds} rounds, seed {asked.seed}")
    tallies: dict[str, Tally] = {}
    for scenario in (*SCENARIOS, *LONG_SCENARIOS):
        if asked.only in scenario.name:
            started = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="faults-") as folder:
                work = play(scenario, Path(folder), asked.rounds, asked.seed)
                tally = tallies[scenario.name] = asyncio.run(work)
            say(f"{scenario.name}: {time.monotonic() - started:.0f} s")
            for one in tally.wrong:
                say(f"  {one}")
    say(table(tallies))
    return 0 if all(tally.is_clean for tally in tallies.values()) else 1


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
