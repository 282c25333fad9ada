"""The host's own socket: notifications for the pages that have no other."""

from __future__ import annotations

from typing import Any

from agent import events
from agent.client_events import ClientEvent, JoinRoom, Ping, decoder
from agent.connections import HEARTBEAT, Connection, Wire
from agent.events import HelloEvent, Limits, PongEvent
from agent.models import MEMBERS_LIMIT, MESSAGE_LIMIT, Session
from agent.settings import Settings

FRAME_LIMIT = 128 * 1024


def limits(settings: Settings) -> Limits:
    """Return what `hello` announces."""
    return Limits(
        text=MESSAGE_LIMIT,
        frame=FRAME_LIMIT,
        message_rate=settings.message_rate,
        message_burst=settings.message_burst,
        room_rate=settings.room_rate,
        room_burst=settings.room_burst,
        members=MEMBERS_LIMIT,
    )


class HostSocket:
    """`/ws`: says hello, answers pings; toasts and heartbeats come by themselves."""

    decoder = decoder(JoinRoom, Ping)

    def __init__(self, settings: Settings) -> None:
        self._limits = limits(settings)

    def connection(self, wire: Wire, session: Session) -> Connection:
        return Connection(wire, session)

    async def opened(self, connection: Connection, path_params: dict[str, Any]) -> bool:
        hello = HelloEvent(
            protocol=events.PROTOCOL,
            user=connection.session.user,
            limits=self._limits,
            rooms=(),
            heartbeat=HEARTBEAT,
        )
        connection.send(hello)
        return True

    async def received(self, connection: Connection, event: ClientEvent) -> None:
        if isinstance(event, Ping):
            connection.send(PongEvent())

    def closed(self, connection: Connection) -> None:
        """Nothing was kept."""
