"""Many drafts, one transaction: what arrives during a commit is the next batch.

There is no timer. An idle ledger commits at once; a busy one shares each sync of the disk among
all that waited for it. Measured in tests/performance.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from agent.errors import Busy, KnowledgeServerError
from agent.ports import Clock, Database, Transaction

Draft = TypeVar("Draft")
Entry = TypeVar("Entry")

BATCH = 256
PENDING = 4096
"""Drafts that may wait; beyond that a sender is told to try again."""

SHARE = 128
"""Drafts of one sender that may wait."""

TURN = 8
"""Drafts of one sender in a batch: beside a flood it is hardly longer for the others in it."""

LONG_TURN, ALONE = 32, 10.0
"""The same for a sender who has been alone for so many seconds, and the batch all theirs."""


class GroupCommit(Generic[Draft, Entry]):
    """A queue in front of the writer.

    `enter(transaction, drafts)` stores a batch and returns an entry or a domain error for each
    draft, in order; any other exception undoes the batch, and its drafts are tried one by one.
    `publish(entries)` runs right after the commit, before any sender is told. `sender(draft)`
    says whose it is.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        enter: Callable[[Transaction, Sequence[Draft]], list[Entry | KnowledgeServerError]],
        publish: Callable[[Sequence[Entry]], None],
        sender: Callable[[Draft], Hashable],
    ) -> None:
        self._database = database
        self._clock = clock
        self._enter = enter
        self._publish = publish
        self._sender = sender
        self._waiting = 0
        self._newest_sender: Hashable = None
        self._changed_at = -ALONE
        """When somebody else than before has written, in seconds of the clock."""

        # By sender; who is first is next.
        self._queues: dict[Hashable, deque[tuple[Draft, asyncio.Future[Entry]]]] = {}
        self._worker: asyncio.Task[None] | None = None

    def submit(self, draft: Draft) -> asyncio.Future[Entry]:
        """Queue a draft; the future is done once it is on disk. Raises Busy."""
        sender = self._sender(draft)
        queue = self._queues.setdefault(sender, deque())
        if self._waiting >= PENDING or len(queue) >= SHARE:
            raise Busy(retry_after=1.0)
        future: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()
        queue.append((draft, future))
        self._waiting += 1
        if sender != self._newest_sender:
            if self._newest_sender is not None:
                self._changed_at = self._clock.monotonic()
            self._newest_sender = sender
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="group commit")
        return future

    async def drain(self) -> None:
        """Wait until everything submitted is committed or refused."""
        while self._worker is not None:
            await asyncio.wait((self._worker,))

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._settle(self._next_batch())
        finally:
            # Here and not in a callback: a draft that came in between would wait for ever.
            self._worker = None

    def _next_batch(self) -> list[tuple[Draft, asyncio.Future[Entry]]]:
        batch: list[tuple[Draft, asyncio.Future[Entry]]] = []
        is_alone = self._clock.monotonic() - self._changed_at >= ALONE
        turn = LONG_TURN if is_alone else TURN
        for sender, queue in list(self._queues.items()):
            count = min(len(queue), turn, BATCH - len(batch))
            batch += [queue.popleft() for _ in range(count)]
            del self._queues[sender]
            if queue:
                self._queues[sender] = queue  # behind all others
            if len(batch) == BATCH:
                break
        self._waiting -= len(batch)
        return batch

    async def _settle(self, batch: Sequence[tuple[Draft, asyncio.Future[Entry]]]) -> None:
        try:
            await self._commit(batch)
        except KnowledgeServerError as error:  # storage: nobody's draft is at fault
            _refuse(batch, error)
        except Exception as error:  # the loop's edge: one draft spoilt the batch
            if len(batch) == 1:
                _refuse(batch, error)
            for pair in batch if len(batch) > 1 else ():
                await self._settle([pair])

    async def _commit(self, batch: Sequence[tuple[Draft, asyncio.Future[Entry]]]) -> None:
        drafts = [draft for draft, _ in batch]

        def publish(results: list[Entry | KnowledgeServerError]) -> None:
            self._publish([one for one in results if not isinstance(one, KnowledgeServerError)])

        results = await self._database.write(
            lambda transaction: self._enter(transaction, drafts), then=publish
        )
        for (_, future), result in zip(batch, results, strict=True):
            if isinstance(result, KnowledgeServerError):
                _refuse([(None, future)], result)
            elif not future.done():
                future.set_result(result)


def _refuse(batch: Sequence[tuple[object, asyncio.Future[Entry]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():  # its sender may have left
            future.set_exception(error)
