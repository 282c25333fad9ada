"""S7 and S8: a private room does not exist for a stranger; the Admin room follows the roles."""

from __future__ import annotations

from pathlib import Path

from api.operations import Operation
from tests.api.test_bad_input import address, good_body
from tests.cast import House, open_house

ABSENT = 999_999


def room_operations(house: House) -> list[Operation]:
    doors = [one for one in house.app.state.doors if isinstance(one, Operation)]
    return [one for one in doors if "{room_id}" in one.path and one.access != "admin"]


async def test_every_room_route_answers_as_if_the_room_were_not_there(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    operations = room_operations(house)
    assert len(operations) >= 8
    for operation in operations:
        body = good_body(operation.body) if operation.body else None
        answers = []
        for room_id in (den, ABSENT):
            path = address(operation, room_id)
            answer = await house.mallory.call(operation.method, path, body, Accept="text/html")
            assert answer.status_code == 404, operation.path
            answers.append(answer.content)
        assert answers[0] == answers[1], operation.path
    assert "Den" not in (await house.mallory.call("GET", "/api/rooms")).text
    assert (await house.bob.room("Den"))["member_count"] == 3


async def test_every_event_answers_as_if_the_room_were_not_there(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    sent = await house.alice.call("POST", f"/api/rooms/{den}/messages", {"content": "Secret."})
    secret = sent.json()["message"]["id"]
    general = (await house.alice.room("General"))["id"]
    await house.mallory.call("POST", f"/api/rooms/{general}/join")
    async with house.mallory.socket() as mallory:
        for kind, fields in (
            ("join_room", {}),
            ("send_message", {"content": "Hi"}),
            ("send_message", {"content": "Hi", "reply_to": secret}),
            ("mark_read", {"message_id": secret}),
        ):
            errors = []
            for room_id in (den, ABSENT):
                await mallory.say(kind, room_id=room_id, **fields)
                errors.append(await mallory.event("error"))
            assert errors[0] == errors[1], kind
            assert errors[0]["code"] == "not_found", kind
        replies = []
        for message_id in (secret, ABSENT):
            await mallory.say("send_message", room_id=general, content="Hi", reply_to=message_id)
            replies.append(await mallory.event("error"))
        assert replies[0] == replies[1]
        assert "Secret" not in str(mallory.heard)


async def test_a_name_in_a_private_room_is_no_mention_for_a_stranger(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.mallory.socket() as mallory, house.alice.socket() as alice:
        message = await alice.post(den, "Not a word to @mallory or @general.")
        assert message["mentions"] == []
        assert all(event["type"] != "message" for event in await mallory.settled())


async def test_a_server_owner_does_not_read_a_private_room_in_silence(house: House) -> None:
    made = await house.bob.call("POST", "/api/rooms", {"name": "Bobs", "room_type": "private"})
    room_id = made.json()["room"]["id"]
    for path in ("", "/messages", "/members"):
        answer = await house.alice.call("GET", f"/api/rooms/{room_id}{path}")
        assert answer.status_code == 404


async def test_a_demoted_admin_hears_nothing_more_of_the_admin_room(house: House) -> None:
    admin = (await house.alice.room("Admin"))["id"]
    assert (await house.bob.call("GET", f"/api/rooms/{admin}")).status_code == 404
    await house.alice.call("PUT", "/api/admin/users/bob", {"role": "admin"})
    async with house.bob.socket(f"/ws/rooms/{admin}") as bob, house.alice.socket() as alice:
        await alice.post(admin, "Welcome.")
        await bob.event("message", room_id=admin)
        await house.alice.call("PUT", "/api/admin/users/bob", {"role": "member"})
        await alice.event("user_left", room_id=admin)
        await alice.post(admin, "He is gone.")
        await bob.ended()
        assert "He is gone." not in str(bob.heard)
    assert (await house.bob.call("GET", f"/api/rooms/{admin}/messages")).status_code == 404
    members = (await house.alice.get(f"/api/rooms/{admin}/members"))["members"]
    assert [one["username"] for one in members] == ["alice"]


async def test_roles_that_changed_while_there_was_no_chat_hold_when_it_is_back(
    data: Path,
) -> None:
    async with open_house(data, "alice", "bob") as house:
        await house.alice.call("PUT", "/api/admin/users/bob", {"role": "admin"})
        assert (await house.bob.room("Admin"))["is_member"]
    async with open_house(data, "alice", plugins_disabled="chat_rooms") as house:
        await house.alice.call("PUT", "/api/admin/users/bob", {"role": "member"})
        await house.alice.call("PUT", "/api/admin/users/carol", {"role": "admin"})
    async with open_house(data, "alice", "bob", "carol") as house:
        rooms = (await house.bob.get("/api/rooms"))["rooms"]
        assert "Admin" not in [room["name"] for room in rooms]
        assert (await house.carol.room("Admin"))["is_member"]
