"""What many rounds of a scenario came to, and the table of all scenarios."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.command import Served, serving
from tests.faults.audit import Found, audit, gaps
from tests.faults.crowd import Crowd

ENOUGH = 10
"""Rounds after which a scenario that never hit is broken itself."""


@dataclass
class Tally:
    """One scenario's line of the table."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicates: int = 0
    gaps: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds from a start of the server to its line, at most."""

    hits: int = 0
    """Rounds in which the fault fell where it was meant to."""

    remark: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicates or self.gaps or self.wrong)

    @contextlib.contextmanager
    def serving(
        self, directory: Path, *arguments: str, within: Sequence[str] = (), **settings: str
    ) -> Iterator[Served]:
        """Run a server and note how long it took to be ready."""
        started = time.monotonic()
        limits = {"MESSAGE_RATE": "0", "ROOM_RATE": "0", **settings}
        with serving(directory, *arguments, within=within, **limits) as server:
            if not within:  # what watches a server slows its start
                self.slowest = max(self.slowest, time.monotonic() - started)
            yield server

    def audit(self, directory: Path, crowd: Crowd) -> Found:
        """Look at the files and note what is wrong with them."""
        found = audit(directory, crowd)
        self.lost += found.lost
        self.duplicates += found.duplicates
        self.wrong += found.wrong
        return found

    def compare(self, crowd: Crowd, found: Found) -> None:
        """Note what listeners who have caught up with an audit have missed."""
        self.gaps += sum(gaps(listener, found.stored) for listener in crowd.listeners)

    async def finish(self, directory: Path, crowd: Crowd) -> None:
        """Serve once more: everything open is sent, everything is there, all have heard it."""
        found = self.audit(directory, crowd)
        with self.serving(directory) as server:
            async with crowd.listening(server, found.heads):
                for sender in crowd.senders:
                    await sender.send_what_is_open(server)
                await crowd.all_have_heard()
                code, _ = server.stop()
        if code != 0:
            self.wrong.append(f"the server ended with {code}")
        found = self.audit(directory, crowd)
        self.compare(crowd, found)
        self.gaps += sum(listener.lost_track for listener in crowd.listeners)
        self.duplicates += sum(listener.twice for listener in crowd.listeners)
        self.acknowledged += len(crowd.acknowledged)
        if crowd.acknowledged != crowd.sent.keys():
            self.wrong.append("a message never was acknowledged")


class Scenario(NamedTuple):
    """A kind of fault: some rounds of it on a fresh data directory.

    `at_most` bounds the rounds of a slow one, and `house` those on one data directory.
    """

    name: str
    run: Callable[[Path, random.Random, int, Tally], Awaitable[None]]
    at_most: int = 1000
    house: int = 10


async def play(scenario: Scenario, directory: Path, rounds: int, seed: int) -> Tally:
    """Play a scenario; the same seed brings the same moments."""
    tally = Tally()
    wanted = min(rounds, scenario.at_most)
    while tally.rounds < wanted:
        house = directory / f"{scenario.name.replace(' ', '-')}-{tally.rounds}"
        chance = random.Random(f"{seed} {scenario.name} {tally.rounds}")
        more = min(scenario.house, wanted - tally.rounds)
        await scenario.run(house, chance, more, tally)
        tally.rounds += more
    if wanted < rounds:
        tally.remark = f"at most {wanted} rounds; {tally.remark}".rstrip("; ")
    if tally.rounds >= ENOUGH and not tally.hits:
        tally.wrong.append("the fault never fell where it was meant to")
    return tally


HEAD = ("scenario", "rounds", "acked", "lost", "twice", "gaps", "other", "hit", "ready s", "")


def table(tallies: dict[str, Tally]) -> str:
    """Return the summary as text."""
    rows = [HEAD] + [
        (
            name,
            str(tally.rounds),
            str(tally.acknowledged),
            str(tally.lost),
            str(tally.duplicates),
            str(tally.gaps),
            str(len(tally.wrong)),
            str(tally.hits),
            f"{tally.slowest:.2f}",
            tally.remark,
        )
        for name, tally in tallies.items()
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = []
    for row in rows:
        cells = [text.rjust(width) for text, width in zip(row[1:-1], widths[1:-1], strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells, row[-1]]).rstrip())
    return "\n".join(lines)
