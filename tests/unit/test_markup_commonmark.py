"""The examples of the CommonMark specification, and where messages differ on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.markup import render
from agent.markup_allowance import Allowance
from agent.markup_parser import MessageParser, build_parser
from tests.unit.markup_reading import HEADINGS, canonical

HTML_IS_OFF = "21 31 148-191 201 308-309 344 475-477 491 494 524 536 613-617 623 625-631 642-643"
BARE_ADDRESSES_ARE_LINKS = "602 608 611"
EMPTY_ADDRESS_IS_NO_LINK = "200 485-487 567"
ADDRESS_IS_REFUSED = (
    "22-23 32-33 192-196 198 202-208 210 214-218 317 346 404 419 422 433 473-474 482-484 489 492 "
    "495-496 498-507 509-510 512 514-522 527-535 537-545 549-550 553-566 568-589 591-593 596 "
    "598-599 601"
)
"""Relative, of a scheme other than http, https and mailto, or with a host no browser opens."""


class Example(NamedTuple):
    number: int
    section: str
    markdown: str
    html: str


def numbers(ranges: str) -> set[int]:
    found: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


EXAMPLES = [
    Example(**one)
    for one in json.loads(Path(__file__).with_name("commonmark.json").read_text("utf-8"))[
        "examples"
    ]
]
DIFFERENT = (
    numbers(HTML_IS_OFF) | numbers(BARE_ADDRESSES_ARE_LINKS) | numbers(EMPTY_ADDRESS_IS_NO_LINK)
)


class OpenParser(MessageParser):
    """Ours with an open door, to see everything else of the links."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return True


@pytest.fixture(scope="module")
def open_parser() -> OpenParser:
    parser = build_parser(OpenParser)
    assert isinstance(parser, OpenParser)
    return parser


def test_there_are_652_examples() -> None:
    assert len(EXAMPLES) == 652


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.section} {one.number}")
def test_messages_say_what_the_specification_says(
    example: Example, open_parser: OpenParser
) -> None:
    expected = canonical(example.html, headings=HEADINGS)
    written = open_parser.render(example.markdown, {"allowance": Allowance(), "mentions": ()})
    assert (canonical(written, headings={}) == expected) is (example.number not in DIFFERENT)
    different = DIFFERENT | numbers(ADDRESS_IS_REFUSED)
    message = canonical(render(example.markdown), headings={})
    assert (message == expected) is (example.number not in different)
