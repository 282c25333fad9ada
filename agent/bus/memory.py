"""The bus of a server that is one process."""

from __future__ import annotations

from collections.abc import Callable


class MemoryBus:
    """Delivers at once, in the caller's turn of the event loop."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[str, bytes], None]] = []

    def publish(self, topic: str, payload: bytes) -> None:
        for listener in self._listeners:
            listener(topic, payload)

    def listen(self, listener: Callable[[str, bytes], None]) -> None:
        self._listeners.append(listener)

    async def close(self) -> None:
        self._listeners.clear()
