"""What waits: mentions, direct messages, threads; nothing that is read or another's."""

from __future__ import annotations

from typing import Any

from tests.cast import House, Person


async def post(person: Person, room_id: int, content: str, **fields: object) -> Any:
    # Any: a decoded message
    body = {"content": content, **fields}
    answer = await person.call("POST", f"/api/rooms/{room_id}/messages", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["message"]


async def inbox(person: Person) -> list[tuple[str, str, int]]:
    entries = (await person.get("/api/inbox"))["entries"]
    return [(one["kind"], one["message"]["content"], one["unread_count"]) for one in entries]


async def test_mentions_direct_messages_and_threads_wait_the_newest_first(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    opened = await house.carol.call("POST", "/api/rooms/direct", {"usernames": ["bob"]})
    direct = opened.json()["room"]["id"]
    root = await post(house.bob, den, "Tea?")
    assert await inbox(house.bob) == []
    await post(house.carol, den, "Nothing for anybody.")
    await post(house.carol, den, "@bob first")
    await post(house.carol, direct, "psst")
    await post(house.carol, direct, "are you there?")
    await post(house.alice, den, "@bob second")
    await post(house.carol, den, "With milk.", thread_id=root["id"])
    await post(house.alice, den, "@bob or lemon?", thread_id=root["id"])
    assert await inbox(house.bob) == [
        ("thread", "@bob or lemon?", 2),
        ("mention", "@bob second", 1),
        ("direct", "are you there?", 2),
        ("mention", "@bob first", 1),
    ]
    assert await inbox(house.mallory) == []


async def test_what_is_read_deleted_or_no_longer_ones_own_waits_no_longer(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    opened = await house.carol.call("POST", "/api/rooms/direct", {"usernames": ["bob"]})
    direct = opened.json()["room"]["id"]
    root = await post(house.bob, den, "Tea?")
    first = await post(house.carol, den, "@bob first")
    second = await post(house.carol, den, "@bob second")
    whisper = await post(house.carol, direct, "psst")
    reply = await post(house.carol, den, "Yes.", thread_id=root["id"])

    async def read(room_id: int, **marker: object) -> None:
        answer = await house.bob.call("POST", f"/api/rooms/{room_id}/read", marker)
        assert answer.status_code == 200, answer.text

    await read(den, message_id=first["id"])
    await read(direct, message_id=whisper["id"])
    await read(den, message_id=reply["id"], thread_id=root["id"])
    assert await inbox(house.bob) == [("mention", "@bob second", 1)]
    await house.carol.call("DELETE", f"/api/messages/{second['id']}")
    assert await inbox(house.bob) == []
    await post(house.carol, den, "@bob third")
    await house.alice.call("DELETE", f"/api/rooms/{den}/kick/bob")
    assert await inbox(house.bob) == []
