"""Who is calling: sign-in, sessions, permissions of the server."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import secrets

from agent.accounts import Accounts
from agent.errors import RateLimited, SetupDone, WrongPassword
from agent.models import Session, User
from agent.passwords import Passwords
from agent.ports import Clock, Database, Transaction
from agent.rate_limit import TokenBuckets
from agent.sessions import Sessions, hashed
from agent.user_rows import folded

PERMISSIONS = frozenset(
    (
        "admin_panel",
        "user_management",
        "system_config",
        "model_training",
        "security_tools",
        "container_management",
    )
)
"""What owners and admins may do, under the existing system's names."""

DEVICES = 20
"""Browsers of one account that have a limit of their own; of more the oldest are forgotten."""


class AuthenticationManager:
    """Signs people in and out, and tells who a token belongs to.

    Wrong passwords are limited per address and per account. A browser that once signed in
    carries a device cookie and has a limit of its own, so that guesses made elsewhere never
    lock the owner of an account out (OWASP, "device cookies").
    """

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        sessions: Sessions,
        passwords: Passwords,
        clock: Clock,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock
        self._per_address = TokenBuckets(rate=0.2, burst=20, clock=clock)
        self._per_account = TokenBuckets(rate=0.1, burst=10, clock=clock)
        # Right ones too: each takes all cores for a moment. Wrong ones end long before.
        self._attempts = TokenBuckets(rate=1, burst=60, clock=clock)
        self._setup_token: str | None = None

    async def authenticate(self, username: str, password: str) -> str | None:
        """Return a new session's token, or None when username or password is wrong."""
        user, password_hash = await self._accounts.password_hash(username) or (None, None)
        if not await self._passwords.verify(password_hash, password) or user is None:
            return None
        with contextlib.suppress(WrongPassword):  # changed or disabled meanwhile
            return await self._sessions.open(user.user_id, password_hash=password_hash)
        return None

    async def sign_in(
        self, username: str, password: str, *, address: str, device: str | None = None
    ) -> tuple[str, str]:
        """Return (session token, device token). Raises WrongPassword, RateLimited."""
        name = folded(username)[:64]
        is_known = device is not None and await self._is_device_of(device, name)
        limits = (
            ((self._per_account, f"device {hashed(device or '')}"),)
            if is_known
            else ((self._per_address, _network(address)), (self._per_account, f"account {name}"))
        )
        for buckets, key in limits:
            if wait := buckets.take(key):
                raise RateLimited("Too many attempts. Wait a little.", retry_after=wait)
        self._attempts.spend(limits[-1][1], said="Too many attempts. Wait a little.")
        token = await self.authenticate(username, password)
        if token is None:
            raise WrongPassword
        for buckets, key in limits:
            buckets.give_back(key)
        known = device if is_known and device else await self._remember_device(name)
        return token, known

    async def validate_session(self, token: str) -> Session | None:
        """Return whose token this is, or None."""
        return await self._sessions.find(token)

    async def has_permission(self, token: str, permission: str) -> bool:
        """Tell whether the token's user has one of PERMISSIONS."""
        session = await self._sessions.find(token)
        return session is not None and session.user.is_admin and permission in PERMISSIONS

    async def get_user_info(self, token: str) -> User | None:
        """Return the user of a token, or None."""
        session = await self._sessions.find(token)
        return session.user if session else None

    async def logout(self, token: str) -> None:
        """End the session; its sockets close at once."""
        await self._sessions.end(token)

    async def change_password(self, user: User, *, current: str, new: str, address: str) -> str:
        """Set a new password, end every session of the user and return a new one's token.

        Raises WrongPassword, RateLimited, Invalid.
        """
        if wait := self._per_account.take(f"change {user.user_id} {address}"):
            raise RateLimited("Too many attempts. Wait a little.", retry_after=wait)
        found = await self._accounts.password_hash(user.username)
        if not found or not await self._passwords.verify(found[1], current):
            raise WrongPassword("The current password is wrong.", field="current_password")
        await self._accounts.set_password(user, new)
        return await self._sessions.open(user.user_id)

    async def setup_token(self) -> str | None:
        """Return the one-time token that makes the first owner, None once there is one."""
        if await self._accounts.has_owner():
            self._setup_token = None
        elif self._setup_token is None:
            self._setup_token = secrets.token_urlsafe(24)
        return self._setup_token

    async def set_up(
        self, token: str, username: str, *, password: str, display_name: str | None
    ) -> tuple[User, str]:
        """Make the first owner and sign them in. Raises SetupDone, WrongPassword, Invalid."""
        expected = await self.setup_token()
        if expected is None:
            raise SetupDone
        if not hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")):
            raise WrongPassword("This set-up link is not valid. Use the one in the terminal.")
        user = await self._accounts.create(
            username,
            password=password,
            role="owner",
            display_name=display_name,
            if_first_owner=True,
        )
        self._setup_token = None
        return user, await self._sessions.open(user.user_id)

    async def _is_device_of(self, device: str, username: str) -> bool:
        row = await self._database.fetch_one(
            """
            SELECT 1 FROM devices JOIN users ON users.user_id = devices.user_id
            WHERE device_id = :device_id AND username = :username
            """,
            device_id=hashed(device),
            username=username,
        )
        return row is not None

    async def _remember_device(self, username: str) -> str:
        device = secrets.token_urlsafe(32)

        def act(transaction: Transaction) -> None:
            given = {"device_id": hashed(device), "username": username}
            transaction.execute(REMEMBER, **given, now=self._clock.time())
            transaction.execute(FORGET_OLDEST, **given, most=DEVICES)

        await self._database.write(act)
        return device


REMEMBER = """
    INSERT INTO devices (device_id, user_id, created_at)
    SELECT :device_id, user_id, :now FROM users WHERE username = :username
"""
FORGET_OLDEST = """
    DELETE FROM devices WHERE device_id IN (
        SELECT device_id FROM devices JOIN users ON users.user_id = devices.user_id
        WHERE username = :username
        ORDER BY device_id <> :device_id, devices.created_at DESC LIMIT -1 OFFSET :most)
"""


def _network(address: str) -> str:
    """Return an address as guesses are counted: who has one of IPv6 has 2^64 of them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # no address at all: a socket of the system, a test
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found.packed[:8] + bytes(8), 64)))
