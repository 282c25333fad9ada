"""Writes the table of permissions into docs/security.md: run with `--write`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

from agent.models import ROOM_ROLES, SERVER_ROLES
from agent.permissions import Action, can

MANUAL = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- permissions -->\n", "<!-- end of permissions -->\n"
ROOM_TYPES = ("public", "private", "direct", "admin")
ACTIONS = {
    "read": "see, read",
    "post": "post, reply, react, vote, edit and delete one's own",
    "join": "join",
    "invite": "invite",
    "mention_all": "mention everybody with @room, @here",
    "pin": "pin",
    "moderate": "delete others' messages, mute, kick",
    "update": "settings, archive, ban, invite links, make moderators",
    "delete": "make admins, hand over, delete the room",
}


def table() -> str:
    """Return the permissions as a Markdown table."""
    assert set(ACTIONS) == set(get_args(Action))
    lines = [
        f"| action | {' | '.join(f'{kind} room' for kind in ROOM_TYPES)} |",
        "|---" * (len(ROOM_TYPES) + 1) + "|",
    ]
    for action, words in ACTIONS.items():
        cells = [_who(action, kind) for kind in ROOM_TYPES]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _who(action: str, room_type: str) -> str:
    asked = {"action": action, "room_type": room_type}
    # Of a room for administrators, server roles decide first: asked for as one of them.
    mine = "owner" if room_type == "admin" else "guest"
    roles = [role for role in ROOM_ROLES if can(role, server_role=mine, **asked)]  # type: ignore[arg-type]  # a dict of two literals
    servers = [role for role in SERVER_ROLES if can(None, server_role=role, **asked)]  # type: ignore[arg-type]  # as above
    if room_type == "admin" and servers:
        return "server owners and admins"
    if (action, room_type) == ("join", "private"):
        return "by invitation"
    words = []
    if action != "join" and roles:
        lowest = roles[-1]
        words.append("members" if lowest == "guest" else f"{lowest} and up")
    if "member" in servers:
        words.append("every account but guests")
    elif servers:
        words.append("server owners and admins")
    return "; ".join(words).replace("owner and up", "owner") or "nobody"


def manual() -> str:
    """Return docs/security.md as it shall be."""
    text = MANUAL.read_text("utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    if "--write" in sys.argv:
        MANUAL.write_text(manual(), "utf-8")
    else:
        print(table())
