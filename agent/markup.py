"""Messages as HTML: Markdown in, a small list of tags out, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.emoji_names import SHORTCODE
from agent.markup_allowance import Allowance, TooDense, price
from agent.markup_parser import shared_parser
from agent.markup_renderer import escaped
from agent.markup_wall import wall

_MARKED = re.compile(
    SHORTCODE
    + r"""|[\\`|\r\0\[]  # escapes, code, tables, line ends that are not ours, links
    | [\ud800-\udfff]
    | ~~
    | (?<!\ )\* | \*(?!\ )  # a star between spaces is a star
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])  # as is what joins two_words
    | &\#?[A-Za-z0-9]{1,32};
    | <(?![3=-]{0,3}(?:\s|\Z))  # "<3" and "<-" are no address
    | :// | mailto: | www\.
    | ^\ {0,3}(?:\t|\ |>|\#{1,6}(?:\s|\Z)|[-+*](?:\s|\Z)|\d{1,9}[.)](?:\s|\Z)|[-=][-=\ \t]*$|~)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SIMPLE = re.compile(r"(?![\s\d#>+=-])[^\\`|\r\0\[~*_&<:\n\t\ud800-\udfff]*\Z")
"""One line without any character that may mean something: most messages, in a tenth of the time."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Return whether `render` would find nothing but paragraphs and line breaks.

    Cautious: some texts without markup count as marked, never the other way round. Mentions are
    no markup: who shows a plain text marks them there.
    """
    if _SIMPLE.match(text) and "www." not in text.lower():
        return True
    return _MARKED.search(text) is None


def render(text: str, *, mentions: Collection[str] = (), emoji: Collection[str] = ()) -> str:
    """Return the HTML of a Markdown text; `mentions` are the usernames to mark.

    `emoji` are the names of the server's own; the standard ones are always known.
    A text that asks for more work than a message is worth comes back as it was typed.
    """
    whole = _SURROGATES.sub("\ufffd", text)
    allowance = Allowance()
    try:
        allowance.spend(price(whole))
        names = frozenset(name.lower() for name in mentions)
        env = {"allowance": allowance, "mentions": names, "emoji": emoji}
        html = shared_parser().render(whole, env)
    except TooDense:
        html = _as_typed(whole)
    return wall().clean(html)


def _as_typed(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\0", "\ufffd").strip("\n")
    return f"<p>{escaped(lines)}</p>\n".replace("\n", "<br>\n", lines.count("\n"))
