"""The Markdown of messages: CommonMark without HTML, tables, task lists, bounded work."""

from __future__ import annotations

import functools

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as library_table
from markdown_it.rules_inline import StateInline

from agent.markup_allowance import Allowance, TooDense
from agent.markup_inline import bare_address, mention, shortcode
from agent.markup_links import finish_links, is_link
from agent.markup_renderer import MessageRenderer

NESTING = 20
BLOCK_POINTS = 6
BRACKET_POINTS = 6


class MessageParser(MarkdownIt):
    """The library's parser with our door for addresses."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return is_link(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # the library's name
        """Leave an address as it was typed: decoded it can look like another one."""
        return link


def build_parser(parser: type[MarkdownIt] = MessageParser) -> MarkdownIt:
    """Return a parser that has compiled its rules, so that threads may share it."""
    options = {
        "html": False,
        "xhtmlOut": False,
        "breaks": True,
        "tasklists": True,
        "maxNesting": NESTING,
    }
    markdown = parser("commonmark", options, renderer_cls=MessageRenderer)
    markdown.disable(["html_block", "html_inline"])
    markdown.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    markdown.enable(["strikethrough", "table"])
    markdown.block.ruler.before("table", "allowance", count_block)
    markdown.inline.add_terminator_char(".")
    markdown.inline.ruler.before("newline", "allowance", count_mark)
    markdown.inline.ruler.before("newline", "bare_address", bare_address)
    markdown.inline.ruler.before("newline", "shortcode", shortcode)
    markdown.inline.ruler.before("newline", "mention", mention)
    markdown.core.ruler.push("finish_links", finish_links)
    markdown.render("a", {"allowance": Allowance(), "mentions": frozenset()})
    return markdown


shared_parser = functools.cache(build_parser)


def count_block(state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    """Pay for the block that begins here; it is for the rules that follow.

    Raises TooDense where the parser would leave out what is nested deeper; a list goes two deep.
    """
    if not silent:
        allowance: Allowance = state.env["allowance"]
        allowance.spend(BLOCK_POINTS)
        if state.level >= NESTING - 2:
            raise TooDense
    return False


def count_mark(state: StateInline, _silent: bool) -> bool:
    """Pay for the mark that stands here; it is for the rules that follow."""
    allowance: Allowance = state.env["allowance"]
    allowance.spend(BRACKET_POINTS if state.src[state.pos] == "[" else 1)
    return False


def bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table as far as the cells last.

    The library fills short rows up, so rows of two characters under a wide head would make
    65,000 cells out of a message.
    """
    if silent or start + 2 > end:
        return library_table(state, start, end, silent)
    allowance: Allowance = state.env["allowance"]
    columns = state.getLines(start + 1, start + 2, 0, False).count("|") + 1
    rows = allowance.cells // columns - 1
    if rows < 0:
        return False
    is_table = library_table(state, start, min(end, start + 2 + rows), silent)
    if is_table:
        allowance.cells -= columns * (state.line - start - 1)
    return is_table
