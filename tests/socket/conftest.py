"""The shared wire suite: each socket test runs over our frame protocol and over plain ASGI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.cast import House, open_house
from tests.conftest import CAST


@pytest_asyncio.fixture(params=["frames", "plain"])
async def house(data: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """A running server with the cast signed in, over one of the two wires."""
    async with open_house(data, *CAST, plain=request.param == "plain") as opened:
        yield opened
