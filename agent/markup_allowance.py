"""How much work one message may cause."""

from __future__ import annotations

import re

POINTS = 3200
"""A point is some ten microseconds of parsing. 8,000 characters of documentation with lists,
tables and code take 500 to 1,100."""
CELLS = 1000
CODE_CHARACTERS = 4000
LINKS = 200
EMOJI = 200
"""Pictures in one message: each is written ten times as long as its name."""
ADDRESS_CHARACTERS = 16_000

_POINTS_OF = {"\n": 2, "*": 1, "_": 1, "~": 1}
_DESTINATION_OR_END = re.compile(r"\]\(|\s")
_DESTINATION_CHARACTERS = 30
"""How much of a link's destination is read for a point."""


class TooDense(Exception):
    """The text asks for more work than a message is worth."""


class Allowance:
    """What is left for one message. Every amount depends on its text alone, never on the clock."""

    def __init__(self) -> None:
        self.points = POINTS
        self.cells = CELLS
        self.code_characters = CODE_CHARACTERS
        self.links = LINKS
        self.emoji = EMOJI
        self.address_characters = ADDRESS_CHARACTERS

    def spend(self, points: int) -> None:
        """Raises TooDense when nothing is left."""
        self.points -= points
        if self.points < 0:
            raise TooDense

    def take_code(self, size: int) -> bool:
        """Return whether code of this size may still be highlighted."""
        self.code_characters -= size
        return self.code_characters >= 0

    def take_link(self, address: str) -> bool:
        """Return whether one more link may be written; an empty address makes none.

        A reference names an address once and repeats it with three characters, so without a
        bound a message of 8,000 characters becomes megabytes.
        """
        self.links -= 1
        self.address_characters -= len(address)
        return address != "" and self.links >= 0 and self.address_characters >= 0

    def take_emoji(self) -> bool:
        """Return whether one more picture may stand in the text."""
        self.emoji -= 1
        return self.emoji >= 0


def price(text: str) -> int:
    """Return what is paid before anything is read: for lines, emphasis and destinations.

    In [a](b[a](b[a](b every destination reaches to the same end, so the parser would read it
    once for each of them.
    """
    characters, end = 0, len(text)
    for match in reversed(list(_DESTINATION_OR_END.finditer(text))):
        if match[0] == "](":
            characters += end - match.end()
        else:
            end = match.start()
    marks = sum(points * text.count(mark) for mark, points in _POINTS_OF.items())
    return marks + characters // _DESTINATION_CHARACTERS
