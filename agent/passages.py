"""Splits Markdown and plain text into passages: parts that answer a question by themselves.

Every pattern here is linear in its input: a hostile text of 1 MiB costs what a good one costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from agent.errors import Invalid

SHORTEST = 200
AIM = 600
"""Paragraphs are gathered up to here, so that an answer can quote most passages whole."""

LONGEST = 900
LONGEST_CODE = 4000
PARTS_LIMIT = 10_000
"""Headings and passages in one text; more of them are no text that a person reads."""

SEPARATOR = " \u203a "
"""Stands between the headings of a passage's title."""

HEADING_LIMIT = 80
SOFT_WRAP = 60
"""A line at least this long goes on in the next one: an author's editor wrapped it."""

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S")
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t]")
OWN_LINE = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)]|\|)")
MARKUP = re.compile(r"[\[*<]")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1000}\)")
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\n]{0,1000}\)")
STRONG = re.compile(r"\*\*([^*\n]{1,500})\*\*")
TAG_LINE = re.compile(r"^[ \t]*</?[a-zA-Z][^<>\n]{0,500}>[ \t]*$", re.MULTILINE)
SENTENCE_ENDS = (". ", "! ", "? ")


class Section(NamedTuple):
    """One passage; `title` is the entry's title and the headings above the passage."""

    title: str
    text: str


class Block(NamedTuple):
    """A heading (level 1 to 6), a paragraph or list (level 0) or a code block."""

    text: str
    level: int = 0
    is_code: bool = False


def split(title: str, content: str) -> list[Section]:
    """Return the passages of a text in its order; a code block stays whole.

    Raises Invalid for a text of too many parts.
    """
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    gathered: list[Block] = []
    headings = 0
    for block in chain(_blocks(content), [Block("", level=1)]):
        if not block.level:
            gathered.append(block)
            continue
        headings += 1
        if headings + len(sections) > PARTS_LIMIT:
            raise Invalid(
                f"content has more than {PARTS_LIMIT} headings and passages.", field="content"
            )
        names = [name for _, name in path if name != title]
        name = SEPARATOR.join([title, *names])
        sections += [Section(name, text) for text in _gather(gathered)]
        gathered = []
        path = [above for above in path if above[0] < block.level]
        path.append((block.level, block.text[: cut(block.text, HEADING_LIMIT)].rstrip()))
    return sections


def first_heading(content: str) -> str | None:
    """Return the text of the first heading, or None when there is none."""
    return next((block.text for block in _blocks(content) if block.level and block.text), None)


def cut(text: str, limit: int) -> int:
    """Return where to end `text` within `limit` characters: best at the end of a sentence."""
    if len(text) <= limit:
        return len(text)
    window = text[: limit + 1]
    line_end = window.rfind("\n")
    if line_end > limit // 2:
        return line_end
    sentence_end = max(window.rfind(end) + 1 for end in SENTENCE_ENDS)
    if sentence_end > limit // 3:
        return sentence_end
    space = window.rfind(" ")
    return space if space > limit // 3 else limit


def _blocks(content: str) -> Iterator[Block]:
    whole = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = _with_fences(_without_front_matter(whole))
    paragraph: list[str] = []
    code: list[str] = []
    fence = ""
    for line in lines:
        if fence:
            code.append(line)
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield Block("\n".join(code), is_code=True)
                fence, code = "", []
        elif opening := FENCE.match(line):
            yield from _paragraph(paragraph)
            fence, code, paragraph = opening[1], [line.strip()], []
        elif heading := HEADING.match(line):
            yield from _paragraph(paragraph)
            yield Block(_plain((heading[2] or "").rstrip().rstrip("#")), level=len(heading[1]))
            paragraph = []
        elif len(paragraph) == 1 and UNDERLINE.match(line) and not OWN_LINE.match(paragraph[0]):
            yield Block(_plain(paragraph[0]), level=1 if "=" in line else 2)
            paragraph = []
        elif line.strip():
            paragraph.append(line)
        else:
            yield from _paragraph(paragraph)
            paragraph = []
    if code:
        yield Block("\n".join(code), is_code=True)
    yield from _paragraph(paragraph)


def _with_fences(lines: Iterable[str]) -> Iterator[str]:
    """Put code that is only indented between fences, so that it is found as code."""
    code: list[str] = []
    follows_blank, in_list, fence = True, False, ""
    for line in lines:
        is_blank = not line.strip()
        if not fence and (code or (follows_blank and not in_list)) and INDENTED.match(line):
            code.append(line.expandtabs(4)[4:])
        elif code and is_blank:
            code.append("")
        else:
            yield from _fenced(code)
            code = []
            opening = FENCE.match(line)
            if opening and (not fence or line.strip().startswith(fence)):
                fence = "" if fence else opening[1]
            in_list = bool(LIST_ITEM.match(line)) or (in_list and (is_blank or line[:1] == " "))
            yield line
        follows_blank = is_blank
    yield from _fenced(code)


def _fenced(code: list[str]) -> Iterator[str]:
    text = "\n".join(code).rstrip()
    if text:
        yield from ("```", *text.split("\n"), "```")


def _without_front_matter(lines: list[str]) -> list[str]:
    if lines[0].rstrip() == "---" and "---" in lines[1:60]:
        return lines[lines.index("---", 1) + 1 :]
    return lines


def _paragraph(lines: Iterable[str]) -> Iterator[Block]:
    joined: list[list[str]] = []
    wraps = False
    for line in lines:
        if not line.strip(" \t|:-") and "-" in line:
            continue  # the rule below a table's head, or between two parts
        text = line.strip().removeprefix("> ")
        is_row = text.startswith("|")
        if joined and wraps and not OWN_LINE.match(line):
            joined[-1].append(text)
        else:
            joined.append([_cells(text) if is_row else text])
        wraps = len(text) >= SOFT_WRAP and not is_row and not line.endswith(("  ", "\\"))
    if text := _plain("\n".join(" ".join(parts) for parts in joined)):
        yield Block(text)


def _cells(row: str) -> str:
    return " | ".join(cell.strip() for cell in row.strip("| ").split("|"))


def _plain(text: str) -> str:
    """Take away the marks that only matter to a renderer; code spans keep their backticks."""
    if not MARKUP.search(text):
        return text.strip()
    text = IMAGE.sub("", COMMENT.sub("", text))
    return TAG_LINE.sub("", STRONG.sub(r"\1", LINK.sub(r"\1", text))).strip()


def _gather(blocks: Iterable[Block]) -> Iterator[str]:
    """Join short blocks and divide long ones."""
    texts: list[str] = []
    size = 0
    for block in blocks:
        for piece in _pieces(block):
            # A code block stays with the short line that introduces it.
            belongs = block.is_code and size < SHORTEST
            room = AIM if size >= SHORTEST else LONGEST
            if texts and size + len(piece) > room and not belongs:
                yield "\n\n".join(texts)
                texts, size = [], 0
            texts.append(piece)
            size += len(piece) + 2
    if texts:
        yield "\n\n".join(texts)


def _pieces(block: Block) -> Iterator[str]:
    longest, aim = (LONGEST_CODE, LONGEST_CODE) if block.is_code else (LONGEST, AIM)
    if len(block.text) <= longest:
        yield block.text
        return
    start = 0
    while start < len(block.text):
        end = start + cut(block.text[start : start + aim + 1], aim)
        if piece := block.text[start:end].strip("\n" if block.is_code else None):
            yield piece
        start = end
