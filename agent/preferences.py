"""What users prefer: kept on the server, the same on all their devices."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from agent.connections import ConnectionManager, user_topic
from agent.errors import Invalid
from agent.events import PreferencesEvent
from agent.models import (
    CLOCKS,
    DENSITIES,
    LEVELS,
    MAX_ID,
    ROOM_ORDERS,
    THEMES,
    DoNotDisturb,
    Id,
    Preferences,
    RoomPreference,
    User,
    one_of,
)
from agent.moments import moment_from
from agent.notification_levels import NotificationLevels, preferences_from
from agent.ports import Clock, Database, Row, Transaction
from agent.room_access import access_within

ROOMS_LIMIT = 1000
"""Rooms that a list of preferences names."""

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CHOICES = {
    "theme": THEMES,
    "density": DENSITIES,
    "clock": CLOCKS,
    "room_order": ROOM_ORDERS,
    "level": LEVELS,
}


class PreferencesChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be changed; what is unset stays. A room's null takes its own wishes back."""

    theme: Annotated[str, one_of(*THEMES)] | msgspec.UnsetType = msgspec.UNSET
    density: Annotated[str, one_of(*DENSITIES)] | msgspec.UnsetType = msgspec.UNSET
    clock: Annotated[str, one_of(*CLOCKS)] | msgspec.UnsetType = msgspec.UNSET
    sounds: bool | msgspec.UnsetType = msgspec.UNSET
    room_order: Annotated[str, one_of(*ROOM_ORDERS)] | msgspec.UnsetType = msgspec.UNSET
    starred: tuple[Id, ...] | msgspec.UnsetType = msgspec.UNSET
    order: tuple[Id, ...] | msgspec.UnsetType = msgspec.UNSET
    level: Annotated[str, one_of(*LEVELS)] | msgspec.UnsetType = msgspec.UNSET
    do_not_disturb: DoNotDisturb | msgspec.UnsetType | None = msgspec.UNSET
    rooms: dict[str, RoomPreference | None] | msgspec.UnsetType = msgspec.UNSET


class PreferencesManager:
    """Reads and changes preferences, and tells a user's other devices."""

    def __init__(
        self,
        database: Database,
        connections: ConnectionManager,
        clock: Clock,
        levels: NotificationLevels,
    ) -> None:
        self._database = database
        self._connections = connections
        self._clock = clock
        self._levels = levels

    async def of(self, user: User) -> Preferences:
        """Return what the user prefers."""
        stored = await self._database.fetch_one(STORED, user_id=user.user_id)
        rooms = await self._database.fetch_all(ROOMS_OF, user_id=user.user_id)
        return _preferences(stored, rooms)

    async def change(self, user: User, change: PreferencesChange) -> Preferences:
        """Change the fields that are given. Raises Invalid, and NotFound for a room."""
        given = _given(change)

        def act(transaction: Transaction) -> Preferences:
            for room_id, wish in _rooms(change).items():
                access_within(transaction, room_id, user, "read")
                self._store_room(transaction, user, room_id, wish)
            stored = transaction.fetch_one(STORED, user_id=user.user_id)
            own = preferences_from(stored["preferences"] if stored else None)
            own = msgspec.structs.replace(own, **given)
            transaction.execute(
                STORE,
                user_id=user.user_id,
                preferences=msgspec.json.encode(own).decode(),
                level=own.level,
                now=self._clock.now(),
            )
            self._levels.forget()
            return preferences_within(transaction, user)

        return await self._database.write(
            act,
            then=lambda now: self._connections.publish(
                user_topic(user.user_id), PreferencesEvent(preferences=now)
            ),
        )

    def _store_room(
        self, transaction: Transaction, user: User, room_id: int, wish: RoomPreference | None
    ) -> None:
        if wish is None:
            transaction.execute(FORGET_ROOM, user_id=user.user_id, room_id=room_id)
            return
        transaction.execute(
            STORE_ROOM,
            user_id=user.user_id,
            room_id=room_id,
            level=wish.level,
            muted_until=None
            if wish.muted_until is None
            else moment_from(wish.muted_until, field="rooms"),
        )


def preferences_within(transaction: Transaction, user: User) -> Preferences:
    """Return what the user prefers, inside an act."""
    stored = transaction.fetch_one(STORED, user_id=user.user_id)
    return _preferences(stored, transaction.fetch_all(ROOMS_OF, user_id=user.user_id))


STORED = "SELECT preferences FROM user_preferences WHERE user_id = :user_id"
ROOMS_OF = """
    SELECT room_preferences.room_id, level, room_preferences.muted_until
    FROM room_preferences
    JOIN room_members ON room_members.room_id = room_preferences.room_id
      AND room_members.user_id = room_preferences.user_id AND room_members.is_active
    WHERE room_preferences.user_id = :user_id
    ORDER BY room_preferences.room_id
"""
"""Those of rooms that one still belongs to."""
STORE = """
    INSERT INTO user_preferences (user_id, preferences, level, updated_at)
    VALUES (:user_id, :preferences, :level, :now)
    ON CONFLICT (user_id) DO UPDATE
    SET preferences = :preferences, level = :level, updated_at = :now
"""
STORE_ROOM = """
    INSERT INTO room_preferences (user_id, room_id, level, muted_until)
    VALUES (:user_id, :room_id, :level, :muted_until)
    ON CONFLICT (user_id, room_id) DO UPDATE SET level = :level, muted_until = :muted_until
"""
FORGET_ROOM = "DELETE FROM room_preferences WHERE user_id = :user_id AND room_id = :room_id"


def _preferences(stored: Row | None, rooms: Sequence[Row]) -> Preferences:
    own = preferences_from(stored["preferences"] if stored else None)
    by_room = {
        str(row["room_id"]): RoomPreference(level=row["level"], muted_until=row["muted_until"])
        for row in rooms
    }
    return msgspec.structs.replace(own, rooms=by_room)


def _given(change: PreferencesChange) -> dict[str, Any]:  # Any: types of the fields
    """Return the fields to be changed, those of single rooms apart. Raises Invalid."""
    given = {
        name: value
        for name in PreferencesChange.__struct_fields__
        if name != "rooms" and (value := getattr(change, name)) is not msgspec.UNSET
    }
    for name, choices in _CHOICES.items():
        if given.get(name, choices[0]) not in choices:
            raise Invalid(f"{name} is one of {', '.join(choices)}.", field=name)
    for name in ("starred", "order"):
        ids = given.get(name, ())
        if len(ids) > ROOMS_LIMIT or len(set(ids)) < len(ids):
            raise Invalid(f"{name} names each room once, {ROOMS_LIMIT} at most.", field=name)
    if (quiet := given.get("do_not_disturb")) is not None:
        _check_hours(quiet)
    return given


def _rooms(change: PreferencesChange) -> dict[int, RoomPreference | None]:
    if isinstance(change.rooms, msgspec.UnsetType):
        return {}
    if len(change.rooms) > ROOMS_LIMIT:
        raise Invalid(f"At most {ROOMS_LIMIT} rooms.", field="rooms")
    found = {}
    for text, wish in change.rooms.items():
        if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= MAX_ID):
            raise Invalid("rooms is an object by room id.", field="rooms")
        if wish is not None and wish.level not in (None, *LEVELS):
            raise Invalid(f"A level is one of {', '.join(LEVELS)}.", field="rooms")
        found[int(text)] = wish
    return found


def _check_hours(quiet: DoNotDisturb) -> None:
    if not (_TIME.fullmatch(quiet.start) and _TIME.fullmatch(quiet.end)):
        raise Invalid("Hours are written as 22:00.", field="do_not_disturb")
    try:
        zoneinfo.ZoneInfo(quiet.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("There is no such time zone.", field="do_not_disturb") from error
