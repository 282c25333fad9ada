"""Rooms in the admin panel: every room but the direct ones, audited, and never in silence."""

from __future__ import annotations

from typing import Any

import pytest

from agent.room_administration import KEPT_DAYS
from tests.cast import House, Person


async def den(house: House) -> int:
    room: int = (await house.bob.room("Den"))["id"]
    return room


async def administrator(house: House, name: str = "mallory") -> Person:
    """Make somebody a server admin."""
    await house.alice.call("PUT", f"/api/admin/users/{name}", {"role": "admin"})
    return await house.enter(name)


async def listed(person: Person) -> dict[int, Any]:  # Any: decoded JSON
    return {room["id"]: room for room in (await person.get("/api/admin/rooms"))["rooms"]}


async def log(person: Person) -> list[tuple[str, str, str, str]]:
    entries = (await person.get("/api/admin/room-log"))["entries"]
    return [(one["room_name"], one["username"], one["action"], one["reason"]) for one in entries]


async def do(person: Person, room: int, what: str, reason: object = "A complaint.") -> int:
    body = None if what == "restore" else {"reason": reason}
    return (await person.call("POST", f"/api/admin/rooms/{room}/{what}", body)).status_code


async def test_only_administrators_have_the_panel(house: House) -> None:
    room = await den(house)
    for person in (house.bob, house.carol, house.mallory):
        for path in ("rooms", "room-log"):
            assert (await person.call("GET", f"/api/admin/{path}")).status_code == 403
        for number in (room, 4711):
            assert [await do(person, number, what) for what in ("enter", "delete")] == [403, 403]
            assert await do(person, number, "restore") == 403


async def test_every_room_is_listed_but_the_direct_ones_and_nothing_that_is_said(
    house: House,
) -> None:
    admin = await administrator(house)
    body = {"usernames": ["carol"]}
    direct = (await house.bob.call("POST", "/api/rooms/direct", body)).json()["room"]["id"]
    rooms = await listed(admin)
    room = rooms[await den(house)]
    assert direct not in rooms
    assert (room["name"], room["room_type"], room["member_count"]) == ("Den", "private", 3)
    assert (room["creator"], room["message_count"]) == ("alice", 0)
    assert (rooms[1]["creator"], rooms[1]["name"]) == ("", "General")
    assert (room["is_member"], room["deleted_at"], room["archived_at"]) == (False, None, None)
    assert not {"last_message", "topic", "description"} & set(room)
    for what in ("enter", "delete", "restore"):
        assert await do(admin, direct, what) == 404
    assert await log(admin) == []
    assert (await admin.call("GET", f"/api/rooms/{room['id']}/messages")).status_code == 404


async def test_who_comes_in_is_told_in_the_room_and_written_down(house: House) -> None:
    room, admin = await den(house), await administrator(house)
    async with house.carol.socket() as carol, admin.socket() as talk:
        assert await do(admin, room, "enter", "  Carol asked.  ") == 200
        line = (await carol.event("message", room_id=room))["message"]
        assert (line["message_type"], line["content"]) == (
            "system",
            "mallory, an administrator of this server, came in: Carol asked.",
        )
        joined = await carol.event("user_joined", room_id=room)
        assert (joined["username"], joined["member"]["role"]) == ("mallory", "admin")
        assert (await talk.event("room_added"))["room"]["id"] == room
        assert await do(admin, room, "enter") == 200  # is in it: nothing to tell
        assert [event["type"] for event in await carol.settled()] == []
    assert await log(admin) == [("Den", "mallory", "enter", "Carol asked.")]
    assert await do(admin, room, "enter", "x") == 200
    assert (await admin.room("Den"))["role"] == "admin"


@pytest.mark.parametrize("reason", ["", " ", "two\nlines", "x" * 201, "a\0b", None, 5])
async def test_a_reason_is_needed(house: House, reason: object) -> None:
    room, admin = await den(house), await administrator(house)
    for what in ("enter", "delete"):
        body = {"reason": reason}
        answer = await admin.call("POST", f"/api/admin/rooms/{room}/{what}", body)
        assert (answer.status_code, answer.json()["field"]) == (422, "reason")
    assert await log(admin) == []
    assert not (await listed(admin))[room]["is_member"]


async def test_a_deleted_room_is_told_of_gone_and_restorable(house: House) -> None:
    room, admin = await den(house), await administrator(house)
    async with house.carol.socket() as carol:
        assert await do(admin, room, "delete", "Spam.") == 204
        line = (await carol.event("message", room_id=room))["message"]
        assert line["content"] == "mallory, an administrator, deleted the room: Spam."
        assert (await carol.event("room_removed"))["room_id"] == room
        assert (await house.carol.call("GET", f"/api/rooms/{room}")).status_code == 404
        shown = (await listed(admin))[room]
        assert (shown["name"], shown["deleted_at"]) == ("Den", house.clock.now())
        assert [await do(admin, room, what) for what in ("enter", "delete")] == [404, 404]
        assert await do(admin, room, "restore") == 204
        assert (await carol.event("room_added"))["room"]["name"] == "Den"
    history = (await house.carol.get(f"/api/rooms/{room}/messages"))["messages"]
    assert [one["content"] for one in history[-2:]] == [
        line["content"],
        "mallory, an administrator, restored the room.",
    ]
    assert [entry[2] for entry in await log(admin)] == ["restore", "delete"]
    assert await do(admin, room, "restore") == 404


async def test_a_room_is_not_restored_over_another_or_after_its_time(house: House) -> None:
    room, admin = await den(house), await administrator(house)
    assert await do(admin, room, "delete") == 204
    other = (await house.carol.call("POST", "/api/rooms", {"name": "den"})).json()["room"]["id"]
    answer = await admin.call("POST", f"/api/admin/rooms/{room}/restore")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    assert (await house.carol.call("DELETE", f"/api/rooms/{other}")).status_code == 204
    house.clock.move(KEPT_DAYS * 86400 + 1)
    assert room not in await listed(await house.enter("alice"))
    assert await do(house.alice, room, "restore") == 404


async def test_the_log_keeps_the_name_of_a_room_as_it_is(house: House) -> None:
    admin = await administrator(house)
    body = {"name": "as:was:before", "room_type": "private"}
    room = (await house.carol.call("POST", "/api/rooms", body)).json()["room"]["id"]
    assert await do(admin, room, "enter") == 200
    assert await do(admin, room, "delete") == 204
    assert {entry[0] for entry in await log(admin)} == {"as:was:before"}
    assert await do(admin, room, "restore") == 204
    assert {entry[0] for entry in await log(admin)} == {"as:was:before"}
    assert (await listed(admin))[room]["name"] == "as:was:before"


async def test_the_room_of_the_administrators_stays(house: House) -> None:
    rooms = await listed(house.alice)
    (room,) = [one["id"] for one in rooms.values() if one["name"] == "Admin"]
    assert await do(house.alice, room, "delete") == 403
    assert await log(house.alice) == []


async def test_a_demoted_administrator_has_the_panel_no_more(house: House) -> None:
    admin = await administrator(house)
    assert (await admin.call("GET", "/api/admin/rooms")).status_code == 200
    await house.alice.call("PUT", "/api/admin/users/mallory", {"role": "member"})
    assert (await admin.call("GET", "/api/admin/rooms")).status_code in (401, 403)
    assert await do(admin, await den(house), "enter") in (401, 403)
