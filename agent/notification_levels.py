"""Who wants a toast for a message: levels, mutes and hours without disturbance."""

from __future__ import annotations

import datetime
import functools
import json
import zoneinfo
from collections.abc import Callable, Iterable

import msgspec

from agent.models import DoNotDisturb, Preferences
from agent.ports import Clock, Row, Transaction

REMEMBERED = 10_000
"""Rooms whose listeners are kept in memory."""


class NotificationLevels:
    """Asked by the ledger, inside its transactions: all of it lives on the writer's thread.

    A message concerns those it mentions, the people of a direct room, who follows its thread,
    and who wants to hear everything. The last ones are remembered by room until a preference or
    a membership changes, so that a message that concerns nobody costs a look into a dict.
    """

    def __init__(self, clock: Clock, hears: Callable[[str], bool]) -> None:
        self._clock = clock
        self._hears = hears
        self._listeners: dict[int, frozenset[str]] = {}

    def forget(self) -> None:
        """Read afresh who wants to hear everything: somebody's wish or membership changed."""
        self._listeners.clear()

    def wanted(
        self, transaction: Transaction, room: Row, concerned: Iterable[str], *, author: str
    ) -> tuple[str, ...]:
        """Return the accounts that a toast is shown to now; `concerned` by the message."""
        here = self._hears
        is_direct = room["room_type"] == "direct"
        members = transaction.fetch_all(MEMBERS, room_id=room["id"]) if is_direct else ()
        near = {*concerned, *(row["user_id"] for row in members)}
        close = {one for one in near if one != author and here(one)}
        far = {one for one in self._all(transaction, room["id"]) if one != author and here(one)}
        if not (asked := close | far):
            return ()
        rows = transaction.fetch_all(
            PREFERRED, room_id=room["id"], user_ids=json.dumps(sorted(asked))
        )
        return tuple(
            row["user_id"] for row in rows if self._wants(row, is_close=row["user_id"] in close)
        )

    def _all(self, transaction: Transaction, room_id: int) -> frozenset[str]:
        if (found := self._listeners.get(room_id)) is None:
            if len(self._listeners) >= REMEMBERED:
                self._listeners.clear()
            rows = transaction.fetch_all(LISTENERS, room_id=room_id)
            found = self._listeners[room_id] = frozenset(row["user_id"] for row in rows)
        return found

    def _wants(self, row: Row, *, is_close: bool) -> bool:
        preferences = preferences_from(row["preferences"])
        level = row["level"] or preferences.level
        if level == "nothing" or not (is_close or level == "everything"):
            return False
        if row["muted_until"] is not None and row["muted_until"] > self._clock.now():
            return False
        quiet = preferences.do_not_disturb
        return quiet is None or not is_quiet(quiet, self._clock.time())


def is_quiet(hours: DoNotDisturb, now: float) -> bool:
    """Tell whether the moment (seconds since 1970) is in the hours, the end not included."""
    here = datetime.datetime.fromtimestamp(now, _zone(hours.timezone))
    time = f"{here:%H:%M}"
    if hours.start <= hours.end:
        return hours.start <= time < hours.end
    return time >= hours.start or time < hours.end


def preferences_from(text: str | None) -> Preferences:
    """Read the column `preferences`."""
    return Preferences() if text is None else _read(text)


@functools.lru_cache(1000)
def _read(text: str) -> Preferences:
    return msgspec.json.decode(text, type=Preferences)


@functools.lru_cache(1000)
def _zone(name: str) -> datetime.tzinfo:
    """Return the zone, UTC for one that this machine has no more: a post must not fail over it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.UTC


MEMBERS = "SELECT user_id FROM room_members WHERE room_id = :room_id AND is_active"
LISTENERS = """
    SELECT room_members.user_id
    FROM room_members
    LEFT JOIN room_preferences
      ON room_preferences.room_id = room_members.room_id
         AND room_preferences.user_id = room_members.user_id
    LEFT JOIN user_preferences ON user_preferences.user_id = room_members.user_id
    WHERE room_members.room_id = :room_id AND room_members.is_active
      AND COALESCE(room_preferences.level, user_preferences.level) = 'everything'
"""
PREFERRED = """
    SELECT wanted.value AS user_id, user_preferences.preferences, room_preferences.level,
           room_preferences.muted_until
    FROM json_each(:user_ids) AS wanted
    LEFT JOIN user_preferences ON user_preferences.user_id = wanted.value
    LEFT JOIN room_preferences
      ON room_preferences.user_id = wanted.value AND room_preferences.room_id = :room_id
"""
