"""What a change of a room's settings reads like in the room."""

from __future__ import annotations

from collections.abc import Mapping

from agent.ports import Row

_KINDS = {
    "public": "public",
    "private": "private",
    "admin": "one for the server's owners and admins",
}
_WHO = {
    "members": "all members",
    "moderators": "moderators alone",
    "admins": "the room's admins alone",
}


def described(
    room: Row, wanted: Mapping[str, str | int], name: str, *, archived: bool | None
) -> str:
    """Return one line on what `name` changed, empty when it is nothing that others notice."""
    changed = {field for field, value in wanted.items() if value != room[field]}
    topic, pause = wanted["topic"], wanted["slow_mode"]
    phrases = {
        "name": f"named the room {wanted['name']}",
        "topic": f"set the topic: {topic}" if topic else "cleared the topic",
        "room_type": f"made the room {_KINDS[str(wanted['room_type'])]}",
        "who_may_post": f"let {_WHO[str(wanted['who_may_post'])]} post",
        "slow_mode": f"allowed one message every {pause} s" if pause else "ended slow mode",
    }
    said = [phrase for field, phrase in phrases.items() if field in changed]
    if archived is not None:
        said.append("archived the room" if archived else "opened the room again")
    if not said:
        return ""
    text = f"{name} {', '.join(said)}"
    return text if text.endswith((".", "!", "?")) else f"{text}."
