"""Who is here, who is away, who types."""

from __future__ import annotations

from agent.presence_manager import IDLE
from tests.cast import House


async def test_typing_is_seen_by_the_room_and_ends_with_the_message(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        await carol.say("typing_start", room_id=den)
        assert (await alice.event("typing_indicator"))["users"] == ["carol"]
        await alice.say("typing_start", room_id=den)
        assert (await alice.event("typing_indicator"))["users"] == ["carol", "alice"]
        assert (await house.bob.get(f"/api/rooms/{den}/typing"))["users"] == ["carol", "alice"]
        await carol.say("typing_start", room_id=den)  # known already: nobody is told again
        await carol.post(den, "Here it is.")
        assert (await alice.event("typing_indicator"))["users"] == ["alice"]
        await alice.say("typing_stop", room_id=den)
        assert (await carol.event("typing_indicator", users=[]))["room_id"] == den


async def test_one_types_only_where_one_is_a_member(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.mallory.socket() as mallory, house.alice.socket() as alice:
        await mallory.say("typing_start", room_id=den)
        assert (await mallory.event("error"))["code"] == "not_a_member"
        assert all(event["type"] != "typing_indicator" for event in await alice.settled())
        answer = await house.mallory.call("GET", f"/api/rooms/{den}/typing")
        assert answer.status_code == 404


async def test_an_idle_person_is_away_until_the_next_sign_of_life(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        await alice.event("presence_update", username="carol", status="online")
        house.clock.move(IDLE + 1)
        house.chat.presence.beat()
        await alice.event("presence_update", username="carol", status="away")
        await carol.say("ping")  # a client pings by itself: no sign of life
        await carol.event("pong")
        assert (await house.alice.get("/api/users/online"))["users"] != []
        await carol.say("join_room", room_id=den)
        await alice.event("presence_update", username="carol", status="online")


async def test_a_chosen_status_and_its_text_last(house: House) -> None:
    async with house.alice.socket() as alice:
        async with house.carol.socket() as carol:
            await carol.say("set_status", status="busy", text="reviewing")
            seen = await alice.event("presence_update", username="carol", status="busy")
            assert seen["text"] == "reviewing"
            people = (await house.alice.get("/api/users/online"))["users"]
            found = next(one for one in people if one["username"] == "carol")
            assert (found["status"], found["text"]) == ("busy", "reviewing")
            answer = await house.carol.call("POST", "/api/users/status", {"status": "offline"})
            assert answer.status_code == 200
            await alice.event("presence_update", username="carol", status="offline")
            people = (await house.alice.get("/api/users/online"))["users"]
            assert all(one["username"] != "carol" for one in people)
        await house.chat.presence.flush()
        row = await house.host.database.fetch_one(
            "SELECT * FROM user_presence WHERE username = 'carol'"
        )
        assert row is not None
        assert (row["status"], row["chosen"], row["status_text"]) == (
            "offline",
            "offline",
            "reviewing",
        )


async def test_a_status_that_does_not_exist_is_refused(house: House) -> None:
    for body in ({"status": "asleep"}, {"status": "busy", "text": "x" * 101}):
        answer = await house.carol.call("POST", "/api/users/status", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_where_somebody_is_only_the_members_of_that_room_see(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    general = (await house.alice.room("General"))["id"]
    newcomer = await house.newcomer("dave")
    async with house.alice.socket() as alice, newcomer.socket() as dave:
        async with house.carol.socket(f"/ws/rooms/{den}") as carol:
            await alice.event("presence_update", username="carol", current_room=den)
            await dave.event("presence_update", username="carol", current_room=None)
            await carol.say("join_room", room_id=general)
            await alice.event("presence_update", username="carol", current_room=general)
            await dave.event("presence_update", username="carol", current_room=general)
        assert all(
            event["current_room"] != den
            for event in dave.heard
            if event["type"] == "presence_update"
        )


async def test_a_room_that_one_was_removed_from_learns_nothing_more_of_one(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    general = (await house.alice.room("General"))["id"]
    guest = await house.newcomer("dave", role="guest")  # shares the Den and nothing else
    await house.seat(den, guest)
    async with guest.socket() as dave, house.carol.socket(f"/ws/rooms/{den}") as carol:
        await dave.event("presence_update", username="carol", current_room=den)
        await house.unseat(den, house.carol)
        await dave.event("user_left", username="carol")
        await carol.say("join_room", room_id=general)
        await carol.say("set_status", status="busy", text="elsewhere")
        await carol.settled()
        house.chat.presence.tell()
        heard = await dave.settled()
    assert [event for event in heard if event["type"] == "presence_update"] == []


async def test_who_is_in_no_room_is_seen_as_present_by_themselves(house: House) -> None:
    for room in (await house.mallory.get("/api/rooms"))["rooms"]:
        await house.mallory.call("DELETE", f"/api/rooms/{room['id']}/leave")
    async with house.mallory.socket() as mallory:
        await mallory.settled()
        users = (await house.mallory.get("/api/users/online"))["users"]
        assert [one["username"] for one in users] == ["mallory"]


async def test_others_learn_when_a_status_ends(house: House) -> None:
    async with house.alice.socket() as alice, house.carol.socket():
        body = {"status": "busy", "text": "lunch", "expires_in": 60}
        chosen = (await house.carol.call("POST", "/api/users/status", body)).json()
        seen = await alice.event("presence_update", username="carol", status="busy")
        assert seen["until"] == chosen["expires_at"]
        people = (await house.alice.get("/api/users/online"))["users"]
        assert [one["until"] for one in people if one["username"] == "carol"] == [seen["until"]]
        house.clock.move(61)
        house.chat.presence.beat()
        seen = await alice.event("presence_update", username="carol", status="online")
        assert "until" not in seen
