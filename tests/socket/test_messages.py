"""Messages over the WebSocket: one event for everybody, exactly once."""

from __future__ import annotations

import asyncio
import contextlib

from tests.cast import House


async def test_hello_comes_first_and_says_where_each_room_stands(house: House) -> None:
    den = await house.bob.room("Den")
    async with house.bob.socket(greeted=False) as bob:
        hello = await bob.next()
    assert hello["type"] == "hello"
    assert hello["user"]["username"] == "bob"
    assert hello["limits"]["text"] == 8000
    positions = {room["id"]: room for room in hello["rooms"]}
    assert positions[den["id"]]["seq"] == den["seq"]
    assert len(positions) == 5  # four public default rooms and the Den; not Admin


async def test_a_message_reaches_every_member_and_acknowledges_itself_to_its_sender(
    house: House,
) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with (
        house.alice.socket() as alice,
        house.bob.socket() as bob,
        house.carol.socket() as carol,
        house.mallory.socket() as mallory,
    ):
        sent = await bob.post(den, "Tea is ready.", client_id="tea")
        seen = [(await talk.event("message"))["message"] for talk in (alice, carol)]
        assert seen == [sent, sent]
        assert (sent["username"], sent["client_id"]) == ("bob", "tea")
        assert all(event["type"] != "message" for event in await mallory.settled())


async def test_a_repeated_client_id_is_answered_to_its_sender_alone(
    house: House,
) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.alice.socket() as alice, house.bob.socket() as bob:
        first = await bob.post(den, "Once.", client_id="one")
        await alice.event("message")
        again = await bob.post(den, "Once.", client_id="one")
        assert again == first
        assert all(event["type"] != "message" for event in await alice.settled())
        after = await bob.post(den, "Twice.", client_id="two")
        assert after["seq"] == first["seq"] + 1  # the duplicate took no number


async def test_a_client_id_with_another_text_is_an_error_to_its_sender(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.bob.socket() as bob:
        await bob.post(den, "Once.", client_id="one")
        await bob.say("send_message", room_id=den, content="Other.", client_id="one")
        error = await bob.event("error")
        assert (error["code"], error["client_id"]) == ("client_id_reused", "one")


async def test_one_sender_keeps_the_order_of_what_they_send(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.carol.socket() as carol, house.bob.socket() as bob:
        for number in range(100):
            await bob.say("send_message", room_id=den, content=str(number))
        heard = [(await carol.event("message")) for _ in range(100)]
    assert [event["message"]["content"] for event in heard] == [str(n) for n in range(100)]
    seqs = [event["seq"] for event in heard]
    assert seqs == list(range(seqs[0], seqs[0] + 100))


async def test_a_text_beyond_8000_characters_is_refused_by_name(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.bob.socket() as bob:
        await bob.say("send_message", room_id=den, content="🙂" * 8001, client_id="long")
        error = await bob.event("error")
        assert (error["code"], error["field"]) == ("invalid", "content")
        assert "8,000" in error["detail"]
        assert error["client_id"] == "long"
        longest = await bob.post(den, "🙂" * 8000)
        assert len(longest["content"]) == 8000


async def test_a_reader_who_is_no_member_may_not_post(house: House) -> None:
    general = (await house.mallory.room("General"))["id"]
    async with house.mallory.socket(f"/ws/rooms/{general}") as mallory:
        await mallory.say("send_message", room_id=general, content="Hi", client_id="hi")
        assert (await mallory.event("error"))["code"] == "not_a_member"


async def test_reading_on_one_device_moves_the_marker_on_the_other(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.bob.socket() as bob:
        message = await bob.post(den, "@carol, read this.")
    async with house.carol.socket() as desk, house.carol.socket() as phone:
        await desk.say("mark_read", room_id=den, message_id=message["id"])
        for talk in (desk, phone):
            marker = await talk.event("read_marker")
            assert (marker["room_id"], marker["message_id"]) == (den, message["id"])
            assert (marker["unread_count"], marker["mention_count"]) == (0, 0)


async def test_a_read_marker_only_advances_whichever_device_is_late(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.bob.socket() as bob:
        first, second, _ = [await bob.post(den, f"Message {number}") for number in range(3)]
    async with house.carol.socket() as desk, house.carol.socket() as phone:
        await desk.say("mark_read", room_id=den, message_id=second["id"])
        await desk.event("read_marker", message_id=second["id"])
        await phone.say("mark_read", room_id=den, message_id=first["id"])
        await phone.settled()
        for talk in (desk, phone):
            await talk.settled()
            markers = [one["message_id"] for one in talk.heard if one["type"] == "read_marker"]
            assert set(markers) == {second["id"]}
    room = await house.carol.room("Den")
    assert (room["last_read_message_id"], room["unread_count"]) == (second["id"], 1)


async def test_unread_and_mentions_are_counted_in_hello(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with house.bob.socket() as bob:
        await bob.post(den, "One.")
        await bob.post(den, "Two, @carol and @nobody.")
    async with house.carol.socket(greeted=False) as carol:
        rooms = (await carol.event("hello"))["rooms"]
    counts = next(room for room in rooms if room["id"] == den)
    assert (counts["unread_count"], counts["mention_count"]) == (2, 1)


async def test_twenty_at_once_fill_a_room_to_its_limit_and_not_beyond(house: House) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Small", "max_members": 5})
    room = made.json()["room"]["id"]
    people = [await house.newcomer(f"guest{number}") for number in range(20)]
    answers = await asyncio.gather(
        *(person.call("POST", f"/api/rooms/{room}/join") for person in people)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [409] * 16
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "room_full"
    assert len((await house.alice.get(f"/api/rooms/{room}/members"))["members"]) == 5


async def test_fifty_sockets_hear_a_message_while_ten_of_them_leave(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    async with contextlib.AsyncExitStack() as stack, house.bob.socket() as bob:
        enter = stack.enter_async_context
        talks = [await enter(house.carol.socket()) for _ in range(50)]
        leaving = [asyncio.create_task(talk.connection.close()) for talk in talks[:10]]
        sent = await bob.post(den, "Who is still here?")
        for talk in talks[10:]:
            assert (await talk.event("message"))["message"] == sent
        await asyncio.gather(*leaving)
