"""Invite links: for a while, for so many uses, for whoever holds the secret."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import segno

from agent.room_invites import USUAL, WRONG_CODES
from tests.cast import House, Person

QUIET = 4
"""Squares of white around a QR code."""


async def make_link(house: House, room_id: int, **asked: object) -> tuple[dict[str, Any], str]:
    """Return a link of alice's room, as she is told of it, and its code."""
    answer = await house.alice.call("POST", f"/api/rooms/{room_id}/invites", asked)
    assert answer.status_code == 201, answer.text
    invite = answer.json()["invite"]
    page, _, code = invite["url"].partition("#")
    assert page == f"{house.base}/chat/invite"
    return invite, code


async def accept(person: Person, code: str) -> tuple[int, str]:
    answer = await person.call("POST", "/api/invites/accept", {"code": code})
    return answer.status_code, answer.json().get("code", "")


async def test_a_link_shows_the_room_and_lets_its_holder_in(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    invite, code = await make_link(house, den)
    assert (invite["uses"], invite["max_uses"], invite["created_by"]) == (0, None, "alice")
    preview = await house.mallory.call("POST", "/api/invites/preview", {"code": code})
    assert (preview.json()["room"]["name"], preview.json()["room"]["is_member"]) == ("Den", False)
    async with house.alice.socket() as alice:
        assert await accept(house.mallory, code) == (200, "")
        line = (await alice.event("message"))["message"]
        assert line["content"] == "mallory joined by an invite link."
        await alice.event("user_joined", username="mallory")
    assert await accept(house.mallory, code) == (200, "")  # a member spends nothing
    links = (await house.alice.get(f"/api/rooms/{den}/invites"))["invites"]
    assert [(one["id"], one["uses"]) for one in links] == [(invite["id"], 1)]
    assert "url" not in links[0]


def squares(path: str) -> set[tuple[int, int]]:
    """Return the places that a path of strokes to the right covers, without the quiet border."""
    found, x, y = set(), 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        by = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if step == "h":
            found |= {(int(x) + at - QUIET, int(y) - QUIET) for at in range(int(by[0]))}
        x, y = (by[0], by[1]) if step == "M" else (x + by[0], y + (by[1] if step == "m" else 0))
    return found


async def test_a_link_is_drawn_as_a_qr_code_for_whoever_holds_it(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    invite, code = await make_link(house, den)
    drawn = await house.mallory.call("POST", "/api/invites/qr", {"code": code})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.headers["cache-control"] == "private, no-store"
    assert code not in drawn.text
    assert set(re.findall(r"<(\w+)", drawn.text)) == {"svg", "path"}
    matrix = segno.make_qr(f"{house.base}/chat/invite#{code}", error="m").matrix
    dark = {(x, y) for y, line in enumerate(matrix) for x, square in enumerate(line) if square}
    assert squares(drawn.text.rpartition(' d="')[2]) == dark
    wrong = await house.mallory.call("POST", "/api/invites/qr", {"code": "x" * 22})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "not_found")
    await house.alice.call("DELETE", f"/api/rooms/{den}/invites/{invite['id']}")
    gone = await house.alice.call("POST", "/api/invites/qr", {"code": code})
    assert gone.content == wrong.content


async def test_expired_used_up_revoked_and_unknown_codes_are_one_answer(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    _, used = await make_link(house, den, max_uses=1)
    invite, revoked = await make_link(house, den)
    _, expired = await make_link(house, den, expires_in=60)
    _, lasting = await make_link(house, den, expires_in=None)
    dave = await house.newcomer("dave")
    assert await accept(dave, used) == (200, "")
    gone = await house.alice.call("DELETE", f"/api/rooms/{den}/invites/{invite['id']}")
    assert gone.status_code == 204
    house.clock.move(61)
    codes = (used, revoked, expired, "x" * 22)
    answers = [
        (await house.mallory.call("POST", "/api/invites/accept", {"code": code})).content
        for code in codes
    ]
    assert len(set(answers)) == 1
    assert b"not_found" in answers[0]
    house.clock.move(USUAL)
    again = await house.enter("mallory")
    assert await accept(again, lasting) == (200, "")


async def test_two_at_once_share_no_single_use(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    _, code = await make_link(house, den, max_uses=1)
    dave = await house.newcomer("dave")
    results = await asyncio.gather(accept(dave, code), accept(house.mallory, code))
    assert sorted(results) == [(200, ""), (404, "not_found")]


async def test_a_link_passes_no_ban_and_fills_no_full_room(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    _, code = await make_link(house, den)
    banned = await house.alice.call("POST", f"/api/rooms/{den}/ban", {"username": "mallory"})
    assert banned.status_code == 204
    assert await accept(house.mallory, code) == (403, "forbidden")
    count = (await house.alice.room("Den"))["member_count"]
    await house.alice.call("PUT", f"/api/rooms/{den}", {"max_members": count})
    dave = await house.newcomer("dave")
    assert await accept(dave, code) == (409, "room_full")
    links = (await house.alice.get(f"/api/rooms/{den}/invites"))["invites"]
    assert links[0]["uses"] == 0


async def test_codes_cannot_be_guessed(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    _, code = await make_link(house, den)
    for _ in range(WRONG_CODES):
        assert (await accept(house.mallory, "guess"))[0] == 404
    assert await accept(house.mallory, code) == (429, "rate_limited")
    house.clock.move(60)
    assert await accept(house.mallory, code) == (200, "")
    rows = await house.host.database.fetch_all("SELECT * FROM room_invites")
    assert code not in str([dict(row) for row in rows])


async def test_who_may_not_change_the_room_makes_no_link(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    for person in (house.bob, house.carol):
        answer = await person.call("POST", f"/api/rooms/{den}/invites", {})
        assert answer.status_code == 403
    admin = (await house.alice.room("Admin"))["id"]
    answer = await house.alice.call("POST", f"/api/rooms/{admin}/invites", {})
    assert answer.status_code == 403
    for body in ({"expires_in": 59}, {"max_uses": 0}, {"max_uses": 1001}, {"expires_in": 1e9}):
        answer = await house.alice.call("POST", f"/api/rooms/{den}/invites", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_link_of_a_deleted_or_archived_room_lets_nobody_in(house: House) -> None:
    made = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    garden = made.json()["room"]["id"]
    _, code = await make_link(house, garden)
    await house.alice.call("PUT", f"/api/rooms/{garden}", {"is_archived": True})
    assert await accept(house.mallory, code) == (403, "room_archived")
    await house.alice.call("DELETE", f"/api/rooms/{garden}")
    assert await accept(house.mallory, code) == (404, "not_found")
