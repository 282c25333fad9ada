"""Servers that hand each frame to everybody: nothing is checked, nothing is on disk."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager

from tests.performance.dialects import Relay
from tests.performance.peers.installing import debian
from tests.performance.servers import Target, disk_folder, free_port, ready, running

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
        yield Target("plain Starlette loop", port, pid, "/ws", dialect=Relay())


@contextlib.asynccontextmanager
async def nchan() -> AsyncIterator[Target]:
    """Run nginx with its module for WebSockets, in C."""
    debian("nginx", "libnginx-mod-nchan")
    port = free_port()
    with disk_folder() as folder:
        (folder / "nginx.conf").write_text(NCHAN.format(folder=folder, port=port))
        command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with running(command) as pid:
            await ready(f"http://127.0.0.1:{port}/health")
            yield Target("nchan", port, pid, "/ws", dialect=Relay())


RELAYS: Mapping[str, Callable[[], AbstractAsyncContextManager[Target]]] = {
    "plain Starlette loop": plain_starlette,
    "nchan": nchan,
}
