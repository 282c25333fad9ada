"""S7 and S8 for every operation and every client event: who is outside learns nothing.

The tables below say what to send. A route or an event that is not in them fails by its name.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any, get_type_hints

import httpx2
import pytest
import pytest_asyncio

from api.openapi import client_events
from api.operations import Operation
from api.socket import Socket
from tests.api.test_bad_input import good_body, required
from tests.cast import Event, House, Person, Talk

ABSENT = 999_999
CANARY, CANARY_EMOJI, NEEDLE = "zanzibarocarina", "🪕", "serpentine"
"""Secrets of the room, and a word of the secret message that outsiders search for."""

ROOM, MESSAGE, POLL = "<the room>", "<the message>", "<the poll>"
ALL_EMOJI = "/api/shortcodes"
"""Tells everybody of every emoji that there is."""

OUTSIDERS = ("dave", "mallory", "grace", "zoe", "anonymous")
"""A member who left, somebody else, a guest, a server admin, nobody."""

Body = dict[str, object]

ENTRIES: dict[str, tuple[Body | None, tuple[int, int, int]]] = {
    "GET /api/rooms/{room_id}": (None, (200, 200, 200)),
    "PUT /api/rooms/{room_id}": ({"topic": CANARY}, (200, 403, 403)),
    "GET /api/rooms/{room_id}/members": (None, (200, 200, 200)),
    "POST /api/rooms/{room_id}/join": (None, (200, 200, 200)),
    "DELETE /api/rooms/{room_id}/leave": (None, (409, 204, 204)),
    "POST /api/rooms/{room_id}/invite": ({"username": "heidi"}, (201, 201, 403)),
    "PUT /api/rooms/{room_id}/members/{user}": ({"role": "guest"}, (200, 403, 403)),
    "POST /api/rooms/{room_id}/mute": ({"username": "erin", "seconds": 60}, (204, 204, 403)),
    "DELETE /api/rooms/{room_id}/mute/{user}": (None, (204, 204, 403)),
    "DELETE /api/rooms/{room_id}/kick/{user}": (None, (204, 204, 403)),
    "POST /api/rooms/{room_id}/ban": ({"username": "erin"}, (204, 403, 403)),
    "GET /api/rooms/{room_id}/bans": (None, (200, 403, 403)),
    "DELETE /api/rooms/{room_id}/ban/{user}": (None, (204, 403, 403)),
    "GET /api/rooms/{room_id}/messages": (None, (200, 200, 200)),
    "POST /api/rooms/{room_id}/messages": ({"content": CANARY}, (201, 201, 201)),
    "POST /api/rooms/{room_id}/read": ({"message_id": MESSAGE}, (200, 200, 200)),
    "POST /api/rooms/{room_id}/unread": ({"message_id": MESSAGE}, (200, 200, 200)),
    "GET /api/rooms/{room_id}/typing": (None, (200, 200, 200)),
    "GET /api/rooms/{room_id}/pins": (None, (200, 200, 200)),
    "POST /api/rooms/{room_id}/polls": (
        {"question": CANARY, "options": [CANARY, "No"]},
        (201, 201, 201),
    ),
    "POST /api/rooms/{room_id}/commands": ({"text": f"/me {CANARY}"}, (200, 200, 200)),
    "GET /chat/{room_id}": (None, (200, 200, 200)),
    "GET /api/messages/{id}/thread": (None, (200, 200, 200)),
    "PUT /api/messages/{id}/follow": ({"on": True}, (200, 200, 200)),
    "PUT /api/messages/{id}/vote": ({"choices": [0]}, (200, 200, 200)),
    "POST /api/messages/{id}/close": (None, (200, 200, 200)),
    "POST /api/messages/{id}/pin": (None, (200, 200, 403)),
    "DELETE /api/messages/{id}/pin": (None, (204, 204, 403)),
    "POST /api/messages/{id}/react": ({"emoji": CANARY_EMOJI}, (200, 200, 200)),
    "PUT /api/messages/{id}": ({"content": f"{CANARY} again"}, (403, 403, 200)),
    "GET /api/messages/{id}/edits": (None, (200, 200, 200)),
    "GET /api/messages/{id}/notice": (None, (200, 200, 200)),
    "DELETE /api/messages/{id}": (None, (204, 204, 204)),
    "POST /api/rooms/{room_id}/invites": ({"max_uses": 1}, (201, 403, 403)),
    "GET /api/rooms/{room_id}/invites": (None, (200, 403, 403)),
    "DELETE /api/rooms/{room_id}/invites/{invite_id}": (None, (404, 403, 403)),
    "DELETE /api/rooms/{room_id}": (None, (204, 403, 403)),
    "POST /api/admin/rooms/{room_id}/restore": (None, (404, 403, 403)),
    "POST /api/admin/rooms/{room_id}/enter": ({"reason": "A look"}, (200, 403, 403)),
    "POST /api/admin/rooms/{room_id}/delete": ({"reason": "A look"}, (204, 403, 403)),
}
"""What to send, and what the room's owner, moderator and member get; in an order that works."""

SAID: dict[str, tuple[Body, str | None]] = {
    "join_room": ({"room_id": ROOM}, "error"),
    "typing_start": ({"room_id": ROOM}, "error"),
    "typing_stop": ({"room_id": ROOM}, "error"),
    "send_message": ({"room_id": ROOM, "content": CANARY, "reply_to": MESSAGE}, "error"),
    "mark_read": ({"room_id": ROOM, "message_id": MESSAGE}, "error"),
    "vote": ({"message_id": POLL, "choices": [0]}, "error"),
    "pin": ({"message_id": MESSAGE, "on": True}, "error"),
    "follow_thread": ({"message_id": MESSAGE, "on": True}, "error"),
    "run_command": ({"room_id": ROOM, "text": f"/me {CANARY}"}, "error"),
    "mark_unread": ({"room_id": ROOM, "message_id": MESSAGE}, "error"),
    "edit_message": ({"message_id": MESSAGE, "content": f"{CANARY} once more"}, "error"),
    "react": ({"message_id": MESSAGE, "emoji": CANARY_EMOJI}, "error"),
    "resume": ({"positions": {ROOM: [1, 0]}}, "resumed"),
    "set_status": ({"status": "busy"}, None),
    "ping": ({}, "pong"),
    "delete_message": ({"message_id": MESSAGE}, "error"),
}
"""What to say, and what comes back to who may not see the room; in an order that works."""


class Den:
    """A private room of alice, bob (moderator), carol and erin, with carol's message in it."""

    def __init__(self, room_id: int, message_id: int, poll_id: int = 1) -> None:
        self.room_id, self.message_id, self.poll_id = room_id, message_id, poll_id

    def filled(self, value: Any) -> Any:  # Any: JSON
        """Return the value with the ids of this room in place of ROOM, MESSAGE and POLL."""
        if isinstance(value, dict):
            return {
                str(self.filled(key)) if key == ROOM else key: self.filled(one)
                for key, one in value.items()
            }
        return (
            {ROOM: self.room_id, MESSAGE: self.message_id, POLL: self.poll_id}.get(value, value)
            if (isinstance(value, str))
            else value
        )

    def path(self, operation: Operation) -> str:
        target = "frank" if "/ban/" in operation.path else "erin"
        path = operation.path.replace("{room_id}", str(self.room_id)).replace("{user}", target)
        path = path.replace("{invite_id}", "1" if self.room_id != ABSENT else str(ABSENT))
        is_of_poll = path.endswith(("/vote", "/close"))
        return path.replace("{id}", str(self.poll_id if is_of_poll else self.message_id))


NOWHERE = Den(ABSENT, ABSENT, ABSENT)


@pytest_asyncio.fixture
async def company(house: House) -> House:
    """The cast and those who are outside; dave was kicked from Den, where the secrets are."""
    for name in ("dave", "erin", "frank", "heidi"):
        await house.newcomer(name)
    await house.newcomer("grace", "guest")
    await house.newcomer("zoe", "admin")
    return house


async def make_den(house: House, name: str) -> Den:
    asked = {"name": name, "room_type": "private", "description": CANARY}
    made = await house.alice.call("POST", "/api/rooms", asked)
    room_id = made.json()["room"]["id"]
    await house.seat(room_id, house.bob, role="moderator")
    await house.seat(room_id, house.carol, house.erin, house.dave)
    await house.unseat(room_id, house.dave)
    messages = f"/api/rooms/{room_id}/messages"
    first = await house.carol.call("POST", messages, {"content": f"{NEEDLE} {CANARY}"})
    assert first.status_code == 201, first.text
    message_id = first.json()["message"]["id"]
    ban = await house.alice.call("POST", f"/api/rooms/{room_id}/ban", {"username": "frank"})
    assert ban.status_code == 204
    question: Body = {"question": f"{CANARY}?", "options": [CANARY, "No"]}
    poll = await house.carol.call("POST", f"/api/rooms/{room_id}/polls", question)
    return Den(room_id, message_id, poll.json()["message"]["id"])


async def make_secret_den(house: House) -> Den:
    """Make a den with a secret wherever a text can be."""
    den = await make_den(house, CANARY)
    message = f"/api/messages/{den.message_id}"
    reply = {"content": f"{NEEDLE} {CANARY} @bob", "reply_to": den.message_id}
    for person, method, path, body in (
        (house.alice, "PUT", f"/api/rooms/{den.room_id}", {"topic": CANARY}),
        (house.carol, "PUT", message, {"content": f"{NEEDLE} {CANARY} edited"}),
        (house.bob, "POST", f"/api/rooms/{den.room_id}/messages", reply),
        (house.bob, "POST", f"{message}/react", {"emoji": CANARY_EMOJI}),
    ):
        answer = await person.call(method, path, body)
        assert answer.status_code in (200, 201), answer.text
    return den


def name_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def operations(house: House) -> list[Operation]:
    return [door for door in house.app.state.doors if isinstance(door, Operation)]


def of_rooms(house: House) -> list[Operation]:
    """Return the operations with a room or a message in their path, in the order of ENTRIES."""
    found = {name_of(one): one for one in operations(house) if "id}" in one.path}
    assert found.keys() == ENTRIES.keys(), "a route and ENTRIES differ"
    return [found[name] for name in ENTRIES]


def spoken(house: House) -> list[str]:
    """Return the types of the events that clients send to rooms, in the order of SAID."""
    sockets = [door for door in house.app.state.doors if isinstance(door, Socket)]
    tags = {str(one.__struct_config__.tag) for door in sockets for one in client_events(door)}
    assert tags == SAID.keys(), "a client event and SAID differ"
    return list(SAID)


async def ask(
    house: House, name: str, method: str, path: str, body: object = None
) -> httpx2.Response:
    """Call as one of OUTSIDERS, with a session of its own: some calls end it."""
    # A page that is compressed has a length by chance (api/compressed_pages.py).
    is_page = path.startswith("/chat")
    headers = {"Accept": "text/html", "Accept-Encoding": "identity"} if is_page else {}
    if name != "anonymous":
        token = await house.host.sessions.open(house.people[name].user.user_id)
        headers["Authorization"] = f"Bearer {token}"
    answer = await house.bearers.request(method, path, json=body, headers=headers)
    assert answer.status_code < 500, answer.text
    if path != ALL_EMOJI:
        require_silence(f"{answer.headers} {answer.text}", f"{method} {path} to {name}")
    return answer


def require_silence(text: str, where: str) -> None:
    for secret in (CANARY, CANARY_EMOJI, ascii(CANARY_EMOJI).strip("'")):
        assert secret not in text, where


async def test_every_member_may_do_what_the_role_allows(company: House) -> None:
    numbers = itertools.count(1)
    people = (company.alice, company.bob, company.carol)
    for operation in of_rooms(company):
        body, expected = ENTRIES[name_of(operation)]
        for person, status in zip(people, expected, strict=True):
            den = await make_den(company, f"Room {next(numbers)}")
            answer = await person.call(operation.method, den.path(operation), den.filled(body))
            said = (name_of(operation), person.user.username, answer.text[:300])
            assert answer.status_code == status, said


async def test_foreign_and_absent_are_one_answer_on_every_route(company: House) -> None:
    den = await make_secret_den(company)
    for operation in of_rooms(company):
        body, _ = ENTRIES[name_of(operation)]
        for name in OUTSIDERS:
            if name == "zoe" and operation.path.startswith(PANEL):
                continue
            seen = []
            for place in (den, NOWHERE):
                path = place.path(operation)
                answer = await ask(company, name, operation.method, path, place.filled(body))
                headers = {**answer.headers, "date": ""}
                if (target := headers.get("location")) is not None:
                    headers["location"] = target.replace(str(place.room_id), ROOM)
                seen.append((answer.status_code, answer.content, headers))
            where = f"{name_of(operation)} as {name}"
            assert seen[0] == seen[1], where
            if name == "anonymous":
                refused = {401, 303}
            else:
                refused = {403} if operation.access == "admin" and name != "zoe" else {404}
            assert seen[0][0] in refused, where


async def test_a_foreign_id_in_a_body_or_query_is_like_an_absent_one(company: House) -> None:
    general = (await company.alice.room("General"))["id"]
    await company.mallory.call("POST", f"/api/rooms/{general}/join")
    den = await make_secret_den(company)
    tried = 0
    for operation in of_rooms(company):
        body, _ = ENTRIES[name_of(operation)]
        for shape in filter(None, (operation.body, operation.query)):
            for field in get_type_hints(shape):
                if "{room_id}" not in operation.path or not field.endswith(("_id", "reply_to")):
                    continue
                if field == "client_id":
                    continue
                seen = []
                for place in (den, NOWHERE):
                    path, sent = Den(general, 1).path(operation), None
                    if shape is operation.query:
                        path += f"?{field}={place.message_id}"
                    else:
                        sent = {**(body or {}), "content": "Hi", field: place.message_id}
                        sent = {key: sent[key] for key in get_type_hints(shape) if key in sent}
                    answer = await ask(company, "mallory", operation.method, path, sent)
                    seen.append((answer.status_code, answer.content))
                assert seen[0] == seen[1], (name_of(operation), field)
                tried += 1
    assert tried >= 6


async def test_no_other_route_tells_an_outsider_anything(company: House) -> None:
    den = await make_secret_den(company)
    tried = 0
    for operation in operations(company):
        if "id}" in operation.path:
            continue
        path = operation.path.replace("{user}", "carol")
        body = good_body(operation.body) if operation.body else None
        if body is not None and "query" in body:
            body["query"] = NEEDLE
        if operation.query is not None:
            path += "".join(f"?{name}={NEEDLE}" for name in required(operation.query))
        for name in OUTSIDERS:
            if name == "zoe" and name_of(operation) in ("POST /api/rooms", *ACCOUNTS):
                continue
            if name == "zoe" and operation.path.startswith(PANEL):
                continue
            answer = await ask(company, name, operation.method, path, body)
            assert f'"room_id":{den.room_id},' not in answer.text, operation.path
            tried += 1
    assert tried > 100


PANEL = "/api/admin/room"
"""Where administrators see that private rooms exist, and act on them before all eyes."""

ACCOUNTS = ("PUT /api/admin/users/{user}", "DELETE /api/admin/users/{user}/sessions")
"""What an admin may do to carol, who is needed."""


@contextlib.asynccontextmanager
async def listening(house: House) -> AsyncIterator[list[tuple[str, Talk]]]:
    """Open all sockets of all outsiders; grace is alone in no room at all."""
    for room in (await house.grace.get("/api/rooms"))["rooms"]:
        left = await house.grace.call("DELETE", f"/api/rooms/{room['id']}/leave")
        assert left.status_code == 204, left.text
    async with contextlib.AsyncExitStack() as stack:
        yield [
            (name, await stack.enter_async_context(house.people[name].socket(path)))
            for name in OUTSIDERS[:-1]
            for path in ("/ws", "/ws/rooms")
        ]


def require_nothing_of(den: Den, heard: list[Event], where: str) -> None:
    require_silence(json.dumps(heard, ensure_ascii=False), where)
    for event in heard:
        rooms = [event.get("room_id"), event.get("current_room"), event.get("room", {}).get("id")]
        positions = [*event.get("positions", ()), *(one["id"] for one in event.get("rooms", ()))]
        assert den.room_id not in rooms, (where, event)
        assert not {den.room_id, str(den.room_id)} & set(positions), (where, event)


async def test_no_outsider_hears_what_happens_in_a_room(company: House) -> None:
    den = await make_secret_den(company)
    async with listening(company) as outside, company.carol.socket() as carol:
        for kind in spoken(company):
            await carol.say(kind, **den.filled(SAID[kind][0]))
            if kind == "send_message":
                await carol.event("message", room_id=den.room_id)
        refused = [event for event in await carol.settled() if event["type"] == "error"]
        assert [event["detail"] for event in refused] == ["Moderators pin messages in this room."]
        second = await company.carol.call(
            "POST", f"/api/rooms/{den.room_id}/messages", {"content": CANARY}
        )
        room = Den(den.room_id, second.json()["message"]["id"], den.poll_id)
        for operation in of_rooms(company):
            body, _ = ENTRIES[name_of(operation)]
            answer = await company.alice.call(
                operation.method, room.path(operation), room.filled(body)
            )
            assert answer.status_code in (200, 201, 204, 403, 409), answer.text
        await carol.event("room_removed", room_id=den.room_id)
        await carol.event("room_added")
        assert CANARY in json.dumps(carol.heard)
        for name, talk in outside:
            await talk.settled()
            require_nothing_of(den, talk.heard, f"the socket of {name}")
            if name == "grace":
                assert {event["type"] for event in talk.heard} <= {"hello", "heartbeat", "pong"}


async def test_foreign_and_absent_are_one_answer_to_every_event(company: House) -> None:
    den = await make_secret_den(company)
    for name in OUTSIDERS[:-1]:
        async with company.people[name].socket() as talk:
            for kind in spoken(company):
                said, answered = SAID[kind]
                if answered is None:
                    await talk.say(kind, **said)
                    continue
                seen = []
                for place in (den, NOWHERE):
                    await talk.say(kind, **place.filled(said))
                    event = await talk.event(answered)
                    if event.get("room_id") == place.room_id:
                        event["room_id"] = ROOM
                    seen.append(dict(event))
                assert seen[0] == seen[1], (kind, name)
                assert seen[0].get("code") in (None, "not_found", "not_a_member"), (kind, seen)
                assert not seen[0].get("recovered"), kind
            await talk.settled()
            require_nothing_of(den, talk.heard, f"the socket of {name}")


@pytest.mark.parametrize("name", OUTSIDERS[:-1])
async def test_the_address_of_a_foreign_room_closes_like_that_of_an_absent_one(
    company: House, name: str
) -> None:
    den = await make_secret_den(company)
    doors = [door for door in company.app.state.doors if isinstance(door, Socket)]
    paths = [door.path for door in doors if "{" in door.path]
    assert paths
    person: Person = company.people[name]
    for path in paths:
        seen = []
        for place in (den, NOWHERE):
            address = path.replace("{room_id}", str(place.room_id))
            async with person.socket(address, greeted=False) as talk:
                seen.append((await talk.ended(), talk.heard))
        assert seen[0] == seen[1]
        assert seen[0][0][0] == 4404


async def test_nobody_without_a_session_gets_a_frame(company: House) -> None:
    den = await make_secret_den(company)
    for place in (den, NOWHERE):
        for path in ("/ws/rooms", f"/ws/rooms/{place.room_id}"):
            async with company.socket(path) as talk:
                await talk.say("join_room", room_id=place.room_id, user_token="wrong")
                assert (await talk.ended())[0] == 4401
                assert talk.heard == []


async def test_only_members_see_where_somebody_is(company: House) -> None:
    general = (await company.alice.room("General"))["id"]
    address = f"/ws/rooms/{general}"
    async with company.mallory.socket(address) as mallory, company.carol.socket() as carol:
        async with company.bob.socket(address) as bob:
            await bob.say("set_status", status="busy")
            await carol.event("presence_update", username="bob", current_room=general)
        seen = [one for one in await mallory.settled() if one["type"] == "presence_update"]
        assert {one["current_room"] for one in seen} <= {None}
