"""Rooms, members and messages over HTTP."""

from __future__ import annotations

import pytest

from agent.chat_rooms import DEFAULT_ROOMS
from tests.cast import House

FULL_WIDTH = "\uff27eneral"


async def test_the_list_has_the_default_rooms_first_and_what_each_reader_may_see(
    house: House,
) -> None:
    public = [room["name"] for room in DEFAULT_ROOMS if room["room_type"] == "public"]
    seen = {
        name: [room["name"] for room in (await house.people[name].get("/api/rooms"))["rooms"]]
        for name in ("alice", "bob", "mallory")
    }
    assert seen == {
        "alice": [*public, "Admin", "Den"],
        "bob": [*public, "Den"],
        "mallory": public,
    }


async def test_a_room_says_what_its_reader_has_not_read(house: House) -> None:
    den = await house.bob.room("Den")
    path = f"/api/rooms/{den['id']}"
    for text in ("One.", "Two, @bob."):
        await house.carol.call("POST", f"{path}/messages", {"content": text})
    room = await house.bob.room("Den")
    assert (room["unread_count"], room["mention_count"], room["member_count"]) == (2, 1, 3)
    assert room["last_message"]["content"] == "Two, @bob."
    assert (room["is_member"], room["role"]) == (True, "moderator")
    last = room["last_message"]["id"]
    answer = await house.bob.call("POST", f"{path}/read", {"message_id": last})
    assert answer.json() == {"message_id": last, "unread_count": 0, "mention_count": 0}
    back = await house.bob.call("POST", f"{path}/read", {"message_id": last - 1})
    assert back.json()["message_id"] == last  # markers only advance
    own = await house.carol.room("Den")
    assert own["unread_count"] == 0


async def test_the_creator_of_a_room_owns_it(house: House) -> None:
    answer = await house.bob.call("POST", "/api/rooms", {"name": "  Garden  ", "icon": "🌱"})
    assert answer.status_code == 201
    room = answer.json()["room"]
    assert (room["name"], room["role"], room["is_member"]) == ("Garden", "owner", True)
    assert (room["room_type"], room["max_members"], room["description"]) == ("public", 100, "")
    assert (await house.mallory.get(f"/api/rooms/{room['id']}"))["room"]["role"] is None
    last = await house.bob.call("DELETE", f"/api/rooms/{room['id']}/leave")
    assert (last.status_code, last.json()["code"]) == (409, "last_owner")


@pytest.mark.parametrize("name", ["General", "general", " GENERAL ", FULL_WIDTH, "Den", "Admin"])
async def test_a_name_that_differs_only_in_case_or_width_is_taken(house: House, name: str) -> None:
    answer = await house.mallory.call("POST", "/api/rooms", {"name": name})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "dm:alice"}, "name"),
        ({"name": "Deleted:1:was:general"}, "name"),
        ({"name": "\uff24\uff2d:alice"}, "name"),
        ({"room_type": "castle"}, "room_type"),
        ({"room_type": "direct"}, "room_type"),
        ({"max_members": 0}, "max_members"),
        ({"max_members": 10_001}, "max_members"),
        ({"max_members": 2**64}, "max_members"),
        ({"description": "x" * 1001}, "description"),
        ({"description": "\0"}, "description"),
        ({"icon": ""}, "icon"),
        ({"icon": "ab"}, "icon"),
        ({"icon": "🌱\0"}, "icon"),
        ({"icon": "🌱<b>"}, "icon"),
        ({"icon": "🌱" * 9}, "icon"),
    ],
)
async def test_a_room_that_may_not_be_is_refused_by_field(
    house: House, change: dict[str, object], field: str
) -> None:
    answer = await house.bob.call("POST", "/api/rooms", {"name": "Garden", **change})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("icon", ["🌱", "🛠️", "👩‍🚀", "👍🏽", "🇫🇷"])
async def test_an_icon_is_any_emoji(house: House, icon: str) -> None:
    answer = await house.bob.call("POST", "/api/rooms", {"name": "Garden", "icon": icon})
    assert answer.json()["room"]["icon"] == icon


async def test_guests_make_no_rooms_and_see_only_their_own(house: House) -> None:
    gina = await house.newcomer("gina", "guest")
    assert (await gina.get("/api/rooms"))["rooms"] == []
    assert (await gina.call("POST", "/api/rooms", {"name": "Mine"})).status_code == 403
    den = (await house.alice.room("Den"))["id"]
    general = (await house.alice.room("General"))["id"]
    assert (await gina.call("POST", f"/api/rooms/{general}/join")).status_code == 404
    await house.seat(den, gina, role="guest")
    assert [room["name"] for room in (await gina.get("/api/rooms"))["rooms"]] == ["Den"]
    sent = await gina.call("POST", f"/api/rooms/{den}/messages", {"content": "Hello."})
    assert sent.status_code == 201


async def test_joining_twice_and_leaving_twice_change_nothing_more(house: House) -> None:
    general = (await house.mallory.room("General"))["id"]
    before = (await house.alice.room("General"))["member_count"]
    for _ in range(2):
        joined = await house.mallory.call("POST", f"/api/rooms/{general}/join")
        assert joined.status_code == 200
        assert joined.json()["room"]["is_member"]
    assert (await house.alice.room("General"))["member_count"] == before + 1
    for _ in range(2):
        left = await house.mallory.call("DELETE", f"/api/rooms/{general}/leave")
        assert left.status_code == 204
    assert (await house.alice.room("General"))["member_count"] == before


async def test_members_are_listed_by_name_with_their_roles(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    members = (await house.carol.get(f"/api/rooms/{den}/members"))["members"]
    assert [(one["username"], one["role"]) for one in members] == [
        ("alice", "owner"),
        ("bob", "moderator"),
        ("carol", "member"),
    ]


async def test_the_admin_room_is_not_left(house: House) -> None:
    admin = (await house.alice.room("Admin"))["id"]
    answer = await house.alice.call("DELETE", f"/api/rooms/{admin}/leave")
    assert answer.status_code == 403
    assert (await house.alice.room("Admin"))["is_member"]


async def test_the_same_client_id_again_is_the_same_message(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    path = f"/api/rooms/{den}/messages"
    body = {"content": "Once.", "client_id": "one"}
    first = await house.bob.call("POST", path, body)
    again = await house.bob.call("POST", path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for other in (
        await house.bob.call("POST", path, {**body, "content": "Other."}),
        await house.bob.call("POST", path, {**body, "reply_to": first.json()["message"]["id"]}),
    ):
        assert (other.status_code, other.json()["code"]) == (409, "client_id_reused")
    theirs = await house.carol.call("POST", path, {**body, "content": "Mine."})
    assert theirs.status_code == 201  # a client_id belongs to its sender


async def test_history_comes_in_pages_oldest_first(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    path = f"/api/rooms/{den}/messages"
    ids = []
    for number in range(7):
        sent = await house.bob.call("POST", path, {"content": str(number)})
        ids.append(sent.json()["message"]["id"])

    async def page(query: str) -> tuple[list[int], bool]:
        found = await house.carol.get(f"{path}?{query}")
        return [one["id"] for one in found["messages"]], found["has_more"]

    assert await page("") == (ids, False)
    assert await page("limit=3") == (ids[4:], True)
    assert await page(f"limit=3&before_id={ids[4]}") == (ids[1:4], True)
    assert await page(f"limit=3&before_id={ids[1]}") == (ids[:1], False)
    assert await page(f"limit=3&after_id={ids[0]}") == (ids[1:4], True)
    assert await page(f"limit=200&after_id={ids[3]}") == (ids[4:], False)
    assert await page("after_id=0&limit=1") == (ids[:1], True)
    for query in ("limit=0", "limit=201", "before_id=0", "before_id=1&after_id=1", "limit=x"):
        answer = await house.carol.call("GET", f"{path}?{query}")
        assert answer.status_code == 422, query


async def test_a_reply_carries_the_start_of_what_it_replies_to(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    general = (await house.alice.room("General"))["id"]
    first = await house.bob.call("POST", f"/api/rooms/{den}/messages", {"content": "What? " * 100})
    asked = first.json()["message"]["id"]
    reply = await house.carol.call(
        "POST", f"/api/rooms/{den}/messages", {"content": "That.", "reply_to": asked}
    )
    preview = reply.json()["message"]["reply_preview"]
    assert preview == {
        "id": asked,
        "username": "bob",
        "display_name": "bob",
        "content": ("What? " * 100)[:200],
    }
    elsewhere = await house.bob.call(
        "POST", f"/api/rooms/{general}/messages", {"content": "Huh?", "reply_to": asked}
    )
    assert (elsewhere.status_code, elsewhere.json()["field"]) == (422, "reply_to")


async def test_a_text_has_at_most_8000_characters(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    path = f"/api/rooms/{den}/messages"
    too_long = await house.bob.call("POST", path, {"content": "🙂" * 8001})
    assert too_long.status_code == 422
    assert "8,000" in too_long.json()["detail"]
    assert too_long.json()["field"] == "content"
    assert (await house.bob.call("POST", path, {"content": "🙂" * 8000})).status_code == 201
    for empty in ("", "  \n\t ", "\0"):
        assert (await house.bob.call("POST", path, {"content": empty})).status_code == 422


async def test_one_who_may_only_read_neither_posts_nor_marks(house: House) -> None:
    general = (await house.alice.room("General"))["id"]
    for path, body in (("messages", {"content": "Hi"}), ("read", {"message_id": 1})):
        answer = await house.mallory.call("POST", f"/api/rooms/{general}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")


async def test_too_many_messages_are_429_with_a_time(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    house.chat.messages._limits.rate = 10.0
    house.chat.messages._limits.burst = 1.0
    path = f"/api/rooms/{den}/messages"
    assert (await house.bob.call("POST", path, {"content": "1"})).status_code == 201
    answer = await house.bob.call("POST", path, {"content": "2"})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert answer.headers["retry-after"] == "1"
    house.clock.move(0.2)
    assert (await house.bob.call("POST", path, {"content": "2"})).status_code == 201
