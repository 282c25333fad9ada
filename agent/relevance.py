"""Which words of a question count, and how well a passage covers them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

QUERY_LIMIT = 8000
WORDS_LIMIT = 32
WORD_LENGTH = 64

WORD = re.compile(r"[^\W_]+(?:['\u2019_.-][^\W_]+){0,4}")
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an the and or but if of to in on at by for with from into as about than then so
        too very just also is are was were be been being am do does did done doing have has
        had having can could may might must shall should will would i me my mine you your
        yours he him his she her hers it its we us our ours they them their theirs this that
        these those there here what which who whom whose when where why how not no nor any
        some all each such please tell explain describe want need know let lets im ive id
        youre youve were theyre dont doesnt didnt cant couldnt wont wouldnt isnt arent wasnt
        werent havent hasnt whats whos wheres hows thats theres hello hi hey thanks thank""",
    )
)
WEAK_WORDS = frozenset(
    re.findall(
        r"\w+",
        """happen happens happened happening add adds added adding write writes writing written
        wrote make makes making made create creates created creating use uses used using get
        gets getting got set sets setting work works working find finds finding found see
        change changes changed changing give gives new way mean means after before during""",
    )
)
WEAK = 0.4
"""What a weak word weighs: a passage may well do without "write" in "write a plugin"."""

PREFERRED = 1.1
LEAD = 1.08
"""The first passage of an entry says what the whole is about."""


class Candidate(NamedTuple):
    """What the full-text index knows of a passage; `hits` and `title_hits` number the words."""

    rank: float
    title: str
    hits: frozenset[int]
    title_hits: frozenset[int]
    confidence: float
    is_lead: bool
    is_preferred: bool


class Relevance(NamedTuple):
    """`share` (0 to 1) of the question's words, the rare ones counting more, and the order."""

    share: float
    score: float


def words(query: str) -> list[str]:
    """Return the first 32 distinct words that carry meaning, in lower case."""
    found: dict[str, None] = {}
    for match in WORD.finditer(unicodedata.normalize("NFC", query[:QUERY_LIMIT])):
        word = match[0].lower().replace("\u2019", "'")
        if word.replace("'", "") in STOP_WORDS:
            continue
        word = word.removesuffix("'s")
        if word not in STOP_WORDS:
            found[word[:WORD_LENGTH]] = None
        if len(found) == WORDS_LIMIT:
            break
    return list(found)


def weights(asked: Sequence[str], counts: Mapping[int, int], passages: int) -> list[float]:
    """Return each word's weight: the fewer of all `passages` contain it, the more it counts."""
    return [
        math.log(1 + (max(passages - counts[number], 0) + 0.5) / (counts[number] + 0.5))
        * (WEAK if word in WEAK_WORDS else 1.0)
        for number, word in enumerate(asked)
    ]


def judge(
    candidates: Iterable[Candidate], asked: Sequence[str], weight: Sequence[float]
) -> list[Relevance]:
    """Return how relevant each candidate is, in the given order."""
    candidates = list(candidates)
    best = max((candidate.rank for candidate in candidates), default=0.0) or 1.0
    # A question of weak words alone ("What's new?") asks for nothing that can be found.
    whole = sum(weight) / (WEAK if all(word in WEAK_WORDS for word in asked) else 1.0)
    return [_judged(candidate, weight, best, whole) for candidate in candidates]


def _judged(candidate: Candidate, weight: Sequence[float], best: float, whole: float) -> Relevance:
    share = sum(weight[number] for number in candidate.hits) / whole
    title_words = words(candidate.title) or [""]
    title = min(len(candidate.title_hits) / len(title_words), 1.0)
    score = share * (0.55 + 0.2 * candidate.rank / best + 0.25 * title)
    score *= 0.5 + 0.5 * candidate.confidence
    score *= (LEAD if candidate.is_lead else 1.0) * (PREFERRED if candidate.is_preferred else 1.0)
    return Relevance(round(min(share, 1.0), 4), round(score, 4))
