"""Code in colours: comments, strings, numbers, keywords and names that are called.

One regular expression a family, every branch of which either takes what it has read or gives up
within a fixed distance. So the time is linear in the code: pygments took 0.1 to 1.4 s for 4,000
hostile characters, and no other thread runs while a regular expression does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from agent.markup_keywords import FAMILY_OF, KEYWORDS

KINDS = ("c", "gd", "gh", "gi", "k", "m", "na", "nf", "nt", "s")
"""The short names that style sheets for code know: comment, deleted, heading of a change,
inserted, keyword, number, attribute, function, tag, string."""

_NAME = re.compile(r"[a-z0-9+#-]{1,20}")

_LINE = r"(?<!\S)#[^\n]*+"
_BLOCK = r"/\*[\s\S]*?(?:\*/|\Z)"
_QUOTED = r'"(?:[^"\\\n]|\\.){0,2000}+"?+'
_SINGLE = r"'(?:[^'\\\n]|\\.){0,200}+'"
_TEMPLATE = r"`[^`]*+(?:`|\Z)"
_TRIPLE = r"""(?:"{3}[\s\S]*?(?:"{3}|\Z)|'{3}[\s\S]*?(?:'{3}|\Z))"""
_NUMBER = r"(?P<m>\b\d[\w.]*+)"
_WORD = r"(?P<word>[^\W\d]\w*+)"
_DASHED_WORD = r"(?P<word>[^\W\d][\w-]*+)"

_PATTERNS = {
    "slashes": (
        rf"(?P<c>//[^\n]*+|{_BLOCK})|(?P<s>{_QUOTED}|{_SINGLE}|{_TEMPLATE})",
        _NUMBER,
        _WORD,
    ),
    "hashes": (rf"(?P<c>{_LINE})|(?P<s>{_TRIPLE}|{_QUOTED}|{_SINGLE})", _NUMBER, _WORD),
    "keys": (
        rf"(?P<c>{_LINE}|(?<!\S);[^\n]*+)|(?P<s>{_QUOTED}|{_SINGLE})",
        r"(?P<nt>^[ \t]*+(?:-[ ])?[\w.-]++(?=[ ]?[:=])|^\[[^\]\n]*+\])",
        _NUMBER,
        _DASHED_WORD,
    ),
    "dashes": (
        rf"(?P<c>--[^\n]*+|{_BLOCK})|(?P<s>{_QUOTED}|'[^']*+(?:'|\Z))",
        _NUMBER,
        _WORD,
    ),
    "styles": (
        rf"(?P<c>{_BLOCK})|(?P<s>{_QUOTED}|{_SINGLE})|(?P<k>@[\w-]++)",
        r"(?P<na>(?<![\w-])[\w-]++(?=:\s))|(?P<m>\#?\b\d[\w.%]*+)",
        _DASHED_WORD,
    ),
    "tags": (
        r"(?P<c><!--[\s\S]*?(?:-->|\Z))|(?P<nt></?[\w:-]++|/?>)",
        r"""(?P<na>(?<![\w:@-])[\w:@-]++(?==["']))""",
        r"""(?P<s>(?<==)(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)))""",
    ),
    "changes": (
        r"(?P<gh>^(?:@@|diff[ ]|index[ ]|---[ ]|\+\+\+[ ])[^\n]*+)",
        r"(?P<gi>^\+[^\n]*+)|(?P<gd>^-[^\n]*+)",
    ),
}

LANGUAGES = frozenset(FAMILY_OF)


class _Grammar(NamedTuple):
    pattern: re.Pattern[str]
    keywords: frozenset[str]


def language_of(info: str) -> str | None:
    """Return the language that a fence names, None if it is not one of ours."""
    name = info.strip().partition(" ")[0].lower()
    return name if _NAME.fullmatch(name) and name in LANGUAGES else None


def highlighted(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text); the texts joined are the code. The kind is empty for plain parts."""
    grammar = _grammar(language)
    end = 0
    for match in grammar.pattern.finditer(code):
        kind = _kind(match, grammar.keywords)
        if not kind or not match[0]:
            continue
        if match.start() > end:
            yield "", code[end : match.start()]
        yield kind, match[0]
        end = match.end()
    if end < len(code):
        yield "", code[end:]


def _kind(match: re.Match[str], keywords: frozenset[str]) -> str:
    if match.lastgroup != "word":
        return match.lastgroup or ""
    if match[0] in keywords or ("select" in keywords and match[0].lower() in keywords):
        return "k"
    return "nf" if match.string.startswith("(", match.end()) else ""


@functools.cache
def _grammar(language: str) -> _Grammar:
    family, words = FAMILY_OF[language]
    pattern = re.compile("|".join(_PATTERNS[family]), re.MULTILINE)
    return _Grammar(pattern, frozenset(KEYWORDS[words].split()))
