"""Entries of the knowledge base, and what a search finds."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import Invalid
from agent.knowledge_base import KnowledgeBase
from agent.ports import Clock, Transaction
from agent.relevance import words
from agent.storage.migrate import CORE, migrate
from agent.storage.sqlite import SqliteDatabase

T = TypeVar("T")

BACKUPS = """# Running

## Backups

A backup is one file. It is taken while the server runs, and restoring it needs no network.
"""


class CountingDatabase(SqliteDatabase):
    """Counts the writes, to show that there was none."""

    writes = 0

    async def write(
        self, act: Callable[[Transaction], T], *, then: Callable[[T], None] | None = None
    ) -> T:
        self.writes += 1
        return await super().write(act, then=then)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[CountingDatabase]:
    path = tmp_path / "knowledge.db"
    migrate(path, [CORE])
    async with CountingDatabase.open(path) as database:
        assert isinstance(database, CountingDatabase)
        yield database


@pytest.fixture
def knowledge(store: CountingDatabase) -> KnowledgeBase:
    return KnowledgeBase(store, Clock())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "docs").mkdir(parents=True)
    (folder / "README.md").write_text("# The project\n\nA server for people and agents.\n")
    (folder / "docs" / "running.md").write_text(BACKUPS)
    return folder


async def test_an_added_entry_is_listed_whole_and_travels_as_plain_json(
    knowledge: KnowledgeBase,
) -> None:
    added = await knowledge.add(
        title="Tea",
        content="Green tea takes two minutes.",
        tags=["drinks", "drinks", "kitchen"],
        metadata={"pages": [1, 2], "shelf": None},
    )
    entries, total = await knowledge.entries()
    assert (entries, total, await knowledge.count()) == ([added], 1, 1)
    wire = msgspec.json.decode(msgspec.json.encode(added))
    assert wire["tags"] == ["drinks", "kitchen"]
    assert wire["metadata"] == {"pages": [1, 2], "shelf": None}
    assert wire["source_url"] is None


async def test_entries_come_newest_first_in_pages_and_by_category(
    knowledge: KnowledgeBase,
) -> None:
    for number in range(5):
        category = "law" if number % 2 else "code"
        await knowledge.add(title=f"Entry {number}", content="Text", category=category)
    page, total = await knowledge.entries(limit=2, offset=1)
    assert ([entry.title for entry in page], total) == (["Entry 3", "Entry 2"], 5)
    page, total = await knowledge.entries(category="law")
    assert ([entry.title for entry in page], total) == (["Entry 3", "Entry 1"], 2)


async def test_the_same_source_replaces_the_old_entry_with_all_its_passages(
    knowledge: KnowledgeBase,
) -> None:
    url = "https://example.org/tea"
    old = await knowledge.add(title="Tea", content="Boil the kettle.", source_url=url)
    new = await knowledge.add(title="Coffee", content="Grind the beans.", source_url=url)
    assert (new.id, new.created_at, await knowledge.count()) == (old.id, old.created_at, 1)
    assert await knowledge.search("kettle") == []
    assert [passage.title for passage in await knowledge.search("beans")] == ["Coffee"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": " "}),
        ("content", {"content": ""}),
        ("content", {"content": "a\0b"}),
        ("content", {"content": "half a pair: \ud800"}),
        ("content", {"content": "x" * (1024 * 1024 + 1)}),
        ("content", {"content": "# one\n\nx\n" * 20_000}),
        ("category", {"category": ""}),
        ("source_type", {"source_type": "x" * 65}),
        ("source_url", {"source_url": "javascript:alert(1)"}),
        ("source_url", {"source_url": "java\tscript:alert(1)"}),
        ("source_url", {"source_url": "http://[broken"}),
        ("confidence", {"confidence": float("nan")}),
        ("tags", {"tags": map(str, range(21))}),
        ("metadata", {"metadata": {"no json": object()}}),
        ("metadata", {"metadata": {"long": "x" * 20_000}}),
    ],
)
async def test_a_bad_field_is_named_and_nothing_is_stored(
    knowledge: KnowledgeBase, field: str, change: dict[str, object]
) -> None:
    entry = msgspec.json.decode(b'{"title": "Tea", "content": "Text"}') | change
    with pytest.raises(Invalid) as caught:
        await knowledge.add(**entry)
    assert caught.value.field == field
    assert await knowledge.count() == 0


@pytest.mark.parametrize(
    "page", [{"limit": 0}, {"limit": 201}, {"offset": -1}, {"offset": 2**70}, {"category": "\0"}]
)
async def test_a_page_out_of_range_is_refused(
    knowledge: KnowledgeBase, page: dict[str, int]
) -> None:
    with pytest.raises(Invalid) as caught:
        await knowledge.entries(**page)  # type: ignore[arg-type]  # one key of each type
    assert caught.value.field in page


async def test_a_file_takes_its_title_from_the_first_heading_or_else_its_name(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "guide.md").write_text(BACKUPS)
    (tmp_path / "Kitchen rules.txt").write_bytes(b"\xef\xbb\xbfWash the cups.\r\n")
    guide = await knowledge.add_file(tmp_path / "guide.md")
    rules = await knowledge.add_file(tmp_path / "Kitchen rules.txt")
    assert (guide.title, rules.title) == ("Running", "Kitchen rules")
    assert rules.content == "Wash the cups."
    assert str(tmp_path) not in f"{guide.source_url}{guide.metadata}"


async def test_the_same_file_replaces_its_entry_and_a_namesake_elsewhere_does_not(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    for path in (tmp_path / "a.md", tmp_path / "a.md", tmp_path / "other" / "a.md"):
        path.write_text("# A\n\nText.")
        await knowledge.add_file(path)
    assert await knowledge.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("missing.md", None, "no such file"),
        ("picture.png", b"x", "only .md"),
        ("latin.txt", b"caf\xe9", "UTF-8"),
        ("binary.txt", b"a\0b", "NUL"),
        ("empty.md", b" \n", "is empty"),
        ("large.md", b"x" * (1024 * 1024 + 1), "1 MiB"),
    ],
)
async def test_a_file_that_cannot_be_added_is_named_in_one_line(
    knowledge: KnowledgeBase, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=complaint) as caught:
        await knowledge.add_file(tmp_path / name)
    assert name in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
async def test_a_folder_and_a_pipe_are_no_files(
    knowledge: KnowledgeBase, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "x.md")
    with pytest.raises(Invalid, match="is not a file"):
        await knowledge.add_file(tmp_path / "x.md")


async def test_the_title_and_the_tags_weigh_more_than_a_mention(knowledge: KnowledgeBase) -> None:
    await knowledge.add(title="Kitchen", content="The printer is next to the kitchen door.")
    await knowledge.add(title="Printer", content="Turn it off and on again when paper is stuck.")
    await knowledge.add(title="Garden", content="Water the roses every evening in summer.")
    found = await knowledge.search("printer")
    assert [passage.title for passage in found] == ["Printer", "Kitchen"]
    await knowledge.add(title="Paper", content="It is in the cellar.", tags=["stationery"])
    assert [passage.title for passage in await knowledge.search("stationery")] == ["Paper"]


async def test_word_forms_and_case_do_not_matter(knowledge: KnowledgeBase) -> None:
    await knowledge.add(title="Naïve", content="Restoring backups, the café way.")
    for query in ("RESTORED", "backup", "cafe", "cafe\u0301", "naive"):
        assert await knowledge.search(query), query


async def test_the_share_counts_rare_words_more_than_common_ones(knowledge: KnowledgeBase) -> None:
    for number in range(8):
        await knowledge.add(title=f"Note {number}", content="The server is quiet today.")
    await knowledge.add(title="Fire", content="An extinguisher hangs by the door.")
    found = await knowledge.search("server extinguisher", limit=20)
    assert found[0].title == "Fire"
    assert found[0].share > 0.8
    assert found[1].share < 0.2


@pytest.mark.parametrize("query", ["", "  ", "?!", "\0", "the of and", "\ud800", '""', "* ^ :"])
async def test_a_query_without_a_word_that_counts_finds_nothing(
    knowledge: KnowledgeBase, query: str
) -> None:
    await knowledge.add(title="Tea", content="The of and tea.")
    assert await knowledge.search(query) == []


@pytest.mark.parametrize(
    "query",
    ['tea" OR "x', "title : tea", "tea*", "NEAR(tea, 2)", "tea NOT tea", "tea AND", "{a b}: tea"],
)
async def test_search_syntax_in_a_query_is_only_words(knowledge: KnowledgeBase, query: str) -> None:
    await knowledge.add(title="Tea", content="Green tea.")
    assert [passage.title for passage in await knowledge.search(query)] == ["Tea"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet=st.characters(exclude_categories=())))
async def test_search_takes_any_text(knowledge: KnowledgeBase, query: str) -> None:
    if not await knowledge.count():
        await knowledge.add(title="Tea", content="Green tea \u0bb5 \u4f60\u597d 1 a")
    assert len(await knowledge.search(query)) <= 1


def test_a_long_query_is_bounded_to_its_first_words() -> None:
    query = " ".join(f"word{number}" for number in range(2000))
    assert words(query) == [f"word{number}" for number in range(32)]
    assert max(map(len, words("x" * 8000 + " " + "a-" * 4000))) <= 64


async def test_the_project_documents_are_entries_after_the_first_start(
    knowledge: KnowledgeBase, project: Path
) -> None:
    await knowledge.seed(project)
    entries, _ = await knowledge.entries()
    assert {(entry.source_url, entry.source_type) for entry in entries} == {
        ("README.md", "docs"),
        ("docs/running.md", "docs"),
    }
    assert (await knowledge.search("restoring a backup"))[0].source_url == "docs/running.md"


async def test_a_start_with_unchanged_documents_writes_nothing(
    knowledge: KnowledgeBase, project: Path, store: CountingDatabase
) -> None:
    await knowledge.seed(project)
    before = store.writes
    await knowledge.seed(project)
    assert store.writes == before == 1


async def test_changed_documents_are_read_again_and_vanished_ones_removed(
    knowledge: KnowledgeBase, project: Path
) -> None:
    manual = await knowledge.add(title="Mine", content="My text", source_url="docs/mine.md")
    await knowledge.seed(project)
    (project / "docs" / "running.md").unlink()
    (project / "README.md").write_text("# The project\n\nNow with elephants.\n")
    await knowledge.seed(project)
    entries, total = await knowledge.entries()
    assert ({entry.source_url for entry in entries}, total) == ({"README.md", "docs/mine.md"}, 2)
    assert await knowledge.search("backup") == []
    assert len(await knowledge.search("elephants")) == 1
    assert manual in entries


async def test_a_broken_document_does_not_stop_the_start(
    knowledge: KnowledgeBase, project: Path
) -> None:
    (project / "docs" / "broken.md").write_bytes(b"\xff\xfe")
    await knowledge.seed(project)
    assert await knowledge.count() == 2
