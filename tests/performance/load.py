"""The load: all clients of a server in one process, and an audit of every run.

`clients` compares the readers with one another; here the frames that were noted are read whole:
every message that was sent, once, acknowledged, in its sender's order, numbers without a gap.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import picows

from tests.performance.clients import Reader, Sender, Traffic
from tests.performance.machine import own_cpu_seconds
from tests.performance.servers import Target

PATIENCE = 120.0
"""Seconds for the last message to reach the last reader."""

STRAGGLERS = 0.1
"""Seconds in which a message that comes twice would show."""


class Outcome(NamedTuple):
    """What one run showed. Times in seconds; latencies in ascending order."""

    messages: int
    deliveries: int
    seconds: float
    server_cpu: float
    client_cpu: float
    latencies: Sequence[float]
    acknowledged: Sequence[str]

    def at(self, share: float) -> float:
        """Return the latency that this share of all messages or deliveries stays within."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]

    @property
    def cpu_us(self) -> float:
        """Microseconds of the server's CPU for each delivery."""
        return self.server_cpu / self.deliveries * 1e6


class Crowd:
    """All clients of one server, connected for all its runs."""

    def __init__(self, target: Target, senders: list[Sender], readers: list[Reader]) -> None:
        self.target = target
        self.senders = senders
        self.clients = [*senders, *readers]

    @classmethod
    async def gather(cls, target: Target, *, members: int, senders: int = 1) -> Crowd:
        """Connect everybody."""
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        crowd = cls(
            target,
            [Sender(target.dialect) for _ in range(senders)],
            [Reader(target.dialect) for _ in range(members - senders)],
        )
        for number, client in enumerate(crowd.clients):
            await connect(client, target, target.tokens[number % len(target.tokens)])
        crowd._require_all()
        return crowd

    async def flood(self, *, in_flight: int, seconds: float) -> Outcome:
        """Let all senders keep so many messages in flight."""
        traffic = self._open(Traffic())

        async def act() -> None:
            for sender in self.senders:
                sender.flood(in_flight)
            await asyncio.sleep(seconds)

        return await self._measure(traffic, act)

    async def pace(
        self, *, rate: float, seconds: float, beside: Awaitable[int] | None = None
    ) -> Outcome:
        """Let the first sender post so many messages a second; every delivery is timed.

        `beside` is somebody else who posts into the room, and says in the end how much it was.
        """
        traffic = self._open(Traffic(timed=self.senders[0].mark))

        async def act() -> None:
            loop = asyncio.get_running_loop()
            began = loop.time()
            for number in range(int(rate * seconds)):
                await asyncio.sleep(began + number / rate - loop.time())
                self.senders[0].post()
            if beside is not None:
                traffic.of_others = await beside

        return await self._measure(traffic, act)

    async def listen(self, beside: Awaitable[int]) -> Outcome:
        """Hear what somebody else posts, who says in the end how much it was."""
        traffic = self._open(Traffic())

        async def act() -> None:
            traffic.of_others = await beside

        return await self._measure(traffic, act)

    def leave(self) -> None:
        for client in self.clients:
            client.leave()

    def _open(self, traffic: Traffic) -> Traffic:
        for client in self.clients:
            client.take_part(traffic)
        return traffic

    async def _measure(self, traffic: Traffic, act: Callable[[], Awaitable[None]]) -> Outcome:
        server, own = self.target.cpu_seconds(), own_cpu_seconds()
        began = time.perf_counter()
        await act()
        traffic.is_open, traffic.expected = False, len(traffic.sent_at) + traffic.of_others
        for client in self.clients:
            if client.received == traffic.expected:
                client.finished.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(client.finished.wait() for client in self.clients))
        seconds = time.perf_counter() - began
        server, own = self.target.cpu_seconds() - server, own_cpu_seconds() - own
        await asyncio.sleep(STRAGGLERS)
        self._audit(traffic)
        timed = [client.latencies for client in self.clients if traffic.timed]
        round_trips = [sender.round_trips for sender in self.senders]
        return Outcome(
            messages=traffic.expected,
            deliveries=traffic.expected * len(self.clients),
            seconds=seconds,
            server_cpu=server,
            client_cpu=own,
            latencies=sorted(one for some in timed or round_trips for one in some),
            acknowledged=[one for sender in self.senders for one in sender.acknowledged],
        )

    def _audit(self, traffic: Traffic) -> None:
        self._require_all()
        name = self.target.name
        amiss = [one for one in self.clients if one.received != traffic.expected or one.differing]
        assert not amiss, f"{name}: {len(amiss)} readers lack a message or have another order"
        assert len(traffic.frames) == traffic.expected
        for sender in self.senders:
            mine = sender.ids_in(traffic.frames)
            assert mine == sender.acknowledged == sender.sent, f"{name}: lost, twice or disordered"
        self.target.dialect.check(traffic.frames)

    def _require_all(self) -> None:
        lost = sum(client.is_lost for client in self.clients)
        assert not lost, f"{self.target.name}: {lost} connections were lost"


async def connect(client: Reader, target: Target, token: str) -> None:
    headers = {**target.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    await picows.ws_connect(
        lambda: client, f"ws://127.0.0.1:{target.port}{target.path}", extra_headers=headers or None
    )
    async with asyncio.timeout(PATIENCE):
        await client.ready.wait()
