"""The server with a carelessness: `python -m tests.faults.careless NORMAL|OFF|HASTY serve …`.

NORMAL and OFF take the place of FULL in `PRAGMA synchronous`; HASTY tells people of a message
before the commit. The tests of what is on disk have to find each of them out; a check that let
one pass would be worth nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

import knowledge_server
from agent.ports import Transaction
from agent.storage import sqlite

T = TypeVar("T")
FULL = "PRAGMA synchronous = FULL"


class HastyDatabase(sqlite.SqliteDatabase):
    """Does what follows a commit before it."""

    async def write(
        self,
        act: Callable[[Transaction], T],
        *,
        then: Callable[[T], None] | None = None,
    ) -> T:
        loop = asyncio.get_running_loop()

        def act_and_tell(transaction: Transaction) -> T:
            result = act(transaction)
            if then is not None:
                loop.call_soon_threadsafe(then, result)
            return result

        return await super().write(act_and_tell)


def main() -> None:
    """Run the command line on the careless storage."""
    manner = sys.argv.pop(1)
    if manner == "HASTY":
        vars(knowledge_server)["SqliteDatabase"] = HastyDatabase
    else:
        assert FULL in sqlite.PRAGMAS
        weaker = FULL.replace("FULL", manner)
        sqlite.PRAGMAS = tuple(weaker if one == FULL else one for one in sqlite.PRAGMAS)
    knowledge_server.main()


if __name__ == "__main__":
    main()
