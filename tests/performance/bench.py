"""`make bench`: acknowledged posts a second, and what a delivery costs, beside a plain loop.

Every run is audited: each acknowledged message is in the database exactly once, and every
member received each message (a client that missed one would never finish).
"""

from __future__ import annotations

import asyncio
import json
import platform
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from agent.storage.sqlite import connect
from tests.performance.browsers import ready_after, seen_after
from tests.performance.load import Outcome, run
from tests.performance.servers import ROOT, Target, knowledge_server, plain_starlette

MEMBERS = 500
POSTS, POST_CLIENTS, POST_FLIGHT = 24_000, 16, 32
FAN_OUT = {8: 1_200, 64: 4_000}
"""Messages sent with so many in flight."""

LOOP_BATCH, LOOP_BATCHES = 64, 200


async def main() -> None:
    """Print one table and write build/bench.json."""
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, FULL sync")
    rows = [await _posts()]
    async with knowledge_server(MEMBERS) as (target, database):
        acknowledged: list[str] = []
        for in_flight, count in FAN_OUT.items():
            outcome = await _fan_out(target, in_flight, count)
            acknowledged += outcome.acknowledged
            rows.append(_delivery_row(target, in_flight, outcome))
        _audit(database, acknowledged)
    async with plain_starlette() as peer:
        for in_flight, count in FAN_OUT.items():
            outcome = await _fan_out(peer, in_flight, count)
            rows.append(_delivery_row(peer, in_flight, outcome))
    rows += [await _browsers(), await _starts()]
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(rows, indent=2) + "\n")
    print(f"\nAudit passed: every acknowledged message is stored once. Written to {path.name}.")


async def _posts() -> dict[str, object]:
    async with knowledge_server(POST_CLIENTS) as (target, database):
        outcome = await run(
            target, readers=0, senders=POST_CLIENTS, in_flight=POST_FLIGHT, count=POSTS
        )
        _audit(database, outcome.acknowledged)
        bare = await asyncio.to_thread(_bare_loop, database.with_name("bare.db"))
    rate = outcome.messages / outcome.seconds
    print(
        f"\nAcknowledged posts over WebSocket, {POST_CLIENTS} clients, {POST_FLIGHT} in flight:"
        f"\n  knowledge_server        {rate:9,.0f} /s   p50 {outcome.p50 * 1000:5.1f} ms"
        f"   p99 {outcome.p99 * 1000:5.1f} ms   server CPU {outcome.server_cpu:.1f} s,"
        f" clients {outcome.client_cpu:.1f} s of {outcome.seconds:.1f} s"
        f"\n  bare sqlite3, batch {LOOP_BATCH}  {bare:9,.0f} /s   ratio {rate / bare:.2f}"
    )
    print(f"\nServer CPU per delivery, {MEMBERS} members:")
    return {"what": "posts", "per_second": rate, "bare_sqlite": bare, "p99": outcome.p99}


async def _fan_out(target: Target, in_flight: int, count: int) -> Outcome:
    return await run(target, readers=MEMBERS - 1, senders=1, in_flight=in_flight, count=count)


def _delivery_row(target: Target, in_flight: int, outcome: Outcome) -> dict[str, object]:
    cost = outcome.server_cpu / outcome.deliveries * 1e6
    rate = outcome.deliveries / outcome.seconds
    print(
        f"  {target.name:22} {in_flight:3} in flight  {cost:6.2f} us   {rate:11,.0f} deliveries/s"
        f"   p99 {outcome.p99 * 1000:6.1f} ms   client CPU {outcome.client_cpu:.1f} s"
        f" of {outcome.seconds:.1f} s"
    )
    return {
        "what": "delivery",
        "server": target.name,
        "in_flight": in_flight,
        "microseconds": cost,
        "per_second": rate,
        "p99": outcome.p99,
    }


async def _browsers() -> dict[str, object]:
    others, own = await seen_after()
    print(
        f"\nFrom Enter to the row in Chromium, {len(others)} messages:"
        f"\n  in the other one   p50 {_at(others, 0.5):5.1f} ms   p95 {_at(others, 0.95):5.1f} ms"
        f"\n  in one's own       p50 {_at(own, 0.5):5.1f} ms   p95 {_at(own, 0.95):5.1f} ms"
    )
    return {"what": "browsers", "others": others, "own": own}


async def _starts() -> dict[str, object]:
    seconds = sorted(await ready_after())
    print(f"\nReady after start, existing database: median {_at(seconds, 0.5):.2f} s")
    return {"what": "ready", "seconds": seconds}


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def _audit(database: Path, acknowledged: Sequence[str]) -> None:
    connection = sqlite3.connect(database)
    stored = [row[0] for row in connection.execute("SELECT client_id FROM messages")]
    connection.close()
    assert len(set(stored)) == len(stored), "a message is stored twice"
    missing = set(acknowledged) - set(stored)
    assert not missing, f"{len(missing)} acknowledged messages are not stored"


def _bare_loop(path: Path) -> float:
    """Insert in synced batches with sqlite3 alone; returns rows a second."""
    connection = connect(path)
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, room INTEGER, body TEXT)")
    connection.execute("CREATE TABLE counters (room INTEGER PRIMARY KEY, seq INTEGER)")
    connection.execute("CREATE TABLE marks (who INTEGER PRIMARY KEY, at INTEGER)")
    connection.execute("CREATE INDEX by_room ON rows (room, id)")
    connection.execute("INSERT INTO counters VALUES (1, 0)")
    began = time.perf_counter()
    for batch in range(LOOP_BATCHES):
        connection.execute("BEGIN IMMEDIATE")
        for number in range(LOOP_BATCH):
            at = batch * LOOP_BATCH + number
            connection.execute("SELECT seq FROM counters WHERE room = 1").fetchone()
            connection.execute("UPDATE counters SET seq = seq + 1 WHERE room = 1")
            connection.execute("INSERT INTO rows (room, body) VALUES (1, ?)", ("x" * 80,))
            connection.execute("SELECT id FROM rows WHERE id = ?", (at,)).fetchone()
            connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (number % 16, at))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return LOOP_BATCH * LOOP_BATCHES / seconds


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
