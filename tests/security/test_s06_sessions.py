"""S6: a session that somebody else knows or that should be over."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest
import websockets

from tests.cast import PASSWORD, House

LOGIN = "/api/auth/login"
OURS = {"Sec-Fetch-Site": "same-origin"}


async def test_the_session_id_rotates_at_the_sign_in(house: House) -> None:
    """Session fixation: what the browser had before is over."""
    body = {"username": "bob", "password": PASSWORD}
    first = (await house.http.post(LOGIN, json=body, headers=OURS)).json()["token"]
    second = (await house.http.post(LOGIN, json=body, headers=OURS)).json()["token"]
    assert first != second
    for token, status in ((first, 401), (second, 200)):
        bearer = {"Authorization": f"Bearer {token}"}
        answer = await house.bearers.get("/api/auth/validate", headers=bearer)
        assert answer.status_code == status


async def test_a_planted_cookie_is_not_taken_over(house: House) -> None:
    planted = {"Cookie": "session=se_planted", **OURS}
    body = {"username": "bob", "password": PASSWORD}
    answer = await house.bearers.post(LOGIN, json=body, headers=planted)
    assert answer.status_code == 200
    assert answer.json()["token"] != "se_planted"


async def sign_out(house: House) -> None:
    assert (await house.bob.call("POST", "/api/auth/logout")).status_code == 204


async def disable(house: House) -> None:
    answer = await house.alice.call("PUT", "/api/admin/users/bob", {"is_active": False})
    assert answer.status_code == 200


async def change_password(house: House) -> None:
    change = {"current_password": PASSWORD, "new_password": "tea for three 43"}
    assert (await house.bob.call("POST", "/api/auth/password", change)).status_code == 200


async def reset_password(house: House) -> None:
    answer = await house.alice.call("PUT", "/api/admin/users/bob", {"password": "tea for 3 and 4"})
    assert answer.status_code == 200


async def end_sessions(house: House) -> None:
    answer = await house.alice.call("DELETE", "/api/admin/users/bob/sessions")
    assert answer.status_code == 204


@pytest.mark.parametrize("end", [sign_out, disable, change_password, reset_password, end_sessions])
async def test_what_ends_a_session_closes_its_sockets(
    house: House, end: Callable[[House], Awaitable[None]]
) -> None:
    den = (await house.bob.room("Den"))["id"]
    async with (
        house.bob.socket() as chat,
        house.bob.socket("/ws") as page,
        house.carol.socket() as carol,
    ):
        await end(house)
        assert (await chat.ended())[0] == 4401
        assert (await page.ended())[0] == 4401
        await carol.post(den, "Only he is out.")
    assert (await house.bob.call("GET", "/api/auth/validate")).status_code == 401
    assert all(event["type"] != "message" for event in chat.heard)


async def test_signing_out_of_one_device_leaves_the_other(house: House) -> None:
    first = house.bob
    second = await house.enter("bob")
    async with first.socket() as one, second.socket() as other:
        await first.call("POST", "/api/auth/logout")
        assert (await one.ended())[0] == 4401
        await other.settled()


async def test_a_new_role_renews_the_sockets_and_holds_at_once(house: House) -> None:
    async with house.bob.socket() as bob:
        await house.alice.call("PUT", "/api/admin/users/bob", {"role": "admin"})
        code, reason = await bob.ended()
        assert (code, json.loads(reason)) == (1012, {"retry_after": 0})
    assert (await house.bob.call("GET", "/api/admin/users")).status_code == 200
    async with house.bob.socket(greeted=False) as bob:
        assert (await bob.event("hello"))["user"]["role"] == "admin"
    await house.alice.call("PUT", "/api/admin/users/bob", {"role": "member"})
    assert (await house.bob.call("GET", "/api/admin/users")).status_code == 403


async def test_an_ended_session_does_not_come_in_by_a_frame_either(house: House) -> None:
    await sign_out(house)
    async with house.socket() as talk:
        await talk.say("join_room", room_id=1, user_token=house.bob.token)
        assert (await talk.ended())[0] == 4401


async def test_a_disabled_account_is_out_with_every_secret_that_it_has(house: House) -> None:
    bob = house.bob
    made = await house.host.sessions.create_token(
        bob.user.user_id, name="x", scopes=("read", "write")
    )
    bearer = {"Authorization": f"Bearer {made}"}
    assert (await house.bearers.get("/api/rooms", headers=bearer)).status_code == 200
    await disable(house)
    assert (await house.bearers.get("/api/rooms", headers=bearer)).status_code == 401
    login = await house.http.post(LOGIN, json={"username": "bob", "password": PASSWORD})
    assert (login.status_code, login.json()["code"]) == (401, "wrong_password")


@pytest.mark.parametrize("path", ["/ws", "/ws/rooms"])
async def test_a_token_that_may_not_read_hears_nothing(house: House, path: str) -> None:
    token = await house.host.sessions.create_token(
        house.bob.user.user_id, name="writer", scopes=("write", "admin")
    )
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with house.socket(path, Authorization=f"Bearer {token}"):
            pass
    assert refused.value.response.status_code == 403
    async with house.socket(path) as talk:
        await talk.say("join_room", room_id=1, user_token=token)
        assert (await talk.ended())[0] == 4401
        assert talk.heard == []
