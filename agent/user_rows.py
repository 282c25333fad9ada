"""Reads accounts from their rows."""

from __future__ import annotations

from agent.errors import NotFound
from agent.models import User
from agent.ports import Row, Transaction


def folded(username: str) -> str:
    """Return a name as it is stored: people may write it in any case."""
    return username.strip().lower()


def user_from(row: Row) -> User:
    """Read a user from a row of the users table."""
    return User(
        user_id=row["user_id"],
        username=row["username"],
        display_name=row["display_name"],
        role=row["role"],
        is_agent=bool(row["is_agent"]),
    )


def active_user(transaction: Transaction, username: str) -> User:
    """Return the active account of this name, of a person or an agent. Raises NotFound."""
    row = transaction.fetch_one(ACTIVE_USER, username=folded(username))
    if row is None:
        raise NotFound("There is no such user.")
    return user_from(row)


ACTIVE_USER = "SELECT * FROM users WHERE username = :username AND is_active"
