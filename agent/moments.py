"""Moments as people and programs write them."""

from __future__ import annotations

import datetime

from agent.errors import Invalid
from agent.ports import iso


def moment_from(text: str, *, field: str) -> str:
    """Return a moment in ISO 8601 as it is stored. Raises Invalid for what is none."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        return iso(moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp())
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid("A moment is written in ISO 8601.", field=field) from error
