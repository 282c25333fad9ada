"""What anybody may try in three rooms, allowed or not: the words of stories about a server."""

from __future__ import annotations

from tests.cast import House

ROOMS = ("General", "Den", "Garden")
NAMES = ("alice", "bob", "carol", "mallory")
SECOND_DEVICES = ("alice", "carol")
TEXTS = ("one", "@alice **look**", "@bob @carol", "@room two @mallory")
COMMANDS = ("/me waves", "/topic tea", "/status busy tea", '/poll "Tea?" "Yes" "No"')
Action = tuple[str, str, str, int, int]
"""(who, what, room, one number, another number)"""

KINDS = (
    "post post edit edit reply delete react join leave invite kick ban unban role update "
    "read unread thread thread follow thread_read poll vote pin mute archive command private "
    "prefer status"
).split()


async def act(house: House, rooms: dict[str, int], action: Action) -> int:
    """Do one thing, allowed or not; returns the status."""
    who, kind, name, first, second = action
    person, room = house.people[who], rooms[name]
    path, other = f"/api/rooms/{room}", NAMES[second]
    ids = await house.host.database.fetch_all(
        """
        SELECT id, COALESCE(thread_id, id) AS root FROM messages
        WHERE room_id = :room AND user_id = COALESCE(:author, user_id) ORDER BY id DESC LIMIT 6
        """,
        room=room,
        author=person.user.user_id if kind == "edit" else None,
    )
    message = ids[first % len(ids)]["id"] if ids else 1
    root = ids[first % len(ids)]["root"] if ids else 1
    if kind == "thread":
        message = root
    method, address, body = {
        "post": (
            "POST",
            f"{path}/messages",
            {"content": TEXTS[second], "client_id": f"{who} after {ids[0]['id'] if ids else 0}"},
        ),
        "reply": ("POST", f"{path}/messages", {"content": TEXTS[second], "reply_to": message}),
        "edit": ("PUT", f"/api/messages/{message}", {"content": f"{TEXTS[second]} {first}"}),
        "delete": ("DELETE", f"/api/messages/{message}", None),
        "react": ("POST", f"/api/messages/{message}/react", {"emoji": "👍🎉❤🚀"[second]}),
        "join": ("POST", f"{path}/join", None),
        "leave": ("DELETE", f"{path}/leave", None),
        "invite": ("POST", f"{path}/invite", {"username": other}),
        "kick": ("DELETE", f"{path}/kick/{other}", None),
        "ban": ("POST", f"{path}/ban", {"username": other}),
        "unban": ("DELETE", f"{path}/ban/{other}", None),
        "role": (
            "PUT",
            f"{path}/members/{other}",
            {"role": ("owner", "admin", "moderator", "member", "guest", "member")[first]},
        ),
        "update": ("PUT", path, {"topic": f"topic {first}"}),
        "thread": (
            "POST",
            f"{path}/messages",
            {"content": TEXTS[second], "thread_id": message},
        ),
        "follow": ("PUT", f"/api/messages/{message}/follow", {"on": first % 2 == 0}),
        "thread_read": (
            "POST",
            f"{path}/read",
            {"message_id": message, "thread_id": root},
        ),
        "poll": ("POST", f"{path}/polls", {"question": TEXTS[second], "options": ["a", "b"]}),
        "vote": ("PUT", f"/api/messages/{message}/vote", {"choices": [first % 2]}),
        "pin": ("POST" if first % 2 else "DELETE", f"/api/messages/{message}/pin", None),
        "mute": ("POST", f"{path}/mute", {"username": other, "seconds": 60}),
        "archive": ("PUT", path, {"is_archived": first > 3}),
        "private": ("PUT", path, {"room_type": ("public", "private")[first % 2]}),
        "status": (
            "POST",
            "/api/users/status",
            {"status": ("away", "busy", "offline", "online")[second], "expires_in": 60 + first},
        ),
        "prefer": ("PUT", "/api/preferences", {"starred": [room][: first % 2]}),
        "command": ("POST", f"{path}/commands", {"text": COMMANDS[second]}),
        "read": ("POST", f"{path}/read", {"message_id": message}),
        "unread": ("POST", f"{path}/unread", {"message_id": message}),
    }[kind]
    return (await person.call(method, address, body)).status_code
