"""How the tests of messages read HTML: with the standard library's parser, never with ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from agent.markup_code import LANGUAGES

Attributes = dict[str, str | None]
Event = tuple[str, str, Attributes]

VOID = {"br", "hr", "img", "input"}
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


class Reader(HTMLParser):
    """Collects ("open", tag, attributes), ("close", tag, {}) and ("text", text, {})."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "an attribute stands twice"
        self.events.append(("open", tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.events.append(("close", tag, {}))

    def handle_data(self, data: str) -> None:
        if self.events and self.events[-1][0] == "text":
            data = self.events.pop()[1] + data
        self.events.append(("text", data, {}))

    def handle_comment(self, data: str) -> None:
        self.events.append(("raw", data, {}))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


def read(html: str) -> list[Event]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.events


def text_of(html: str) -> str:
    return "".join(value for kind, value, _ in read(html) if kind == "text")


def tags_of(html: str) -> set[str]:
    return {value for kind, value, _ in read(html) if kind == "open"}


def canonical(html: str, *, headings: dict[str, str]) -> str:
    """Write HTML as far as the specification and messages are to say the same.

    A picture is a link, a link is its address, every line ends alike, code has no colours.
    `headings` renames those of the specification.
    """
    out = Reader()
    is_linked = False
    for kind, value, attributes in read(html):
        if kind == "text":
            out.handle_data(value)
        elif value == "img":
            source = attributes.get("src") or ""
            link: Attributes = {"href": source}
            out.events += [] if is_linked else [("open", "a", link)]
            out.handle_data((attributes.get("alt") or "").strip() or source)
            out.events += [] if is_linked else [("close", "a", {})]
        elif value not in ("br", "span"):
            is_linked = kind == "open" if value == "a" else is_linked
            kept = {name: attributes[name] for name in attributes if name in ("href", "start")}
            language = (attributes.get("class") or "").removeprefix("language-")
            kept |= {"language": language} if language in LANGUAGES else {}
            out.events.append((kind, headings.get(value, value), kept))
    lines = (
        value if kind == "text" else f"<{kind} {value} {kept}>" for kind, value, kept in out.events
    )
    return re.sub(r">\s+<", "><", "".join(lines)).strip()
