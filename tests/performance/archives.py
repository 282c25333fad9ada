"""The cost of a delivery beside servers that, like the product, keep what was said."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from statistics import median

from tests.performance.load import Crowd, Outcome
from tests.performance.peers.installing import Unavailable
from tests.performance.peers.xmpp import ARCHIVES
from tests.performance.posts import audit, shares
from tests.performance.servers import knowledge_server
from tests.performance.table import Row, Section

MEMBERS = 200
"""Fewer than elsewhere: each newcomer of an XMPP room is shown to all others."""

IN_FLIGHT, ROUNDS, SECONDS, QUIET = 64, 3, 3.0, 3.0


async def archives(chosen: Sequence[str]) -> list[Section]:
    """Measure the product and the chosen servers in turn."""
    versions: list[str] = []
    async with contextlib.AsyncExitStack() as stack:
        ours, database = await stack.enter_async_context(knowledge_server(MEMBERS))
        crowds = {ours.name: await Crowd.gather(ours, members=MEMBERS)}
        absent: list[Row] = []
        for name in (name for name in ARCHIVES if name in chosen):
            try:
                target = await stack.enter_async_context(ARCHIVES[name]())
                crowds[name] = await Crowd.gather(target, members=MEMBERS)
                versions.append(f"{name} {target.version}")
            except Unavailable as error:
                absent.append(Row(who=name, note=str(error)))
        await asyncio.sleep(QUIET)
        outcomes: dict[str, list[Outcome]] = {name: [] for name in crowds}
        for _ in range(ROUNDS):
            for name, crowd in crowds.items():
                outcomes[name].append(await crowd.flood(in_flight=IN_FLIGHT, seconds=SECONDS))
        for crowd in crowds.values():
            crowd.leave()
        audit(database, [one for outcome in outcomes[ours.name] for one in outcome.acknowledged])
    rows = [
        Row(
            who=name,
            at=f"{IN_FLIGHT} in flight",
            figures={
                "cpu_us": median(outcome.cpu_us for outcome in some),
                "deliveries": median(outcome.deliveries / outcome.seconds for outcome in some),
                "posts": median(outcome.messages / outcome.seconds for outcome in some),
                "p99_ms": median(outcome.at(0.99) for outcome in some) * 1000,
                **shares(some),
            },
        )
        for name, some in outcomes.items()
    ]
    return [
        Section(
            name="archives",
            title=f"Server CPU for each delivery, {MEMBERS} members, messages archived:",
            rows=(*rows, *absent),
            versions=tuple(versions),
        )
    ]
