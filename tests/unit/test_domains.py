"""The domain agents: true answers with their sources, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from agent.domains import DOMAINS, DomainAgents
from agent.domains.answers import ANSWER_LIMIT, readable
from agent.errors import Invalid, StartError
from agent.knowledge_base import KnowledgeBase
from agent.models import MESSAGE_LIMIT
from agent.ports import Clock
from agent.storage.migrate import CORE, migrate
from agent.storage.sqlite import SqliteDatabase

LEAD = re.compile("\u201c(.+)\u201d (?:also )?says:\n\n")

DOCUMENTS = {
    "README.md": """# knowledge_server

A self-hosted server in which people and domain agents work together in rooms.

## Start

`make run` starts the server and prints a link. Open it to choose the owner's password.
""",
    "docs/running.md": """# Running

## Accounts

An owner adds an account in the admin panel under Users, or on the terminal:

```sh
knowledge-server user add alice --password-stdin
```

## Crashes

After `kill -9` every message that was acknowledged is still there, exactly once. A message that
was not acknowledged is sent again by the browser.

## Backups

Stop the server and copy the data directory to a safe place. Messages live in one file.
""",
    "docs/plugin_hooks.md": """# Plugins

A plugin is a Python module with functions that the server calls. To write one, mark each function
with `hookimpl` and name the module in the entry-point group `knowledge_server`.

## Hooks

The server calls `register_routes` once at the start. People see the routes in their navigation.
""",
    "docs/security.md": """# Security

The server keeps passwords as argon2 hashes. Sessions end after a week without use. People who live
far away use https.
""",
}


@pytest_asyncio.fixture
async def knowledge(tmp_path: Path) -> AsyncIterator[KnowledgeBase]:
    path = tmp_path / "knowledge.db"
    migrate(path, [CORE])
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (project / name).write_text(text)
    async with SqliteDatabase.open(path) as database:
        knowledge = KnowledgeBase(database, Clock())
        await knowledge.seed(project)
        yield knowledge


@pytest.fixture
def agents(knowledge: KnowledgeBase) -> DomainAgents:
    return DomainAgents(knowledge)


@pytest.mark.parametrize("domain", [domain.name for domain in DOMAINS])
@pytest.mark.parametrize(
    ("question", "title", "words"),
    [
        ("What is knowledge_server?", "knowledge_server", "people and domain agents"),
        ("How do I add an account?", "Running \u203a Accounts", "    knowledge-server user add"),
        ("How do I write a plugin?", "Plugins", "mark each function with `hookimpl`"),
        ("What happens to a message after kill -9?", "Running \u203a Crashes", "exactly once"),
        ("backups?", "Running \u203a Backups", "copy the data directory"),
    ],
)
async def test_a_question_about_the_documents_is_answered_in_every_domain(
    agents: DomainAgents, domain: str, question: str, title: str, words: str
) -> None:
    answer = await agents.ask(question, domain)
    assert (answer.found, answer.domain, answer.sources[0].title) == (True, domain, title)
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "How many people live in Germany?",
        "Who wrote Hamlet?",
        "How do I open a bank account?",
        "How do I cook pasta?",
        "What's new?",
        "Hello!",
        "???",
    ],
)
async def test_a_question_about_something_else_is_refused_with_the_way_to_add_an_answer(
    agents: DomainAgents, question: str
) -> None:
    answer = await agents.ask(question, "general")
    assert (answer.found, answer.sources) == (False, ())
    assert "nothing" in answer.answer
    assert "knowledge-server knowledge add FILE" in answer.answer
    assert question not in answer.answer


async def test_an_answer_is_its_sources_word_for_word_cut_at_the_end_of_a_sentence(
    agents: DomainAgents, knowledge: KnowledgeBase
) -> None:
    for number in range(5):
        text = f"Elephant fact {number} is short. " + "More about it follows here. " * 15
        await knowledge.add(title=f"Elephants {number}", content=text)
    answer = await agents.ask("elephant fact", "general")
    assert len(answer.answer) <= ANSWER_LIMIT
    _, *parts = LEAD.split(answer.answer)
    quoted = dict(zip(parts[::2], parts[1::2], strict=True))
    assert list(quoted) == [source.title for source in answer.sources]
    assert len(quoted) == 2
    for source in answer.sources:
        text = quoted[source.title].strip()
        assert readable(source.passage).startswith(text.removesuffix(" \u2026"))
        assert text.endswith((".", ". \u2026"))


async def test_several_passages_of_one_section_are_one_source(
    agents: DomainAgents, knowledge: KnowledgeBase
) -> None:
    paragraph = "The giraffe is tall, and nobody has ever doubted it in any book on the subject. "
    await knowledge.add(title="Giraffes", content=f"{paragraph * 6}\n\n" * 4)
    answer = await agents.ask("giraffe", "researcher")
    assert [source.title for source in answer.sources] == ["Giraffes"]


async def test_a_domain_prefers_its_own_entries(
    agents: DomainAgents, knowledge: KnowledgeBase
) -> None:
    text = "A future is an object that holds a result that is not there yet, or a promise to buy."
    await knowledge.add(title="Future", content=text, category="developer")
    await knowledge.add(title="Future", content=text, tags=["trader"])
    entries, _ = await knowledge.entries(limit=2)
    for domain, entry in zip(("trader", "developer"), entries, strict=True):
        answer = await agents.ask("What is a future?", domain)
        assert answer.sources[0].entry_id == entry.id


@pytest.mark.parametrize("query", ["", " \n", "a\0b", "x" * (MESSAGE_LIMIT + 1), "\udcff"])
async def test_a_bad_question_is_refused_by_name(agents: DomainAgents, query: str) -> None:
    with pytest.raises(Invalid) as caught:
        await agents.ask(query, "general")
    assert caught.value.field == "query"


async def test_an_unknown_domain_is_refused_by_name(agents: DomainAgents) -> None:
    with pytest.raises(Invalid) as caught:
        await agents.ask("What is this?", "astrologer")
    assert caught.value.field == "domain"


async def test_the_longest_question_is_answered(agents: DomainAgents) -> None:
    assert (await agents.ask("backups " * 1000, "general")).found


async def test_a_plugin_can_add_a_domain_but_not_take_a_name(knowledge: KnowledgeBase) -> None:
    gardener = msgspec.structs.replace(DOMAINS[0], name="gardener", label="Gardener")
    agents = DomainAgents(knowledge, [*DOMAINS, gardener])
    assert agents.all[-1] == agents.get("gardener") == gardener
    assert agents.get("astrologer") is None
    assert (await agents.ask("backups", "gardener")).domain == "gardener"
    with pytest.raises(StartError, match="general"):
        DomainAgents(knowledge, [*DOMAINS, DOMAINS[0]])


def test_the_seven_domains_have_a_colour_and_words_of_their_own() -> None:
    assert [domain.name for domain in DOMAINS] == [
        "general",
        "developer",
        "trader",
        "lawyer",
        "researcher",
        "data-engineer",
        "security",
    ]
    for field in ("colour", "icon", "placeholder", "greeting", "speciality"):
        assert len({getattr(domain, field) for domain in DOMAINS}) == len(DOMAINS)


def test_code_is_quoted_indented_and_without_fences() -> None:
    passage = "Run:\n\n````sh\n```\nmake run\n````\n\nDone."
    assert readable(passage) == "Run:\n\n    ```\n    make run\n\nDone."
