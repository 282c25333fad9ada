"""What a message has beyond CommonMark inside of its lines: mentions, emoji, bare addresses."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from agent.emoji_names import SHORTCODE, resolve
from agent.markup_allowance import Allowance
from agent.mentions import MENTION

ADDRESS_POINTS = 4

_OPENING = re.compile(r"(?:^|[^\w.+-])(https?|mailto|www)$", re.IGNORECASE | re.ASCII)
_LONGEST_OPENING = len(" mailto")
_HOST = r"[^\W_][\w.-]{0,252}+"
_PATH = (
    r"(?:[^\s<>\"`\\\[\]\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    r"|\[[^\s<>\"`\\\[\]\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*+\])*+"
)
# A name before the host would be read as the host, so such an address stays text.
_NO_NAME = r"(?!:?[^\s/?#]{0,253}@)"
_WEB = re.compile(
    r"(?i:https?://|www\.(?=[\w-]{1,63}+\.\w))"
    rf"{_HOST}(?::\d{{1,5}}+(?!\w))?+{_NO_NAME}(?:[/?#]{_PATH})?+"
)
_MAIL = re.compile(
    r"mailto:[a-z0-9._%+-]{1,64}+@[a-z0-9-]{1,63}+(?:\.[a-z0-9-]{1,63}+)++", re.IGNORECASE
)
_SHORTCODE = re.compile(SHORTCODE)
_SENTENCE = ".,;:!?'*_~-"


def mention(state: StateInline, silent: bool) -> bool:
    """Mark @name when the name is among the mentioned ones.

    Before emphasis is looked for: underscores belong to names.
    """
    if state.src[state.pos] != "@" or state.linkLevel:
        return False
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    text = found[0].rstrip(".")
    name = text[1:].lower()
    if name not in state.env["mentions"]:
        return False
    if not silent:
        token = state.push("mention", "span", 0)
        token.content = text
        token.attrs = {"class": "mention", "data-username": name}
    state.pos += len(text)
    return True


def shortcode(state: StateInline, silent: bool) -> bool:
    """Make the emoji of a :name:, or the picture of one that is the server's own."""
    if state.src[state.pos] != ":":
        return False
    found = _SHORTCODE.match(state.src, state.pos, state.posMax)
    if found is None or (state.src[state.pos - 1 : state.pos] == ":" and not _follows_emoji(state)):
        return False
    kind, content = "emoji", resolve(found[0])
    if content is None and found[0][1:-1] in state.env.get("emoji", ()):
        kind, content = "custom_emoji", found[0]
    if content is None:
        return False
    if not silent:
        allowance: Allowance = state.env["allowance"]
        if kind == "custom_emoji" and not allowance.take_emoji():
            return False
        state.push(kind, "", 0).content = content
    state.pos = found.end()
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
    """Link an address that stands in the text without any markup.

    The colon or the dot wakes this rule, so what is before it waits in `pending`. Inside of a
    link's label nothing is linked, and a label is what silent mode measures.
    """
    if silent or state.linkLevel or state.src[state.pos] not in ":.":
        return False
    opening = _OPENING.search(state.pending[-_LONGEST_OPENING:])
    if opening is None:
        return False
    start = state.pos - len(opening[1])
    pattern = _MAIL if opening[1].lower() == "mailto" else _WEB
    found = pattern.match(state.src, start, state.posMax)
    if found is None:
        return False
    allowance: Allowance = state.env["allowance"]
    allowance.spend(ADDRESS_POINTS)
    text = _without_tail(found[0])
    is_named = opening[1].lower() == "www"
    address = state.md.normalizeLink(f"https://{text}" if is_named else text)
    state.pos = start + len(text)
    if not state.md.validateLink(address):
        # Passed over as a whole: read again from its middle it would cost its length each time.
        state.pending += text[len(opening[1]) :]
        return True
    state.pending = state.pending[: -len(opening[1])]
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": address}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)
    return True


def _follows_emoji(state: StateInline) -> bool:
    """Tell :tada::tada: from std::end::tada."""
    is_next = bool(state.tokens) and not state.pending
    return is_next and state.tokens[-1].type in ("emoji", "custom_emoji")


def _without_tail(text: str) -> str:
    """The punctuation after an address is the sentence's, a bracket only if it opened outside."""
    surplus = text.count(")") - text.count("(")
    end = len(text)
    while text[end - 1] in _SENTENCE or (text[end - 1] == ")" and surplus > 0):
        surplus -= text[end - 1] == ")"
        end -= 1
    return text[:end]
