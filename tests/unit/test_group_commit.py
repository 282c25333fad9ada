"""The group commit: order, one poisoned draft, a full queue, a caller who left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from agent import group_commit
from agent.errors import Busy, Invalid, KnowledgeServerError, StorageFull
from agent.group_commit import GroupCommit
from agent.ports import Database, Transaction
from tests.cast import MovableClock

COUNT = "SELECT COUNT(*) AS count FROM lines"


class Ledger:
    """Stores texts; some of them are trouble."""

    def __init__(self, database: Database) -> None:
        self.batches: list[list[str]] = []
        self.published: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.is_full = False
        self.clock = MovableClock()
        self.commit: GroupCommit[str, str] = GroupCommit(
            database,
            self.clock,
            enter=self.enter,
            publish=self.published.extend,
            sender=lambda draft: draft.partition(":")[0],
        )

    def enter(
        self, transaction: Transaction, drafts: Sequence[str]
    ) -> list[str | KnowledgeServerError]:
        self.go_on.wait(5)
        if self.is_full:
            raise StorageFull
        self.batches.append(list(drafts))
        results: list[str | KnowledgeServerError] = []
        for draft in drafts:
            if draft == "refused":
                results.append(Invalid("no"))
                continue
            if draft == "poison":
                raise ZeroDivisionError
            transaction.execute("INSERT INTO lines (text) VALUES (:text)", text=draft)
            results.append(draft)
        return results


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


async def stored(database: Database) -> list[str]:
    return [row["text"] for row in await database.fetch_all("SELECT text FROM lines ORDER BY id")]


async def test_drafts_keep_their_order_in_few_transactions(
    ledger: Ledger, database: Database
) -> None:
    names = [f"line {number}" for number in range(1000)]
    results = await asyncio.gather(*(ledger.commit.submit(name) for name in names))
    assert results == names == ledger.published == await stored(database)
    assert len(ledger.batches) <= 5
    assert max(map(len, ledger.batches)) <= group_commit.BATCH


async def test_an_idle_ledger_commits_at_once(ledger: Ledger) -> None:
    assert await ledger.commit.submit("one") == "one"
    assert ledger.batches == [["one"]]


async def test_what_arrives_during_a_commit_is_the_next_batch(ledger: Ledger) -> None:
    ledger.go_on.clear()
    first = ledger.commit.submit("one")
    await asyncio.sleep(0)  # the first batch is on its way to the writer
    others = [ledger.commit.submit(text) for text in ("two", "three")]
    ledger.go_on.set()
    await asyncio.gather(first, *others)
    assert ledger.batches == [["one"], ["two", "three"]]


async def test_a_refused_draft_spoils_nobody_elses(ledger: Ledger, database: Database) -> None:
    futures = [ledger.commit.submit(text) for text in ("one", "refused", "two")]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert isinstance(results[1], Invalid)
    assert await stored(database) == ["one", "two"] == ledger.published


async def test_a_poisoned_draft_fails_alone(ledger: Ledger, database: Database) -> None:
    futures = [ledger.commit.submit(text) for text in ("one", "poison", "two")]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert isinstance(results[1], ZeroDivisionError)
    assert (results[0], results[2]) == ("one", "two")
    assert await stored(database) == ["one", "two"] == ledger.published


async def test_a_full_disk_refuses_the_batch_and_the_next_one_goes_on(
    ledger: Ledger, database: Database
) -> None:
    ledger.is_full = True
    futures = [ledger.commit.submit(text) for text in ("one", "two")]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert [type(result) for result in results] == [StorageFull, StorageFull]
    ledger.is_full = False
    assert await ledger.commit.submit("one") == "one"
    assert await stored(database) == ["one"]


async def test_beyond_the_cap_senders_are_told_to_come_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "PENDING", 3)
    ledger.go_on.clear()
    futures = [ledger.commit.submit(str(number)) for number in range(3)]
    with pytest.raises(Busy) as refused:
        ledger.commit.submit("one too many")
    assert refused.value.retry_after == 1.0
    ledger.go_on.set()
    assert await asyncio.gather(*futures) == ["0", "1", "2"]
    assert await ledger.commit.submit("again") == "again"


async def test_beside_one_who_floods_another_senders_draft_is_in_the_next_batch(
    ledger: Ledger,
) -> None:
    ledger.go_on.clear()
    futures = [ledger.commit.submit("mallory: the first")]
    await asyncio.sleep(0)  # it is on its way to the writer
    share = [f"mallory: {number}" for number in range(group_commit.SHARE)]
    futures += map(ledger.commit.submit, share)
    with pytest.raises(Busy) as refused:
        ledger.commit.submit("mallory: one too many")
    assert refused.value.retry_after == 1.0
    carols = ledger.commit.submit("carol: hello")
    ledger.go_on.set()
    assert await carols == "carol: hello"
    assert [batch[-1] for batch in ledger.batches[:2]] == ["mallory: the first", "carol: hello"]
    assert await ledger.commit.submit("mallory: again") == "mallory: again"
    assert (await asyncio.gather(*futures))[1:] == share


async def test_senders_take_turns_and_each_keeps_their_order(ledger: Ledger) -> None:
    ledger.go_on.clear()
    first = ledger.commit.submit("carol: the first")
    await asyncio.sleep(0)
    count = group_commit.TURN + 1
    drafts = {who: [f"{who}: {number}" for number in range(count)] for who in ("mallory", "carol")}
    futures = [ledger.commit.submit(draft) for who in drafts for draft in drafts[who]]
    ledger.go_on.set()
    await asyncio.gather(first, *futures)
    turns = [drafts[who][: group_commit.TURN] for who in drafts]
    rest = [drafts[who][-1] for who in drafts]
    assert ledger.batches == [["carol: the first"], [*turns[0], *turns[1]], rest]


async def test_a_turn_is_longer_when_nobody_else_has_written_for_some_seconds(
    ledger: Ledger,
) -> None:
    async def sizes(at: str) -> list[int]:
        ledger.batches.clear()
        drafts = [f"mallory: {at} {number}" for number in range(group_commit.LONG_TURN)]
        await asyncio.gather(*map(ledger.commit.submit, drafts))
        return list(map(len, ledger.batches))

    turn, long_turn = group_commit.TURN, group_commit.LONG_TURN
    assert await sizes("first") == [long_turn]
    await ledger.commit.submit("carol: me too")
    assert await sizes("beside carol") == [turn] * (long_turn // turn)
    ledger.clock.move(group_commit.ALONE)
    assert await sizes("alone again") == [long_turn]


async def test_a_share_is_free_again_when_its_drafts_are_taken_up(ledger: Ledger) -> None:
    ledger.go_on.clear()
    senders = ("mallory", "carol", "bob")
    first = ledger.commit.submit("mallory: the first")
    await asyncio.sleep(0)
    futures = [
        ledger.commit.submit(f"{sender}: {number}")
        for sender in senders
        for number in range(group_commit.SHARE)
    ]
    ledger.go_on.set()
    await first
    # Two shares were taken up together; bob's still waits, or is about to be taken up.
    futures.append(ledger.commit.submit("mallory: one more"))
    await asyncio.gather(*futures)
    assert sum(map(len, ledger.batches)) == 3 * group_commit.SHARE + 2


async def test_a_sender_who_left_is_stored_and_told_to_the_others_all_the_same(
    ledger: Ledger, database: Database
) -> None:
    ledger.go_on.clear()
    futures = [ledger.commit.submit(text) for text in ("one", "two")]
    futures[0].cancel()
    ledger.go_on.set()
    assert await futures[1] == "two"
    assert ledger.published == ["one", "two"] == await stored(database)


async def test_draining_waits_for_everything(ledger: Ledger, database: Database) -> None:
    await ledger.commit.drain()
    for number in range(600):
        ledger.commit.submit(str(number)).add_done_callback(lambda future: future.result())
    await ledger.commit.drain()
    assert len(await stored(database)) == 600
