"""Names that a reader may take for one another."""

from __future__ import annotations

import itertools

import pytest

from agent.look_alikes import look_of

ALIKE = [
    ("General", "Genera1"),
    ("General", "GeneraI"),
    ("General", "G\u0435neral"),  # a Cyrillic letter
    ("General", "\uff27\uff25\uff2e\uff25\uff32\uff21\uff2c"),  # full width
    ("modem", "modern"),
    ("Tools", "T00ls"),
    ("Team A", "Team  A"),
    ("Team A", "Team\u00a0A"),
    ("scope", "\u0455\u0441\u043e\u0440\u0435"),  # all Cyrillic
    ("Σ", "∑"),
]
APART = [
    "Team A",
    "Team B",
    "C",
    "C++",
    "1st",
    "2nd",
    "General",
    "Generals",
    "日本語",
    "中文",
    "العربية",
    "שלום",
    "🎉",
    "🚀",
    "Café",
    "Cafe",
    "Ops 1",
    "Ops 2",
    "Привет",
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_the_same_have_one_look(one: str, other: str) -> None:
    assert look_of(one) == look_of(other)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(APART, 2)))
def test_honest_names_do_not_collide(one: str, other: str) -> None:
    assert look_of(one) != look_of(other)


@pytest.mark.parametrize("name", [*APART, *itertools.chain(*ALIKE)])
def test_a_look_looks_like_itself(name: str) -> None:
    assert look_of(look_of(name)) == look_of(name)
