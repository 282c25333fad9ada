"""Serves the application with uvicorn, our frame protocol, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import ssl
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from agent.errors import StartError
from agent.settings import Settings
from api.host_socket import FRAME_LIMIT
from api.http import BoundedHttp
from api.wire import FrameProtocol
from plugins.host import Host

PING_SECONDS = 20.0

# The longest end takes 4 of the 5 seconds that a supervisor may give, and then the log is merged.
ANSWER_SECONDS = 1.0
"""How long messages that came in have to be committed and acknowledged."""

GOODBYE_SECONDS = 1.0
"""How long WebSocket clients have to answer the close frame."""

REQUEST_SECONDS = 2
"""How long HTTP requests have to end."""

TICK = 0.01
BACKLOG = 2048


class Server(uvicorn.Server):
    """Ends by SIGINT or SIGTERM without killing the process before the database is closed."""

    def __init__(self, app: Starlette, settings: Settings, started: Callable[[], None]) -> None:
        super().__init__(_config(app, settings))
        self._host: Host = app.state.host
        self._on_start = started

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        talks = [one for one in self.server_state.connections if isinstance(one, FrameProtocol)]
        await self._answer(talks)
        # People come back spread over seconds; without this all would come in the same instant.
        self._host.connections.close_all()
        await self._see_off([talk for talk in talks if talk.close_sent])
        await super().shutdown(sockets)

    async def _answer(self, talks: list[FrameProtocol]) -> None:
        """Take in nothing more, and acknowledge what has come."""
        for talk in talks:
            talk.hold()
        unanswered = self._host.connections.unanswered
        await self._until(
            lambda: not unanswered and all(talk.is_idle() for talk in talks), ANSWER_SECONDS
        )

    async def _see_off(self, talks: list[FrameProtocol]) -> None:
        """Let clients read to the end: closing before they answer may reset the connection."""
        open_talks = self.server_state.connections
        await self._until(lambda: open_talks.isdisjoint(talks), GOODBYE_SECONDS)
        for talk in open_talks.intersection(talks):
            talk.transport.abort()  # too slow, or gone; it resumes

    async def _until(self, is_done: Callable[[], bool], seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not is_done() and not self.force_exit:  # noqa: ASYNC110 - as uvicorn waits
                    await asyncio.sleep(TICK)


def listen(settings: Settings) -> socket.socket:
    """Take the address. Raises StartError with the remedy in one line."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, or asyncio would leave Nagle's delay of 40 ms on its connections.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Port {settings.port} of {settings.host} is taken. Choose another with --port."
            ) from error
        raise StartError(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror or error}."
        ) from error
    return listener


def url(settings: Settings, listener: socket.socket) -> str:
    """Return the address to open in a browser, without a path."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    scheme = "https" if settings.ssl_certfile else "http"
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{scheme}://{host}:{listener.getsockname()[1]}"


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=BoundedHttp,
        ws=FrameProtocol,
        ws_max_size=FRAME_LIMIT,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # it would give each client other bytes
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=REQUEST_SECONDS,
        backlog=BACKLOG,
        ssl_certfile=settings.ssl_certfile or None,
        ssl_keyfile=settings.ssl_keyfile or None,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise StartError(f"The TLS certificate or key cannot be used: {error}.") from error
    return config
