"""A small team to look around in: sample accounts, rooms and messages."""

from __future__ import annotations

import secrets

from agent.chat import Chat
from agent.errors import NameTaken
from agent.models import User
from agent.room_names import RoomDraft
from plugins.host import Host

PEOPLE = (("alice", "Alice", "owner"), ("bob", "Bob", "member"), ("carol", "Carol", "member"))
TALK = (
    ("bob", "Numbers from the night run are in. The import took 41 s for 50,000 rows."),
    ("bob", "Better than I hoped 🎉"),
    ("alice", "Lovely. Is the memory flat too?"),
    ("alice", "Asking for the release note."),
    ("carol", "It stayed between 118 and 124 MiB over the whole run."),
    ("carol", "@alice ship it on Friday?"),
    ("alice", "@general How do I add an account?"),
)
RELEASE = RoomDraft(name="Release", description="What goes out, and when", icon="🚀")
PLAN = (
    ("carol", "Friday it is. Three things are left: the changelog, the screenshots, the tag."),
    ("bob", "I take the changelog.\n\nhttps://keepachangelog.com/ is the form we follow."),
)


async def fill(chat: Chat, host: Host) -> list[str]:
    """Make the team and let it talk; returns how to sign in. Again it changes nothing."""
    password = secrets.token_urlsafe(9)
    team: dict[str, User] = {}
    for name, _, _ in PEOPLE:
        if await host.accounts.by_name(name) is not None:
            return [f"There is an account {name} already: the demo changes nothing."]
    for name, display_name, role in PEOPLE:
        team[name] = await host.accounts.create(
            name, password=password, role=role, display_name=display_name
        )
    general = next(
        room for room in await chat.rooms.get_user_rooms(team["alice"]) if room.name == "General"
    )
    await _talk(chat, general.id, team, TALK)
    try:
        release = await chat.rooms.create_room(RELEASE, team["carol"])
    except NameTaken:
        return [_sign_in(password)]
    await chat.rooms.join_room(release, team["bob"])
    await chat.rooms.join_room(release, team["alice"])
    await _talk(chat, release, team, PLAN)
    return [_sign_in(password)]


async def _talk(
    chat: Chat, room_id: int, team: dict[str, User], lines: tuple[tuple[str, str], ...]
) -> None:
    for name, text in lines:
        await chat.messages.send_message(room_id, team[name], text)


def _sign_in(password: str) -> str:
    return f"Sign in as {', '.join(name for name, _, _ in PEOPLE)}; the password is {password}"
