"""The Markdown of messages: CommonMark without HTML, tables, task lists, bounded work."""

from __future__ import annotations

import functools
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as library_table
from markdown_it.rules_inline import StateInline

from agent.markup_allowance import Allowance
from agent.markup_inline import bare_address, mention
from agent.markup_links import finish_links, is_link
from agent.markup_renderer import MessageRenderer

NESTING = 20
BLOCK_POINTS = 6
LINE_POINTS = 2
BRACKET_POINTS = 4


class MessageParser(MarkdownIt):
    """The library's parser with our door for addresses."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return is_link(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # the library's name
        """Leave an address as it was typed: decoded it can look like another one."""
        return link


def build_parser(parser: type[MarkdownIt] = MessageParser) -> MarkdownIt:
    """Return a parser that has compiled its rules, so that threads may share it."""
    options = {"html": False, "breaks": True, "tasklists": True, "maxNesting": NESTING}
    markdown = parser("commonmark", options, renderer_cls=MessageRenderer)
    markdown.disable(["html_block", "html_inline"])
    markdown.enable("strikethrough")
    markdown.block.ruler.before("code", "allowance", count_block)
    markdown.block.ruler.before("paragraph", "table", bounded_table, {"alt": ["paragraph", "reference"]})
    markdown.inline.add_terminator_char(".")
    markdown.inline.ruler.before("newline", "allowance", count_mark)
    markdown.inline.ruler.before("newline", "bare_address", bare_address)
    markdown.inline.ruler.before("newline", "mention", mention)
    markdown.core.ruler.push("finish_links", finish_links)
    markdown.render("a", {"allowance": Allowance(), "mentions": frozenset()})
    return markdown


shared_parser = functools.cache(build_parser)
