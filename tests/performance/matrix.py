"""Posts over HTTP with a handful of listeners, beside the server of Matrix."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.performance.http_load import post_over_http
from tests.performance.load import STRAGGLERS, Crowd, Outcome
from tests.performance.peers.installing import Unavailable
from tests.performance.peers.synapse import synapse, talk
from tests.performance.posts import audit
from tests.performance.servers import knowledge_server
from tests.performance.table import Row, Section

PEER = "matrix-synapse"
MEMBERS, IN_FLIGHT, SECONDS = 8, 16, 12.0


async def matrix(chosen: Sequence[str]) -> list[Section]:
    """Measure one after the other: synapse is slower by far more than the noise."""
    rows = [_row("knowledge_server", await _ours())]
    versions: list[str] = []
    if PEER in chosen:
        try:
            async with synapse() as target:
                outcome = await talk(target, members=MEMBERS, in_flight=IN_FLIGHT, seconds=SECONDS)
            rows.append(_row(PEER, outcome))
            versions.append(f"{PEER} {target.version}")
        except Unavailable as error:
            rows.append(Row(who=PEER, note=str(error)))
    title = f"Posts over HTTP, {MEMBERS} members listen, {IN_FLIGHT} in flight:"
    return [Section(name="matrix", title=title, rows=tuple(rows), versions=tuple(versions))]


async def _ours() -> Outcome:
    async with knowledge_server(MEMBERS) as (target, database):
        crowd = await Crowd.gather(target, members=MEMBERS)
        outcome = await post_over_http(target, seconds=SECONDS, connections=IN_FLIGHT)
        await asyncio.sleep(STRAGGLERS)
        for client in crowd.clients:
            assert (client.received, client.differing) == (outcome.messages, 0), "lost or twice"
        target.dialect.check(crowd.clients[0].traffic.frames)
        crowd.leave()
        audit(database, outcome.acknowledged)
    return outcome


def _row(name: str, outcome: Outcome) -> Row:
    return Row(
        who=name,
        at=f"{IN_FLIGHT} in flight",
        figures={
            "posts": outcome.messages / outcome.seconds,
            "cpu_ms": outcome.server_cpu / outcome.messages * 1000,
            "p50_ms": outcome.at(0.5) * 1000,
            "p99_ms": outcome.at(0.99) * 1000,
            "server": outcome.server_cpu / outcome.seconds,
            "client": outcome.client_cpu / outcome.seconds,
        },
    )
