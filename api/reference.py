"""The API's own description: two documents for programs, a page for people."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from api.identity import own_origin
from api.openapi import Json, document, events_document
from api.operations import Call, Operation, answer
from api.pages import Pages
from api.reference_page import Chapter, Shape, chapters, shapes


@dataclass(frozen=True, kw_only=True)
class Described:
    """What was read from the doors; they do not change while the server runs."""

    openapi: Json
    events: Json
    chapters: list[Chapter]
    shapes: list[Shape]
    event_shapes: list[Shape]


class Reference:
    """Describes the doors of the application that it is a part of."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._described: Described | None = None

    async def openapi(self, call: Call) -> Response:
        return answer((await self._read(call)).openapi)

    async def events(self, call: Call) -> Response:
        return answer((await self._read(call)).events)

    async def show(self, call: Call) -> Response:
        described = await self._read(call)
        return await self._pages.render(
            "api_docs.html",
            user=call.user,
            here="/api/docs",
            about=described.openapi["info"],
            origin=own_origin(call.request, call.host.settings),
            chapters=described.chapters,
            shapes=described.shapes,
            events=described.event_shapes,
        )

    async def _read(self, call: Call) -> Described:
        # A quarter of a second of work: once, on demand, and beside the event loop.
        if self._described is None:
            self._described = await asyncio.to_thread(_describe, call.request.app.state.doors)
        return self._described

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/openapi.json",
                handler=self.openapi,
                summary="Get the OpenAPI document",
                answer="document",
            ),
            Operation(
                method="GET",
                path="/api/events.json",
                handler=self.events,
                summary="Get the JSON Schema of the WebSocket events",
                answer="document",
            ),
            Operation(
                method="GET",
                path="/api/docs",
                handler=self.show,
                summary="The reference of the API",
                access="page",
                answer="page",
            ),
        ]


def _describe(doors: Iterable[object]) -> Described:
    openapi, events = document(doors), events_document(doors)
    return Described(
        openapi=openapi,
        events=events,
        chapters=chapters(openapi),
        shapes=shapes(openapi["components"]["schemas"]),
        event_shapes=shapes(events["$defs"]),
    )
