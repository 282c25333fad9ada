"""The WebSocket door: origin, identity, then one event after the other."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
from starlette.routing import WebSocketRoute
from starlette.types import Message, Receive
from starlette.websockets import WebSocket

from agent.client_events import JoinRoom
from agent.connections import SESSION_ENDED, Connection, Wire
from agent.errors import Forbidden, KnowledgeServerError
from agent.events import ErrorEvent
from agent.fair_use import CONNECTIONS
from agent.models import Session
from agent.rate_limit import TokenBuckets
from api.asgi_wire import AsgiWire, wire_of
from api.identity import bearer_token, cookie_token, identify, require_same_origin
from api.problems import decoding_error, problem
from plugins.host import Host

log = logging.getLogger(__name__)

IDENTIFY_SECONDS = 5.0
FLOOD = 4429
HEARS = "read"
"""The scope without which a token opens no socket: whoever is on one hears."""


class SocketService(Protocol):
    """What is spoken on a socket."""

    decoder: msgspec.json.Decoder[Any]  # Any: a union of event structs

    def connection(self, wire: Wire, session: Session) -> Connection:
        """Return a connection of the right kind."""

    async def opened(self, connection: Connection, path_params: dict[str, Any]) -> bool:
        """Greet; False when the connection was closed instead."""

    async def received(self, connection: Connection, event: Any) -> None:
        """Do what a decoded event asks. Domain errors become `error` events."""

    def closed(self, connection: Connection) -> None:
        """The connection is gone; called once for each that was greeted."""


@dataclass(frozen=True)
class Socket:
    """A WebSocket address and what is spoken there."""

    path: str
    service: SocketService
    summary: str


def socket_route(socket: Socket, host: Host) -> WebSocketRoute:
    """Return the Starlette route of a socket."""

    async def endpoint(websocket: WebSocket) -> None:
        try:
            session = await _identified(websocket, host)
        except KnowledgeServerError as error:
            await websocket.send_denial_response(problem(error))
            return
        await websocket.accept()
        wire = wire_of(websocket.scope, websocket.send)
        try:
            await _Talk(host, socket.service, wire).run(session, websocket)
        finally:
            if isinstance(wire, AsgiWire):
                await wire.stop()

    return WebSocketRoute(socket.path, endpoint)


async def _identified(websocket: WebSocket, host: Host) -> tuple[Session, str] | None:
    """Return the session and its token; None when the client has to say it in a frame."""
    require_same_origin(websocket, host.settings)
    session = await identify(websocket, host.auth, host.settings)
    if session is not None and HEARS not in session.scopes:
        raise Forbidden(f"This token lacks the scope {HEARS}.")
    token = bearer_token(websocket) or cookie_token(websocket, host.settings)
    return (session, token) if session and token else None


class _Talk:
    """One socket from its identification to its end."""

    def __init__(self, host: Host, service: SocketService, wire: Wire) -> None:
        self._host = host
        self._service = service
        self._wire = wire
        self._errors = TokenBuckets(rate=5, burst=60, clock=host.clock)

    async def run(self, known: tuple[Session, str] | None, websocket: WebSocket) -> None:
        first: JoinRoom | None = None
        if known is None:
            try:
                async with asyncio.timeout(IDENTIFY_SECONDS):
                    known, first = await self._introduction(websocket.receive)
            except TimeoutError:
                known = None
            if known is None:
                self._wire.close(SESSION_ENDED, "not signed in")
                return
        session, token = known
        if len(tuple(self._host.connections.of_user(session.user.user_id))) >= CONNECTIONS:
            self._wire.close(FLOOD, "too many connections")
            return
        connection = self._service.connection(self._wire, session)
        connections = self._host.connections
        connections.attach(connection)
        try:
            # From here on an ending session closes this socket; one that ended before did not.
            if await self._host.auth.validate_session(token) is None:
                self._wire.close(SESSION_ENDED, "the session has ended")
            elif await self._service.opened(connection, websocket.path_params):
                try:
                    if first is not None:
                        await self._handle(connection, first)
                    await self._listen(connection, websocket.receive, token)
                finally:
                    self._service.closed(connection)
        finally:
            connections.detach(connection)

    async def _introduction(
        self, receive: Receive
    ) -> tuple[tuple[Session, str] | None, JoinRoom | None]:
        text = _text(await receive())
        try:
            event = self._service.decoder.decode(text or "")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None, None
        if not isinstance(event, JoinRoom) or event.user_token is None:
            return None, None
        session = await self._host.auth.validate_session(event.user_token)
        hears = session is not None and HEARS in session.scopes
        return ((session, event.user_token) if session and hears else None), event

    async def _listen(self, connection: Connection, receive: Receive, token: str) -> None:
        decoder, sessions = self._service.decoder, self._host.sessions
        while (message := await receive())["type"] != "websocket.disconnect":
            try:
                event = decoder.decode(_text(message) or "")
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                self._refuse(connection, decoding_error(error))
                continue
            # What is done on a socket keeps its session alive, and needs one that is.
            if (
                not sessions.is_fresh(connection.session)
                and await self._host.auth.validate_session(token) is None
            ):
                self._wire.close(SESSION_ENDED, "the session has ended")
                return
            await self._handle(connection, event)

    async def _handle(self, connection: Connection, event: Any) -> None:  # Any: any event
        try:
            self._host.fair_use.act(connection.user_id)
            await self._service.received(connection, event)
        except KnowledgeServerError as error:
            self._refuse(connection, error, client_id=getattr(event, "client_id", None))
        except Exception:  # the loop's edge: one event must not end the connection
            log.exception("%s failed", type(event).__name__)
            self._refuse(connection, KnowledgeServerError())

    def _refuse(
        self, connection: Connection, error: KnowledgeServerError, client_id: str | None = None
    ) -> None:
        refuse(connection, error, client_id)
        if self._errors.take(""):
            self._wire.close(FLOOD, "too many errors")


def refuse(
    connection: Connection, error: KnowledgeServerError, client_id: str | None = None
) -> None:
    """Answer a command that failed."""
    refusal = ErrorEvent(
        code=error.code,
        detail=error.detail,
        client_id=client_id,
        field=error.field,
        retry_after=error.retry_after,
    )
    connection.send(refusal)


def _text(message: Message) -> str | None:
    """Return the text of a frame; None for a binary one."""
    text = message.get("text")
    return text if isinstance(text, str) else None
