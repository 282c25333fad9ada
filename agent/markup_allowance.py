"""How much work one message may cause."""

from __future__ import annotations

POINTS = 3200
"""A point is some ten microseconds of parsing. 8,000 characters of documentation with lists,
tables and code take 500 to 1,100."""
CELLS = 1000
CODE_CHARACTERS = 4000
LINKS = 200
ADDRESS_CHARACTERS = 16_000


class TooDense(Exception):
    """The text asks for more work than a message is worth."""


class Allowance:
    """What is left for one message. Every amount depends on its text alone, never on the clock."""

    def __init__(self) -> None:
        self.points = POINTS
        self.cells = CELLS
        self.code_characters = CODE_CHARACTERS
        self.links = LINKS
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
