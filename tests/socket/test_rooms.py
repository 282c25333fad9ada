"""Who hears which room: members, people with a public room in view, nobody else."""

from __future__ import annotations

from agent.connections import HEARTBEAT
from tests.cast import House


async def test_joining_and_leaving_tell_the_room(house: House) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    garden = made.json()["room"]["id"]
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        await house.bob.call("POST", f"/api/rooms/{garden}/join")
        joined = await alice.event("user_joined", room_id=garden)
        assert joined["member"]["username"] == joined["username"] == "bob"
        assert joined["member_count"] == 2
        added = await bob.event("room_added")
        assert (added["room"]["id"], added["room"]["is_member"]) == (garden, True)
        assert added["room"]["seq"] == joined["seq"]
        first = await alice.post(garden, "Welcome.")
        assert (await bob.event("message"))["seq"] == first["seq"] == joined["seq"] + 1
        await house.bob.call("DELETE", f"/api/rooms/{garden}/leave")
        left = await alice.event("user_left", room_id=garden)
        assert (left["username"], left["reason"], left["member_count"]) == ("bob", "left", 1)
        assert left["seq"] == first["seq"] + 2  # a line about it comes before


async def test_a_room_is_added_as_it_is_seen_by_who_asks_for_it(house: House) -> None:
    garden = (await house.alice.call("POST", "/api/rooms", {"name": "Garden"})).json()["room"]["id"]
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        sent = await alice.post(garden, "Welcome.")
        await house.bob.call("POST", f"/api/rooms/{garden}/join")
        added = (await bob.event("room_added"))["room"]
        assert added["last_message"] == sent
        assert added == (await house.bob.get(f"/api/rooms/{garden}"))["room"]


async def test_after_room_removed_nothing_of_the_room_arrives(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.alice.socket() as alice, house.carol.socket(f"/ws/rooms/{den}") as carol:
        await house.unseat(den, house.carol)
        removed = await carol.event("room_removed")
        assert (removed["room_id"], removed["reason"]) == (den, "kicked")
        await alice.post(den, "She is gone.")
        await carol.say("join_room", room_id=den)
        assert (await carol.event("error"))["code"] == "not_found"
        await carol.say("resume", positions={str(den): [1, 1]})
        resumed = await carol.event("resumed")
        assert (resumed["recovered"], resumed["seq"], resumed["epoch"]) == (False, 0, 0)
        await alice.post(den, "Still gone.")
        later = await carol.settled()
        assert [one for one in later if one.get("room_id") == den] == []


async def test_a_public_room_in_view_is_heard_by_a_non_member_and_left_again(house: House) -> None:
    general = (await house.alice.room("General"))["id"]
    trading = (await house.alice.room("Trading"))["id"]
    async with (
        house.alice.socket() as alice,
        house.mallory.socket(f"/ws/rooms/{general}") as mallory,
    ):
        await mallory.settled()  # the view is taken by now
        sent = await alice.post(general, "Hello, all.")
        assert (await mallory.event("message"))["message"] == sent
        await mallory.say("join_room", room_id=trading)
        await mallory.settled()
        await alice.post(general, "Anyone?")
        assert all(event["type"] != "message" for event in await mallory.settled())
        rooms = (await house.mallory.get("/api/rooms"))["rooms"]
        assert not next(room for room in rooms if room["id"] == general)["is_member"]


NOWHERE = ("999999", "0", "-1", "abc", "1e3", "9" * 20, "%D9%A3", "1%00")


async def test_a_room_that_is_not_there_closes_with_4404(house: House) -> None:
    for path in NOWHERE:
        async with house.bob.socket(f"/ws/rooms/{path}", greeted=False) as bob:
            assert await bob.ended() == (4404, "no such room")
            assert bob.heard == []


async def test_a_private_room_closes_for_a_stranger_as_if_it_were_not_there(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.mallory.socket(f"/ws/rooms/{den}", greeted=False) as mallory:
        assert await mallory.ended() == (4404, "no such room")
        assert mallory.heard == []


async def test_coming_and_going_is_seen_by_people_of_the_same_rooms(house: House) -> None:
    async with house.alice.socket() as alice:
        async with house.bob.socket() as bob:
            seen = await alice.event("presence_update", username="bob")
            assert (seen["status"], seen["current_room"]) == ("online", None)
            await bob.settled()
        members = await house.alice.get(
            f"/api/rooms/{(await house.alice.room('Den'))['id']}/members"
        )
        status = {one["username"]: one["status"] for one in members["members"]}
        assert status == {"alice": "online", "bob": "online", "carol": "offline"}


async def test_heartbeats_carry_the_positions_of_rooms_that_changed(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        sent = await alice.post(den, "Tick.")
        house.clock.move(2 * HEARTBEAT)
        house.host.connections.beat()
        assert (await carol.event("heartbeat"))["positions"] == {str(den): sent["seq"]}
        house.clock.move(2 * HEARTBEAT)
        house.host.connections.beat()
        assert (await carol.event("heartbeat"))["positions"] == {}


async def test_an_agent_that_is_mentioned_answers_once_and_wakes_no_other(house: House) -> None:
    general = (await house.alice.room("General"))["id"]
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        asked = await bob.post(general, "@general what is @developer for?", client_id="ask")
        answer = (await alice.event("message", room_id=general))["message"]
        assert answer["id"] == asked["id"]
        answer = (await alice.event("message", room_id=general))["message"]
        assert (answer["username"], answer["is_agent"]) == ("general", True)
        assert answer["reply_to_id"] == asked["id"]
        assert answer["reply_preview"]["content"] == asked["content"]
        await bob.post(general, "@general what is @developer for?", client_id="ask")
        agent = await house.host.accounts.by_name("general")
        assert agent is not None
        await house.chat.messages.send_message(general, agent, "@general @alice are you there?")
        await alice.event("message", room_id=general)
        for _ in range(3):
            assert all(event["type"] != "message" for event in await alice.settled())


async def test_an_agent_whose_name_stands_alone_greets(house: House) -> None:
    developer = (await house.alice.room("Developer"))["id"]
    async with house.bob.socket() as bob:
        await bob.post(developer, "@developer")
        answer = (await bob.event("message"))["message"]
        domain = house.host.agents.get("developer")
        assert domain is not None
        assert answer["content"] == domain.greeting
