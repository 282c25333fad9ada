"""The domains that the server ships with."""

from __future__ import annotations

from agent.models import Domain

DOMAINS: tuple[Domain, ...] = (
    Domain(
        name="general",
        label="General",
        icon="\N{SPEECH BALLOON}",
        colour="#667eea",
        speciality="Anything that is in the knowledge base",
        placeholder="Ask anything\u2026",
        greeting="Hello! Ask me anything that the knowledge base may hold.",
    ),
    Domain(
        name="developer",
        label="Developer",
        icon="\N{PERSONAL COMPUTER}",
        colour="#10b981",
        speciality="Coding and development",
        placeholder="Ask about coding and development\u2026",
        greeting="Hello! Ask me about code, interfaces, plugins and tools.",
    ),
    Domain(
        name="trader",
        label="Trader",
        icon="\N{CHART WITH UPWARDS TREND}",
        colour="#f59e0b",
        speciality="Markets and trading",
        placeholder="Ask about markets and trading\u2026",
        greeting="Hello! Ask me about markets, orders and risk.",
    ),
    Domain(
        name="lawyer",
        label="Lawyer",
        icon="\N{SCALES}",
        colour="#6366f1",
        speciality="Law, contracts and compliance",
        placeholder="Ask about law and contracts\u2026",
        greeting="Hello! Ask me about contracts, licences and compliance.",
    ),
    Domain(
        name="researcher",
        label="Researcher",
        icon="\N{MICROSCOPE}",
        colour="#8b5cf6",
        speciality="Studies, sources and methods",
        placeholder="Ask about research and sources\u2026",
        greeting="Hello! Ask me about studies, sources and methods.",
    ),
    Domain(
        name="data-engineer",
        label="Data Engineer",
        icon="\N{BAR CHART}",
        colour="#ef4444",
        speciality="Databases, pipelines and data quality",
        placeholder="Ask about databases and pipelines\u2026",
        greeting="Hello! Ask me about databases, pipelines and data quality.",
    ),
    Domain(
        name="security",
        label="Security",
        icon="\N{SHIELD}",
        colour="#06b6d4",
        speciality="Protection, access and threats",
        placeholder="Ask about security and access\u2026",
        greeting="Hello! Ask me about access, threats and protection.",
    ),
)
