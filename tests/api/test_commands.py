"""Slash commands: each acts with the rights of who typed it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cast import House, Person, open_house
from tests.conftest import CAST
from tests.plugins.test_hooks import install

LOUD = """
from agent.errors import Invalid
from agent.slash_commands import SlashCommand
from plugins.hookspecs import hookimpl


async def loud(call):
    if not call.text:
        raise Invalid("Say something.", field="text")
    return f"{call.user.username} {call.room_id} {call.thread_id}: {call.text.upper()}"


@hookimpl
def register_slash_commands():
    return [SlashCommand(name="loud", usage="/loud text", summary="Shout", run=loud)]
"""


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def run(person: Person, room: int, text: str, **fields: object) -> tuple[int, Any]:
    """Return the status, and the text or the code of the problem."""
    body = {"text": text, **fields}
    answer = await person.call("POST", f"/api/rooms/{room}/commands", body)
    shown = answer.json()
    return answer.status_code, shown["text"] if "text" in shown else shown["code"]


async def last(person: Person, room: int) -> Any:  # Any: a decoded message
    return (await person.get(f"/api/rooms/{room}/messages"))["messages"][-1]


async def test_me_and_shrug_post_what_their_caller_does(house: House) -> None:
    room = await den(house)
    assert await run(house.carol, room, "/me waves\n at all") == (200, None)
    said = await last(house.bob, room)
    assert (said["content"], said["username"]) == ("_waves at all_", "carol")
    assert await run(house.carol, room, "/shrug who knows", client_id="one") == (200, None)
    assert await run(house.carol, room, "/shrug who knows", client_id="one") == (200, None)
    said = await last(house.bob, room)
    assert said["content"] == r"who knows ¯\\\_(ツ)\_/¯"
    assert (said["client_id"], (await house.bob.room("Den"))["unread_count"]) == ("one", 2)
    assert await run(house.carol, room, "/me  ") == (422, "invalid")
    assert await run(house.carol, room, f"/shrug {'x' * 7990}") == (422, "invalid")


async def test_a_command_in_a_thread_posts_there(house: House) -> None:
    room = await den(house)
    await run(house.carol, room, "/me asks")
    root = (await last(house.bob, room))["id"]
    assert await run(house.bob, room, "/me answers", thread_id=root) == (200, None)
    assert await run(house.bob, room, '/poll "Tea?" "Yes" "No"', thread_id=root) == (200, None)
    page = await house.bob.get(f"/api/messages/{root}/thread")
    assert [one["content"] for one in page["messages"]] == ["_answers_", "Tea?"]
    assert (await run(house.bob, room, "/me x", thread_id=page["messages"][0]["id"]))[0] == 422


async def test_topic_and_people_follow_the_roles(house: House) -> None:
    room = await den(house)
    assert await run(house.alice, room, "/topic  tea  and cake") == (200, None)
    assert (await house.bob.room("Den"))["topic"] == "tea and cake"
    assert await run(house.alice, room, "/topic") == (200, None)
    assert (await house.bob.room("Den"))["topic"] == ""
    assert await run(house.alice, room, f"/topic {'x' * 201}") == (422, "invalid")
    for text in ("/topic mine", "/invite @mallory", "/kick @bob", "/mute @bob 10m"):
        assert await run(house.carol, room, text) == (403, "forbidden"), text
    assert await run(house.bob, room, "/invite @mallory") == (200, None)
    assert (await house.mallory.room("Den"))["is_member"]
    assert await run(house.bob, room, "/kick mallory") == (200, None)
    assert await run(house.bob, room, "/kick @mallory") == (404, "not_found")
    assert await run(house.bob, room, "/kick @nobody") == (404, "not_found")
    for text in ("/kick", "/invite", "/kick @a @b", "/mute @"):
        assert await run(house.bob, room, text) == (422, "invalid"), text


async def test_mute_silences_a_member_or_the_room_for_oneself(house: House) -> None:
    room = await den(house)
    assert await run(house.bob, room, "/mute @carol 2h") == (200, None)
    assert await run(house.carol, room, "/me x") == (403, "muted")
    status, said = await run(house.carol, room, "/mute 1d")
    assert (status, said) == (
        200,
        "You get no toasts from this room until 2027-01-16 08:00 UTC.",
    )
    wishes = (await house.carol.get("/api/preferences"))["preferences"]["rooms"]
    assert wishes == {str(room): {"level": None, "muted_until": "2027-01-16T08:00:00.000Z"}}
    for text in ("/mute @carol x", "/mute @carol 9999d", "/mute @carol 0m", "/mute soon"):
        assert await run(house.bob, room, text) == (422, "invalid"), text


async def test_status_is_told_to_its_caller_and_shown_to_others(house: House) -> None:
    room = await den(house)
    async with house.bob.socket() as bob, house.carol.socket() as carol:
        assert await run(house.carol, room, "/status busy tea") == (
            200,
            "Your status is busy: tea.",
        )
        seen = await bob.event("presence_update", username="carol", status="busy")
        assert seen["text"] == "tea"
        await carol.say("run_command", room_id=room, text="/status")
        assert (await carol.event("notification"))["text"] == "Your status is online."
        assert "notification" not in [event["type"] for event in await bob.settled()]


async def test_poll_takes_its_texts_in_quotation_marks(house: House) -> None:
    room = await den(house)
    assert await run(house.carol, room, '/poll "Tea?" “Yes, please” "No"') == (200, None)
    asked = await last(house.bob, room)
    assert asked["content"] == "Tea?"
    assert [one["text"] for one in asked["poll"]["options"]] == ["Yes, please", "No"]
    for text in ("/poll", '/poll "Tea?" "Yes"', "/poll Tea? Yes No", '/poll "" "a" "b"'):
        assert await run(house.carol, room, text) == (422, "invalid"), text


async def test_help_lists_every_command(house: House) -> None:
    listed = (await house.carol.get("/api/commands"))["commands"]
    names = [one["name"] for one in listed]
    assert names == sorted(
        ["me", "shrug", "topic", "invite", "kick", "mute", "status", "poll", "help"]
    )
    status, text = await run(house.carol, await den(house), "/help")
    assert status == 200
    assert text.splitlines() == [f"{one['usage']} — {one['summary']}" for one in listed]


@pytest.mark.parametrize("text", ["/", "me", "/unknown", "/ME x", "//me", "/me\0", " ", "/" * 8000])
async def test_an_unknown_command_is_refused_and_posts_nothing(house: House, text: str) -> None:
    room = await den(house)
    seq = (await house.carol.room("Den"))["seq"]
    answer = await house.carol.call("POST", f"/api/rooms/{room}/commands", {"text": text})
    assert (answer.status_code, answer.json()["field"]) == (422, "text")
    assert (await house.carol.room("Den"))["seq"] == seq


async def test_a_foreign_room_is_like_one_that_is_not_there_also_for_help(house: House) -> None:
    for text in ("/help", "/me x", "/unknown", "/mute 1h", "/topic x"):
        answers = []
        for room in (await den(house), 4711):
            body = {"text": text}
            answers.append(await house.mallory.call("POST", f"/api/rooms/{room}/commands", body))
        assert [answer.status_code for answer in answers] == [404, 404]
    general = (await house.alice.room("General"))["id"]
    assert await run(house.mallory, general, "/me x") == (403, "not_a_member")


async def test_what_is_sent_as_a_message_is_never_a_command(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        assert (await alice.post(room, "/topic mine"))["content"] == "/topic mine"
        await alice.say("run_command", room_id=room, text="/nothing", client_id="one")
        error = await alice.event("error")
        assert (error["code"], error["client_id"]) == ("invalid", "one")
    assert (await house.alice.room("Den"))["topic"] == ""


async def test_a_plugins_command_stands_beside_the_others(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    install(folder, monkeypatch, "loud", LOUD)
    async with open_house(data, *CAST) as house:
        room = await den(house)
        assert await run(house.carol, room, "/loud tea") == (200, f"carol {room} None: TEA")
        assert await run(house.carol, room, "/loud") == (422, "invalid")
        assert await run(house.mallory, room, "/loud tea") == (404, "not_found")
        assert "/loud text — Shout" in (await run(house.carol, room, "/help"))[1]
