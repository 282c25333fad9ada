"""Renders messages beside the event loop; a plain text is never parsed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from agent.markup import is_plain, render
from agent.mentions import MENTION


class Rendering:
    """One thread is enough: a text takes less than 50 ms, whatever is in it."""

    def __init__(self, emoji: Callable[[], Collection[str]] = frozenset) -> None:
        self.emoji = emoji
        """The names of the server's own."""

        self._pool = ThreadPoolExecutor(1, thread_name_prefix="markup")

    async def html(self, text: str) -> str | None:
        """Return the HTML of a text, None for one that is shown as it is."""
        if is_plain(text):
            return None
        names, emoji = frozenset(MENTION.findall(text)), self.emoji()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._pool, lambda: render(text, mentions=names, emoji=emoji)
        )

    def close(self) -> None:
        self._pool.shutdown()
