"""Settings, roles, invitations, kicks and bans, by those who may and those who may not."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import NotFound
from agent.room_administration import KEPT_DAYS
from tests.cast import House, Person


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def role(house: House, room: int, name: str) -> str | None:
    members = (await house.alice.get(f"/api/rooms/{room}/members"))["members"]
    found = {member["username"]: member["role"] for member in members}
    return found.get(name)


async def status(person: Person, method: str, path: str, body: object = None) -> int:
    return (await person.call(method, path, body)).status_code


async def test_settings_reach_everyone_in_the_room(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol:
        body = {"name": "The Den", "topic": "Cubs", "icon": "🦊", "slow_mode": 30}
        answer = await house.alice.call("PUT", f"/api/rooms/{room}", body)
        assert answer.json()["room"]["name"] == "The Den"
        updated = await carol.event("room_updated", room_id=room)
        assert {key: updated["room"][key] for key in body} == body
        assert "unread_count" not in updated["room"]  # nothing in it depends on the reader
        await carol.say("resume", positions={str(room): [1, updated["seq"] - 1]})
        assert (await carol.event("room_updated"))["seq"] == updated["seq"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "dm:x"}, "name"),
        ({"topic": "two\nlines"}, "topic"),
        ({"icon": "x"}, "icon"),
        ({"max_members": 1}, "max_members"),
        ({"room_type": "secret"}, "room_type"),
        ({"who_may_post": "nobody"}, "who_may_post"),
        ({"slow_mode": -1}, "slow_mode"),
        ({"owner": "carol"}, "owner"),
    ],
)
async def test_a_setting_that_cannot_be_names_its_field(
    house: House, body: dict[str, object], field: str
) -> None:
    answer = await house.alice.call("PUT", f"/api/rooms/{await den(house)}", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_names_are_unique_without_case_also_when_a_room_is_renamed(house: House) -> None:
    answer = await house.alice.call("PUT", f"/api/rooms/{await den(house)}", {"name": "GENERAL"})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


async def test_who_may_do_what_follows_the_roles(house: House) -> None:
    room = f"/api/rooms/{await den(house)}"
    assert await status(house.carol, "PUT", room, {"topic": "x"}) == 403
    assert await status(house.bob, "PUT", room, {"topic": "x"}) == 403
    assert await status(house.carol, "POST", f"{room}/invite", {"username": "mallory"}) == 403
    assert await status(house.carol, "DELETE", f"{room}/kick/bob") == 403
    assert await status(house.bob, "DELETE", f"{room}/kick/alice") == 403
    assert await status(house.bob, "POST", f"{room}/ban", {"username": "carol"}) == 403
    assert await status(house.bob, "PUT", f"{room}/members/carol", {"role": "guest"}) == 403
    assert await status(house.carol, "DELETE", room) == 403
    for method, path, body in (
        ("PUT", room, {"topic": "x"}),
        ("DELETE", room, None),
        ("POST", f"{room}/invite", {"username": "mallory"}),
        ("POST", f"{room}/ban", {"username": "carol"}),
        ("DELETE", f"{room}/kick/carol", None),
        ("PUT", f"{room}/members/mallory", {"role": "owner"}),
    ):
        assert await status(house.mallory, method, path, body) == 404, path


async def test_an_invited_one_is_in_at_once_and_a_kicked_one_out(house: House) -> None:
    room = await den(house)
    async with house.mallory.socket() as mallory:
        body = {"username": "mallory"}
        assert await status(house.bob, "POST", f"/api/rooms/{room}/invite", body) == 201
        assert (await mallory.event("room_added"))["room"]["id"] == room
        toast = await mallory.event("notification")
        assert (toast["text"], toast["href"]) == ("bob added you to Den", f"/chat/{room}")
        await mallory.post(room, "Thank you.")
        assert await status(house.bob, "DELETE", f"/api/rooms/{room}/kick/mallory") == 204
        assert (await mallory.event("room_removed"))["reason"] == "kicked"
        await mallory.say("send_message", room_id=room, content="Wait")
        assert (await mallory.event("error"))["code"] == "not_found"
        # A kick is no ban.
        assert await status(house.bob, "POST", f"/api/rooms/{room}/invite", body) == 201


async def test_who_is_banned_is_listed_with_who_did_it(house: House) -> None:
    room = f"/api/rooms/{await den(house)}"
    assert (await house.alice.get(f"{room}/bans"))["bans"] == []
    assert await status(house.alice, "POST", f"{room}/ban", {"username": "carol"}) == 204
    house.clock.move(1)
    body = {"username": "mallory", "reason": "  Spam "}
    assert await status(house.alice, "POST", f"{room}/ban", body) == 204
    bans = (await house.alice.get(f"{room}/bans"))["bans"]
    assert [(one["username"], one["banned_by"], one["reason"]) for one in bans] == [
        ("mallory", "alice", "Spam"),
        ("carol", "alice", ""),
    ]
    assert bans[0]["banned_at"] == house.clock.now()
    assert await status(house.bob, "GET", f"{room}/bans") == 403
    long = {"username": "bob", "reason": "x" * 201}
    assert await status(house.alice, "POST", f"{room}/ban", long) == 422
    assert await status(house.alice, "DELETE", f"{room}/ban/carol") == 204
    left = (await house.alice.get(f"{room}/bans"))["bans"]
    assert [one["username"] for one in left] == ["mallory"]


async def test_a_banned_one_cannot_come_back_until_the_ban_is_lifted(house: House) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    room = f"/api/rooms/{made.json()['room']['id']}"
    await house.carol.call("POST", f"{room}/join")
    assert await status(house.alice, "POST", f"{room}/ban", {"username": "carol"}) == 204
    assert await status(house.carol, "POST", f"{room}/join") == 403
    assert await status(house.alice, "POST", f"{room}/invite", {"username": "carol"}) == 403
    assert await status(house.alice, "DELETE", f"{room}/ban/carol") == 204
    assert await status(house.alice, "DELETE", f"{room}/ban/carol") == 404
    assert await status(house.carol, "POST", f"{room}/join") == 200


async def test_ownership_is_handed_over_and_the_last_owner_stays(house: House) -> None:
    room = await den(house)
    members = f"/api/rooms/{room}/members"
    answer = await house.alice.call("PUT", f"{members}/alice", {"role": "member"})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert await status(house.alice, "DELETE", f"/api/rooms/{room}/leave") == 409
    async with house.carol.socket() as carol:
        assert await status(house.alice, "PUT", f"{members}/bob", {"role": "owner"}) == 200
        changed = [await carol.event("member_updated") for _ in range(2)]
    assert [(one["member"]["username"], one["member"]["role"]) for one in changed] == [
        ("bob", "owner"),
        ("alice", "admin"),
    ]
    assert await status(house.alice, "PUT", f"{members}/carol", {"role": "admin"}) == 403
    assert await status(house.alice, "PUT", f"{members}/carol", {"role": "moderator"}) == 200
    assert await status(house.alice, "PUT", f"{members}/alice", {"role": "owner"}) == 403
    assert await role(house, room, "carol") == "moderator"


async def test_a_server_admin_cannot_take_the_last_owner_from_a_public_room(house: House) -> None:
    made = await house.bob.call("POST", "/api/rooms", {"name": "Garden"})
    room = f"/api/rooms/{made.json()['room']['id']}"
    answers = [
        await house.alice.call("DELETE", f"{room}/kick/bob"),
        await house.alice.call("PUT", f"{room}/members/bob", {"role": "member"}),
    ]
    assert [answer.json()["code"] for answer in answers] == ["last_owner", "last_owner"]


async def test_a_deleted_room_is_gone_gives_its_name_back_and_can_return(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol:
        assert await status(house.alice, "DELETE", f"/api/rooms/{room}") == 204
        assert (await carol.event("room_removed"))["reason"] == "deleted"
        await carol.say("send_message", room_id=room, content="Hello?")
        assert (await carol.event("error"))["code"] == "not_found"
        assert await status(house.alice, "GET", f"/api/rooms/{room}") == 404
        again = await house.carol.call("POST", "/api/rooms", {"name": "Den"})
        assert again.status_code == 201
        restore = f"/api/admin/rooms/{room}/restore"
        assert await status(house.carol, "POST", restore) == 403
        assert await status(house.alice, "POST", restore) == 409
        taken = again.json()["room"]["id"]
        await house.carol.call("PUT", f"/api/rooms/{taken}", {"name": "Other den"})
        assert await status(house.alice, "POST", restore) == 204
        while (await carol.event("room_added"))["room"]["id"] != room:
            pass
        await carol.post(room, "Back again.")
    assert await status(house.alice, "POST", restore) == 404  # it is not deleted
    await house.alice.call("DELETE", f"/api/rooms/{room}")
    house.clock.move((KEPT_DAYS + 1) * 24 * 3600)
    with pytest.raises(NotFound):
        await house.chat.administration.restore(room, house.alice.user)


async def test_slow_mode_and_who_may_post_hold_but_not_for_moderators(house: House) -> None:
    room = await den(house)
    path = f"/api/rooms/{room}/messages"
    await house.alice.call("PUT", f"/api/rooms/{room}", {"slow_mode": 60})
    assert await status(house.carol, "POST", path, {"content": "1", "client_id": "c"}) == 201
    slow = await house.carol.call("POST", path, {"content": "2"})
    assert (slow.status_code, slow.json()["retry_after"]) == (429, 60.0)
    # A repeated one is no second post.
    assert await status(house.carol, "POST", path, {"content": "1", "client_id": "c"}) == 200
    for _ in range(2):
        assert await status(house.bob, "POST", path, {"content": "bob"}) == 201
    house.clock.move(61)
    assert await status(house.carol, "POST", path, {"content": "2"}) == 201
    await house.alice.call("PUT", f"/api/rooms/{room}", {"who_may_post": "moderators"})
    house.clock.move(61)
    assert await status(house.carol, "POST", path, {"content": "3"}) == 403
    assert await status(house.bob, "POST", path, {"content": "bob"}) == 201


async def test_a_room_that_becomes_private_is_heard_by_members_alone(house: House) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    room = made.json()["room"]["id"]
    async with house.alice.socket() as alice, house.carol.socket(f"/ws/rooms/{room}") as carol:
        await carol.settled()
        await alice.post(room, "Public.")
        await carol.event("message")
        await house.alice.call("PUT", f"/api/rooms/{room}", {"room_type": "private"})
        await carol.event("room_updated")
        await alice.post(room, "Private.")
        assert all(event["type"] != "message" for event in await carol.settled())
        assert await status(house.carol, "GET", f"/api/rooms/{room}") == 404


async def test_a_direct_room_is_the_one_of_exactly_these_people(house: House) -> None:
    async def opened(person: Person, *names: str) -> dict[str, object]:
        answer = await person.call("POST", "/api/rooms/direct", {"usernames": list(names)})
        assert answer.status_code == 200, answer.text
        room: dict[str, object] = answer.json()["room"]
        return room

    both = await asyncio.gather(opened(house.carol, "bob"), opened(house.bob, "carol"))
    assert both[0]["id"] == both[1]["id"]
    assert [person["username"] for person in both[0]["participants"]] == ["bob"]  # type: ignore[attr-defined]  # decoded JSON
    assert (await opened(house.carol, "bob", "alice"))["id"] != both[0]["id"]
    path = f"/api/rooms/{both[0]['id']}"
    assert await status(house.alice, "GET", path) == 404
    assert await status(house.mallory, "POST", f"{path}/join") == 404
    assert await status(house.bob, "POST", f"{path}/invite", {"username": "alice"}) == 403
    assert await status(house.bob, "DELETE", f"{path}/leave") == 403
    assert await status(house.bob, "PUT", path, {"topic": "x"}) == 403
    answer = await house.bob.call("POST", "/api/rooms/direct", {"usernames": ["bob"]})
    assert answer.status_code == 422
    answer = await house.bob.call("POST", "/api/rooms/direct", {"usernames": ["nobody"]})
    assert answer.status_code == 404
