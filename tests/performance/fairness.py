"""What one sender who floods does to everybody else: in another room, and in their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import httpx2
import msgspec

from tests.performance.dialects import Dialect
from tests.performance.flooding import IN_FLIGHT, Flooder, flooder
from tests.performance.load import Crowd, Outcome
from tests.performance.posts import audit, shares
from tests.performance.servers import Target, knowledge_server
from tests.performance.table import Row, Section

MEMBERS = 20
"""Of each of the two rooms, and one more of each who floods."""

ROUNDS, RATE, SECONDS = 3, 50, 6.0
MOST = 2.0
PUBLIC_ROOMS = range(1, 5)
QUIET, ELSEWHERE, HERE = "no flood", "flood elsewhere", "flood here"


class Elsewhere(Dialect):
    """Talks in the other room."""

    room = 2


class Run(NamedTuple):
    """Posts and deliveries of the quiet room in one run, and the flood beside them."""

    quiet: Outcome
    round_trips: Sequence[float]
    flood: Outcome | None


class Rooms(NamedTuple):
    """Two rooms, each with members of its own and one who floods when told to."""

    quiet: Crowd
    others: Crowd
    flooders: Mapping[str, Flooder]

    async def run(self, at: str) -> Run:
        """Post calmly in the quiet room while somebody floods, or nobody does."""
        loop = asyncio.get_running_loop()
        here, elsewhere = loop.create_future(), loop.create_future()

        async def flood() -> Outcome | None:
            outcome = await self.flooders[at].flood(SECONDS) if at in self.flooders else None
            count = outcome.messages if outcome else 0
            here.set_result(count if at == HERE else 0)
            elsewhere.set_result(count if at == ELSEWHERE else 0)
            return outcome

        async with asyncio.TaskGroup() as group:  # who listens comes first
            quiet = group.create_task(self.quiet.pace(rate=RATE, seconds=SECONDS, beside=here))
            group.create_task(self.others.listen(elsewhere))
            flooded = group.create_task(flood())
        return Run(quiet.result(), sorted(self.quiet.senders[0].round_trips), flooded.result())


async def fairness() -> Section:
    """Measure without a flood, with one elsewhere and with one in the room, in turn."""
    runs: dict[str, list[Run]] = {QUIET: [], ELSEWHERE: [], HERE: []}
    async with knowledge_server(2 * (MEMBERS + 1)) as (target, database):
        async with _rooms(target) as rooms:
            for _ in range(ROUNDS):
                for at, some in runs.items():
                    some.append(await rooms.run(at))
        outcomes = [
            outcome
            for some in runs.values()
            for run in some
            for outcome in (run.quiet, run.flood)
            if outcome is not None
        ]
        audit(database, [one for outcome in outcomes for one in outcome.acknowledged])
    title = (
        f"A room of {MEMBERS}, {RATE} posts/s, while one sender keeps {IN_FLIGHT} posts in flight:"
    )
    return Section(name="fairness", title=title, rows=tuple(_rows(runs)))


@contextlib.asynccontextmanager
async def _rooms(target: Target) -> AsyncIterator[Rooms]:
    tokens = target.tokens
    here = target._replace(tokens=tokens[: MEMBERS + 1])
    elsewhere = target._replace(
        tokens=tokens[MEMBERS + 1 :], path=f"/ws/rooms/{Elsewhere.room}", dialect=Elsewhere()
    )
    await _leave_other_rooms(here)
    await _leave_other_rooms(elsewhere)
    async with contextlib.AsyncExitStack() as stack:
        flooders = {
            at: await stack.enter_async_context(flooder(one._replace(tokens=one.tokens[MEMBERS:])))
            for at, one in ((HERE, here), (ELSEWHERE, elsewhere))
        }
        quiet = await Crowd.gather(here, members=MEMBERS)
        others = await Crowd.gather(elsewhere, members=MEMBERS, senders=0)
        yield Rooms(quiet, others, flooders)
        quiet.leave()
        others.leave()


async def _leave_other_rooms(target: Target) -> None:
    """Accounts begin in all public rooms, and a socket hears all rooms of its account."""
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{target.port}", trust_env=False
    ) as http:
        for token in target.tokens:
            for room in PUBLIC_ROOMS:
                if room != target.dialect.room:
                    answer = await http.delete(
                        f"/api/rooms/{room}/leave", headers={"Authorization": f"Bearer {token}"}
                    )
                    answer.raise_for_status()


def _rows(runs: Mapping[str, Sequence[Run]]) -> list[Row]:
    rows: list[Row] = []
    for at, some in runs.items():
        floods = [run.flood for run in some if run.flood is not None]
        figures = {
            "post_p50_ms": median(_share(run.round_trips, 0.5) for run in some) * 1000,
            "post_p99_ms": median(_share(run.round_trips, 0.99) for run in some) * 1000,
            "heard_p50_ms": median(run.quiet.at(0.5) for run in some) * 1000,
            "heard_p99_ms": median(run.quiet.at(0.99) for run in some) * 1000,
            **shares([run.quiet for run in some]),
        }
        row = Row(who="knowledge_server", at=at, figures=figures)
        if floods:
            calm = rows[0].figures
            ratio = max(figures[one] / calm[one] for one in ("post_p99_ms", "heard_p99_ms"))
            rate = median(flood.messages / flood.seconds for flood in floods)
            row = msgspec.structs.replace(
                row,
                figures={**figures, "flood": rate, "ratio": ratio},
                target=f"p99 ≤ {MOST} x without",
                met=ratio <= MOST,
            )
        rows.append(row)
    return rows


def _share(ascending: Sequence[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]
