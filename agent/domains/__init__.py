"""The domain agents: each answers from the knowledge base, for its field."""

from __future__ import annotations

from agent.domains.agents import DomainAgents
from agent.domains.catalogue import DOMAINS

__all__ = ["DOMAINS", "DomainAgents"]
