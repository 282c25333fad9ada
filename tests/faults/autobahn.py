"""Runs the Autobahn cases for WebSockets against an echo: `python -m tests.faults.autobahn URL`.

Prints how many ran, and those that failed, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys

from kosoku import FailureError, run_fuzzingclient

NOT_OFFERED = ["12.*", "13.*"]
"""Compression: deflate would give each reader of a room other bytes, so it is not offered."""


async def main(address: str) -> None:
    """Run all cases but those of what is not offered."""
    try:
        results = await run_fuzzingclient(address, exclude_cases=NOT_OFFERED, concurrency=4)
    except FailureError as error:
        results = error.results
    failed = {one.case_id: f"{one.result} {one.result_close}" for one in results if not one.passed}
    sys.stdout.write(json.dumps([len(results), failed]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
