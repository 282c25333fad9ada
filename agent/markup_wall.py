"""The second wall: whatever the renderer wrote, only this leaves."""

from __future__ import annotations

import functools

import nh3

from agent.markup_code import KINDS, LANGUAGES
from agent.markup_links import REL

TAGS = frozenset(
    "a blockquote br code del div em h3 h4 h5 h6 hr input li ol p pre s span strong "
    "table tbody td th thead tr ul".split()
) - {"del"}
ATTRIBUTES = {
    "a": {"href", "title", "target"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "ol": {"start"},
    "span": {"data-username"},
}
SIDES = {"align-left", "align-center", "align-right"}
CLASSES = {
    "code": {f"language-{name}" for name in LANGUAGES},
    "div": {"table-scroll"},
    "li": {"task-list-item"},
    "ol": {"contains-task-list"},
    "span": {"mention", *KINDS},
    "td": SIDES,
    "th": SIDES,
    "ul": {"contains-task-list"},
}
