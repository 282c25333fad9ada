"""Open sockets, who they belong to, and the one loop that writes to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec

from agent import events
from agent.models import Session
from agent.ports import Bus, Clock
from agent.sessions import TOPIC as SESSIONS
from agent.sessions import SessionsEnded

BUFFER_LIMIT = 1 << 20
"""Bytes that may wait for one reader; past that it is closed and resumes later."""

HINT_LIMIT = 1 << 18
"""Bytes that may wait before presence, typing and heartbeats are left out for that reader."""

HEARTBEAT = 25.0
"""Seconds between two heartbeats of a connection, on average."""

HINTS = "hints "
"""Begins the name of a topic when what is published may be lost."""

RESTART, SESSION_ENDED, SLOW_READER = 1012, 4401, 4408

TOO_SLOW = "too slow: resume"


class Wire(Protocol):
    """The way out of one socket. Only `drained` waits."""

    def write(self, frames: bytes, limit: int) -> bool:
        """Send finished frames; False, and nothing is sent, if more than `limit` bytes wait."""

    def waiting(self) -> int:
        """Return how many bytes the peer has not taken yet."""

    async def drained(self) -> None:
        """Wait until the peer has taken most of what was written, or is gone."""

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and end the connection, soon even if the peer does not read."""


class Connection:
    """One socket of one user."""

    __slots__ = ("beaten_at", "beats_at", "session", "topics", "wire")

    def __init__(self, wire: Wire, session: Session) -> None:
        self.wire = wire
        self.session = session
        self.topics: set[str] = set()
        self.beats_at = 0.0
        self.beaten_at = 0.0

    @property
    def user_id(self) -> str:
        return self.session.user.user_id

    def send(self, event: events.ServerEvent) -> None:
        """Send an event to this connection alone."""
        self.write(events.encode(event))

    def write(self, frames: bytes) -> None:
        """Send frames to this connection alone; one that takes nothing is sent away instead.

        Checked before the write: a batch that is longer than the limit reaches who does read.
        """
        if not self.wire.write(frames, BUFFER_LIMIT):
            self.wire.close(SLOW_READER, TOO_SLOW)

    def come_back(self, after: float) -> None:
        """Send this connection away for so many seconds."""
        self.wire.close(RESTART, msgspec.json.encode({"retry_after": after}).decode())

    def hint(self, frames: bytes) -> bool:
        """Send frames that may be lost; False when they were, for a reader that is behind."""
        return self.wire.write(frames, HINT_LIMIT)


class ConnectionManager:
    """Delivers what the bus brings to the connections that subscribed to its topic."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._topics: dict[str, set[Connection]] = {}
        self.connections: set[Connection] = set()
        self.unanswered: set[asyncio.Future[Any]] = set()  # Any: whatever a commit returns
        """What sockets asked for and is on its way to the disk; an end in order waits for it."""
        bus.listen(self._deliver)

    def attach(self, connection: Connection) -> None:
        """Take a connection in; it hears what is meant for its user."""
        self.connections.add(connection)
        self._schedule(connection)
        self.subscribe(connection, user_topic(connection.user_id))

    def detach(self, connection: Connection) -> None:
        """Forget a connection; it hears nothing any more."""
        self.connections.discard(connection)
        for topic in tuple(connection.topics):
            self.unsubscribe(connection, topic)

    def subscribe(self, connection: Connection, topic: str) -> None:
        """Let the connection hear a topic from the next event on."""
        if connection in self.connections:
            connection.topics.add(topic)
            self._topics.setdefault(topic, set()).add(connection)

    def unsubscribe(self, connection: Connection, topic: str) -> None:
        """Let the connection hear nothing more of a topic."""
        connection.topics.discard(topic)
        if (listeners := self._topics.get(topic)) is not None:
            listeners.discard(connection)
            if not listeners:
                del self._topics[topic]

    def of(self, topic: str) -> Iterable[Connection]:
        """Return the connections that hear a topic."""
        return self._topics.get(topic, ())

    def of_user(self, user_id: str) -> Iterable[Connection]:
        """Return all devices of one user."""
        return self.of(user_topic(user_id))

    def publish(self, topic: str, *published: events.ServerEvent) -> None:
        """Encode each event once and hand it to everyone who hears the topic, everywhere."""
        if published:
            self._bus.publish(topic, b"".join(map(events.encode, published)))

    def publish_hint(self, topic: str, event: events.ServerEvent) -> None:
        """Publish what may be lost: it is left out for readers that are behind."""
        self._bus.publish(HINTS + topic, events.encode(event))

    def notify(
        self, user_id: str, text: str, *, level: str = "info", href: str | None = None
    ) -> None:
        """Show a toast on all devices of a user."""
        event = events.NotificationEvent(level=level, text=text, href=href)
        self.publish(user_topic(user_id), event)

    def beat(self) -> None:
        """Send a heartbeat to every connection whose turn it is; called once a second."""
        now = self._clock.monotonic()
        for connection in tuple(self.connections):
            if connection.beats_at <= now:
                heartbeat = events.HeartbeatEvent(positions=self.positions(connection))
                if connection.hint(events.encode(heartbeat)):
                    connection.beaten_at = now
                self._schedule(connection)

    def positions(self, connection: Connection) -> dict[str, int]:
        """Return what a heartbeat tells this connection; nothing, without rooms."""
        return {}

    def close_all(self) -> None:
        """Send everybody away for a restart, to come back spread over a few seconds."""
        for connection in tuple(self.connections):
            connection.come_back(come_back_after())

    def _deliver(self, topic: str, payload: bytes) -> None:
        if topic == SESSIONS:
            self._end(msgspec.json.decode(payload, type=SessionsEnded))
            return
        if topic.startswith(HINTS):
            for connection in self.of(topic.removeprefix(HINTS)):
                connection.hint(payload)
            return
        listeners = self._topics.get(topic, ())
        slow = [one for one in listeners if not one.wire.write(payload, BUFFER_LIMIT)]
        for connection in slow:
            self.detach(connection)
            connection.wire.close(SLOW_READER, TOO_SLOW)

    def _end(self, ended: SessionsEnded) -> None:
        for connection in [one for one in self.connections if ended.concerns(one.session)]:
            self.detach(connection)
            if ended.renew:
                connection.come_back(0)
            else:
                connection.wire.close(SESSION_ENDED, "the session has ended")

    def _schedule(self, connection: Connection) -> None:
        jitter = random.uniform(0.8, 1.2)
        connection.beats_at = self._clock.monotonic() + HEARTBEAT * jitter


def user_topic(user_id: str) -> str:
    """Name the topic that all devices of a user hear."""
    return f"user:{user_id}"


def come_back_after() -> float:
    """Return in how many seconds to come back: another moment for everybody."""
    return round(random.uniform(0.2, 3), 2)


ConnectionClass = Callable[[Bus, Clock], ConnectionManager]
