"""Builds the application from the host's doors and those of the plugins."""

from __future__ import annotations

import logging
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from agent import errors
from agent.errors import KnowledgeServerError
from api import admin, assets, knowledge, sessions
from api.assets import AssetStore
from api.compressed_pages import CompressedPages
from api.host_socket import HostSocket
from api.identity import identify
from api.middleware import Pieces, SecurityHeaders
from api.operations import Operation, routes
from api.pages import Pages
from api.problems import problem
from api.reference import Reference
from api.socket import Socket, socket_route
from api.web_app import web_app_routes
from plugins.host import Host, WebApp

log = logging.getLogger(__name__)

SOCKETS = "/ws"
BY_STATUS: dict[int, type[KnowledgeServerError]] = {
    404: errors.NotFound,
    405: errors.NotAllowed,
    413: errors.TooLarge,
}


def build_app(host: Host) -> Starlette:
    """Return the ASGI application; call it inside the host's lifespans."""
    hook = host.plugins.hook
    store = AssetStore([assets.HOST, *reversed(hook.register_static())])
    pages = Pages(host, store)
    doors: list[Operation | Socket] = [
        *admin.OPERATIONS,
        *sessions.OPERATIONS,
        *knowledge.OPERATIONS,
        *pages.operations(),
        *Reference(pages).operations(),
        Socket(SOCKETS, HostSocket(host.settings), "The host's notifications"),
    ]
    for guests in reversed(hook.register_routes(pages=pages)):
        doors += guests
    app = Starlette(
        routes=[
            *_routes(doors, host),
            *web_app_routes(hook.web_app() or WebApp(), store),
            Route("/static/{build}/{path:path}", store.serve),
        ],
        middleware=[
            Middleware(Pieces),
            Middleware(SecurityHeaders, settings=host.settings),
            Middleware(CompressedPages),
        ],
        exception_handlers=_handlers(host, pages),
    )
    app.router.redirect_slashes = False
    app.state.host = host
    app.state.doors = tuple(doors)
    return app


def _routes(doors: list[Operation | Socket], host: Host) -> list[BaseRoute]:
    operations = [door for door in doors if isinstance(door, Operation)]
    sockets = [socket_route(door, host) for door in doors if isinstance(door, Socket)]
    return [*routes(operations, host), *sockets]


def _handlers(host: Host, pages: Pages) -> dict[Any, Any]:  # Any: as Starlette declares it
    async def answer(request: Request, error: KnowledgeServerError) -> Response:
        if not _wants_page(request):
            return problem(error)
        try:
            session = await identify(request, host.auth, host.settings)
        except KnowledgeServerError:
            session = None
        return await pages.error(error, session.user if session else None)

    async def domain_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, KnowledgeServerError)  # registered for it alone
        return await answer(request, error)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # registered for it alone
        response = await answer(request, BY_STATUS.get(error.status_code, KnowledgeServerError)())
        response.headers.update(error.headers or {})
        return response

    async def unforeseen(request: Request, error: Exception) -> Response:
        log.error("%s failed: %r", request.method, error)
        return await answer(request, KnowledgeServerError())

    return {KnowledgeServerError: domain_error, HTTPException: http_error, Exception: unforeseen}


def _wants_page(request: Request) -> bool:
    is_call = request.url.path.startswith(("/api/", "/knowledge/", "/static/", "/query"))
    return not is_call and "text/html" in request.headers.get("accept", "")
