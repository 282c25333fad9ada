"""Names that look the same: the skeleton of Unicode's Technical Standard 39."""

from __future__ import annotations

import functools
import unicodedata


def look_of(name: str) -> str:
    """Return a text that two names share when a reader may take one for the other.

    As in UTS 39, section 4: each character becomes the one that stands for all that look like it.
    Before folding and after it, since `I` looks like `l` and `i` does not.
    """
    shapes = _mapped(unicodedata.normalize("NFKC", name))
    return _mapped(" ".join(shapes.casefold().split()))


def _mapped(text: str) -> str:
    prototypes = _prototypes()
    letters = unicodedata.normalize("NFD", text)
    mapped = "".join(prototypes.get(letter, letter) for letter in letters)
    return unicodedata.normalize("NFD", mapped)


@functools.cache
def _prototypes() -> dict[str, str]:
    """Read which character stands for which; 15 ms, for whoever names the first room."""
    from confusable_homoglyphs.confusables import confusables_data  # reads 900 kB when imported

    alike = {key: [one["c"] for one in found] for key, found in confusables_data.items()}
    return {
        letter: others[0]
        for letter, others in alike.items()
        # Characters refer to their prototype alone, and it to all of them. In a pair, the
        # prototype is what has more letters, as `rn` for `m`, or comes first.
        if len(letter) == len(others) == 1
        and (len(alike[others[0]]) > 1 or (-len(others[0]), others[0]) < (-1, letter))
    }
