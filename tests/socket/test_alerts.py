"""Toasts: for whom a message is, on devices that look elsewhere, as their user wishes."""

from __future__ import annotations

import pytest

from tests.cast import Event, House, Person, Talk


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def post(person: Person, room: int, content: str, **fields: object) -> int:
    body = {"content": content, **fields}
    answer = await person.call("POST", f"/api/rooms/{room}/messages", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["message"]["id"])


async def toasts(talk: Talk) -> list[Event]:
    return [event for event in await talk.settled() if event["type"] == "notification"]


async def texts(talk: Talk) -> list[str]:
    return [toast["text"] for toast in await toasts(talk)]


async def prefer(person: Person, **fields: object) -> None:
    answer = await person.call("PUT", "/api/preferences", fields)
    assert answer.status_code == 200, answer.text


async def test_a_mention_is_told_on_devices_that_look_elsewhere(house: House) -> None:
    room, general = await den(house), (await house.carol.room("General"))["id"]
    async with (
        house.carol.socket(f"/ws/rooms/{room}") as looking,
        house.carol.socket(f"/ws/rooms/{general}") as elsewhere,
        house.carol.socket() as anywhere,
        house.carol.socket("/ws") as host,
        house.alice.socket() as alice,
    ):
        message = await post(house.bob, room, "@carol   look\nhere")
        expected = {
            "type": "notification",
            "level": "info",
            "text": "bob in Den: @carol look here",
            "href": f"/chat/{room}?message={message}",
            "room_id": room,
        }
        for talk in (elsewhere, anywhere, host):
            assert await talk.event("notification") == expected
        assert await toasts(looking) == await toasts(alice) == []


async def test_a_mention_is_told_as_it_reads(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol:
        await post(house.bob, room, "@carol **look** at `a < b` <b>\n- [this](https://example.org)")
        assert await texts(carol) == ["bob in Den: @carol look at a < b <b> this"]
        await post(house.bob, room, "@carol " + "*long* " * 40)
        (text,) = await texts(carol)
        assert text.startswith("bob in Den: @carol long long")
        assert text.endswith("…")


async def test_a_message_that_concerns_nobody_is_told_to_nobody(house: House) -> None:
    async with house.carol.socket() as carol, house.bob.socket() as bob:
        await post(house.bob, await den(house), "Hello @bob @nobody carol@example")
        assert await toasts(carol) == await toasts(bob) == []


async def test_a_direct_message_is_told_without_the_name_of_a_room(house: House) -> None:
    body = {"usernames": ["mallory"]}
    direct = (await house.carol.call("POST", "/api/rooms/direct", body)).json()["room"]["id"]
    async with house.mallory.socket() as mallory, house.carol.socket() as carol:
        await post(house.carol, direct, "x" * 500)
        assert await texts(mallory) == [f"carol: {'x' * 119}…"]
        assert await toasts(carol) == []


async def test_a_reply_in_a_thread_is_told_to_those_who_follow_it(house: House) -> None:
    room = await den(house)
    root = await post(house.bob, room, "Tea?")
    async with house.bob.socket() as bob, house.alice.socket() as alice:
        await post(house.carol, room, "Yes.", thread_id=root)
        assert await texts(bob) == ["carol in Den: Yes."]
        await house.bob.call("PUT", f"/api/messages/{root}/follow", {"on": False})
        await post(house.carol, room, "No.", thread_id=root)
        assert await toasts(bob) == await toasts(alice) == []
        await post(house.carol, room, "@alice Maybe.", thread_id=root)
        assert await toasts(bob) == []
        assert await texts(alice) == ["carol in Den: @alice Maybe."]


async def test_levels_of_all_rooms_and_of_one_decide(house: House) -> None:
    room, general = await den(house), (await house.carol.room("General"))["id"]
    async with house.carol.socket() as carol:
        await prefer(house.carol, level="everything")
        await post(house.bob, room, "One.")
        assert await texts(carol) == ["bob in Den: One."]
        await prefer(house.carol, rooms={str(room): {"level": "nothing"}})
        await post(house.bob, room, "@carol two.")
        await post(house.bob, general, "Three.")
        assert await texts(carol) == ["bob in General: Three."]
        await prefer(house.carol, level="nothing", rooms={str(room): {"level": "mentions"}})
        await post(house.bob, general, "@carol four.")
        await post(house.bob, room, "Five.")
        await post(house.bob, room, "@carol six.")
        assert await texts(carol) == ["bob in Den: @carol six."]
        await prefer(house.carol, level="everything", rooms={str(room): None})
        await post(house.bob, room, "Seven.")
        assert await texts(carol) == ["bob in Den: Seven."]


async def test_who_wants_to_hear_everything_hears_nothing_after_a_kick(house: House) -> None:
    room = await den(house)
    await prefer(house.carol, level="everything")
    async with house.carol.socket() as carol:
        await post(house.bob, room, "One.")
        await house.unseat(room, house.carol)
        await post(house.bob, room, "@carol two.")
        assert await texts(carol) == ["bob in Den: One."]
        await house.seat(room, house.carol)
        await post(house.bob, room, "Three.")
        assert await texts(carol) == ["bob in Den: Three."]


async def test_a_mute_of_a_room_ends_with_the_clock(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol:
        answer = await house.carol.call("POST", f"/api/rooms/{room}/commands", {"text": "/mute 1h"})
        assert "You get no toasts from this room until" in answer.json()["text"]
        house.clock.move(3599)
        await post(house.bob, room, "@carol one.")
        house.clock.move(1)
        await post(house.bob, room, "@carol two.")
        assert await texts(carol) == ["bob in Den: @carol two."]


@pytest.mark.parametrize(
    ("moved", "told"), [(0, True), (13.99, True), (14, False), (22.99, False), (23, True)]
)
async def test_hours_without_disturbance_may_pass_midnight(
    house: House, moved: float, told: bool
) -> None:
    """The clock of the tests begins at 8:00 UTC."""
    assert house.clock.now()[11:16] == "08:00"
    room = await den(house)
    await prefer(house.carol, do_not_disturb={"start": "22:00", "end": "07:00", "timezone": "UTC"})
    async with house.carol.socket() as carol:
        house.clock.move(moved * 3600)
        await post(house.bob, room, "@carol wake up")
        assert bool(await toasts(carol)) is told


async def test_everybody_is_called_by_members_of_a_private_room(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        message = await post(house.carol, room, "@room tea!")
        assert await texts(alice) == await texts(bob) == ["carol in Den: @room tea!"]
        assert (await house.bob.room("Den"))["mention_count"] == 1
        history = (await house.bob.get(f"/api/rooms/{room}/messages"))["messages"]
        assert [one["mentions"] for one in history if one["id"] == message] == [["room"]]


async def test_here_calls_those_who_are_present(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        await carol.say("set_status", status="offline")
        await carol.settled()
        await alice.settled()  # a hello comes a moment before one is seen as present
        await post(house.bob, room, "@here tea!")
        assert await texts(alice) == ["bob in Den: @here tea!"]
        assert await toasts(carol) == []
    assert (await house.alice.room("Den"))["mention_count"] == 1
    assert (await house.carol.room("Den"))["mention_count"] == 0


async def test_in_a_public_room_only_moderators_call_everybody(house: House) -> None:
    general = (await house.carol.room("General"))["id"]
    async with house.bob.socket() as bob:
        await post(house.carol, general, "@room @here tea!")
        assert await toasts(bob) == []
        await post(house.alice, general, "@room tea!")
        assert await texts(bob) == ["alice in General: @room tea!"]
    history = (await house.bob.get(f"/api/rooms/{general}/messages"))["messages"]
    assert [one["mentions"] for one in history[-2:]] == [[], ["room"]]


async def test_an_agent_is_called_by_nobody_and_tells_as_a_member_does(house: House) -> None:
    general = (await house.carol.room("General"))["id"]
    async with house.carol.socket("/ws") as carol:
        await prefer(house.carol, rooms={str(general): {"level": "everything"}})
        await post(house.carol, general, "@general what is a haiku?")
        toast = await carol.event("notification")
        assert toast["room_id"] == general
        assert not toast["text"].startswith("carol")


async def told_around_a_busy_time(
    speaker: Person, listener: Person, room: int, said: str
) -> list[str]:
    """Say the same to somebody while they are busy and then; returns the toasts that they got."""
    async with listener.socket() as heard:
        for status in ("busy", "online"):
            await listener.call("POST", "/api/users/status", {"status": status})
            await post(speaker, room, f"{said} {status}")
        return await texts(heard)


async def test_who_is_busy_is_told_nothing_until_they_are_not(house: House) -> None:
    told = await told_around_a_busy_time(house.bob, house.carol, await den(house), "@carol when")
    assert told == ["bob in Den: @carol when online"]


async def test_who_is_busy_is_told_of_no_direct_message_either(house: House) -> None:
    body = {"usernames": ["mallory"]}
    direct = (await house.carol.call("POST", "/api/rooms/direct", body)).json()["room"]["id"]
    told = await told_around_a_busy_time(house.carol, house.mallory, direct, "when")
    assert told == ["carol: when online"]
