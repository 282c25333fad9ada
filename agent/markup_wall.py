"""The second wall: whatever the renderer wrote, only this leaves.

A picture is one of the server's own emoji, or it is none: a foreign address tells its owner who
reads, and when.
"""

from __future__ import annotations

import functools
import re

import nh3

from agent.emoji_names import CUSTOM, CUSTOM_NAME
from agent.markup_code import KINDS, LANGUAGES
from agent.markup_links import REL

TAGS = frozenset(
    "a blockquote br code div em h3 h4 h5 h6 hr img input li ol p pre s span strong "
    "table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "title", "src"},
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
    "img": {"emoji"},
    "li": {"task-list-item"},
    "ol": {"contains-task-list"},
    "span": {"mention", *KINDS},
    "td": SIDES,
    "th": SIDES,
    "ul": {"contains-task-list"},
}


_PATTERNS = {
    ("img", "src"): re.compile(f"/api/emoji/{CUSTOM_NAME}"),
    ("img", "alt"): CUSTOM,
    ("img", "title"): CUSTOM,
    ("a", "href"): re.compile(r"(?i:https?://|mailto:).*", re.DOTALL),
}
_IMAGE = re.compile(r"<img[^>]*>")
_EMOJI = re.compile(
    rf'<img class="emoji" alt=":({CUSTOM_NAME}):" title=":\1:" src="/api/emoji/\1" loading="lazy">'
)


class Wall:
    """An HTML parser with a list of what may stay, then a look at the pictures that stayed."""

    def __init__(self, cleaner: nh3.Cleaner) -> None:
        self._cleaner = cleaner

    def clean(self, html: str) -> str:
        cleaned = self._cleaner.clean(html)
        return _IMAGE.sub(_own_emoji, cleaned) if "<img" in cleaned else cleaned


@functools.cache
def wall() -> Wall:
    return Wall(_cleaner())


def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=set(),
        attributes=ATTRIBUTES,
        attribute_filter=_filtered,
        tag_attribute_values={
            "a": {"target": {"_blank"}},
            "img": {"loading": {"lazy"}},
            "input": CHECKBOX,
        },
        set_tag_attribute_values={
            "a": {"target": "_blank"},
            "input": {"type": "checkbox", "disabled": ""},
        },
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative="pass_through",  # the filter has the last word on addresses
        link_rel=REL,
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    pattern = _PATTERNS.get((tag, attribute))
    return value if pattern is None or pattern.fullmatch(value) else None


def _own_emoji(image: re.Match[str]) -> str:
    """The attributes that are left have no `>` in their values, so this is a whole picture."""
    return image[0] if _EMOJI.fullmatch(image[0]) else ""
