"""The knowledge base, and one person asking one domain agent."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.errors import Forbidden
from api.operations import Call, Operation, answer

PROJECT_DOCS = ("README.md", "docs/")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: str
    domain: str = "general"


class NewEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    content: str
    category: str = "general"
    source_type: str = "manual"
    source_url: str | None = None
    confidence: float = 1.0
    tags: tuple[str, ...] = ()
    metadata: dict[str, object] = {}


class EntriesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    category: str | None = None


class SearchQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10


async def ask(call: Call) -> Response:
    """Answer a question from the knowledge base, with the passages that were used."""
    result = await call.host.agents.ask(call.body.query, call.body.domain)
    return answer({"success": True, "result": result, "timestamp": call.host.clock.now()})


async def list_entries(call: Call) -> Response:
    query = call.query
    entries, total = await call.host.knowledge.entries(
        limit=query.limit, offset=query.offset, category=query.category
    )
    return answer({"entries": entries, "total": total})


async def add_entry(call: Call) -> Response:
    """Add an entry; one with the same source_url is replaced."""
    if call.user.role == "guest":
        raise Forbidden("Guests do not add to the knowledge base.")
    if call.body.source_type == "docs" or (call.body.source_url or "").startswith(PROJECT_DOCS):
        raise Forbidden("The project's own documents are read from its files.")
    entry = await call.host.knowledge.add(**msgspec.structs.asdict(call.body))
    return answer({"entry": entry}, 201)


async def search(call: Call) -> Response:
    results = await call.host.knowledge.search(call.query.query, limit=call.query.limit)
    return answer({"results": results})


OPERATIONS = [
    Operation(
        method="POST",
        path="/query",
        handler=ask,
        summary="Ask a domain agent",
        body=Question,
    ),
    Operation(
        method="GET",
        path="/knowledge/entries",
        handler=list_entries,
        summary="List the knowledge base",
        query=EntriesQuery,
    ),
    Operation(
        method="POST",
        path="/knowledge/entries",
        handler=add_entry,
        summary="Add to the knowledge base",
        body=NewEntry,
        status=201,
    ),
    Operation(
        method="GET",
        path="/knowledge/search",
        handler=search,
        summary="Search the knowledge base",
        query=SearchQuery,
    ),
]
