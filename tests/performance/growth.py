"""`make growth`: what happens to times, sizes and memory when a server grows.

    make growth                  everything (some 15 minutes)
    make growth ONLY=messages    one part: messages, rooms, members or connections

Prints a table, writes docs/img/growth.json, draws docs/img/growth-*.svg and puts all of it into
docs/performance.md. A part that runs alone leaves the figures of the others as they are.
"""

from __future__ import annotations

import sys
import time

import uvloop

from tests.performance import (
    charts,
    growth_connections,
    growth_members,
    growth_messages,
    growth_rooms,
)
from tests.performance.growth_curves import keep
from tests.performance.growth_report import report
from tests.performance.machine import description
from tests.performance.servers import ROOT

KEPT = ROOT / "docs" / "img" / "growth.json"
PARTS = {
    "messages": growth_messages.measure,
    "rooms": growth_rooms.measure,
    "members": growth_members.measure,
    "connections": growth_connections.measure,
}


async def main(only: str) -> None:
    """Measure the parts that are named, or all."""
    machine = description()
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    for name in only.split(",") if only else PARTS:
        began = time.perf_counter()
        print(f"\n{name} ...", flush=True)
        measured = await PARTS[name]()
        for chart in measured:
            print(chart.text())
            charts.draw(chart, ROOT / "docs" / "img")
        report(keep(KEPT, measured, machine), ROOT / "docs" / "performance.md")
        print(f"\n{name}: audited and measured in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
