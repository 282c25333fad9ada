"""The second wall: whatever the renderer wrote, only this leaves."""

from __future__ import annotations

import functools

import nh3

from agent.markup_code import KINDS, LANGUAGES
from agent.markup_links import REL

TAGS = frozenset(
    "a blockquote br code div em h3 h4 h5 h6 hr input li ol p pre s span strong "
    "table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "span": {"data-username"},
}
CHECKBOX = {
    "type": {"checkbox"},
    "disabled": {""},
    "checked": {""},
    "aria-label": {"Done", "To do"},
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


@functools.cache
def wall() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=set(),
        attributes=ATTRIBUTES,
        tag_attribute_values={"a": {"target": {"_blank"}}, "input": CHECKBOX},
        set_tag_attribute_values={
            "a": {"target": "_blank"},
            "input": {"type": "checkbox", "disabled": ""},
        },
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel=REL,
    )
