"""Makes an answer of passages: it quotes them and adds nothing but where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from agent.models import Passage
from agent.passages import cut

ANSWER_LIMIT = 700
SOURCES_LIMIT = 3
LEAST_QUOTE = 120
"""A passage that would be cut shorter than this is left out."""

LEAST_SHARE = 0.6
"""A passage with less of the question's words, by weight, is about something else."""

COMPARABLE = 0.7
"""A further passage is quoted if its score is at least this part of the best one's."""

NOTHING_FOUND = (
    "I found nothing about this in the knowledge base. "
    "To add something that answers it, run: knowledge-server knowledge add FILE"
)


def relevant(found: Iterable[Passage]) -> list[Passage]:
    """Return the passages that may answer, the best first, one for each section of an entry."""
    passages = [passage for passage in found if passage.share >= LEAST_SHARE]
    chosen: dict[tuple[int, str], Passage] = {}
    for passage in passages:
        if passage.score >= passages[0].score * COMPARABLE:
            chosen.setdefault((passage.entry_id, passage.title), passage)
    return list(chosen.values())[:SOURCES_LIMIT]


def quote(passages: Sequence[Passage]) -> tuple[str, tuple[Passage, ...]]:
    """Return the answer and the passages that it really quotes; the first always is."""
    parts: list[str] = []
    used: list[Passage] = []
    room = ANSWER_LIMIT
    for passage in passages:
        text = readable(passage.passage)
        verb = "also says" if used else "says"
        lead = f"\u201c{passage.title}\u201d {verb}:"
        space = room - len(lead) - 4
        if used and len(text) > space < LEAST_QUOTE:
            continue
        part = f"{lead}\n\n{_trimmed(text, max(space, LEAST_QUOTE))}"
        parts.append(part)
        used.append(passage)
        room -= len(part) + 2
    return "\n\n".join(parts), tuple(used)


def readable(passage: str) -> str:
    """Indent code instead of fencing it: it reads well as plain text and as Markdown."""
    return "\n".join(_unfenced(passage.split("\n")))


def _unfenced(lines: Iterable[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        mark = line.strip()
        if fence and mark.startswith(fence) and not mark.strip(fence[0]):
            fence = ""
        elif not fence and mark.startswith(("```", "~~~")):
            fence = mark[: len(mark) - len(mark.lstrip(mark[0]))]
        else:
            yield f"    {line}" if fence else line


def _trimmed(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: cut(text, limit - 2)].rstrip() + " \u2026"
