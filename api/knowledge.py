"""The knowledge base, and one person asking one domain agent."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.domains.catalogue import DOMAINS
from agent.errors import Forbidden
from agent.knowledge_drafts import CONTENT_LIMIT, NAME_LIMIT, TAGS_LIMIT, TITLE_LIMIT, URL_LIMIT
from agent.markup import render
from agent.models import MESSAGE_LIMIT, Answer, Entry, Passage, length, one_of
from api.operations import Call, Operation, answer

PROJECT_DOCS = ("README.md", "docs/")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Annotated[str, length(MESSAGE_LIMIT)]
    domain: Annotated[str, one_of(*(one.name for one in DOMAINS))] = "general"


class Reply(Answer, frozen=True, kw_only=True):
    """An answer for a page, too: its Markdown as HTML of a few harmless tags."""

    html: str


class NewEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: Annotated[str, length(TITLE_LIMIT)]
    content: Annotated[str, length(CONTENT_LIMIT)]
    category: Annotated[str, length(NAME_LIMIT)] = "general"
    source_type: Annotated[str, length(NAME_LIMIT)] = "manual"
    source_url: Annotated[str, length(URL_LIMIT)] | None = None
    confidence: Annotated[float, msgspec.Meta(extra_json_schema={"minimum": 0, "maximum": 1})] = 1.0
    tags: Annotated[
        tuple[Annotated[str, length(NAME_LIMIT)], ...],
        msgspec.Meta(extra_json_schema={"maxItems": TAGS_LIMIT}),
    ] = ()
    metadata: dict[str, object] = {}


class EntriesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    category: Annotated[str, length(NAME_LIMIT)] | None = None


class SearchQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10


async def ask(call: Call) -> Response:
    """Answer a question from the knowledge base, with the passages that were used."""
    result = await call.host.agents.ask(call.body.query, call.body.domain)
    html = await asyncio.to_thread(render, result.answer)
    reply = Reply(**msgspec.structs.asdict(result), html=html)
    return answer({"success": True, "result": reply, "timestamp": call.host.clock.now()})


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
    call.host.fair_use.act(call.user.user_id, size=len(call.body.content))
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
        answer={"success": bool, "result": Reply, "timestamp": str},
        body=Question,
    ),
    Operation(
        method="GET",
        path="/knowledge/entries",
        handler=list_entries,
        summary="List the knowledge base",
        answer={"entries": list[Entry], "total": int},
        query=EntriesQuery,
    ),
    Operation(
        method="POST",
        path="/knowledge/entries",
        handler=add_entry,
        summary="Add to the knowledge base",
        answer={"entry": Entry},
        body=NewEntry,
        status=201,
    ),
    Operation(
        method="GET",
        path="/knowledge/search",
        handler=search,
        summary="Search the knowledge base",
        answer={"results": list[Passage]},
        query=SearchQuery,
    ),
]
