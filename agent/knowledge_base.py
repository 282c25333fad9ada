"""The knowledge base: entries, cut into passages that full-text search finds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from agent.errors import Invalid
from agent.knowledge_drafts import NAME_LIMIT, Draft, checked, draft, file_draft, project_drafts
from agent.models import Entry, Passage
from agent.ports import Clock, Database, Row, Transaction
from agent.relevance import Candidate, judge, weights, words

PAGE_LIMIT = 200
SEARCH_LIMIT = 50
CANDIDATES = 50
"""So many passages, the best by bm25, are judged by the words that they cover."""

OFFSET_LIMIT = 2**53

# A passage's rowid is its entry's id * 2^20 + its place in the entry: an entry's passages are a
# range, and no scan finds them. An entry has far fewer passages than 2^20.
PLACES = 2**20

STORE = """
    INSERT INTO knowledge_entries (title, content, category, source_type, source_url, confidence,
        tags, metadata, created_at, updated_at)
    VALUES (:title, :content, :category, :source_type, :source_url, :confidence,
        :tags, :metadata, :now, :now)
    ON CONFLICT (source_url) DO UPDATE SET title = excluded.title, content = excluded.content,
        category = excluded.category, source_type = excluded.source_type,
        confidence = excluded.confidence, tags = excluded.tags, metadata = excluded.metadata,
        updated_at = excluded.updated_at
    RETURNING id, created_at"""
DROP_PASSAGES = "DELETE FROM knowledge_passages WHERE rowid BETWEEN :first AND :last"
STORE_PASSAGES = """
    INSERT INTO knowledge_passages (rowid, title, passage, tags, entry_id)
    SELECT :first + key, json_extract(value, '$[0]'), json_extract(value, '$[1]'), :tags, :entry_id
    FROM json_each(:sections)"""
DROP_ENTRY = "DELETE FROM knowledge_entries WHERE source_url = :source_url RETURNING id"

ENTRIES = "SELECT * FROM knowledge_entries ORDER BY id DESC LIMIT :limit OFFSET :offset"
ENTRIES_OF_CATEGORY = """
    SELECT * FROM knowledge_entries WHERE category = :category
    ORDER BY id DESC LIMIT :limit OFFSET :offset"""
COUNT = "SELECT COUNT(*) AS count FROM knowledge_entries"
COUNT_OF_CATEGORY = """
    SELECT COUNT(*) AS count FROM knowledge_entries WHERE category = :category"""
# By source_url, which has an index: a scan would read every content. '0' follows '/'.
PROJECT_ENTRIES = """
    SELECT source_url, metadata FROM knowledge_entries
    WHERE (source_url = 'README.md' OR (source_url >= 'docs/' AND source_url < 'docs0'))
        AND source_type = 'docs'"""

FIND = """
    WITH found AS (
        SELECT rowid AS passage_id, -bm25(knowledge_passages, 4.0, 1.0, 2.0) AS weight
        FROM knowledge_passages WHERE knowledge_passages MATCH :any_word
        ORDER BY weight DESC LIMIT :limit
    )
    SELECT found.passage_id, found.weight, passages.title, passages.passage, entries.id AS entry_id,
        entries.source_url, entries.confidence,
        entries.category = :prefer OR EXISTS (
            SELECT 1 FROM json_each(entries.tags) AS tag WHERE tag.value = :prefer
        ) AS is_preferred
    FROM found
    JOIN knowledge_passages AS passages ON passages.rowid = found.passage_id
    JOIN knowledge_entries AS entries ON entries.id = passages.entry_id
    ORDER BY found.weight DESC, found.passage_id"""
# Which words each candidate contains; FTS5 itself decides, so that its stemming counts. The `+`
# makes it one scan a word: 32 words in 27,000 passages take 50 ms, by 3,200 seeks 350 ms.
COVER = """
    SELECT word.key AS number, knowledge_passages.rowid AS passage_id
    FROM json_each(:words) AS word
    CROSS JOIN knowledge_passages
    WHERE knowledge_passages MATCH word.value
        AND +knowledge_passages.rowid IN (SELECT value FROM json_each(:candidates))"""
# How common each word is; the limit bounds the time, beyond it a word is common enough. The
# shadow table has one small row a passage; counting the passages themselves would read them.
FREQUENCY = """
    SELECT word.key AS number, (
        SELECT COUNT(*) FROM (
            SELECT 1 FROM knowledge_passages WHERE knowledge_passages MATCH word.value LIMIT 5000
        )
    ) AS count, (SELECT COUNT(*) FROM knowledge_passages_docsize) AS passages
    FROM json_each(:words) AS word"""


class KnowledgeBase:
    """Stores entries whole with their passages, and finds the passages that fit a question."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        *,
        title: str,
        content: str,
        category: str = "general",
        source_type: str = "manual",
        source_url: str | None = None,
        confidence: float = 1.0,
        tags: Iterable[str] = (),
        metadata: Mapping[str, object] | None = None,
    ) -> Entry:
        """Store an entry; one with the same `source_url` is replaced whole. Raises Invalid."""

        def check() -> Draft:
            return draft(
                title=title,
                content=content,
                category=category,
                source_type=source_type,
                source_url=source_url,
                confidence=confidence,
                tags=tags,
                metadata=metadata,
            )

        return await self._store(await asyncio.to_thread(check))

    async def add_file(self, path: Path, *, source_type: str = "file") -> Entry:
        """Store a Markdown or text file; the same file replaces its entry. Raises Invalid."""
        return await self._store(await asyncio.to_thread(file_draft, path, source_type=source_type))

    async def entries(
        self, *, limit: int = 50, offset: int = 0, category: str | None = None
    ) -> tuple[list[Entry], int]:
        """Return one page of entries, the newest first, and how many there are in all."""
        _check_range(limit, "limit", 1, PAGE_LIMIT)
        _check_range(offset, "offset", 0, OFFSET_LIMIT)
        if category is None:
            rows = await self._database.fetch_all(ENTRIES, limit=limit, offset=offset)
            return [_entry(row) for row in rows], await self.count()
        category = checked(category, "category", NAME_LIMIT)
        rows = await self._database.fetch_all(
            ENTRIES_OF_CATEGORY, category=category, limit=limit, offset=offset
        )
        total = await self._database.fetch_one(COUNT_OF_CATEGORY, category=category)
        return [_entry(row) for row in rows], _count(total)

    async def count(self) -> int:
        """Return the number of entries."""
        return _count(await self._database.fetch_one(COUNT))

    async def search(self, query: str, *, limit: int = 10, prefer: str = "") -> list[Passage]:
        """Return the passages that fit any text best; none for a text without a word that counts.

        Entries whose category or tag is `prefer` come a little earlier.
        """
        _check_range(limit, "limit", 1, SEARCH_LIMIT)
        asked = words(query)
        if not asked:
            return []
        terms = [f'"{word}"' for word in asked]  # quoted: never FTS syntax
        rows = await self._database.fetch_all(
            FIND, any_word=" OR ".join(terms), limit=CANDIDATES, prefer=prefer
        )
        if not rows:
            return []
        candidates = await self._candidates(rows, terms)
        common = await self._database.fetch_all(FREQUENCY, words=_json(terms))
        counts = {row["number"]: _count(row) for row in common}
        passages = common[0]["passages"]
        relevance = judge(candidates, asked, weights(asked, counts, passages))
        found = [
            _passage(row, share=each.share, score=each.score)
            for row, each in zip(rows, relevance, strict=True)
        ]
        return sorted(found, key=lambda passage: -passage.score)[:limit]

    async def seed(self, folder: Path) -> None:
        """Make the project's README.md and docs/*.md entries; only what changed is written."""
        rows = await self._database.fetch_all(PROJECT_ENTRIES)
        known = {row["source_url"]: _hash(row) for row in rows}
        changed, present = await asyncio.to_thread(project_drafts, folder, known)
        gone = [source_url for source_url in known if source_url not in present]
        now = self._clock.now()

        def act(transaction: Transaction) -> None:
            for source_url in gone:
                _drop(transaction, source_url)
            for each in changed:
                _insert(transaction, each, now)

        if changed or gone:
            await self._database.write(act)

    async def _candidates(self, rows: Sequence[Row], terms: Sequence[str]) -> list[Candidate]:
        both = [*terms, *(f"title : {term}" for term in terms)]
        covered = await self._database.fetch_all(
            COVER, words=_json(both), candidates=_json([row["passage_id"] for row in rows])
        )
        pairs: dict[int, set[int]] = {row["passage_id"]: set() for row in rows}
        for row in covered:
            pairs[row["passage_id"]].add(row["number"])
        return [_candidate(row, pairs[row["passage_id"]], len(terms)) for row in rows]

    async def _store(self, each: Draft) -> Entry:
        now = self._clock.now()
        return await self._database.write(lambda transaction: _insert(transaction, each, now))


def _insert(transaction: Transaction, each: Draft, now: str) -> Entry:
    fields = {name: getattr(each, name) for name in each.__struct_fields__ if name != "sections"}
    tags = _json(each.tags)
    row = transaction.fetch_all(STORE, **(fields | {"tags": tags, "now": now}))[0]
    first = row["id"] * PLACES
    transaction.execute(DROP_PASSAGES, first=first, last=first + PLACES - 1)
    transaction.execute(
        STORE_PASSAGES,
        first=first,
        tags=" ".join((*each.tags, each.category)),
        entry_id=row["id"],
        sections=_json(each.sections),
    )
    return _entry(fields | {"tags": tags, "updated_at": now, **row})


def _drop(transaction: Transaction, source_url: str) -> None:
    row = transaction.fetch_one(DROP_ENTRY, source_url=source_url)
    if row is not None:
        first = row["id"] * PLACES
        transaction.execute(DROP_PASSAGES, first=first, last=first + PLACES - 1)


def _entry(row: Row) -> Entry:
    tags = msgspec.json.decode(row["tags"])
    metadata = msgspec.json.decode(row["metadata"])
    return msgspec.convert({**row, "tags": tags, "metadata": metadata}, Entry)


def _passage(row: Row, *, share: float, score: float) -> Passage:
    return msgspec.convert({**row, "share": share, "score": score}, Passage)


def _candidate(row: Row, numbers: set[int], words_asked: int) -> Candidate:
    return Candidate(
        rank=row["weight"],
        title=row["title"],
        hits=frozenset(number for number in numbers if number < words_asked),
        title_hits=frozenset(number for number in numbers if number >= words_asked),
        confidence=row["confidence"],
        is_lead=row["passage_id"] % PLACES == 0,
        is_preferred=bool(row["is_preferred"]),
    )


def _hash(row: Row) -> str:
    metadata = msgspec.json.decode(row["metadata"], type=dict[str, object])
    return str(metadata.get("hash"))


def _count(row: Row | None) -> int:
    return 0 if row is None else row["count"]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _check_range(value: int, field: str, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(f"{field} is a number from {least} to {most}.", field=field)
