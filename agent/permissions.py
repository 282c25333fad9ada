"""Who may do what in a room: one table, asked through `can`."""

from __future__ import annotations

from typing import Literal

Action = Literal[
    "read", "post", "join", "invite", "mention_all", "pin", "moderate", "update", "delete"
]

_MEMBERS = frozenset(("owner", "admin", "moderator", "member", "guest"))
_MODERATORS = frozenset(("owner", "admin", "moderator"))
_ADMINS = frozenset(("owner", "admin"))
_OWNERS = frozenset(("owner",))
_SERVER_ADMINS = frozenset(("owner", "admin"))
_SERVER_MEMBERS = frozenset(("owner", "admin", "member"))
_NOBODY: frozenset[str] = frozenset()

_BY_ROOM_ROLE: dict[Action, dict[str, frozenset[str]]] = {
    "read": dict.fromkeys(("public", "private", "direct", "admin"), _MEMBERS),
    "post": dict.fromkeys(("public", "private", "direct", "admin"), _MEMBERS),
    "join": dict.fromkeys(("public", "private", "direct", "admin"), _MEMBERS),  # joining again
    "invite": {"public": _MEMBERS, "private": _MODERATORS, "admin": _ADMINS},
    "mention_all": {
        "public": _MODERATORS,
        "private": _MEMBERS,
        "direct": _MEMBERS,
        "admin": _MEMBERS,
    },
    "pin": {
        "public": _MODERATORS,
        "private": _MODERATORS,
        "direct": _MEMBERS,
        "admin": _MODERATORS,
    },
    "moderate": dict.fromkeys(("public", "private", "admin"), _MODERATORS),
    "update": dict.fromkeys(("public", "private", "admin"), _ADMINS),
    "delete": dict.fromkeys(("public", "private", "admin"), _OWNERS),
}
_BY_SERVER_ROLE: dict[Action, dict[str, frozenset[str]]] = {
    "read": {"public": _SERVER_MEMBERS, "admin": _SERVER_ADMINS},
    "post": {},  # writing needs membership everywhere
    "join": {"public": _SERVER_MEMBERS, "admin": _SERVER_ADMINS},
    "invite": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
    "mention_all": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
    "pin": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
    "moderate": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
    "update": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
    "delete": {"public": _SERVER_ADMINS, "admin": _SERVER_ADMINS},
}


def can(role: str | None, action: Action, room_type: str, *, server_role: str) -> bool:
    """Tell whether somebody may act in a room.

    `role` is the room role, None for those who are no members; `server_role` the account's.
    docs/security.md prints the table.
    """
    if room_type == "admin" and server_role not in _SERVER_ADMINS:
        return False  # also to a member: who is no administrator any more is outside
    if role in _BY_ROOM_ROLE[action].get(room_type, _NOBODY):
        return True
    return server_role in _BY_SERVER_ROLE[action].get(room_type, _NOBODY)
