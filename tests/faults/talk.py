"""A WebSocket of the rooms of a server that ends when it likes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.command import Served

Event = dict[str, Any]  # Any: a decoded JSON event


@contextlib.asynccontextmanager
async def connected(server: Served, token: str) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket of the rooms."""
    async with connect(
        server.base.replace("http", "ws") + "/ws/rooms",
        additional_headers={"Authorization": f"Bearer {token}"},
        compression=None,
        proxy=None,
        close_timeout=1,
    ) as talk:
        yield talk
