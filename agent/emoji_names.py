"""Which texts are emoji, and the emoji that a `:shortcode:` stands for.

The library is imported when it is first asked: it reads half a megabyte in 30 ms, and a server
starts in less than 500.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType

SHORTCODE = r"(?<![A-Za-z0-9]):(?:[+-]1|(?=[0-9_+-]{0,80}[a-z])[a-z0-9_+-]{1,80}):(?![A-Za-z0-9])"
"""What may be a shortcode: a letter is in it, so times and ports are none, and no word touches
it, so `host:x:y` is none. The two thumbs are the exception."""

CUSTOM_NAME = r"(?=[0-9_+-]*[a-z])[a-z0-9_+-]{2,32}"
"""What an emoji of the server can be called; without a letter its shortcode would be none."""

CUSTOM = re.compile(f":{CUSTOM_NAME}:")

_NAME = re.compile(r"[a-z0-9_+-]{1,80}")
_PRESENTATION = "\N{VARIATION SELECTOR-16}"
_QUALIFIED = 2
"""Emoji of a higher status are other spellings of one that has this."""


def resolve(text: str) -> str | None:
    """Return the emoji of a standard shortcode, colons included; None for any other text."""
    is_framed = len(text) > 2 and text[0] == text[-1] == ":"
    return _by_name().get(text[1:-1]) if is_framed else None


def emoji_in(text: str) -> str | None:
    """Return the one emoji that a text is, None if it is none.

    As typed; a selector that the emoji does not have is left out.
    """
    from emoji import is_emoji

    for spelling in (text, text.replace(_PRESENTATION, "")):
        if is_emoji(spelling):
            return spelling
    return None


@functools.cache
def shortcodes() -> Mapping[str, str]:
    """Return the emoji of each standard shortcode, without its colons; no shades of skin."""
    shades = ("skin_tone", "_tone1", "_tone2", "_tone3", "_tone4", "_tone5")
    known = _by_name().items()
    return MappingProxyType(
        {name: emoji for name, emoji in known if not any(shade in name for shade in shades)}
    )


@functools.cache
def _by_name() -> Mapping[str, str]:
    """An alias goes before an official name: :dog: is the face of one."""
    from emoji import EMOJI_DATA

    found: dict[str, str] = {}
    for kind in ("alias", "en"):
        for emoji, known in EMOJI_DATA.items():
            if known["status"] > _QUALIFIED:
                continue
            names = [known["en"]] if kind == "en" else known.get("alias", ())
            for name in (name.strip(":").lower() for name in names):
                if _NAME.fullmatch(name):
                    found.setdefault(name, emoji)
    return MappingProxyType(found)
