"""The cast: a real server on a real socket, the people in it, and a clock that tests move."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import argon2
import httpx2
import websockets
from starlette.applications import Starlette
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect

from agent.chat import Chat
from agent.models import User
from agent.passwords import Passwords
from agent.ports import Clock
from agent.room_membership import Membership
from agent.settings import Settings
from api.server import Server, listen
from knowledge_server import open_app
from plugins.host import Host

PASSWORD = "tea for two 42"
PATIENCE = 20.0
"""Seconds after which an event that did not come is a failure."""

Event = dict[str, Any]  # Any: a decoded JSON event


class MovableClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def move(self, seconds: float) -> None:
        self.elapsed += seconds

    def time(self) -> float:
        return 1_800_000_000.0 + self.elapsed

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed


class CheapPasswords(Passwords):
    """Argon2 with the least parameters: tests check who gets in, not how long it takes."""

    def __init__(self, *, workers: int = 2) -> None:
        super().__init__(workers=workers)
        self._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Talk:
    """One WebSocket as a client sees it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard: list[Event] = []

    async def say(self, kind: str, **fields: object) -> None:
        await self.connection.send(json.dumps({"type": kind, **fields}))

    async def next(self) -> Event:
        """Return the next event, whatever it is."""
        async with asyncio.timeout(PATIENCE):
            event: Event = json.loads(await self.connection.recv())
        self.heard.append(event)
        return event

    async def event(self, kind: str, **fields: object) -> Event:
        """Return the next event of this type with these fields; what comes before is passed by."""
        while True:
            event = await self.next()
            if event["type"] == kind and all(event.get(key) == fields[key] for key in fields):
                return event

    async def post(self, room_id: int, content: str, **fields: object) -> Event:
        """Send a message and return the message of its acknowledgement."""
        await self.say("send_message", room_id=room_id, content=content, **fields)
        while (event := await self.event("message"))["message"]["content"] != content:
            pass
        message: Event = event["message"]
        return message

    async def settled(self) -> list[Event]:
        """Return all that arrives before the answer to a ping: nothing older is under way."""
        start = len(self.heard)
        await self.say("ping")
        await self.event("pong")
        return self.heard[start:-1]

    async def ended(self) -> tuple[int, str]:
        """Wait until the server closes; returns code and reason."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    self.heard.append(json.loads(await self.connection.recv()))
            await self.connection.wait_closed()
        code, reason = self.connection.close_code, self.connection.close_reason
        assert code is not None
        assert reason is not None
        return code, reason


class Person:
    """Somebody with an account, signed in by a Bearer token."""

    def __init__(self, house: House, user: User, token: str) -> None:
        self.house = house
        self.user = user
        self.token = token
        self.bearer = {"Authorization": f"Bearer {token}"}

    async def call(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx2.Response:
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.house.bearers.request(
            method, path, json=body, headers={**self.bearer, **extra}
        )

    async def get(self, path: str) -> Any:  # Any: decoded JSON
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def room(self, name: str) -> Any:  # Any: decoded JSON
        rooms = (await self.get("/api/rooms"))["rooms"]
        return next(room for room in rooms if room["name"] == name)

    @contextlib.asynccontextmanager
    async def socket(self, path: str = "/ws/rooms", *, greeted: bool = True) -> AsyncIterator[Talk]:
        """Open a WebSocket; with `greeted`, after its hello."""
        async with self.house.socket(path, **self.bearer) as talk:
            if greeted:
                await talk.event("hello")
            yield talk


class House:
    """A running server and its people."""

    def __init__(
        self,
        app: Starlette,
        clock: MovableClock,
        base: str,
        http: httpx2.AsyncClient,
        bearers: httpx2.AsyncClient,
    ) -> None:
        self.app = app
        self.host: Host = app.state.host
        self.clock = clock
        self.base = base
        self.http = http  # a browser: it keeps cookies
        self.bearers = bearers
        self.people: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def chat(self) -> Chat:
        plugin: Any = self.host.plugins.get_plugin("chat_rooms")  # Any: pluggy types it as object
        chat: Chat = plugin.chat
        return chat

    async def enter(self, name: str) -> Person:
        """Sign somebody in who has an account."""
        user = await self.host.accounts.by_name(name)
        assert user is not None
        token = await self.host.sessions.open(user.user_id)
        self.people[name] = Person(self, user, token)
        return self.people[name]

    async def newcomer(self, name: str, role: str = "member") -> Person:
        """Make an account and sign it in."""
        await self.host.accounts.create(name, password=PASSWORD, role=role)
        return await self.enter(name)

    @contextlib.asynccontextmanager
    async def socket(self, path: str = "/ws/rooms", **headers: str) -> AsyncIterator[Talk]:
        """Open a WebSocket with exactly these headers."""
        async with connect(
            self.base.replace("http", "ws", 1) + path,
            additional_headers=headers,
            compression=None,
            max_size=None,
            proxy=None,
            close_timeout=1,
        ) as connection:
            yield Talk(connection)

    async def seat(self, room_id: int, *people: Person, role: str = "member") -> None:
        """Make people members of a room, as an invitation would."""
        membership: Membership = self.chat.rooms._membership
        for person in people:
            user = person.user
            await self.host.database.write(
                lambda transaction, user=user: membership.add(  # type: ignore[misc]  # mypy cannot infer a lambda's default
                    transaction, room_id, user, role=role
                ),
                then=lambda after: after(),
            )

    async def unseat(self, room_id: int, person: Person, reason: str = "kicked") -> None:
        """End a membership, as a kick would."""
        membership: Membership = self.chat.rooms._membership
        await self.host.database.write(
            lambda transaction: membership.remove(transaction, room_id, person.user, reason=reason),
            then=lambda after: after(),
        )


def _no_cookies() -> CookieJar:
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


class _Stage(Server):
    """The server, ended by an event and not by a signal."""

    def __init__(self, app: Starlette, settings: Settings, *, plain: bool) -> None:
        self.ready, self.over = asyncio.Event(), asyncio.Event()
        super().__init__(app, settings, self.ready.set)
        if plain:
            self.config.ws_protocol_class = WebSocketsSansIOProtocol

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End without uvicorn's waits of a tenth of a second; tests/api/test_cli.py has those."""
        for server in self.servers:
            server.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)


@contextlib.asynccontextmanager
async def open_house(
    directory: Path, *names: str, plain: bool = False, **changes: object
) -> AsyncIterator[House]:
    """Serve a data directory on a free port; `plain` leaves our frame protocol out."""
    fields: dict[str, Any] = {  # Any: one type for each setting
        "data_dir": str(directory),
        "port": 0,
        "message_rate": 0.0,
        "room_rate": 0.0,
        **changes,
    }
    settings = Settings(**fields)
    clock = MovableClock()
    async with open_app(settings, clock=clock) as app:
        listener = listen(settings)
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = _Stage(app, settings, plain=plain)
        serving = asyncio.create_task(server.serve([listener]))
        async with asyncio.timeout(PATIENCE):
            await server.ready.wait()
        # Nobody speaks TLS here, and to read all certificates takes longer than a test.
        plain_http: dict[str, Any] = {
            "base_url": base,
            "trust_env": False,
            "verify": False,
        }  # Any: as above
        async with (
            httpx2.AsyncClient(**plain_http) as http,
            httpx2.AsyncClient(**plain_http, cookies=_no_cookies()) as bearers,
        ):
            house = House(app, clock, base, http, bearers)
            for name in names:
                await house.enter(name)
            try:
                yield house
            finally:
                server.over.set()
        await serving
