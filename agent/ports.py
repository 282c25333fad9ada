"""What the domain asks of the outside world."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Value = str | int | float | bytes | None
"""What a column can hold."""

Row = Mapping[str, Any]
"""One row of a result, by column name. Any: the schema types it, and a struct soon after."""

AfterCommit = Callable[[], None]
"""What an act leaves to be done once it is committed."""


class Transaction(Protocol):
    """One transaction on the one writer connection; it commits when the function returns."""

    def fetch_all(self, sql: str, /, **params: Value) -> Sequence[Row]:
        """Run one statement and return all its rows."""

    def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        """Run one statement and return its first row."""

    def execute(self, sql: str, /, **params: Value) -> int:
        """Run one statement and return the number of rows that it changed."""

    def insert(self, into: str, rows: Sequence[Sequence[Value]], *, conflict: str = "") -> None:
        """Insert rows of equal length with as few statements as possible.

        `into` is the table with its columns, `conflict` an ON CONFLICT clause.
        """


class Database(Protocol):
    """Where everything durable lives."""

    async def write(
        self,
        act: Callable[[Transaction], T],
        *,
        then: Callable[[T], None] | None = None,
    ) -> T:
        """Run `act` whole, in one transaction, one act after the other; durable on return.

        `then` runs on the event loop right after the commit and before anything that a later
        act caused, even if the caller was cancelled meanwhile: events leave in commit order.
        An exception in `act` undoes it and is raised here. Raises StorageFull.
        """

    async def fetch_all(self, sql: str, /, **params: Value) -> Sequence[Row]:
        """Read committed rows; never waits for a write."""

    async def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        """Read the first committed row."""


class Bus(Protocol):
    """How the processes of one server tell each other things.

    The bus is a hint, the database is the truth: what is lost here is found by a gap in `seq`.
    """

    def publish(self, topic: str, payload: bytes) -> None:
        """Hand `payload` to every listener of every process, this one included.

        Never blocks; payloads of one process arrive everywhere in the order of their calls.
        """

    def listen(self, listener: Callable[[str, bytes], None]) -> None:
        """Call `listener(topic, payload)` on the event loop for everything published."""

    async def close(self) -> None:
        """Stop delivering."""


class Clock:
    """Both clocks of the machine; tests hand in one that they move."""

    def now(self) -> str:
        """Return the wall-clock time as ISO 8601 UTC with milliseconds and `Z`."""
        return iso(self.time())

    def time(self) -> float:
        """Return the wall-clock time in seconds since 1970; it may jump."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that only grow: for limits and time-outs."""
        return time.monotonic()


def iso(seconds: float) -> str:
    """Write seconds since 1970 as ISO 8601 UTC with milliseconds and `Z`."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def run_all(calls: Iterable[AfterCommit | None]) -> None:
    """Do what acts left to be done, in order."""
    for call in calls:
        if call is not None:
            call()
