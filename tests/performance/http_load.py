"""The load over HTTP: connections that are kept alive and post one message after another."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import cast

from tests.performance.dialects import ROOM, TEXT
from tests.performance.load import PATIENCE, Outcome
from tests.performance.machine import own_cpu_seconds
from tests.performance.servers import Target

CONNECTIONS = 32
CREATED = b"HTTP/1.1 201"


class Poster(asyncio.Protocol):
    """One connection. Each answer has to be a 201 that holds the id that was sent."""

    def __init__(self, token: str, until: float) -> None:
        self.acknowledged: list[str] = []
        self.round_trips: list[float] = []
        self.finished = asyncio.get_running_loop().create_future()
        self._until = until
        self._token = token
        self._prefix = uuid.uuid4().hex[:12]
        self._answer = b""
        self._transport: asyncio.Transport

    def itself(self) -> Poster:
        """Return this one: asyncio wants to be handed a maker of protocols."""
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name
        self._post()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._is_whole():
            return
        now = time.perf_counter()
        client_id = self._client_id()
        if not self._answer.startswith(CREATED) or client_id.encode() not in self._answer:
            self._end(AssertionError(f"not a message: {self._answer[:300]!r}"))
            return
        self.round_trips.append(now - self._sent_at)
        self.acknowledged.append(client_id)
        self._answer = b""
        if now < self._until:
            self._post()
        else:
            self._end(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionError("the server has closed"))

    def _post(self) -> None:
        body = f'{{"content":"{TEXT}","client_id":"{self._client_id()}"}}'
        self._sent_at = time.perf_counter()
        self._transport.write(
            f"POST /api/rooms/{ROOM}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def _client_id(self) -> str:
        return f"{self._prefix}-{len(self.acknowledged):07}"

    def _is_whole(self) -> bool:
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found:
            return False
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return len(body) >= int(length)

    def _end(self, error: Exception | None) -> None:
        if not self.finished.done():
            if error is None:
                self.finished.set_result(None)
            else:
                self.finished.set_exception(error)
            self._transport.close()


async def post_over_http(
    target: Target, *, seconds: float, connections: int = CONNECTIONS
) -> Outcome:
    """Let all connections post for so long."""
    loop = asyncio.get_running_loop()
    server, own, began = target.cpu_seconds(), own_cpu_seconds(), time.perf_counter()
    posters = [
        Poster(target.tokens[number % len(target.tokens)], began + seconds)
        for number in range(connections)
    ]
    for poster in posters:
        await loop.create_connection(poster.itself, "127.0.0.1", target.port)
    async with asyncio.timeout(seconds + PATIENCE):
        await asyncio.gather(*(poster.finished for poster in posters))
    taken = time.perf_counter() - began
    acknowledged = [one for poster in posters for one in poster.acknowledged]
    return Outcome(
        messages=len(acknowledged),
        deliveries=len(acknowledged),
        seconds=taken,
        server_cpu=target.cpu_seconds() - server,
        client_cpu=own_cpu_seconds() - own,
        latencies=sorted(one for poster in posters for one in poster.round_trips),
        acknowledged=acknowledged,
    )
