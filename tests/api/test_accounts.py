"""Signing in, out and up, and what administrators do with accounts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.cast import PASSWORD, House, open_house

LOGIN = "/api/auth/login"
OURS = {"Sec-Fetch-Site": "same-origin"}


async def test_signing_in_gives_a_token_and_a_cookie(house: House) -> None:
    answer = await house.http.post(LOGIN, json={"username": "Bob", "password": PASSWORD})
    assert answer.status_code == 200
    body = answer.json()
    assert body["user"]["username"] == "bob"
    assert house.http.cookies["session"] == body["token"]
    validated = await house.http.get("/api/auth/validate")
    assert validated.json() == {"user": body["user"]}


async def test_signing_out_ends_the_session_and_the_cookie(house: House) -> None:
    answer = await house.http.post(LOGIN, json={"username": "bob", "password": PASSWORD})
    out = await house.http.post("/api/auth/logout", headers=OURS)
    assert out.status_code == 204
    assert out.content == b""
    assert "session" not in house.http.cookies
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await house.http.get("/api/auth/validate", headers=bearer)).status_code == 401


async def test_without_a_session_the_answer_is_401_with_a_challenge(house: House) -> None:
    answer = await house.http.get("/api/rooms")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("hours", "status"), [(167, 200), (169, 401)])
async def test_a_session_ends_after_a_week_without_use(
    house: House, hours: int, status: int
) -> None:
    house.clock.move(hours * 3600)
    assert (await house.bob.call("GET", "/api/auth/validate")).status_code == status


async def test_a_session_that_is_used_ends_after_a_month(house: House) -> None:
    for _ in range(5):
        house.clock.move(143 * 3600)
        assert (await house.bob.call("GET", "/api/auth/validate")).status_code == 200
    house.clock.move(6 * 3600)
    assert (await house.bob.call("GET", "/api/auth/validate")).status_code == 401


async def test_a_new_password_replaces_the_old_one(house: House) -> None:
    change = {"current_password": PASSWORD, "new_password": "tea for three 43"}
    answer = await house.bob.call("POST", "/api/auth/password", change)
    assert answer.status_code == 200
    for password, status in ((PASSWORD, 401), ("tea for three 43", 200)):
        login = await house.http.post(LOGIN, json={"username": "bob", "password": password})
        assert login.status_code == status
    assert (await house.bob.call("GET", "/api/auth/validate")).status_code == 401


async def test_a_password_change_needs_the_current_one_and_a_strong_new_one(house: House) -> None:
    change = {"current_password": "wrong", "new_password": "tea for three 43"}
    answer = await house.bob.call("POST", "/api/auth/password", change)
    assert (answer.status_code, answer.json()["field"]) == (401, "current_password")
    for weak in ("short", "password123", "aaaaaaaaaa", "bob12345", "x" * 1025):
        change = {"current_password": PASSWORD, "new_password": weak}
        answer = await house.bob.call("POST", "/api/auth/password", change)
        assert answer.status_code == 422, weak
    assert (await house.bob.call("GET", "/api/auth/validate")).status_code == 200


async def test_the_first_owner_is_made_once_with_the_token_of_the_terminal(
    tmp_path: Path, cheap_passwords: None
) -> None:
    async with open_house(tmp_path) as house:
        token = await house.host.auth.setup_token()
        wanted = {"username": "olga", "password": PASSWORD, "display_name": "Olga"}
        wrong = await house.http.post("/api/setup", json={"token": "wrong", **wanted})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
        made = await house.http.post("/api/setup", json={"token": token, **wanted})
        assert made.status_code == 201
        assert made.json()["user"]["role"] == "owner"
        assert (await house.http.get("/api/auth/validate")).status_code == 200
        again = await house.http.post(
            "/api/setup", json={"token": token, **wanted, "username": "second"}, headers=OURS
        )
        assert (again.status_code, again.json()["code"]) == (409, "setup_done")
        olga = await house.enter("olga")
        assert {room["name"] for room in (await olga.get("/api/rooms"))["rooms"]} == {
            "General",
            "Developer",
            "Trading",
            "Security",
            "Admin",
        }


async def test_of_two_who_set_up_at_once_the_second_learns_that_it_is_done(
    tmp_path: Path, cheap_passwords: None
) -> None:
    async with open_house(tmp_path) as house:
        token = await house.host.auth.setup_token()
        tries = [
            {"token": token, "username": name, "password": PASSWORD} for name in ("one", "two")
        ]
        answers = await asyncio.gather(
            *(house.http.post("/api/setup", json=one, headers=OURS) for one in tries)
        )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [answer.json()["code"] for answer in answers if answer.is_error] == ["setup_done"]


async def test_administrators_list_make_and_change_accounts(house: House) -> None:
    made = await house.alice.call(
        "POST",
        "/api/admin/users",
        {"username": "Dora", "password": PASSWORD, "role": "guest", "display_name": "Dora D."},
    )
    assert made.status_code == 201
    assert made.json()["user"]["username"] == "dora"
    users = {one["username"]: one for one in (await house.alice.get("/api/admin/users"))["users"]}
    assert users["dora"] == made.json()["user"]
    assert users["bob"]["session_count"] >= 1
    assert users["general"]["is_agent"]
    changed = await house.alice.call(
        "PUT", "/api/admin/users/dora", {"role": "member", "display_name": "D"}
    )
    assert changed.status_code == 200
    user = changed.json()["user"]
    assert (user["role"], user["display_name"], user["is_active"]) == ("member", "D", True)
    ended = await house.alice.call("DELETE", "/api/admin/users/dora/sessions")
    assert ended.status_code == 204


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"username": "bob", "password": PASSWORD}, 409, "name_taken"),
        ({"username": "BOB", "password": PASSWORD}, 409, "name_taken"),
        ({"username": "general", "password": PASSWORD}, 409, "name_taken"),
        ({"username": "x", "password": PASSWORD}, 422, "invalid"),
        ({"username": "a b", "password": PASSWORD}, 422, "invalid"),
        ({"username": "dora", "password": "12345678"}, 422, "invalid"),
        ({"username": "dora", "password": PASSWORD, "role": "king"}, 422, "invalid"),
        ({"username": "dora", "password": PASSWORD, "display_name": "x" * 65}, 422, "invalid"),
        ({"username": "dora", "password": PASSWORD, "display_name": "a\u202eb"}, 422, "invalid"),
        ({"username": "dora", "password": PASSWORD, "display_name": "a\0b"}, 422, "invalid"),
    ],
)
async def test_an_account_that_may_not_be_is_refused(
    house: House, change: dict[str, str], status: int, code: str
) -> None:
    answer = await house.alice.call("POST", "/api/admin/users", change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_empty_name_or_role_is_refused_and_not_passed_by(house: House) -> None:
    for field in ("display_name", "role"):
        answer = await house.alice.call("PUT", "/api/admin/users/bob", {field: ""})
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_only_owners_touch_owners(house: House) -> None:
    dave = await house.newcomer("dave", "admin")
    for method, path, body in (
        ("PUT", "/api/admin/users/alice", {"display_name": "A"}),
        ("PUT", "/api/admin/users/bob", {"role": "owner"}),
        ("DELETE", "/api/admin/users/alice/sessions", None),
        ("POST", "/api/admin/users", {"username": "eve", "password": PASSWORD, "role": "owner"}),
    ):
        answer = await dave.call(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_the_last_owner_stays_and_nobody_disables_themselves(house: House) -> None:
    answer = await house.alice.call("PUT", "/api/admin/users/alice", {"role": "admin"})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    answer = await house.alice.call("PUT", "/api/admin/users/alice", {"is_active": False})
    assert (answer.status_code, answer.json()["field"]) == (422, "is_active")


async def test_agents_and_strangers_are_no_accounts_to_change(house: House) -> None:
    for name in ("general", "nobody", "b%00b"):
        for method, path, body in (
            ("PUT", f"/api/admin/users/{name}", {"display_name": "A"}),
            ("DELETE", f"/api/admin/users/{name}/sessions", None),
        ):
            answer = await house.alice.call(method, path, body)
            assert answer.status_code == 404


async def test_the_overview_counts_what_is_there(house: House) -> None:
    async with house.bob.socket(), house.bob.socket("/ws"):
        overview = await house.alice.get("/api/admin/overview")
    figures = {one["key"]: one["value"] for one in overview["figures"]}
    assert figures["people"] == 4
    assert (figures["online"], figures["connections"]) == (1, 2)
    assert figures["agents"] == len(house.host.agents.all)
    assert "created" in overview["events"][0]["text"]
    assert PASSWORD not in str(overview)


async def test_members_are_no_administrators(house: House) -> None:
    for method, path in (
        ("GET", "/api/admin/overview"),
        ("GET", "/api/admin/users"),
        ("DELETE", "/api/admin/users/alice/sessions"),
    ):
        answer = await house.bob.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_an_api_token_does_what_its_scopes_say(house: House) -> None:
    async def token(*scopes: str) -> dict[str, str]:
        made = await house.host.sessions.create_token(
            house.alice.user.user_id, name="test", scopes=scopes
        )
        return {"Authorization": f"Bearer {made}"}

    read, write, admin = await token("read"), await token("write"), await token("admin")
    room = {"name": "Garden"}
    for headers, statuses in ((read, (200, 403, 403)), (write, (403, 201, 403))):
        answers = (
            await house.http.get("/api/rooms", headers=headers),
            await house.http.post("/api/rooms", json=room, headers=headers),
            await house.http.get("/api/admin/users", headers=headers),
        )
        assert tuple(answer.status_code for answer in answers) == statuses
    assert (await house.http.get("/api/admin/users", headers=admin)).status_code == 200
    house.clock.move(365 * 24 * 3600)
    assert (await house.http.get("/api/rooms", headers=read)).status_code == 200


async def test_a_token_that_may_only_read_writes_nothing_on_a_socket_either(house: House) -> None:
    den = await house.bob.room("Den")
    made = await house.host.sessions.create_token(
        house.bob.user.user_id, name="reader", scopes=("read",)
    )
    async with house.socket(Authorization=f"Bearer {made}") as talk, house.alice.socket() as alice:
        await talk.event("hello")
        sent = await alice.post(den["id"], "Read me.")
        await talk.event("message")
        await talk.say("send_message", room_id=den["id"], content="Hi", client_id="hi")
        error = await talk.event("error")
        assert (error["code"], error["client_id"]) == ("forbidden", "hi")
        await talk.say("mark_read", room_id=den["id"], message_id=sent["id"])
        assert (await talk.event("error"))["code"] == "forbidden"


async def test_health_and_status_tell_the_truth(house: House) -> None:
    assert (await house.http.get("/health")).json()["status"] == "ok"
    async with house.bob.socket():
        status = await house.bob.get("/status")
    assert status["connections"] == 1
    assert "chat_rooms" in status["plugins"]
