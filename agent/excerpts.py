"""What a message says, on one line: for a toast, a push, a notice of the desktop."""

from __future__ import annotations

import re
from html import unescape

from agent.models import Message

LONGEST = 120
"""Characters."""

TAG = re.compile(r'<img class="emoji" alt="([^"]*)"[^>]*>|<[^>]*>')


def excerpt(message: Message) -> str:
    """Return the beginning of a message as it reads, without the marks of its Markdown."""
    text = unescape(TAG.sub(_name, message.html)) if message.html else message.content
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _name(tag: re.Match[str]) -> str:
    return tag[1] or ""
