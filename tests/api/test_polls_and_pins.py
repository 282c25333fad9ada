"""Polls and pins: who chose what, who may keep what at hand, and what a deletion leaves."""

from __future__ import annotations

from typing import Any

import pytest

from agent import pins as pins_of_rooms
from tests.cast import House, Person


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def ask(person: Person, room: int, **fields: object) -> Any:  # Any: a decoded message
    body = {"question": "Tea?", "options": ["Yes", "No", "Later"], **fields}
    answer = await person.call("POST", f"/api/rooms/{room}/polls", body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["message"]


async def vote(person: Person, poll: int, *choices: int) -> tuple[int, Any]:
    """Return the status, and who chose what or the field of the problem."""
    answer = await person.call("PUT", f"/api/messages/{poll}/vote", {"choices": choices})
    if answer.status_code != 200:
        return answer.status_code, answer.json().get("field") or answer.json()["code"]
    options = answer.json()["message"]["poll"]["options"]
    assert all(one["count"] == len(one["usernames"]) for one in options)
    return 200, [one["usernames"] for one in options]


async def post(person: Person, room: int, content: str, **fields: object) -> int:
    body = {"content": content, **fields}
    answer = await person.call("POST", f"/api/rooms/{room}/messages", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["message"]["id"])


async def pin(person: Person, message: int, method: str = "POST") -> int:
    return (await person.call(method, f"/api/messages/{message}/pin")).status_code


async def pinned(person: Person, room: int) -> list[int]:
    return [one["id"] for one in (await person.get(f"/api/rooms/{room}/pins"))["messages"]]


async def test_a_vote_can_be_changed_and_taken_back_and_everybody_sees_it(house: House) -> None:
    room = await den(house)
    poll = (await ask(house.bob, room))["id"]
    assert await vote(house.carol, poll, 0) == (200, [["carol"], [], []])
    assert await vote(house.bob, poll, 0) == (200, [["bob", "carol"], [], []])
    async with house.alice.socket() as alice:
        assert await vote(house.carol, poll, 2) == (200, [["bob"], [], ["carol"]])
        told = await alice.event("message_updated", change="voted")
        assert told["message"]["poll"]["options"][2]["usernames"] == ["carol"]
        assert await vote(house.carol, poll, 2, 2) == (200, [["bob"], [], ["carol"]])
        assert [one["type"] for one in await alice.settled()] == []  # nothing changed
    assert await vote(house.carol, poll) == (200, [["bob"], [], []])


async def test_several_answers_count_where_the_poll_takes_several(house: House) -> None:
    room = await den(house)
    single = (await ask(house.bob, room))["id"]
    multiple = (await ask(house.bob, room, multiple=True))["id"]
    assert await vote(house.carol, single, 0, 1) == (422, "choices")
    assert await vote(house.carol, multiple, 2, 0) == (200, [["carol"], [], ["carol"]])


async def test_a_choice_that_there_is_not_is_refused_on_both_ways(house: House) -> None:
    room = await den(house)
    poll = (await ask(house.bob, room))["id"]
    for choice in (3, 10, -1, 2**70):
        assert (await vote(house.carol, poll, choice))[0] == 422
    async with house.carol.socket() as carol:
        for choice in (3, -1, 2**62, 10**30):
            await carol.say("vote", message_id=poll, choices=[choice])
            assert (await carol.event("error"))["code"] == "invalid"
        await carol.say("vote", message_id=poll, choices=[1])
        told = await carol.event("message_updated", change="voted")
        assert [one["count"] for one in told["message"]["poll"]["options"]] == [0, 1, 0]


async def test_a_closed_poll_takes_no_votes_and_its_author_or_a_moderator_closes_it(
    house: House,
) -> None:
    room = await den(house)
    by_bob, by_carol = [(await ask(one, room))["id"] for one in (house.bob, house.carol)]
    refused = await house.carol.call("POST", f"/api/messages/{by_bob}/close")
    assert refused.status_code == 403
    for person, poll in ((house.bob, by_bob), (house.bob, by_carol)):
        answer = await person.call("POST", f"/api/messages/{poll}/close")
        assert answer.json()["message"]["poll"]["closed_at"] == house.clock.now()
        assert await vote(house.carol, poll, 0) == (409, "conflict")
        assert (await person.call("POST", f"/api/messages/{poll}/close")).status_code == 409


async def test_a_poll_is_not_edited_and_its_deletion_erases_the_votes(house: House) -> None:
    room = await den(house)
    poll = (await ask(house.bob, room))["id"]
    await vote(house.carol, poll, 0)
    edited = await house.bob.call("PUT", f"/api/messages/{poll}", {"content": "Coffee?"})
    assert edited.status_code == 403
    assert (await house.bob.call("DELETE", f"/api/messages/{poll}")).status_code == 204
    shown = (await house.carol.get(f"/api/rooms/{room}/messages"))["messages"][-1]
    assert (shown["is_deleted"], shown["content"], "poll" in shown) == (True, "", False)
    assert await house.host.database.fetch_all("SELECT * FROM poll_votes") == []
    assert await vote(house.carol, poll, 0) == (404, "not_found")
    assert await vote(house.carol, await post(house.bob, room, "x"), 0) == (404, "not_found")


async def test_a_repeated_poll_is_one_poll_and_other_answers_are_another_poll(
    house: House,
) -> None:
    room = await den(house)
    first = await ask(house.bob, room, client_id="one")
    await vote(house.carol, first["id"], 0)
    again = await ask(house.bob, room, client_id="one")
    assert (again["id"], again["poll"]["options"][0]["count"]) == (first["id"], 1)
    others: list[tuple[str, dict[str, object]]] = [
        ("polls", {"question": "Tea?", "options": ["Yes", "No"]}),
        ("polls", {"question": "Tea?", "options": ["Yes", "No", "Later"], "multiple": True}),
        ("messages", {"content": "Tea?"}),
    ]
    for path, body in others:
        body["client_id"] = "one"
        answer = await house.bob.call("POST", f"/api/rooms/{room}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "client_id_reused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": "", "options": ["a", "b"]}, "question"),
        ({"question": " \n", "options": ["a", "b"]}, "question"),
        ({"question": "x" * 8001, "options": ["a", "b"]}, "question"),
        ({"question": "Tea?", "options": ["a"]}, "options"),
        ({"question": "Tea?", "options": list("abcdefghijk")}, "options"),
        ({"question": "Tea?", "options": ["a", " A "]}, "options"),
        ({"question": "Tea?", "options": ["a", " "]}, "options"),
        ({"question": "Tea?", "options": ["a", "b\nc"]}, "options"),
        ({"question": "Tea?", "options": ["a", "b" * 101]}, "options"),
        ({"question": "Tea?", "options": ["a", "b"], "multiple": 1}, "multiple"),
        ({"question": "Tea?", "options": ["a", "b"], "thread_id": 4711}, "thread_id"),
    ],
)
async def test_a_poll_that_cannot_be_names_its_field(
    house: House, body: dict[str, object], field: str
) -> None:
    answer = await house.bob.call("POST", f"/api/rooms/{await den(house)}/polls", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_moderators_pin_and_in_direct_rooms_everybody(house: House) -> None:
    room = await den(house)
    message = await post(house.carol, room, "Keep this.")
    assert await pin(house.carol, message) == 403
    assert await pin(house.bob, message) == 200
    assert await pin(house.carol, message, "DELETE") == 403
    body = {"usernames": ["mallory"]}
    direct = (await house.carol.call("POST", "/api/rooms/direct", body)).json()["room"]["id"]
    private = await post(house.carol, direct, "Psst.")
    assert await pin(house.mallory, private) == 200
    assert await pinned(house.carol, direct) == [private]
    assert (await house.mallory.call("GET", f"/api/rooms/{room}/pins")).status_code == 404


async def test_in_public_rooms_members_do_not_pin_but_server_admins_do(house: House) -> None:
    room = (await house.alice.room("General"))["id"]
    message = await post(house.carol, room, "Keep this.")
    assert await pin(house.carol, message) == 403
    assert await pin(house.mallory, message) == 403  # reads, but is no member
    assert await pin(house.alice, message) == 200
    assert await pinned(house.mallory, room) == [message]


async def test_pins_come_newest_first_and_a_deleted_message_is_pinned_no_more(
    house: House,
) -> None:
    room = await den(house)
    first = await post(house.carol, room, "One.")
    second = await post(house.carol, room, "Two.", thread_id=first)
    third = await post(house.carol, room, "Three.")
    for message in (second, third, first):
        house.clock.move(1)
        assert await pin(house.bob, message) == 200
    house.clock.move(1)
    assert await pin(house.bob, second) == 200  # again changes nothing
    assert await pinned(house.carol, room) == [first, third, second]
    async with house.carol.socket() as carol:
        await house.carol.call("DELETE", f"/api/messages/{third}")
        told = await carol.event("message_updated", change="deleted")
        assert told["message"]["pinned_at"] is None
        await carol.say("pin", message_id=first, on=False)
        assert (await carol.event("error"))["code"] == "forbidden"
    assert await pinned(house.carol, room) == [first, second]
    assert await pin(house.bob, third) == 404
    assert await pin(house.bob, first, "DELETE") == 204
    assert await pinned(house.carol, room) == [second]


async def test_a_room_has_so_many_pins_and_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins_of_rooms, "PINS_LIMIT", 2)
    room = await den(house)
    messages = [await post(house.carol, room, str(number)) for number in range(3)]
    assert [await pin(house.bob, one) for one in messages] == [200, 200, 422]
    assert await pin(house.bob, messages[0], "DELETE") == 204
    assert await pin(house.bob, messages[2]) == 200


async def test_what_the_server_wrote_stays_as_it_is(house: House) -> None:
    """No edit, deletion, reaction, pin, vote, thread; not found, not unread, no last message."""
    room = await den(house)
    last = await post(house.bob, room, "Before.")
    await house.alice.call("PUT", f"/api/rooms/{room}", {"topic": "marmalade"})
    line = (await house.alice.get(f"/api/rooms/{room}/messages"))["messages"][-1]
    assert (line["message_type"], "marmalade" in line["content"]) == ("system", True)
    path = f"/api/messages/{line['id']}"
    tried: list[tuple[str, str, object]] = [
        ("PUT", path, {"content": "No."}),
        ("DELETE", path, None),
        ("POST", f"{path}/react", {"emoji": "👍"}),
        ("POST", f"{path}/pin", None),
        ("DELETE", f"{path}/pin", None),
        ("PUT", f"{path}/vote", {"choices": []}),
        ("POST", f"{path}/close", None),
    ]
    statuses = [(await house.alice.call(*one)).status_code for one in tried]
    assert statuses == [403] * len(tried)
    assert (await house.alice.call("GET", f"{path}/thread")).status_code == 404
    assert (await house.alice.get("/api/search?q=marmalade"))["messages"] == []
    seen = await house.carol.room("Den")
    assert (seen["unread_count"], seen["last_message"]["id"]) == (1, last)
