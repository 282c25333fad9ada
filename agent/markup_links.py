"""Which addresses a message may link to, and how a link says where it leads."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import nh3
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from agent.markup_allowance import Allowance

REL = "nofollow noopener noreferrer"

_HOST_AND_PORT = r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
_SAFE = r"[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#%]"
_LINK = re.compile(rf"(?i:(https?://{_HOST_AND_PORT})(?:[/?#]{_SAFE}*)?|mailto:(?!//){_SAFE}+)")
_HOST = re.compile(r"(?i)https?://([^/?#]+)")
_OPENING = re.compile(r"(?i)(?:https?://|mailto:)")


def is_link(address: str) -> bool:
    """Return whether a normalised address may be linked to.

    http, https and mailto alone, and never with a name before the host: the name is what a
    reader takes for the host in https://bank.example@evil.example.
    """
    link = _LINK.fullmatch(address)
    return link is not None and (link[1] is None or _is_host(link[1]))


def _is_host(address: str) -> bool:
    """Return whether a browser would open it; 1.2.3.400 and broken punycode are no hosts."""
    return "href" in _host_reader().clean(f'<a href="{address}">')


@functools.cache
def _host_reader() -> nh3.Cleaner:
    return nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, link_rel=None)


def finish_links(state: StateCore) -> None:
    """Give every link its attributes and make every image a link.

    [x]() is a link to the parser, which asks nobody about an empty address; here it is text.
    """
    allowance: Allowance = state.env["allowance"]
    for token in state.tokens:
        if token.children:
            token.children = list(_finished(token.children, allowance))


def _finished(tokens: list[Token], allowance: Allowance) -> Iterator[Token]:
    is_open = False
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            text = _text_until_close(tokens, index + 1)
            is_open = allowance.take_link(str(token.attrs["href"]))
            if is_open:
                token.attrs = _attributes(str(token.attrs["href"]), text)
                yield token
        elif token.type == "link_close":
            if is_open:
                yield token
            is_open = False
        elif token.type == "image":
            yield from _image(token, allowance, in_link=is_open)
        else:
            yield token


def _image(token: Token, allowance: Allowance, *, in_link: bool) -> Iterator[Token]:
    """Nothing is loaded from elsewhere: the address of a picture can carry away what is said."""
    address = str(token.attrs["src"])
    alt = _visible_text(token.children or [])
    text = Token("text", "", 0, content=alt.strip() or address)
    if in_link or not allowance.take_link(address):
        yield text
        return
    yield Token("link_open", "a", 1, attrs=_attributes(address, text.content))
    yield text
    yield Token("link_close", "a", -1)


def _attributes(address: str, text: str) -> dict[str, str | int | float]:
    shown = {} if _tells(text, address) else {"title": _destination(address)}
    return {"href": address, **shown, "target": "_blank", "rel": REL}


def _tells(text: str, address: str) -> bool:
    """Return whether the text itself begins with where the link leads.

    Letters outside ASCII can look like others or turn the text around, so they tell nothing.
    """
    destination = _destination(address)
    visible = _OPENING.sub("", text.strip(), count=1).lower()
    if not visible.startswith(destination) or not (text.isascii() and text.isprintable()):
        return False
    return visible[len(destination) :][:1] in ("", "/", "?", "#")


def _destination(address: str) -> str:
    host = _HOST.match(address)
    return host[1].lower() if host else address[len("mailto:") :].partition("?")[0].lower()


def _text_until_close(tokens: list[Token], start: int) -> str:
    """Links do not nest, so all labels of a message together are read once."""
    end = start
    while tokens[end].type != "link_close":
        end += 1
    return _visible_text(tokens[start:end])


def _visible_text(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(_visible_text(token.children) if token.children else token.content)
    return "".join(parts)
