"""How many messages a second are acknowledged, each of them on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from tests.performance.bare_sqlite import BATCH, BareLoop
from tests.performance.http_load import CONNECTIONS, post_over_http
from tests.performance.load import Crowd, Outcome
from tests.performance.servers import DATABASE, disk_folder, fill, knowledge_server
from tests.performance.table import Row, Section

CLIENTS, IN_FLIGHT = 16, 32
ROUNDS = 5
SECONDS, BARE_SECONDS = 2.0, 1.0
LEAST_RATIO, LEAST, LEAST_HTTP = 0.6, 15_000, 2_500


async def posts() -> Section:
    """Post over WebSocket and run SQLite alone in turn."""
    outcomes: list[Outcome] = []
    bare: list[float] = []
    async with knowledge_server(CLIENTS) as (target, database):
        with disk_folder() as folder:
            await fill(folder, CLIENTS)
            loop = BareLoop(folder / DATABASE)
            crowd = await Crowd.gather(target, members=CLIENTS, senders=CLIENTS)
            for _ in range(ROUNDS):
                outcomes.append(await crowd.flood(in_flight=IN_FLIGHT, seconds=SECONDS))
                bare.append(await asyncio.to_thread(loop.run, BARE_SECONDS))
            loop.close()
            crowd.leave()
        audit(database, [one for outcome in outcomes for one in outcome.acknowledged])
    rate = median(outcome.messages / outcome.seconds for outcome in outcomes)
    ratio = median(
        outcome.messages / outcome.seconds / beside
        for outcome, beside in zip(outcomes, bare, strict=True)
    )
    ours = Row(
        who="knowledge_server",
        at="WebSocket",
        figures={"posts": rate, "ratio": ratio, **_times(outcomes), **shares(outcomes)},
        target=f"≥ {LEAST_RATIO} x bare sqlite3 and ≥ {LEAST:,} /s",
        met=ratio >= LEAST_RATIO and rate >= LEAST,
    )
    beside = Row(who="bare sqlite3", at=f"batch {BATCH}", figures={"posts": median(bare)})
    return Section(
        name="posts",
        title=f"Acknowledged posts, {CLIENTS} clients, {IN_FLIGHT} in flight each, FULL-synced:",
        rows=(ours, beside),
    )


async def http_posts() -> Section:
    """Post over HTTP, a request at a time on each connection."""
    async with knowledge_server(CLIENTS) as (target, database):
        outcomes = [await post_over_http(target, seconds=SECONDS) for _ in range(ROUNDS)]
        audit(database, [one for outcome in outcomes for one in outcome.acknowledged])
    rate = median(outcome.messages / outcome.seconds for outcome in outcomes)
    row = Row(
        who="knowledge_server",
        at="HTTP",
        figures={
            "posts": rate,
            "cpu_us": median(outcome.cpu_us for outcome in outcomes),
            **_times(outcomes),
            **shares(outcomes),
        },
        target=f"≥ {LEAST_HTTP:,} /s",
        met=rate >= LEAST_HTTP,
    )
    title = f"Acknowledged posts over HTTP, {CONNECTIONS} connections kept alive, FULL-synced:"
    return Section(name="http", title=title, rows=(row,))


def audit(database: Path, acknowledged: Iterable[str]) -> None:
    """Raise unless every acknowledged message is stored, and none twice."""
    connection = sqlite3.connect(database)
    stored = [row[0] for row in connection.execute(POSTED)]
    connection.close()
    assert len(set(stored)) == len(stored), "a message is stored twice"
    missing = set(acknowledged) - set(stored)
    assert not missing, f"{len(missing)} acknowledged messages are not stored"


POSTED = "SELECT client_id FROM messages WHERE client_id IS NOT NULL"
"""Without the server's own lines on who came and went."""


def shares(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return how busy server and load client were, in cores."""
    return {
        "server": median(outcome.server_cpu / outcome.seconds for outcome in outcomes),
        "client": median(outcome.client_cpu / outcome.seconds for outcome in outcomes),
    }


def _times(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return {
        "p50_ms": median(outcome.at(0.5) for outcome in outcomes) * 1000,
        "p99_ms": median(outcome.at(0.99) for outcome in outcomes) * 1000,
    }
