"""Pages go over the wire compressed."""

from __future__ import annotations

import gzip
import io
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HIDDEN = 100
"""So many bytes of a page's length are chance."""


class CompressedPages:
    """Compresses pages, for those who can read it.

    A page holds texts of several people, and its length could tell one who reads the network
    whether two of them are alike (BREACH): a head of random length hides that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def send_compressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if _is_page(message):
                    return
            elif _is_page(start):
                content = _compressed(message.get("body", b""))
                headers = MutableHeaders(raw=start["headers"])
                headers["Content-Length"] = str(len(content))
                headers["Content-Encoding"] = "gzip"
                headers.add_vary_header("Accept-Encoding")
                await send(start)
                message = {**message, "body": content}
            await send(message)

        await self._app(scope, receive, send_compressed)


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _compressed(content: bytes) -> bytes:
    target = io.BytesIO()
    name = "-" * secrets.randbelow(HIDDEN)
    with gzip.GzipFile(name, "wb", fileobj=target, mtime=0, compresslevel=6) as packing:
        packing.write(content)
    return target.getvalue()
