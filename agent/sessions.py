"""Server-side sessions and API tokens: the client holds a secret, the server its hash."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Sequence

import msgspec

from agent.errors import StorageFull, WrongPassword
from agent.models import Session
from agent.ports import Bus, Clock, Database, Transaction
from agent.user_rows import user_from

TOPIC = "sessions"
TOKEN_PREFIX, SESSION_PREFIX = "ks_", "se_"
SCOPES = ("read", "write", "admin")
TOUCH_SECONDS = 300.0
CACHE_LIMIT = 50_000
OVERDUE_AT_ONCE = 20
"""Sessions past a limit that are ended in one go."""

_USER = "users.user_id, username, display_name, role, is_agent"


class SessionsEnded(msgspec.Struct, frozen=True, kw_only=True):
    """Who is out at once: one session, or all of a user.

    With `renew` nobody is out, but what is known of the user is stale.
    """

    session_id: str | None = None
    user_id: str | None = None
    renew: bool = False

    def concerns(self, session: Session) -> bool:
        if self.session_id is not None:
            return session.session_id == self.session_id
        return session.user.user_id == self.user_id


class Sessions:
    """Opens, finds and ends sessions. Found ones are remembered until they end."""

    def __init__(
        self, database: Database, bus: Bus, clock: Clock, *, idle: float, absolute: float
    ) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._idle = idle
        self._absolute = absolute
        self._found: dict[str, tuple[Session, float, float]] = {}
        self._endings = 0
        bus.listen(self._forget)

    async def open(self, user_id: str, *, password_hash: str | None = None) -> str:
        """Start a session and return its token, which is kept nowhere.

        Raises WrongPassword for a disabled account, and for one that has another password by now
        than the one of `password_hash`.
        """
        token = SESSION_PREFIX + secrets.token_urlsafe(32)
        opened = await self._database.write(
            lambda transaction: transaction.execute(
                """
                INSERT INTO sessions (session_id, user_id, created_at, last_seen_at)
                SELECT :session_id, user_id, :now, :now
                FROM users
                WHERE user_id = :user_id AND is_active
                  AND (:password_hash IS NULL OR password_hash = :password_hash)
                """,
                session_id=hashed(token),
                user_id=user_id,
                password_hash=password_hash,
                now=self._clock.time(),
            )
        )
        if not opened:
            raise WrongPassword
        return token

    async def find(self, token: str) -> Session | None:
        """Return the session of a token, or None when there is none or it has ended."""
        session_id = hashed(token)
        now = self._clock.time()
        while (found := self._found.get(session_id)) is None:
            endings = self._endings
            if (loaded := await self._load(token, session_id)) is None:
                return None
            if endings != self._endings:
                continue  # something ended while this was read: it may have been this one
            if len(self._found) >= CACHE_LIMIT:
                self._found.clear()
            self._found[session_id] = loaded
        session, created_at, seen_at = found
        if self.is_over(created_at, seen_at):
            await self._end([session_id])
            return None
        if now - seen_at > TOUCH_SECONDS:
            self._found[session_id] = (session, created_at, now)
            await self._touch(session_id, now)
        return session

    def is_fresh(self, session: Session) -> bool:
        """Tell, without waiting, whether a session is open and known to be in use."""
        if (found := self._found.get(session.session_id)) is None:
            return False
        _, created_at, seen_at = found
        is_in_use = self._clock.time() - seen_at <= TOUCH_SECONDS
        return is_in_use and not self.is_over(created_at, seen_at)

    def is_over(self, created_at: float, seen_at: float) -> bool:
        """Tell whether a session of these times has ended by itself."""
        now = self._clock.time()
        return now - created_at > self._absolute or now - seen_at > self._idle

    async def end(self, token: str) -> None:
        """End one session, or revoke an API token; its sockets close at once."""
        await self._end([hashed(token)])

    async def end_overdue(self) -> None:
        """End the sessions that are past a limit: open sockets are no reason to stay."""
        now = self._clock.time()
        overdue = await self._database.fetch_all(
            OVERDUE, begun=now - self._absolute, used=now - self._idle, limit=OVERDUE_AT_ONCE
        )
        if overdue:
            await self._end([row["session_id"] for row in overdue])

    def end_all(self, transaction: Transaction, user_id: str) -> None:
        """Delete a user's sessions inside the caller's act; it announces them after the commit."""
        transaction.execute("DELETE FROM sessions WHERE user_id = :user_id", user_id=user_id)

    async def end_everybody(self) -> None:
        """End all sessions; nobody is connected. API tokens stay."""
        await self._database.write(lambda transaction: transaction.execute(END_ALL))

    def announce(self, ended: SessionsEnded) -> None:
        """Tell every process whose sessions are over, or whose user has changed."""
        self._bus.publish(TOPIC, msgspec.json.encode(ended))

    async def create_token(self, user_id: str, *, name: str, scopes: tuple[str, ...]) -> str:
        """Make an API token and return it; it is kept nowhere and does not expire."""
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        await self._database.write(
            lambda transaction: transaction.execute(
                """
                INSERT INTO tokens (session_id, user_id, name, scopes, created_at)
                VALUES (:session_id, :user_id, :name, :scopes, :now)
                """,
                session_id=hashed(token),
                user_id=user_id,
                name=name,
                scopes=" ".join(scopes),
                now=self._clock.time(),
            )
        )
        return token

    async def _end(self, session_ids: Sequence[str]) -> None:
        def act(transaction: Transaction) -> None:
            for session_id in session_ids:
                for statement in END:
                    transaction.execute(statement, session_id=session_id)

        def tell(_: None) -> None:
            for session_id in session_ids:
                self.announce(SessionsEnded(session_id=session_id))

        await self._database.write(act, then=tell)

    async def _load(self, token: str, session_id: str) -> tuple[Session, float, float] | None:
        if token.startswith(TOKEN_PREFIX):
            row = await self._database.fetch_one(
                f"""
                -- far in the future: an API token does not age
                SELECT {_USER}, 9e15 AS created_at, 9e15 AS last_seen_at, scopes
                FROM tokens JOIN users ON users.user_id = tokens.user_id
                WHERE session_id = :session_id AND is_active
                """,
                session_id=session_id,
            )
        else:
            row = await self._database.fetch_one(
                f"""
                SELECT {_USER}, sessions.created_at, last_seen_at, 'read write admin' AS scopes
                FROM sessions JOIN users ON users.user_id = sessions.user_id
                WHERE session_id = :session_id AND is_active
                """,
                session_id=session_id,
            )
        if row is None:
            return None
        scopes = frozenset(row["scopes"].split())
        session = Session(session_id=session_id, user=user_from(row), scopes=scopes)
        return session, row["created_at"], row["last_seen_at"]

    async def _touch(self, session_id: str, now: float) -> None:
        with contextlib.suppress(StorageFull):  # a full disk must not stop people from reading
            await self._database.write(
                lambda transaction: transaction.execute(
                    "UPDATE sessions SET last_seen_at = :now WHERE session_id = :session_id",
                    session_id=session_id,
                    now=now,
                )
            )

    def _forget(self, topic: str, payload: bytes) -> None:
        if topic == TOPIC:
            self._endings += 1
            ended = msgspec.json.decode(payload, type=SessionsEnded)
            gone = [key for key, found in self._found.items() if ended.concerns(found[0])]
            for key in gone:
                del self._found[key]


OVERDUE = """
    SELECT session_id FROM sessions WHERE created_at < :begun OR last_seen_at < :used LIMIT :limit
"""
END_ALL = "DELETE FROM sessions"
END = (
    "DELETE FROM sessions WHERE session_id = :session_id",
    "DELETE FROM tokens WHERE session_id = :session_id",
)


def hashed(token: str) -> str:
    """Return what the server keeps of a secret of 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
