"""Servers that hand each frame to everybody: nothing is checked, nothing is on disk."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from pathlib import Path

from tests.performance.dialects import Relay, SocketIo
from tests.performance.peers.installing import (
    HERE,
    debian,
    node_modules,
    node_version,
    python_environment,
    python_version,
)
from tests.performance.servers import (
    Target,
    disk_folder,
    free_port,
    listening,
    ready,
    running,
)

SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"
NCHAN = """
daemon off;
worker_processes 1;
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  nchan_shared_memory_size 128M;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location = /health {{ return 200; }}
    location = /ws {{
      nchan_pubsub websocket;
      nchan_channel_id room;
      nchan_message_buffer_length 0;
    }}
  }}
}}
"""
"""One worker, nothing kept. A publisher that subscribes too gets no receipt for each message."""


@contextlib.asynccontextmanager
async def plain_starlette() -> AsyncIterator[Target]:
    """Run the loop that everybody writes first: an await for each recipient."""
    port = free_port()
    with running(
        [sys.executable, "-m", "tests.performance.peers.plain_starlette", str(port)]
    ) as pid:
        await ready(f"http://127.0.0.1:{port}/health")
        yield Target(
            "plain Starlette loop",
            port,
            pid,
            "/ws",
            dialect=Relay(),
            version=f"starlette {version('starlette')}, uvicorn {version('uvicorn')}",
        )


@contextlib.asynccontextmanager
async def nchan() -> AsyncIterator[Target]:
    """Run nginx with its module for WebSockets, in C."""
    installed = debian("nginx", "libnginx-mod-nchan")
    port = free_port()
    with disk_folder() as folder:
        (folder / "nginx.conf").write_text(NCHAN.format(folder=folder, port=port))
        command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with running(command) as pid:
            await ready(f"http://127.0.0.1:{port}/health")
            yield Target("nchan", port, pid, "/ws", dialect=Relay(), version=installed)


@contextlib.asynccontextmanager
async def ws() -> AsyncIterator[Target]:
    """Run node's `ws`."""
    port = free_port()
    with running(*_node("relay_ws.cjs", port)) as pid:
        await ready(f"http://127.0.0.1:{port}/health")
        yield Target("ws", port, pid, "/ws", dialect=Relay(), version=node_version("ws"))


@contextlib.asynccontextmanager
async def socket_io() -> AsyncIterator[Target]:
    """Run node's socket.io."""
    port = free_port()
    with running(*_node("relay_socketio.cjs", port)) as pid:
        await ready(f"http://127.0.0.1:{port}/health")
        installed = node_version("socket.io")
        yield Target("socket.io", port, pid, SOCKET_IO, dialect=SocketIo(), version=installed)


@contextlib.asynccontextmanager
async def python_socketio() -> AsyncIterator[Target]:
    """Run Python's socket.io."""
    interpreter = python_environment("socketio")
    installed = python_version("socketio", "python-socketio")
    port = free_port()
    with running([str(interpreter), str(HERE / "relay_socketio.py"), str(port)]) as pid:
        await listening(port)
        yield Target("python-socketio", port, pid, SOCKET_IO, dialect=SocketIo(), version=installed)


def _node(script: str, port: int) -> tuple[list[str], dict[str, str]]:
    node = Path(sys.executable).with_name("node")
    return [str(node), str(HERE / script), str(port)], {"NODE_PATH": str(node_modules())}


RELAYS: Mapping[str, Callable[[], AbstractAsyncContextManager[Target]]] = {
    "plain Starlette loop": plain_starlette,
    "nchan": nchan,
    "ws": ws,
    "socket.io": socket_io,
    "python-socketio": python_socketio,
}
