"""Silenced members, archived rooms, and rooms for the server's owners and admins alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import House, Person


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def status(person: Person, method: str, path: str, body: object = None) -> int:
    return (await person.call(method, path, body)).status_code


async def post(person: Person, room: int, content: str = "Hello.") -> tuple[int, Any]:
    """Return the status, and the message's id or the problem's code."""
    answer = await person.call("POST", f"/api/rooms/{room}/messages", {"content": content})
    shown = answer.json()
    return answer.status_code, shown["message"]["id"] if "message" in shown else shown["code"]


async def mute(person: Person, room: int, name: str, seconds: object = 60) -> int:
    body = {"username": name, "seconds": seconds}
    return await status(person, "POST", f"/api/rooms/{room}/mute", body)


class Written:
    """A message and a poll of carol's, made while she may write, and all that changes them."""

    def __init__(self, room: int, message: int, poll: int) -> None:
        self.room, self.message, self.poll = room, message, poll

    @classmethod
    async def by(cls, person: Person, room: int) -> Written:
        body = {"question": "Tea?", "options": ["a", "b"]}
        poll = await person.call("POST", f"/api/rooms/{room}/polls", body)
        return cls(room, (await post(person, room))[1], poll.json()["message"]["id"])

    async def tries(self, person: Person) -> list[tuple[int, str]]:
        """Return the status and the code of every way to write."""
        room, message = f"/api/rooms/{self.room}", f"/api/messages/{self.message}"
        ask = {"question": "Tea?", "options": ["a", "b"]}
        tried = [
            ("POST", f"{room}/messages", {"content": "Psst."}),
            ("POST", f"{room}/messages", {"content": "Psst.", "thread_id": self.message}),
            ("POST", f"{room}/polls", ask),
            ("POST", f"{room}/commands", {"text": "/me whispers"}),
            ("POST", f"{room}/commands", {"text": '/poll "Tea?" "a" "b"'}),
            ("PUT", message, {"content": "Edited."}),
            ("POST", f"{message}/react", {"emoji": "👍"}),
            ("PUT", f"/api/messages/{self.poll}/vote", {"choices": [0]}),
            ("POST", f"/api/messages/{self.poll}/close", None),
        ]
        answers = [await person.call(*one) for one in tried]
        codes = [(one.status_code, one.json()["code"]) for one in answers]
        async with person.socket() as talk:
            await talk.say("send_message", room_id=self.room, content="Psst.", client_id="x")
            refused = await talk.event("error")
            assert refused["client_id"] == "x"
        return [*codes, (403, refused["code"])]


async def test_a_muted_member_writes_in_no_way_until_the_clock_says_so(house: House) -> None:
    room = await den(house)
    written = await Written.by(house.carol, room)
    async with house.carol.socket() as carol:
        assert await mute(house.bob, room, "carol", 600) == 204
        told = await carol.event("member_updated", room_id=room)
        until = told["member"]["muted_until"]
    assert set(await written.tries(house.carol)) == {(403, "muted")}
    house.clock.move(599.9)
    assert await post(house.carol, room) == (403, "muted")
    assert await status(house.carol, "DELETE", f"/api/messages/{written.message}") == 204
    house.clock.move(0.1)
    assert until == house.clock.now()
    assert (await post(house.carol, room))[0] == 201


async def test_a_mute_survives_leaving_and_coming_back(house: House) -> None:
    room = await den(house)
    assert await mute(house.bob, room, "carol") == 204
    assert await status(house.carol, "DELETE", f"/api/rooms/{room}/leave") == 204
    await house.bob.call("POST", f"/api/rooms/{room}/invite", {"username": "carol"})
    assert await post(house.carol, room) == (403, "muted")
    members = (await house.bob.get(f"/api/rooms/{room}/members"))["members"]
    (carol,) = [one for one in members if one["username"] == "carol"]
    assert carol["muted_until"] > house.clock.now()


async def test_who_was_let_write_again_writes_at_once(house: House) -> None:
    room = await den(house)
    assert await mute(house.bob, room, "carol") == 204
    path = f"/api/rooms/{room}/mute/carol"
    assert await status(house.carol, "DELETE", path) == 403
    assert await status(house.bob, "DELETE", path) == 204
    assert (await post(house.carol, room))[0] == 201
    seq = (await house.bob.room("Den"))["seq"]
    assert await status(house.bob, "DELETE", path) == 204  # again changes nothing
    assert (await house.bob.room("Den"))["seq"] == seq


async def test_a_mute_takes_a_higher_role_than_theirs(house: House) -> None:
    room = await den(house)
    assert await mute(house.carol, room, "bob") == 403
    assert await mute(house.bob, room, "alice") == 403
    assert await mute(house.bob, room, "bob") == 403
    assert await mute(house.bob, room, "mallory") == 404
    assert await mute(house.bob, room, "nobody") == 404
    assert await mute(house.mallory, room, "carol") == 404
    assert await mute(house.alice, room, "bob") == 204
    assert await mute(house.bob, room, "carol") == 204  # moderates still, and writes nothing
    assert await post(house.bob, room) == (403, "muted")
    general = (await house.alice.room("General"))["id"]
    assert await mute(house.carol, general, "bob") == 403


@pytest.mark.parametrize("seconds", [59, 0, -60, 2419201, 1e300, "60", None, True])
async def test_a_mute_lasts_from_a_minute_to_28_days(house: House, seconds: object) -> None:
    assert await mute(house.bob, await den(house), "carol", seconds) == 422


async def test_an_archived_room_is_read_and_nothing_else(house: House) -> None:
    room = await den(house)
    written = await Written.by(house.carol, room)
    path = f"/api/rooms/{room}"
    async with house.carol.socket() as carol:
        assert await status(house.alice, "PUT", path, {"is_archived": True}) == 200
        told = await carol.event("room_updated", room_id=room)
        assert told["room"]["archived_at"] == house.clock.now()
        lines = [one["message"] for one in carol.heard if one["type"] == "message"]
        assert [one["content"] for one in lines] == ["alice archived the room."]
    assert set(await written.tries(house.carol)) == {(403, "room_archived")}
    assert set(await written.tries(house.alice)) == {(403, "room_archived")}
    pin = await house.bob.call("POST", f"/api/messages/{written.message}/pin")
    assert pin.json()["code"] == "room_archived"
    invited = await house.bob.call("POST", f"{path}/invite", {"username": "mallory"})
    assert (invited.status_code, invited.json()["code"]) == (403, "room_archived")
    assert await status(house.carol, "DELETE", f"/api/messages/{written.message}") == 204
    assert len((await house.carol.get(f"{path}/messages"))["messages"]) >= 3


async def test_an_archived_public_room_is_not_joined_and_opens_again(house: House) -> None:
    room = (await house.alice.room("General"))["id"]
    path = f"/api/rooms/{room}"
    assert await status(house.carol, "PUT", path, {"is_archived": True}) == 403
    assert await status(house.alice, "PUT", path, {"is_archived": True}) == 200
    joined = await house.mallory.call("POST", f"{path}/join")
    assert (joined.status_code, joined.json()["code"]) == (403, "room_archived")
    assert await status(house.carol, "POST", f"{path}/join") == 200  # is in it already
    first = (await house.alice.room("General"))["archived_at"]
    house.clock.move(60)
    await house.alice.call("PUT", path, {"is_archived": True, "topic": "Old."})
    assert (await house.alice.room("General"))["archived_at"] == first
    assert await status(house.alice, "PUT", path, {"is_archived": False}) == 200
    assert (await house.alice.room("General"))["archived_at"] is None
    assert await status(house.mallory, "POST", f"{path}/join") == 200
    assert (await post(house.carol, room))[0] == 201


async def admin_room(house: House, *names: str) -> int:
    """Make a room of alice's for administrators; `names` become server admins and members."""
    body = {"name": "Keys", "room_type": "admin"}
    made = await house.alice.call("POST", "/api/rooms", body)
    assert made.status_code == 201, made.text
    room: int = made.json()["room"]["id"]
    for name in names:
        await house.alice.call("PUT", f"/api/admin/users/{name}", {"role": "admin"})
        await house.enter(name)
        assert await status(house.people[name], "POST", f"/api/rooms/{room}/join") == 200
    return room


async def test_an_admin_room_is_there_for_administrators_alone(house: House) -> None:
    refused = await house.bob.call("POST", "/api/rooms", {"name": "Mine", "room_type": "admin"})
    assert refused.status_code == 403
    room = await admin_room(house)
    for method, path, body in (
        ("GET", "/api/rooms/{}", None),
        ("GET", "/api/rooms/{}/messages", None),
        ("POST", "/api/rooms/{}/join", None),
        ("POST", "/api/rooms/{}/commands", {"text": "/help"}),
    ):
        absent, foreign = [
            await house.carol.call(method, path.format(number), body) for number in (4711, room)
        ]
        assert absent.status_code == foreign.status_code == 404
        assert absent.text.replace("4711", "N") == foreign.text.replace(str(room), "N")
    listed = (await house.carol.get("/api/rooms"))["rooms"]
    assert room not in [one["id"] for one in listed]
    invited = await house.alice.call("POST", f"/api/rooms/{room}/invite", {"username": "carol"})
    assert invited.status_code == 403


async def test_a_demoted_administrator_loses_the_room_on_open_sockets_too(house: House) -> None:
    room = await admin_room(house, "bob", "carol")
    _, secret = await post(house.alice, room, "The key is under the mat.")
    await house.carol.call("DELETE", f"/api/rooms/{room}/leave")  # only looks at it
    async with (
        house.bob.socket(f"/ws/rooms/{room}") as bob,
        house.carol.socket(f"/ws/rooms/{room}") as carol,
    ):
        for name in ("bob", "carol"):
            await house.alice.call("PUT", f"/api/admin/users/{name}", {"role": "member"})
        await post(house.alice, room, "Changed the lock.")
        for talk in (bob, carol):
            assert (await talk.ended())[0] == 1012
            texts = [one["message"]["content"] for one in talk.heard if one["type"] == "message"]
            assert "Changed the lock." not in texts
    for person in (house.bob, house.carol):
        assert await status(person, "GET", f"/api/rooms/{room}") == 404
        assert await status(person, "PUT", f"/api/messages/{secret}", {"content": "x"}) == 404
        assert (await person.get("/api/search?q=key"))["messages"] == []
    members = (await house.alice.get(f"/api/rooms/{room}/members"))["members"]
    assert [one["username"] for one in members] == ["alice"]


async def test_a_room_that_comes_back_comes_not_back_to_who_was_demoted(house: House) -> None:
    """Deleted, then the role is taken away, then restored: an old right must not return."""
    room = await admin_room(house, "bob")
    assert await status(house.alice, "DELETE", f"/api/rooms/{room}") == 204
    await house.alice.call("PUT", "/api/admin/users/bob", {"role": "member"})
    await house.enter("bob")
    async with house.bob.socket() as bob:
        assert await status(house.alice, "POST", f"/api/admin/rooms/{room}/restore") == 204
        await post(house.alice, room, "Secret.")
        heard = await bob.settled()
        assert [one for one in heard if one.get("room_id") == room] == []
        assert "room_added" not in [one["type"] for one in heard]


async def test_a_room_becomes_one_for_administrators_when_all_its_members_are(
    house: House,
) -> None:
    room = await den(house)
    path = f"/api/rooms/{room}"
    await house.alice.call("PUT", f"{path}/members/bob", {"role": "admin"})
    assert await status(house.bob, "PUT", path, {"room_type": "admin"}) == 403
    refused = await house.alice.call("PUT", path, {"room_type": "admin"})
    assert (refused.status_code, refused.json()["field"]) == (422, "room_type")
    await house.unseat(room, house.bob)
    await house.unseat(room, house.carol)
    assert await status(house.alice, "PUT", path, {"room_type": "admin"}) == 200
    assert (await house.alice.room("Den"))["room_type"] == "admin"
    general = (await house.alice.room("General"))["id"]
    kept = await house.alice.call("PUT", f"/api/rooms/{general}", {"room_type": "admin"})
    assert (kept.status_code, kept.json()["field"]) == (422, "room_type")


async def test_who_looks_at_a_public_room_hears_nothing_once_it_is_for_administrators(
    house: House,
) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    room = made.json()["room"]["id"]
    async with house.mallory.socket(f"/ws/rooms/{room}") as mallory:
        await house.alice.call("PUT", f"/api/rooms/{room}", {"room_type": "admin"})
        await post(house.alice, room, "Secret.")
        texts = [
            one["message"]["content"] for one in await mallory.settled() if one["type"] == "message"
        ]
        assert "Secret." not in texts
        await mallory.say("join_room", room_id=room)
        assert (await mallory.event("error"))["code"] == "not_found"
