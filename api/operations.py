"""One table of operations gives the routes, the request checks and the security tests."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from agent import errors
from agent.models import MAX_ID, Session, User
from api.identity import SAFE_METHODS, identify, require_same_origin
from api.middleware import PIECE
from api.problems import decoding_error
from plugins.host import Host

log = logging.getLogger(__name__)

BODY_LIMIT = 1 << 20
READING = "knowledge_server.reading"
"""In the scope of a request: the place of its account that a long answer takes until it is sent."""

Access = Literal["anyone", "user", "admin", "page", "admin_page"]
"""Who may call; a page sends those who are signed out to the sign-in."""

Drawn = Literal["page", "document", "image", "drawing"]
Answer = Mapping[str, Any] | Drawn  # Any: types of the fields
"""A success is a JSON object of these fields, an HTML page, a JSON document, a WebP or an SVG."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request that has passed the checks of its operation."""

    request: Request
    host: Host
    session: Session | None
    body: Any = None  # Any: an instance of the operation's own `body` struct
    upload: bytes = b""
    query: Any = None  # Any: an instance of the operation's own `query` struct

    @property
    def user(self) -> User:
        assert self.session is not None  # operations for anyone do not ask
        return self.session.user

    def id(self, name: str) -> int:
        """Return a numeric part of the path. Raises NotFound for what is no id."""
        text = self.request.path_params[name]
        if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= MAX_ID):
            raise errors.NotFound
        return int(text)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path; `summary` is its line in the documentation."""

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Response]]
    summary: str
    access: Access = "user"
    body: type[msgspec.Struct] | None = None
    upload: int | None = None
    """Instead of a `body` in JSON: an image as it is, of at most so many bytes."""
    query: type[msgspec.Struct] | None = None
    status: int = 200
    answer: Answer | None = None
    others: tuple[int, ...] = ()
    """Statuses besides `status` and those that the checks above give to every operation."""


def routes(operations: Sequence[Operation], host: Host) -> list[BaseRoute]:
    """Return Starlette routes; the check of each is the same few steps, in one place."""
    by_path: dict[str, dict[str, ASGIApp]] = {}
    for one in operations:
        by_path.setdefault(one.path, {})[one.method] = _app(one, host)
    return [_PathIndex([Route(path, _Methods(apps)) for path, apps in by_path.items()])]


def scope_of(operation: Operation) -> str:
    """Return the scope that a token needs for an operation that is not for anyone."""
    if operation.access.startswith("admin"):
        return "admin"
    return "read" if operation.method in SAFE_METHODS else "write"


def answer(content: object, status: int = 200) -> Response:
    """Return structs, dicts and lists as JSON."""
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def nothing() -> Response:
    """Return 204."""
    return Response(status_code=204)


class _Methods:
    """All methods of one path; a method that it lacks never falls through to a `{part}`."""

    def __init__(self, apps: dict[str, ASGIApp]) -> None:
        self._apps = {"HEAD": apps["GET"], **apps} if "GET" in apps else apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (app := self._apps.get(scope["method"])) is None:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(self._apps))})
        await app(scope, receive, send)


class _PathIndex(BaseRoute):
    """Finds a path by its number of parts and its last one, not by asking each route in turn."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes: dict[tuple[int, str | None], list[Route]] = {}
        for route in routes:
            parts = route.path.split("/")
            last = None if parts[-1].startswith("{") else parts[-1]
            self._routes.setdefault((len(parts), last), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            parts = scope["path"].split("/")
            for last in (parts[-1], None):  # a `{part}` comes after the words
                for route in self._routes.get((len(parts), last), ()):
                    match, found = route.matches(scope)
                    if match is Match.FULL:
                        return match, found
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["endpoint"](scope, receive, send)


def _app(operation: Operation, host: Host) -> ASGIApp:
    endpoint = _endpoint(operation, host)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await endpoint(Request(scope, receive, send))
        async with scope.get(READING) or contextlib.nullcontext():
            await response(scope, receive, send)

    return app


def _endpoint(operation: Operation, host: Host) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.method not in SAFE_METHODS:
            require_same_origin(request, host.settings)
        session = await identify(request, host.auth, host.settings)
        if session is None and operation.access.endswith("page"):
            return await _to_sign_in(request, host)
        _require_access(operation, session)
        query = _query(operation.query, request) if operation.query else None
        body = await _body(operation.body, request) if operation.body else None
        upload = b"" if operation.upload is None else await _upload(operation.upload, request)
        if session is not None and (operation.body or operation.upload):
            # It came as slowly as its sender liked: who they were then does not count.
            session = await identify(request, host.auth, host.settings)
            _require_access(operation, session)
        call = Call(
            request=request, host=host, session=session, body=body, upload=upload, query=query
        )
        try:
            return await _in_turn(operation, call)
        except errors.KnowledgeServerError:
            raise
        except Exception as error:  # the door's edge: said in the log, and to the client as a 500
            log.exception("%s %s failed", operation.method, operation.path)
            raise errors.KnowledgeServerError from error

    return endpoint


async def _in_turn(operation: Operation, call: Call) -> Response:
    """Do what is asked, when the account's turn has come. Raises RateLimited."""
    if call.session is None:
        return await operation.handler(call)
    user_id, fair_use = call.session.user.user_id, call.host.fair_use
    if operation.method not in SAFE_METHODS:
        fair_use.act(user_id)
    async with fair_use.turn(user_id):
        response = await operation.handler(call)
        if len(response.body) > PIECE:
            # Held until it is sent: here, so that no more answers are made than are taken.
            place = call.request.scope[READING] = contextlib.AsyncExitStack()
            await place.enter_async_context(fair_use.reading(user_id))
        return response


def _require_access(operation: Operation, session: Session | None) -> None:
    if operation.access == "anyone":
        return
    if session is None:
        raise errors.NotSignedIn
    scope = scope_of(operation)
    if scope not in session.scopes:
        raise errors.Forbidden(f"This token lacks the scope {scope}.")
    if scope == "admin" and not session.user.is_admin:
        raise errors.Forbidden("This is for administrators.")


async def _to_sign_in(request: Request, host: Host) -> Response:
    if await host.auth.setup_token() is not None:
        return RedirectResponse("/setup", 303)
    asked = request.url.query
    here = quote(f"{request.url.path}?{asked}" if asked else request.url.path)
    return RedirectResponse("/login" if here == "/" else f"/login?next={here}", 303)


def _query(shape: type[msgspec.Struct], request: Request) -> msgspec.Struct:
    given = dict(request.query_params)
    try:
        query = msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        raise decoding_error(error) from error
    for name in given:  # msgspec reads the text `null` as no value
        if getattr(query, name) is None:
            raise errors.Invalid("A parameter that is given has a value.", field=name)
    return query


async def _body(shape: type[msgspec.Struct], request: Request) -> msgspec.Struct:
    if _kind(request) != "application/json":
        raise errors.UnsupportedMedia
    content = await _content(request, BODY_LIMIT, errors.TooLarge())
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise decoding_error(error) from error


async def _upload(limit: int, request: Request) -> bytes:
    if not _kind(request).startswith("image/"):
        raise errors.UnsupportedMedia("Send an image, with its own content type.")
    too_large = errors.TooLarge(f"The image is larger than {limit >> 10} KiB.")
    return await _content(request, limit, too_large)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _content(request: Request, limit: int, too_large: errors.TooLarge) -> bytes:
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > limit:
                raise too_large
    except ClientDisconnect as error:  # nobody hears the answer; it is no failure of the server's
        raise errors.Malformed from error
    return bytes(content)
