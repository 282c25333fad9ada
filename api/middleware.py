"""Headers that every response carries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.settings import Settings
from api.identity import is_https

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PART_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HEADERS = {
    **PART_HEADERS,
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
PARTS = (b"text/css", b"text/javascript")
"""Files of these types act within a page, whose headers rule."""


def _defaults(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode(), value.encode())
        for name, value in {**headers, "Cache-Control": "no-store"}.items()
    ]


DEFAULTS, PART_DEFAULTS = _defaults(HEADERS), _defaults(PART_HEADERS)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


PIECE = 1 << 16
"""Bytes of an answer that are sent at once."""


class Pieces:
    """Sends long answers in pieces, each when most of the one before was taken.

    Who asks and does not read costs a piece on the wire, and not the whole once more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if len(body) <= PIECE:
                await send(message)
                return
            for start in range(0, len(body), PIECE):
                end = start + PIECE
                more = end < len(body) or message.get("more_body", False)
                await send({**message, "body": body[start:end], "more_body": more})

        await self._app(scope, receive, send_in_pieces if scope["type"] == "http" else send)


class SecurityHeaders:
    """Adds the headers; what says nothing about caching is not cached."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secure = is_https(HTTPConnection(scope), self._settings)
        is_file = scope["path"].startswith("/static/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = dict(message["headers"])
                is_part = is_file and given.get(b"content-type", b"").startswith(PARTS)
                defaults = PART_DEFAULTS if is_part else DEFAULTS
                added = [header for header in defaults if header[0] not in given]
                added += [HSTS] if secure else []
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)
