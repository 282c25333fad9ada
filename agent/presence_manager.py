"""Who is here: a view of the open connections that forgives a reload."""

from __future__ import annotations

import asyncio

import msgspec

from agent.errors import Invalid
from agent.events import PresenceEvent
from agent.models import User
from agent.ports import Clock, Database, Transaction
from agent.room_connections import RoomConnection, RoomConnectionManager

FORGIVEN = 10.0
"""Seconds without any device before somebody is seen as gone."""

IDLE = 300.0
"""Seconds without a sign of life on any device before somebody is away."""

CHOICES = ("online", "away", "busy", "offline")
TEXT_LIMIT = 100


class Presence:
    """What is known of one user: devices, the last sign of life, what they chose."""

    def __init__(self, user: User, chosen: str = "online", text: str = "") -> None:
        self.user = user
        self.devices = 0
        self.active_at = 0.0
        self.chosen = chosen
        self.text = text
        self.room_ids: set[int] = set()
        self.room_in_view: int | None = None
        self.shown = "offline"
        self.leaving: asyncio.TimerHandle | None = None

    @property
    def is_here(self) -> bool:
        return self.devices > 0 or self.leaving is not None


class Stored(msgspec.Struct, frozen=True):
    """A row of user_presence to be written."""

    user: User
    status: str
    chosen: str
    text: str
    room_id: int | None
    at: str


class PresenceManager:
    """Tells people who share a room with somebody how present they are.

    Many devices are one person, and the most present one counts. `busy`, `away` and `offline`
    (invisible) last until another is chosen, over restarts too. The table is written behind,
    in batches: it is where a restarted server looks, not what anybody waits for.
    """

    def __init__(
        self,
        database: Database,
        connections: RoomConnectionManager,
        clock: Clock,
        *,
        forgiven: float = FORGIVEN,
    ) -> None:
        self._database = database
        self._connections = connections
        self._clock = clock
        self._forgiven = forgiven
        self._people: dict[str, Presence] = {}
        self._unsaved: dict[str, Stored] = {}

    def status_of(self, user_id: str, is_agent: bool) -> str:
        """Return online, away, busy or offline, as others see it; an agent is always there."""
        if is_agent:
            return "online"
        presence = self._people.get(user_id)
        return presence.shown if presence else "offline"

    def present(self) -> dict[str, tuple[str, str]]:
        """Return user_id -> (status, text) of everybody who is seen as present."""
        return {
            user_id: (presence.shown, presence.text)
            for user_id, presence in self._people.items()
            if presence.shown != "offline"
        }

    async def opened(self, connection: RoomConnection) -> None:
        """Count a device in."""
        presence = await self._of(connection.session.user)
        if presence.leaving is not None:
            presence.leaving.cancel()
            presence.leaving = None
        presence.devices += 1
        self.active(connection)

    def active(self, connection: RoomConnection) -> None:
        """Note a sign of life: the user did something on this device."""
        presence = self._people[connection.user_id]
        presence.active_at = self._clock.monotonic()
        before, presence.room_in_view = presence.room_in_view, connection.room_in_view
        is_elsewhere = before != presence.room_in_view
        # Not to a room that the user was removed from: its members may share nothing any more.
        if (
            before is not None
            and is_elsewhere
            and before in connection.room_ids
            and presence.shown != "offline"
        ):
            self._tell(presence, {before}, None)
        self._show(presence, is_changed=is_elsewhere)

    def closed(self, connection: RoomConnection) -> None:
        """Count a device out; after the last one its user has FORGIVEN seconds to return."""
        presence = self._people[connection.user_id]
        presence.devices -= 1
        if presence.devices == 0:
            presence.room_ids = set(connection.room_ids)
            loop = asyncio.get_running_loop()
            presence.leaving = loop.call_later(self._forgiven, self._leave, presence)

    async def set_status(self, user: User, status: str, text: str | None) -> None:
        """Choose a status; without `text` the one that is there stays. Raises Invalid."""
        if status not in CHOICES:
            raise Invalid(f"A status is one of {', '.join(CHOICES)}.", field="status")
        if text is not None and (len(text) > TEXT_LIMIT or not text.isprintable()):
            raise Invalid(f"A status text is one line of {TEXT_LIMIT} characters.", field="text")
        presence = await self._of(user)
        is_new_text = text is not None and text.strip() != presence.text
        presence.chosen = status
        presence.text = presence.text if text is None else text.strip()
        self._show(presence, is_changed=is_new_text)
        self._save(presence)
        if not presence.is_here:
            del self._people[user.user_id]

    def beat(self) -> None:
        """Find those who have become idle; called once a second."""
        since = self._clock.monotonic() - IDLE
        for presence in self._people.values():
            if presence.shown == "online" and presence.active_at < since:
                self._show(presence)

    async def flush(self) -> None:
        """Write what changed since the last time, in one transaction."""
        unsaved, self._unsaved = list(self._unsaved.values()), {}
        if unsaved:
            await self._database.write(lambda transaction: _store(transaction, unsaved))

    def close(self) -> None:
        """Cancel the timers: the server ends."""
        for presence in self._people.values():
            if presence.leaving is not None:
                presence.leaving.cancel()

    async def _of(self, user: User) -> Presence:
        if user.user_id not in self._people:
            row = await self._database.fetch_one(CHOSEN, user_id=user.user_id)
            chosen = Presence(user, row["chosen"], row["status_text"]) if row else Presence(user)
            self._people.setdefault(user.user_id, chosen)
        return self._people[user.user_id]

    def _leave(self, presence: Presence) -> None:
        presence.leaving = None
        self._show(presence)
        del self._people[presence.user.user_id]

    def _show(self, presence: Presence, *, is_changed: bool = False) -> None:
        status = self._status(presence)
        if status == presence.shown and not is_changed:
            return
        was_hidden = status == presence.shown == "offline"
        presence.shown = status
        self._save(presence)
        if was_hidden:
            return
        devices = self._connections.of_user(presence.user.user_id)
        rooms = next(
            (one.room_ids for one in devices if isinstance(one, RoomConnection)), presence.room_ids
        )
        room = presence.room_in_view
        self._tell(presence, {one for one in rooms if one != room}, None)
        if room is not None and room in rooms:
            # Last, for those who share other rooms too: where somebody is, its members alone see.
            self._tell(presence, {room}, None if status == "offline" else room)

    def _tell(self, presence: Presence, room_ids: set[int], current_room: int | None) -> None:
        event = PresenceEvent(
            user_id=presence.user.user_id,
            username=presence.user.username,
            status=presence.shown,
            text=presence.text,
            current_room=current_room,
        )
        self._connections.broadcast_to_rooms(room_ids, event)

    def _status(self, presence: Presence) -> str:
        if not presence.is_here:
            return "offline"
        idle = self._clock.monotonic() - presence.active_at > IDLE
        return "away" if presence.chosen == "online" and idle else presence.chosen

    def _save(self, presence: Presence) -> None:
        self._unsaved[presence.user.user_id] = Stored(
            user=presence.user,
            status=presence.shown,
            chosen=presence.chosen,
            text=presence.text,
            room_id=presence.room_in_view,
            at=self._clock.now(),
        )


CHOSEN = "SELECT chosen, status_text FROM user_presence WHERE user_id = :user_id"
STORE = """
    INSERT INTO user_presence (user_id, username, current_room_id, status, last_activity, chosen,
                               status_text)
    VALUES (:user_id, :username, :room_id, :status, :at, :chosen, :text)
    ON CONFLICT (user_id) DO UPDATE
    SET current_room_id = :room_id, status = :status, last_activity = :at, chosen = :chosen,
        status_text = :text
"""


def _store(transaction: Transaction, people: list[Stored]) -> None:
    for one in people:
        transaction.execute(
            STORE,
            user_id=one.user.user_id,
            username=one.user.username,
            room_id=one.room_id,
            status=one.status,
            at=one.at,
            chosen=one.chosen,
            text=one.text,
        )
