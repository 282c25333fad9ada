"""S15: no secret in the database, its log, the server's log, or an address."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.cast import PASSWORD, House, open_house

OURS = {"Sec-Fetch-Site": "same-origin"}


async def test_no_secret_stays_on_disk_or_in_the_log(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for client in ("httpx2", "httpcore2", "websockets.client"):
        caplog.set_level(logging.WARNING, client)
    new = "a fresh pot of 77 teas"
    async with open_house(data, "alice", "bob") as house:
        secrets = await use_everything(house, new)
        on_disk_while_open = contents(data)
    on_disk = contents(data)
    assert any(name.endswith("-wal") for name in on_disk_while_open)
    assert len(secrets) >= 8
    for secret in secrets:
        for name, content in (on_disk_while_open | on_disk).items():
            assert secret.encode() not in content, name
        assert secret not in caplog.text


async def use_everything(house: House, new: str) -> list[str]:
    login = await house.http.post(
        "/api/auth/login", json={"username": "bob", "password": PASSWORD}, headers=OURS
    )
    device = house.http.cookies["device"]
    wrong = "my other password 99"
    await house.http.post(
        "/api/auth/login", json={"username": "bob", "password": wrong}, headers=OURS
    )
    api = await house.host.sessions.create_token(house.bob.user.user_id, name="x", scopes=("read",))
    headers = {"Authorization": f"Bearer {api}"}
    assert (await house.bearers.get("/api/rooms", headers=headers)).status_code == 200
    async with house.socket() as talk:
        await talk.say("join_room", room_id=1, user_token=house.bob.token)
        await talk.event("hello")
    made = {"username": "dora", "password": "dora likes 55 teas"}
    await house.alice.call("POST", "/api/admin/users", made)
    await house.alice.call("PUT", "/api/admin/users/dora", {"password": "dora likes 66 teas"})
    change = {"current_password": PASSWORD, "new_password": new}
    changed = await house.bob.call("POST", "/api/auth/password", change)
    await house.http.get("/chat?token=se_in_an_address", headers=OURS)
    return [
        PASSWORD,
        wrong,
        new,
        made["password"],
        "dora likes 66 teas",
        login.json()["token"],
        changed.json()["token"],
        device,
        api,
        house.bob.token,
        house.alice.token,
        "se_in_an_address",
    ]


async def test_a_session_in_the_address_is_not_read(house: House) -> None:
    for name in ("token", "session", "access_token", "user_token"):
        answer = await house.http.get(f"/api/auth/validate?{name}={house.bob.token}")
        assert answer.status_code == 401


async def test_a_password_is_in_no_answer(house: House) -> None:
    for path in ("/api/admin/users", "/api/admin/overview", "/api/rooms", "/status"):
        text = (await house.alice.call("GET", path)).text
        assert "argon2" not in text
        assert "password_hash" not in text


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}
