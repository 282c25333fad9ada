"""The orchestrator: hands a question to the agent of its domain."""

from __future__ import annotations

from collections.abc import Iterable

from agent.domains.answers import NOTHING_FOUND, quote, relevant
from agent.domains.catalogue import DOMAINS
from agent.errors import Invalid, StartError
from agent.knowledge_base import KnowledgeBase
from agent.knowledge_drafts import checked
from agent.models import MESSAGE_LIMIT, Answer, Domain

LOOKED_AT = 12
"""Passages that an answer chooses from."""


class DomainAgents:
    """The domain agents of one server."""

    def __init__(self, knowledge: KnowledgeBase, domains: Iterable[Domain] = DOMAINS) -> None:
        self._knowledge = knowledge
        self._domains: dict[str, Domain] = {}
        for domain in domains:
            if domain.name in self._domains:
                raise StartError(f"Two domain agents are named {domain.name}.")
            self._domains[domain.name] = domain

    @property
    def all(self) -> tuple[Domain, ...]:
        return tuple(self._domains.values())

    def get(self, name: str) -> Domain | None:
        """Return the domain of that name."""
        return self._domains.get(name)

    async def ask(self, query: str, domain: str) -> Answer:
        """Answer from the knowledge base, or say that nothing was found. Raises Invalid."""
        if domain not in self._domains:
            raise Invalid(f"domain is one of {', '.join(self._domains)}.", field="domain")
        query = checked(query, "query", MESSAGE_LIMIT)
        found = await self._knowledge.search(query, limit=LOOKED_AT, prefer=domain)
        passages = relevant(found)
        if not passages:
            return Answer(answer=NOTHING_FOUND, domain=domain, sources=(), found=False)
        text, sources = quote(passages)
        return Answer(answer=text, domain=domain, sources=sources, found=True)
