"""One member does not make the server slow, or silent, for the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.fair_use import ACTS_AT_ONCE
from agent.room_limits import NEW_ROOMS_AT_ONCE
from tests.cast import House, Person, open_house

LIGHT = {"theme": "light"}


async def refused(person: Person, method: str, path: str, body: object = None) -> float:
    """Expect a 429; returns in how many seconds it may work."""
    answer = await person.call(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited"), answer.text
    return float(answer.json()["retry_after"])


async def test_acts_of_every_kind_are_counted_by_account(data: Path) -> None:
    async with open_house(
        data, "alice", "bob", "carol", message_rate=1.0, message_burst=2.0
    ) as house:
        for _ in range(2 * ACTS_AT_ONCE):
            assert (await house.bob.call("PUT", "/api/preferences", LIGHT)).status_code == 200
        wait = await refused(house.bob, "PUT", "/api/preferences", LIGHT)
        assert (await house.carol.call("PUT", "/api/preferences", LIGHT)).status_code == 200
        async with house.bob.socket() as talk:
            await talk.say("set_status", status="busy")
            error = await talk.event("error")
            assert (error["code"], error["retry_after"]) == ("rate_limited", wait)
        house.clock.move(wait)
        assert (await house.bob.call("PUT", "/api/preferences", LIGHT)).status_code == 200


async def test_what_is_long_costs_more_in_the_knowledge_base(data: Path) -> None:
    async with open_house(data, "bob", "carol", message_rate=1.0, message_burst=2.0) as house:
        entry = {"title": "All of it", "content": "A long story. " * 10_000}
        assert (await house.bob.call("POST", "/knowledge/entries", entry)).status_code == 201
        await refused(house.bob, "POST", "/knowledge/entries", entry)
        assert (await house.carol.call("POST", "/knowledge/entries", entry)).status_code == 201


async def test_who_comes_and_goes_writes_no_more_lines_than_messages(data: Path) -> None:
    async with open_house(data, "bob", message_rate=1.0, message_burst=4.0) as house:
        general = (await house.bob.room("General"))["id"]
        for _ in range(2):
            for method, act in (("DELETE", "leave"), ("POST", "join")):
                await house.bob.call(method, f"/api/rooms/{general}/{act}")
        await refused(house.bob, "DELETE", f"/api/rooms/{general}/leave")
        await refused(house.bob, "POST", f"/api/rooms/{general}/messages", {"content": "Hi"})


async def test_members_make_so_many_rooms_and_administrators_all_they_need(data: Path) -> None:
    async with open_house(data, "alice", "bob", message_rate=100.0, message_burst=999.0) as house:
        for person in (house.alice, house.bob):
            for number in range(NEW_ROOMS_AT_ONCE):
                room = {"name": f"{person.user.username}'s room {number}"}
                assert (await person.call("POST", "/api/rooms", room)).status_code == 201
        more = {"name": "One more"}
        wait = await refused(house.bob, "POST", "/api/rooms", more)
        people = {"usernames": ["carol"]}
        await refused(house.bob, "POST", "/api/rooms/direct", people)
        assert (await house.alice.call("POST", "/api/rooms", more)).status_code == 201
        house.clock.move(wait)
        assert (await house.bob.call("POST", "/api/rooms/direct", people)).status_code == 200


async def test_an_edit_costs_a_message_for_each_reply_that_quotes_it(data: Path) -> None:
    async with open_house(data, "alice", "bob", message_rate=1.0, message_burst=4.0) as house:
        den = (await house.bob.room("Den"))["id"]
        path = f"/api/rooms/{den}/messages"
        said = (await house.bob.call("POST", path, {"content": "Frist"})).json()["message"]
        for number in range(20):
            house.clock.move(1)
            reply = {"content": f"{number}", "reply_to": said["id"]}
            assert (await house.alice.call("POST", path, reply)).status_code == 201
        edit = f"/api/messages/{said['id']}"
        assert (await house.bob.call("PUT", edit, {"content": "First"})).status_code == 200
        assert await refused(house.bob, "PUT", edit, {"content": "Frist"}) == 18


async def test_nobody_asks_an_agent_silent(data: Path) -> None:
    async with open_house(data, "bob", "carol", message_rate=0.01, message_burst=2.0) as house:
        general = (await house.bob.room("General"))["id"]
        path, question = f"/api/rooms/{general}/messages", {"content": "@general what is a room?"}
        async with house.carol.socket() as talk:
            for person in (house.bob, house.carol, await house.newcomer("dan")):
                assert (await person.call("POST", path, question)).status_code == 201
                await talk.event("message")
                answer = (await talk.event("message"))["message"]
                assert (answer["username"], answer["is_agent"]) == ("general", True)
        await refused(house.bob, "POST", path, question)  # two messages: his own, and its answer


async def test_an_account_has_so_many_sockets(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.socket.CONNECTIONS", 2)
    async with house.bob.socket(), house.bob.socket("/ws"):
        async with house.bob.socket(greeted=False) as third:
            assert await third.ended() == (4429, "too many connections")
        async with house.carol.socket():
            pass
    async with house.bob.socket():
        pass
