"""Which browsers want to be woken: one subscription a session, gone with it."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec

from agent.errors import Forbidden, Invalid
from agent.models import Session
from agent.ports import Clock, Database, Transaction
from agent.push_delivery import RefusedAddress, require_endpoint
from agent.sessions import Sessions

DEVICES = 20
"""Of one account; of more the oldest are forgotten."""


class PushKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The browser's keys, as `PushSubscription.toJSON()` writes them."""

    p256dh: Annotated[str, msgspec.Meta(max_length=100)]
    auth: Annotated[str, msgspec.Meta(max_length=40)]


class PushAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a browser takes pushes, as `PushSubscription.toJSON()` writes it."""

    endpoint: Annotated[str, msgspec.Meta(max_length=2048)]
    keys: PushKeys


class Subscription(msgspec.Struct, frozen=True):
    """One browser of one account."""

    user_id: str
    endpoint: str
    p256dh: bytes
    auth: bytes


class PushSubscriptions:
    """Keeps them; `holders` are the accounts that have one, to be asked without waiting."""

    def __init__(
        self, database: Database, clock: Clock, sessions: Sessions, *, may_be_local: bool
    ) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions
        self.may_be_local = may_be_local
        self.holders: frozenset[str] = frozenset()

    async def put(self, session: Session, address: PushAddress) -> None:
        """Let a session's browser be woken. Raises Invalid, Forbidden for an API token."""
        subscription = self._checked(session, address)

        def act(transaction: Transaction) -> frozenset[str]:
            given = {"session_id": session.session_id, "user_id": session.user.user_id}
            if transaction.fetch_one(IS_SESSION, **given) is None:
                raise Forbidden("Only a browser that signed in can be woken.")
            transaction.execute(FORGET_SESSION, session_id=session.session_id)
            transaction.execute(
                STORE,
                **given,
                endpoint=subscription.endpoint,
                p256dh=subscription.p256dh,
                auth=subscription.auth,
                now=self._clock.now(),
            )
            transaction.execute(FORGET_OLDEST, user_id=session.user.user_id, most=DEVICES)
            return _holders(transaction)

        await self._database.write(act, then=self._hold)

    async def is_on(self, session: Session) -> bool:
        """Tell whether this session's browser is woken."""
        found = await self._database.fetch_one(OF_SESSION, session_id=session.session_id)
        return found is not None

    async def remove(self, session: Session) -> None:
        """Let a session's browser sleep."""
        await self._change(FORGET_SESSION, session_id=session.session_id)

    async def drop(self, endpoint: str) -> None:
        """Forget what a push service says is gone."""
        await self._change(FORGET_ENDPOINT, endpoint=endpoint)

    async def forget_ended(self) -> None:
        """Forget the subscriptions of sessions that are over."""
        await self._change(FORGET_ENDED)

    async def of(self, user_id: str) -> list[Subscription]:
        """Return an account's browsers whose sessions are open."""
        rows = await self._database.fetch_all(OF_USER, user_id=user_id)
        return [
            Subscription(row["user_id"], row["endpoint"], row["p256dh"], row["auth"])
            for row in rows
            if not self._sessions.is_over(row["created_at"], row["last_seen_at"])
        ]

    async def _change(self, sql: str, **params: str) -> None:
        def act(transaction: Transaction) -> frozenset[str]:
            transaction.execute(sql, **params)
            return _holders(transaction)

        await self._database.write(act, then=self._hold)

    def _hold(self, holders: frozenset[str]) -> None:
        self.holders = holders

    def _checked(self, session: Session, address: PushAddress) -> Subscription:
        from agent.push_encryption import is_public_key  # loaded by servers that push

        try:
            require_endpoint(address.endpoint, may_be_local=self.may_be_local)
        except RefusedAddress as error:
            detail = "This is not the address of a push service."
            raise Invalid(detail, field="endpoint") from error
        p256dh, auth = _bytes(address.keys.p256dh), _bytes(address.keys.auth)
        if len(auth) != 16 or not is_public_key(p256dh):
            raise Invalid("These are not the keys of a browser.", field="keys")
        return Subscription(session.user.user_id, address.endpoint, p256dh, auth)


def _holders(transaction: Transaction) -> frozenset[str]:
    return frozenset(row["user_id"] for row in transaction.fetch_all(HOLDERS))


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError) as error:
        raise Invalid("The keys are base64url.", field="keys") from error


IS_SESSION = "SELECT 1 FROM sessions WHERE session_id = :session_id AND user_id = :user_id"
OF_SESSION = "SELECT 1 FROM push_subscriptions WHERE session_id = :session_id"
HOLDERS = "SELECT DISTINCT user_id FROM push_subscriptions"
OF_USER = """
    SELECT push_subscriptions.user_id, endpoint, p256dh, auth, sessions.created_at,
           sessions.last_seen_at
    FROM push_subscriptions
    JOIN sessions ON sessions.session_id = push_subscriptions.session_id
      AND sessions.user_id = push_subscriptions.user_id
    JOIN users ON users.user_id = sessions.user_id AND users.is_active
    WHERE push_subscriptions.user_id = :user_id
"""
STORE = """
    INSERT INTO push_subscriptions (endpoint, session_id, user_id, p256dh, auth, created_at)
    VALUES (:endpoint, :session_id, :user_id, :p256dh, :auth, :now)
    ON CONFLICT (endpoint) DO UPDATE
    SET session_id = :session_id, user_id = :user_id, p256dh = :p256dh, auth = :auth,
        created_at = :now
"""
"""A browser that another account used before is this one's now."""
FORGET_SESSION = "DELETE FROM push_subscriptions WHERE session_id = :session_id"
FORGET_ENDPOINT = "DELETE FROM push_subscriptions WHERE endpoint = :endpoint"
FORGET_ENDED = """
    DELETE FROM push_subscriptions WHERE session_id NOT IN (SELECT session_id FROM sessions)
"""
FORGET_OLDEST = """
    DELETE FROM push_subscriptions WHERE user_id = :user_id AND endpoint NOT IN (
        SELECT endpoint FROM push_subscriptions WHERE user_id = :user_id
        ORDER BY created_at DESC, endpoint LIMIT :most)
"""
