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
from api.wire import FrameProtocol
from plugins.host import Host

PING_SECONDS = 20.0
GRACEFUL_SECONDS = 4
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
        # People come back spread over seconds; without this all would come in the same instant.
        self._host.connections.close_all()
        await super().shutdown(sockets)


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
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        backlog=BACKLOG,
        ssl_certfile=settings.ssl_certfile or None,
        ssl_keyfile=settings.ssl_keyfile or None,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise StartError(f"The TLS certificate or key cannot be used: {error}.") from error
    return config
