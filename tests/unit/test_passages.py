"""How a text is cut into passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.passages import LONGEST, split

BACKUPS = """# Running

How to run the server every day.

## Backups

A backup is one file. It is taken while the server runs, and restoring it needs no network.

```sh
knowledge-server backup /safe/place

# the blank line above belongs to the code
```
"""


def test_passages_carry_the_headings_above_them_and_keep_code_whole() -> None:
    lead, backups = split("Running", BACKUPS)
    assert (lead.title, lead.text) == ("Running", "How to run the server every day.")
    assert backups.title == "Running \u203a Backups"
    assert "backup /safe/place\n\n# the blank line above" in backups.text


def test_a_heading_ends_the_deeper_ones_before_it() -> None:
    text = "# A\n\n## B\n\n### C\n\nc\n\n## D\n\nd\n\nE\n=\n\ne"
    titles = [section.title.replace(" \u203a ", "/") for section in split("A", text)]
    assert titles == ["A/B/C", "A/D", "A/E"]


def test_markup_that_only_a_renderer_needs_is_left_out() -> None:
    text = "<p align=center>\n\n**Open** [the page](https://x.org/a) ![logo](l.png)<!-- no -->.\n\n"
    table = "| key | value |\n|-----|-------|\n| a | `b` |"
    (section,) = split("T", text + table)
    assert section.text == "Open the page .\n\nkey | value\na | `b`"


def test_wrapped_lines_are_joined_and_lists_keep_their_lines() -> None:
    long = "This line is as long as an editor lets it be before it starts a"
    (section,) = split("T", f"{long}\nnew one.\n- {long}\n  second.\n- third")
    assert section.text == f"{long} new one.\n- {long} second.\n- third"


@given(st.text(), st.lists(st.integers(1, 2000), max_size=8))
def test_no_passage_of_prose_is_longer_than_the_limit_and_no_word_is_lost(
    noise: str, sizes: list[int]
) -> None:
    split("Any text", noise)
    prose = "\n\n".join(" ".join(["word"] * size) + "." for size in sizes)
    sections = split("Prose", prose)
    assert all(len(section.text) <= LONGEST for section in sections)
    assert sum(section.text.count("word") for section in sections) == sum(sizes)


def test_code_that_is_only_indented_is_code_and_what_belongs_to_a_list_is_not() -> None:
    text = (
        "# Run\n\nOn the terminal:\n\n    echo one\n\n      echo two\n\nThen wait.\n\n"
        "- an item\n\n    its second paragraph\n"
    )
    (section,) = split("Run", text)
    assert "```\necho one\n\n  echo two\n```" in section.text
    assert section.text.count("```") == 2
    assert "its second paragraph" in section.text
