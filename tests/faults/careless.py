"""The server with a weaker storage: `python -m tests.faults.careless LEVEL serve …`.

LEVEL takes the place of FULL in `PRAGMA synchronous`. The tests of what is on disk have to find
such a server out; one that they let pass would be worth nothing.
"""

from __future__ import annotations

import sys

import knowledge_server
from agent.storage import sqlite


def main() -> None:
    """Run the command line with a storage that syncs less."""
    level = sys.argv.pop(1)
    full = "PRAGMA synchronous = FULL"
    assert full in sqlite.PRAGMAS
    weaker = full.replace("FULL", level)
    sqlite.PRAGMAS = tuple(weaker if one == full else one for one in sqlite.PRAGMAS)
    knowledge_server.main()


if __name__ == "__main__":
    main()
