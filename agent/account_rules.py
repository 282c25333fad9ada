"""What an account may be called, which role it may get, and who may give it."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

import msgspec

from agent.errors import Forbidden, Invalid
from agent.models import SERVER_ROLES, User, length, one_of
from agent.passwords import MAX_LENGTH, MIN_LENGTH

USERNAME = re.compile(r"[a-z0-9._-]{2,32}")
DISPLAY_NAME_LIMIT = 64
RESERVED = frozenset(("room", "here", "all", "everyone", "channel", "system"))
"""Words that are or may become mentions of everybody, or speak for the server."""


class AccountChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator may change; what is unset stays."""

    role: Annotated[str, one_of(*SERVER_ROLES)] | None = None
    is_active: bool | None = None
    display_name: Annotated[str, length(DISPLAY_NAME_LIMIT)] | None = None
    password: Annotated[str, length(MAX_LENGTH, shortest=MIN_LENGTH)] | None = None


def username_of(text: str) -> str:
    """Return the name folded to lower case. Raises Invalid."""
    name = text.strip().lower()
    if not USERNAME.fullmatch(name) or not name.strip("."):  # `..` has no address
        raise Invalid("A username is 2 to 32 of a-z, 0-9, '.', '_' and '-'.", field="username")
    if name in RESERVED:
        raise Invalid(f"{name} is a word of the server's own.", field="username")
    return name


def display_name_of(text: str) -> str:
    """Return the name trimmed and composed. Raises Invalid."""
    name = unicodedata.normalize("NFC", text.strip())
    hidden = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)
    if not 1 <= len(name) <= DISPLAY_NAME_LIMIT or hidden:
        raise Invalid(
            f"A display name is 1 to {DISPLAY_NAME_LIMIT} visible characters.",
            field="display_name",
        )
    return name


def role_of(role: str, *, by: User | None, was: str = "member") -> str:
    """Return the role if `by` may give it to somebody who `was` something. Raises Forbidden."""
    if role not in SERVER_ROLES:
        raise Invalid(f"A role is one of {', '.join(SERVER_ROLES)}.", field="role")
    if by is not None and by.role != "owner" and "owner" in (role, was):
        raise Forbidden("Only an owner may make or change an owner.")
    return role


def changes_of(change: AccountChange) -> str:
    """Name what changes, and never a password."""
    values = {"role": change.role, "active": change.is_active, "display name": change.display_name}
    said = [f"{name} {value}" for name, value in values.items() if value is not None]
    return ", ".join(said + (["password"] if change.password is not None else []))
