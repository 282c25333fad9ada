"""schemathesis asks every documented operation with good and bad data, as the owner."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.cast import House

SETTINGS = Path(__file__).with_name("schemathesis.toml")


async def test_the_document_is_true_whatever_is_sent(house: House, tmp_path: Path) -> None:
    before = await rooms_made(house)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--no-color", "--config-file", SETTINGS),
        *("run", f"{house.base}/api/openapi.json", "--checks", "all"),
        cwd=tmp_path,
        env={
            **os.environ,
            "TOKEN": house.alice.token,
            "TOKEN_TO_END": await house.host.sessions.open(house.alice.user.user_id),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "No issues found" in output.decode()
    # It was signed in until the end, and not all that it asked for was refused.
    await house.alice.get("/api/auth/validate")
    assert await rooms_made(house) > before


async def rooms_made(house: House) -> int:
    """Return the number of all rooms that ever were."""
    row = await house.host.database.fetch_one("SELECT COUNT(*) AS rooms FROM rooms")
    assert row is not None
    return int(row["rooms"])
