"""What it costs to hand a message to everybody in a room of 500, and how long that takes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from statistics import median

import msgspec

from tests.performance.load import Crowd, Outcome
from tests.performance.peers.installing import Unavailable
from tests.performance.peers.relays import RELAYS
from tests.performance.posts import audit, shares
from tests.performance.servers import knowledge_server
from tests.performance.table import Row, Section

OURS, YARDSTICK = "knowledge_server", "nchan"
MEMBERS = 500
ROUNDS, SECONDS = 3, 2.0
MOST_US, MOST_OF_YARDSTICK = 1.2, {64: 0.25, 8: 0.7}
PACE_ROUNDS, PACE_SECONDS, RATE = 2, 10.0, 20
MOST_AT_PACE = 1.3
PACED = (OURS, "plain Starlette loop", YARDSTICK, "ws")
QUIET = 2.0
"""Seconds in which what a server says about newcomers dies down."""

Outcomes = Mapping[str, Sequence[Outcome]]


async def delivery(chosen: Sequence[str]) -> list[Section]:
    """Measure all servers in turn, round after round: with much in flight, then at a calm pace."""
    absent: list[Row] = []
    versions: list[str] = []
    async with contextlib.AsyncExitStack() as stack:
        ours, database = await stack.enter_async_context(knowledge_server(MEMBERS))
        crowds = {OURS: await Crowd.gather(ours, members=MEMBERS)}
        for name in (name for name in RELAYS if name in chosen):
            try:
                target = await stack.enter_async_context(RELAYS[name]())
                crowds[name] = await Crowd.gather(target, members=MEMBERS)
                versions.append(f"{name} {target.version}")
            except Unavailable as error:
                absent.append(Row(who=name, note=str(error)))
        await asyncio.sleep(QUIET)
        floods = {in_flight: await _flood(crowds, in_flight) for in_flight in MOST_OF_YARDSTICK}
        paced = await _pace({name: crowds[name] for name in PACED if name in crowds})
        for crowd in crowds.values():
            crowd.leave()
        audit(
            database,
            [
                one
                for outcomes in [*floods.values(), paced]
                for outcome in outcomes[OURS]
                for one in outcome.acknowledged
            ],
        )
    rows = [
        row for in_flight, outcomes in floods.items() for row in _flood_rows(in_flight, outcomes)
    ]
    return [
        Section(
            name="delivery",
            title=f"Server CPU for each delivery, {MEMBERS} members, whole message events:",
            rows=(*rows, *absent),
            versions=tuple(versions),
        ),
        Section(
            name="pace",
            title=f"Delivery at {RATE} messages/s, {MEMBERS} members:",
            rows=tuple(_pace_rows(paced)),
        ),
    ]


async def _flood(crowds: Mapping[str, Crowd], in_flight: int) -> Outcomes:
    outcomes: dict[str, list[Outcome]] = {name: [] for name in crowds}
    for _ in range(ROUNDS):
        for name, crowd in crowds.items():
            outcomes[name].append(await crowd.flood(in_flight=in_flight, seconds=SECONDS))
    return outcomes


async def _pace(crowds: Mapping[str, Crowd]) -> Outcomes:
    outcomes: dict[str, list[Outcome]] = {name: [] for name in crowds}
    for _ in range(PACE_ROUNDS):
        for name, crowd in crowds.items():
            outcomes[name].append(await crowd.pace(rate=RATE, seconds=PACE_SECONDS))
    return outcomes


def _flood_rows(in_flight: int, outcomes: Outcomes) -> list[Row]:
    costs = {name: _median_cost(some) for name, some in outcomes.items()}
    share = MOST_OF_YARDSTICK[in_flight]
    rows = []
    for name, some in outcomes.items():
        row = Row(
            who=name,
            at=f"{in_flight} in flight",
            figures={
                "cpu_us": costs[name],
                "deliveries": median(outcome.deliveries / outcome.seconds for outcome in some),
                "p99_ms": median(outcome.at(0.99) for outcome in some) * 1000,
                **shares(some),
            },
        )
        if name == OURS and YARDSTICK in costs:
            most = share * costs[YARDSTICK]
            target = f"≤ {share} x {YARDSTICK}"
            if in_flight == max(MOST_OF_YARDSTICK):
                most, target = min(most, MOST_US), f"≤ {MOST_US} us and {target}"
            row = msgspec.structs.replace(row, target=target, met=costs[OURS] <= most)
        rows.append(row)
    return rows


def _pace_rows(outcomes: Outcomes) -> list[Row]:
    figures = {
        name: {
            "cpu_us": _median_cost(some),
            "p50_ms": median(outcome.at(0.5) for outcome in some) * 1000,
            "p99_ms": median(outcome.at(0.99) for outcome in some) * 1000,
            **shares(some),
        }
        for name, some in outcomes.items()
    }
    rows = []
    for name, own in figures.items():
        row = Row(who=name, figures=own)
        if name == OURS and YARDSTICK in figures:
            most = figures[YARDSTICK]
            met = all(own[one] <= MOST_AT_PACE * most[one] for one in ("cpu_us", "p99_ms"))
            target = f"CPU and p99 ≤ {MOST_AT_PACE} x {YARDSTICK}"
            row = msgspec.structs.replace(row, target=target, met=met)
        rows.append(row)
    return rows


def _median_cost(outcomes: Sequence[Outcome]) -> float:
    return median(outcome.cpu_us for outcome in outcomes)
