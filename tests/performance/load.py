"""The load: clients lighter than any server here (picows), all in one process."""

from __future__ import annotations

import asyncio
import resource
import time
import uuid
from collections.abc import Sequence
from typing import NamedTuple

import picows

from tests.performance.servers import Target

TEXT = "The quick brown fox jumps over the lazy dog, and everybody in the room reads it. "
HELLO = b'"type":"hello"'
CLIENT_ID = b'"client_id":"'


class Outcome(NamedTuple):
    """What one run showed. Times in seconds."""

    messages: int
    deliveries: int
    seconds: float
    server_cpu: float
    client_cpu: float
    p50: float
    p99: float
    acknowledged: tuple[str, ...]


class Client(picows.WSListener):
    """One connection; the senders among them keep some messages in flight."""

    def __init__(self, needs_hello: bool) -> None:
        self.ready = asyncio.Event()
        self.received = 0
        self.transport: picows.WSTransport
        self.acknowledged: list[str] = []
        self.latencies: list[float] = []
        self.finished = asyncio.Event()
        self.expected = 0
        self._needs_hello = needs_hello
        self._prefix = uuid.uuid4().hex[:12]
        self._mark = f"{CLIENT_ID.decode()}{self._prefix}-".encode()
        self._sent: dict[str, float] = {}
        self._to_send = 0
        self._counter = 0

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.transport = transport
        if not self._needs_hello:
            self.ready.set()

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if frame.msg_type is picows.WSMsgType.PING:
            transport.send_pong(payload)
            return
        if (at := payload.find(self._mark)) >= 0:
            start = at + len(CLIENT_ID)
            self._acknowledge(payload[start : payload.index(b'"', start)].decode())
        elif CLIENT_ID not in payload:
            if HELLO in payload:
                self.ready.set()
            return
        self.received += 1
        if self.received == self.expected:
            self.finished.set()

    def start(self, count: int, in_flight: int) -> None:
        """Send `count` messages, so many at a time."""
        self._to_send = count
        for _ in range(min(count, in_flight)):
            self._send()

    def _send(self) -> None:
        self._to_send -= 1
        self._counter += 1
        client_id = f"{self._prefix}-{self._counter}"
        self._sent[client_id] = time.perf_counter()
        text = (
            f'{{"type":"send_message","room_id":1,"content":"{TEXT}{self._counter}",'
            f'"client_id":"{client_id}"}}'
        )
        self.transport.send(picows.WSMsgType.TEXT, text.encode())

    def _acknowledge(self, client_id: str) -> None:
        self.latencies.append(time.perf_counter() - self._sent.pop(client_id))
        self.acknowledged.append(client_id)
        if self._to_send:
            self._send()


async def run(target: Target, *, readers: int, senders: int, in_flight: int, count: int) -> Outcome:
    """Let `senders` of all clients send `count` messages together; everybody reads them all."""
    clients = await _connect(target, readers + senders)
    active = clients[:senders]
    share = count // senders
    total = share * senders
    for client in clients:
        client.received, client.expected = 0, total
    server, own, began = target.cpu_seconds(), _own_cpu(), time.perf_counter()
    for client in active:
        client.start(share, in_flight)
    async with asyncio.timeout(300):
        await asyncio.gather(*(client.finished.wait() for client in clients))
    seconds = time.perf_counter() - began
    server, own = target.cpu_seconds() - server, _own_cpu() - own
    latencies = sorted(latency for client in active for latency in client.latencies)
    for client in clients:
        client.transport.disconnect()
    return Outcome(
        messages=total,
        deliveries=total * len(clients),
        seconds=seconds,
        server_cpu=server,
        client_cpu=own,
        p50=latencies[len(latencies) // 2],
        p99=latencies[int(len(latencies) * 0.99)],
        acknowledged=tuple(one for client in active for one in client.acknowledged),
    )


async def _connect(target: Target, count: int) -> Sequence[Client]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    clients: list[Client] = []
    for number in range(count):
        token = target.tokens[number % len(target.tokens)]
        client = Client(needs_hello=bool(token))
        await picows.ws_connect(
            lambda client=client: client,
            f"ws://127.0.0.1:{target.port}{target.path}",
            extra_headers={"Authorization": f"Bearer {token}"} if token else None,
        )
        clients.append(client)
    await asyncio.gather(*(client.ready.wait() for client in clients))
    return clients


def _own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
