"""Accounts of people and of agents: make, change, list."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

import msgspec

from agent.account_rules import (
    AccountChange,
    changes_of,
    display_name_of,
    role_of,
    username_of,
)
from agent.errors import Forbidden, Invalid, LastOwner, NameTaken, NotFound, SetupDone
from agent.models import Account, User
from agent.passwords import Passwords, check_password
from agent.ports import AfterCommit, Clock, Database, Row, Transaction, iso, run_all
from agent.sessions import Sessions, SessionsEnded
from agent.user_rows import folded, user_from

RECENT_EVENTS = 20

AccountObserver = Callable[[Transaction, User, bool], AfterCommit | None]
"""Called inside the act that changed an account: (transaction, user, is_active)."""


class Accounts:
    """The table of users. Observers take part in each change, in its transaction."""

    def __init__(
        self, database: Database, sessions: Sessions, passwords: Passwords, clock: Clock
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock
        self.observers: list[AccountObserver] = []

    async def create(
        self,
        username: str,
        *,
        password: str,
        role: str = "member",
        display_name: str | None = None,
        by: User | None = None,
        if_first_owner: bool = False,
    ) -> User:
        """Make a person's account. Raises Invalid, NameTaken, Forbidden.

        With `if_first_owner` it raises SetupDone when there is an owner already.
        """
        user = User(
            user_id=f"u-{secrets.token_hex(8)}",
            username=username_of(username),
            display_name=display_name_of(display_name or username),
            role=role_of(role, by=by),
        )
        check_password(password, username=user.username)
        password_hash = await self._passwords.hash(password)

        def act(transaction: Transaction) -> list[AfterCommit | None]:
            if if_first_owner and _has_owner(transaction):
                raise SetupDone
            _require_still(transaction, by)
            self._insert(transaction, user, password_hash)
            self._note(transaction, f"{_name(by)} created {user.role} {user.username}")
            return self._observe(transaction, user, is_active=True)

        await self._database.write(act, then=run_all)
        return user

    async def ensure_agents(self, agents: Iterable[User]) -> None:
        """Store the accounts of agents that are not there yet. Raises NameTaken."""
        rows = await self._database.fetch_all("SELECT username FROM users WHERE is_agent")
        known = {row["username"] for row in rows}
        missing = [agent for agent in agents if agent.username not in known]

        def act(transaction: Transaction) -> list[AfterCommit | None]:
            after: list[AfterCommit | None] = []
            for agent in missing:
                self._insert(transaction, agent, None)
                after += self._observe(transaction, agent, is_active=True)
            return after

        if missing:
            await self._database.write(act, then=run_all)

    async def change(self, username: str, change: AccountChange, *, by: User) -> Account:
        """Change an account; whoever is disabled or gets a new password is out at once.

        Raises NotFound, Invalid, Forbidden, LastOwner.
        """
        password_hash = None
        if change.password is not None:
            check_password(change.password, username=folded(username))
            password_hash = await self._passwords.hash(change.password)
        is_out = change.is_active is False or password_hash is not None

        def act(transaction: Transaction) -> tuple[Account, list[AfterCommit | None]]:
            _require_still(transaction, by)
            found = _person(transaction, username)
            user = msgspec.structs.replace(
                found,
                role=role_of(_or(change.role, found.role), by=by, was=found.role),
                display_name=display_name_of(_or(change.display_name, found.display_name)),
            )
            if change.is_active is False and user.user_id == by.user_id:
                raise Invalid("You cannot disable your own account.", field="is_active")
            transaction.execute(
                CHANGE,
                user_id=user.user_id,
                role=user.role,
                display_name=user.display_name,
                is_active=change.is_active,
                password_hash=password_hash,
            )
            if found.role == "owner" and not _has_owner(transaction):
                raise LastOwner
            if is_out:
                self._sessions.end_all(transaction, user.user_id)
            self._note(transaction, f"{by.username} changed {user.username}: {changes_of(change)}")
            account = _account(transaction.fetch_all(ACCOUNTS, username=user.username)[0])
            after = self._observe(transaction, user, is_active=account.is_active)
            ended = SessionsEnded(user_id=user.user_id, renew=not is_out)
            return account, [*after, lambda: self._sessions.announce(ended)]

        account, _ = await self._database.write(act, then=lambda result: run_all(result[1]))
        return account

    async def set_password(self, user: User, password: str) -> None:
        """Set a new password and end all of the user's sessions."""
        check_password(password, username=user.username)
        password_hash = await self._passwords.hash(password)

        def act(transaction: Transaction) -> None:
            transaction.execute(
                "UPDATE users SET password_hash = :hash WHERE user_id = :user_id",
                hash=password_hash,
                user_id=user.user_id,
            )
            self._sessions.end_all(transaction, user.user_id)
            self._note(transaction, f"{user.username} changed their password")

        ended = SessionsEnded(user_id=user.user_id)
        await self._database.write(act, then=lambda _: self._sessions.announce(ended))

    async def end_sessions(self, username: str, *, by: User) -> None:
        """Sign a user out everywhere, at once. Raises NotFound, Forbidden."""

        def act(transaction: Transaction) -> SessionsEnded:
            _require_still(transaction, by)
            user = _person(transaction, username)
            role_of(user.role, by=by, was=user.role)
            self._sessions.end_all(transaction, user.user_id)
            self._note(transaction, f"{by.username} ended the sessions of {user.username}")
            return SessionsEnded(user_id=user.user_id)

        await self._database.write(act, then=self._sessions.announce)

    async def by_name(self, username: str) -> User | None:
        """Return the user of this name, in any case, active or not."""
        row = await self._database.fetch_one(
            "SELECT * FROM users WHERE username = :username", username=folded(username)
        )
        return None if row is None else user_from(row)

    async def password_hash(self, username: str) -> tuple[User, str] | None:
        """Return an active person and their password's hash."""
        row = await self._database.fetch_one(
            "SELECT * FROM users WHERE username = :username AND is_active AND NOT is_agent",
            username=folded(username),
        )
        return None if row is None else (user_from(row), row["password_hash"])

    async def has_owner(self) -> bool:
        """Tell whether the set-up is over."""
        row = await self._database.fetch_one(OWNERS)
        return bool(row and row["owners"])

    async def all(self) -> list[Account]:
        """Return every account, people first, by name."""
        return [_account(row) for row in await self._database.fetch_all(ACCOUNTS, username=None)]

    async def recent_events(self) -> list[Row]:
        """Return the latest changes of accounts, newest first: at, level, text."""
        return list(
            await self._database.fetch_all(
                "SELECT at, level, text FROM audit_events ORDER BY id DESC LIMIT :limit",
                limit=RECENT_EVENTS,
            )
        )

    def _insert(self, transaction: Transaction, user: User, password_hash: str | None) -> None:
        inserted = transaction.execute(
            """
            INSERT INTO users (user_id, username, display_name, role, password_hash,
                               is_agent, is_active, created_at)
            VALUES (:user_id, :username, :display_name, :role, :password_hash,
                    :is_agent, TRUE, :now)
            ON CONFLICT (username) DO NOTHING
            """,
            user_id=user.user_id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            password_hash=password_hash,
            is_agent=user.is_agent,
            now=self._clock.now(),
        )
        if not inserted:
            raise NameTaken(f"The username {user.username} is taken.", field="username")

    def _observe(
        self, transaction: Transaction, user: User, *, is_active: bool
    ) -> list[AfterCommit | None]:
        return [observe(transaction, user, is_active) for observe in self.observers]

    def _note(self, transaction: Transaction, text: str) -> None:
        transaction.execute(
            "INSERT INTO audit_events (at, level, text) VALUES (:at, 'info', :text)",
            at=self._clock.now(),
            text=text,
        )


STILL = "SELECT 1 FROM users WHERE user_id = :user_id AND role = :role AND is_active"
OWNERS = "SELECT COUNT(*) AS owners FROM users WHERE role = 'owner' AND is_active"
CHANGE = """
    UPDATE users
    SET role = :role, display_name = :display_name,
        is_active = COALESCE(:is_active, is_active),
        password_hash = COALESCE(:password_hash, password_hash)
    WHERE user_id = :user_id
"""
PERSON = "SELECT * FROM users WHERE username = :username AND NOT is_agent"
ACCOUNTS = """
    SELECT users.*, seen.last_seen_at, COALESCE(seen.session_count, 0) AS session_count
    FROM users
    LEFT JOIN (SELECT user_id, MAX(last_seen_at) AS last_seen_at, COUNT(*) AS session_count
               FROM sessions GROUP BY user_id) AS seen ON seen.user_id = users.user_id
    WHERE username = COALESCE(:username, username)
    ORDER BY is_agent, username
"""


def _has_owner(transaction: Transaction) -> bool:
    return bool(transaction.fetch_all(OWNERS)[0]["owners"])


def _person(transaction: Transaction, username: str) -> User:
    row = transaction.fetch_one(PERSON, username=folded(username))
    if row is None:
        raise NotFound
    return user_from(row)


def _or(text: str | None, otherwise: str) -> str:
    return otherwise if text is None else text


def _require_still(transaction: Transaction, by: User | None) -> None:
    """Raise Forbidden when who acts has lost their role meanwhile."""
    if by is None:
        return
    if transaction.fetch_one(STILL, user_id=by.user_id, role=by.role) is None:
        raise Forbidden("This is for administrators.")


def _name(by: User | None) -> str:
    return by.username if by else "The command line"


def _account(row: Row) -> Account:
    seen = row["last_seen_at"]
    return Account(
        **msgspec.structs.asdict(user_from(row)),
        is_active=bool(row["is_active"]),
        created_at=row["created_at"],
        last_seen_at=None if seen is None else iso(float(seen)),
        session_count=row["session_count"],
    )
