"""Who is here: a view of the open connections that forgives a reload."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import msgspec

from agent.errors import Invalid, StorageFull
from agent.models import User
from agent.ports import Clock, Database, Transaction, iso
from agent.presence_feed import PresenceFeed, Seen
from agent.room_connections import RoomConnection, RoomConnectionManager

FORGIVEN = 10.0
"""Seconds without any device before somebody is seen as gone."""

IDLE = 300.0
"""Seconds without a sign of life on any device before somebody is away."""

SHORTEST, LONGEST = 60, 30 * 24 * 3600
"""Seconds that a choice may last which ends by itself."""

CHOICES = ("online", "away", "busy", "offline")
TEXT_LIMIT = 100


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants to be seen; `offline` is invisible. Times are ISO 8601 UTC."""

    status: str = "online"
    text: str = ""
    expires_at: str | None = None


class Presence(Seen):
    """What is known of one user: devices, the last sign of life, what they chose."""

    def __init__(self, user: User, choice: Choice) -> None:
        super().__init__(user)
        self.devices = 0
        self.active_at = 0.0
        self.choice = choice
        self.leaving: asyncio.TimerHandle | None = None

    @property
    def is_here(self) -> bool:
        return self.devices > 0 or self.leaving is not None


class Stored(msgspec.Struct, frozen=True):
    """A row of user_presence to be written."""

    user: User
    status: str
    choice: Choice
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
        self._being_saved: dict[str, Stored] = {}
        self._feed = PresenceFeed(connections)

    def status_of(self, user_id: str, is_agent: bool) -> str:
        """Return online, away, busy or offline, as others see it; an agent is always there."""
        if is_agent:
            return "online"
        presence = self._people.get(user_id)
        return presence.shown if presence else "offline"

    def is_busy(self, user_id: str) -> bool:
        """Tell whether the user wants no toasts now; any thread may ask."""
        presence = self._people.get(user_id)
        return presence is not None and presence.choice.status == "busy"

    def present(self) -> dict[str, tuple[str, str | None]]:
        """Return user_id -> (text, its end) of everybody who is seen as present."""
        return {
            user_id: (presence.text, presence.until)
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
        presence.room_in_view = connection.room_in_view
        self._show(presence)

    def closed(self, connection: RoomConnection) -> None:
        """Count a device out; after the last one its user has FORGIVEN seconds to return."""
        presence = self._people[connection.user_id]
        presence.devices -= 1
        if presence.devices == 0:
            presence.room_ids = set(connection.room_ids)
            loop = asyncio.get_running_loop()
            presence.leaving = loop.call_later(self._forgiven, self._leave, presence)

    async def set_status(
        self, user: User, status: str, text: str | None = None, expires_in: float | None = None
    ) -> Choice:
        """Choose a status, for `expires_in` seconds or until another is chosen.

        Without `text` the one that is there stays. Raises Invalid.
        """
        if status not in CHOICES:
            raise Invalid(f"A status is one of {', '.join(CHOICES)}.", field="status")
        if text is not None and (len(text) > TEXT_LIMIT or not text.isprintable()):
            raise Invalid(f"A status text is one line of {TEXT_LIMIT} characters.", field="text")
        if expires_in is not None and not SHORTEST <= expires_in <= LONGEST:
            raise Invalid("A status lasts from one minute to 30 days.", field="expires_in")
        presence = await self._of(user)
        presence.choice = Choice(
            status=status,
            text=presence.choice.text if text is None else text.strip(),
            expires_at=None if expires_in is None else iso(self._clock.time() + expires_in),
        )
        self._show(presence)
        self._save(presence)
        if not presence.is_here:
            del self._people[user.user_id]
        return presence.choice

    async def choice_of(self, user: User) -> Choice:
        """Return what the user chose."""
        presence = self._people.get(user.user_id)
        return presence.choice if presence else await self._stored(user)

    def tell(self) -> None:
        """Tell at once what would be told in a moment."""
        self._feed.tell()

    def beat(self) -> None:
        """Find those who have become idle and what has expired; called once a second."""
        since, now = self._clock.monotonic() - IDLE, self._clock.now()
        for presence in self._people.values():
            if (until := presence.choice.expires_at) is not None and until <= now:
                presence.choice = Choice()
                self._show(presence)
                self._save(presence)
            elif presence.shown == "online" and presence.active_at < since:
                self._show(presence)

    async def flush(self) -> None:
        """Write what changed since the last time, in one transaction."""
        if not self._unsaved:
            return
        saved = self._being_saved = self._unsaved
        self._unsaved = {}
        try:
            await self._database.write(lambda transaction: _store(transaction, saved.values()))
        except StorageFull:
            self._unsaved = saved | self._unsaved
            raise
        finally:
            self._being_saved = {}

    def close(self) -> None:
        """Cancel the timers: the server ends."""
        self._feed.close()
        for presence in self._people.values():
            if presence.leaving is not None:
                presence.leaving.cancel()

    async def _of(self, user: User) -> Presence:
        if user.user_id not in self._people:
            stored = await self._stored(user)
            self._people.setdefault(user.user_id, Presence(user, stored))
        return self._people[user.user_id]

    async def _stored(self, user: User) -> Choice:
        row = await self._database.fetch_one(CHOSEN, user_id=user.user_id)
        unsaved = self._unsaved.get(user.user_id) or self._being_saved.get(user.user_id)
        if unsaved is not None:
            choice = unsaved.choice
        elif row is not None:
            until: str | None = row["status_until"]
            choice = Choice(status=row["chosen"], text=row["status_text"], expires_at=until)
        else:
            return Choice()
        is_over = choice.expires_at is not None and choice.expires_at <= self._clock.now()
        return Choice() if is_over else choice

    def _leave(self, presence: Presence) -> None:
        presence.leaving = None
        self._show(presence)
        del self._people[presence.user.user_id]

    def _show(self, presence: Presence) -> None:
        presence.shown = self._status(presence)
        presence.text = presence.choice.text
        presence.until = presence.choice.expires_at
        if presence.state != presence.told:
            self._feed.changed(presence)
            self._save(presence)

    def _status(self, presence: Presence) -> str:
        if not presence.is_here:
            return "offline"
        idle = self._clock.monotonic() - presence.active_at > IDLE
        chosen = presence.choice.status
        return "away" if chosen == "online" and idle else chosen

    def _save(self, presence: Presence) -> None:
        self._unsaved[presence.user.user_id] = Stored(
            user=presence.user,
            status=presence.shown,
            choice=presence.choice,
            room_id=presence.room_in_view,
            at=self._clock.now(),
        )


CHOSEN = "SELECT chosen, status_text, status_until FROM user_presence WHERE user_id = :user_id"
STORE = """
    INSERT INTO user_presence (user_id, username, current_room_id, status, last_activity, chosen,
                               status_text, status_until)
    VALUES (:user_id, :username, :room_id, :status, :at, :chosen, :text, :until)
    ON CONFLICT (user_id) DO UPDATE
    SET current_room_id = :room_id, status = :status, last_activity = :at, chosen = :chosen,
        status_text = :text, status_until = :until
"""


def _store(transaction: Transaction, people: Collection[Stored]) -> None:
    for one in people:
        transaction.execute(
            STORE,
            user_id=one.user.user_id,
            username=one.user.username,
            room_id=one.room_id,
            status=one.status,
            at=one.at,
            chosen=one.choice.status,
            text=one.choice.text,
            until=one.choice.expires_at,
        )
