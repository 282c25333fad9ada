"""S14: guessing passwords."""

from __future__ import annotations

import httpx2
import pytest

from agent.errors import RateLimited, WrongPassword
from tests.cast import PASSWORD, House

WRONG = "not it at all"
LOGIN = "/api/auth/login"


async def attempt(
    house: House, username: str, password: str = WRONG, **cookies: str
) -> httpx2.Response:
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Sec-Fetch-Site": "same-origin", **({"Cookie": header} if header else {})}
    body = {"username": username, "password": password}
    return await house.bearers.post(LOGIN, json=body, headers=headers)


async def test_guesses_at_one_account_are_limited_and_told_when_to_come_back(house: House) -> None:
    statuses = [(await attempt(house, "bob")).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    refused = await attempt(house, "bob", PASSWORD)  # also the right one: it tells nothing
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) >= refused.json()["retry_after"] > 0
    house.clock.move(refused.json()["retry_after"])
    assert (await attempt(house, "bob", PASSWORD)).status_code == 200


async def test_spelling_the_name_otherwise_is_the_same_account(house: House) -> None:
    for name in ("bob", "BOB", " bob ", "Bob", "boB") * 2:
        assert (await attempt(house, name)).status_code == 401
    assert (await attempt(house, " BoB")).status_code == 429


async def test_guesses_from_one_address_are_limited_over_all_accounts(house: House) -> None:
    statuses = [(await attempt(house, f"user{number}")).status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]


async def test_who_knows_the_password_signs_in_so_often_and_keeps_nobody_else_out(
    house: House,
) -> None:
    statuses = [(await attempt(house, "bob", PASSWORD)).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert (await attempt(house, "carol", PASSWORD)).status_code == 200
    house.clock.move(1)
    assert (await attempt(house, "bob", PASSWORD)).status_code == 200


async def test_one_network_of_ipv6_is_one_address(house: House) -> None:
    """Whoever has one address of IPv6 has 2^64 of them."""

    async def guess(number: int, address: str) -> None:
        await house.host.auth.sign_in(f"user{number}", WRONG, address=address)

    for number in range(20):
        with pytest.raises(WrongPassword):
            await guess(number, f"2001:db8:1:2:{number:x}::1")
    with pytest.raises(RateLimited):
        await guess(20, "2001:db8:1:2:ffff::1")
    for elsewhere in ("2001:db8:1:3::1", "::ffff:192.0.2.1", "192.0.2.2", "local"):
        with pytest.raises(WrongPassword):
            await guess(21, elsewhere)


async def test_a_known_device_is_not_locked_out_by_guesses_made_elsewhere(house: House) -> None:
    signed_in = await attempt(house, "bob", PASSWORD)
    device = signed_in.cookies["device"]
    for _ in range(30):
        await attempt(house, "bob")
    assert (await attempt(house, "bob", PASSWORD)).status_code == 429
    known = await attempt(house, "bob", PASSWORD, device=device)
    assert known.status_code == 200


async def test_a_device_is_known_for_its_own_account_alone_and_has_a_limit_too(
    house: House,
) -> None:
    device = (await attempt(house, "mallory", PASSWORD)).cookies["device"]
    statuses = [(await attempt(house, "bob", device=device)).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    own = [(await attempt(house, "mallory", device=device)).status_code for _ in range(11)]
    assert own == [401] * 10 + [429]


async def test_who_does_not_exist_is_answered_like_who_does(house: House) -> None:
    await house.newcomer("dora")
    await house.alice.call("PUT", "/api/admin/users/dora", {"is_active": False})
    answers = [
        await attempt(house, "bob"),
        await attempt(house, "nobody"),
        await attempt(house, "dora", PASSWORD),
        await attempt(house, "general", PASSWORD),
        await attempt(house, "", ""),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


async def test_an_unknown_name_costs_a_hash_like_a_known_one(house: House) -> None:
    """The time is the same because the work is: argon2 runs for nobody too."""
    verified: list[str] = []
    passwords = house.host.auth._passwords
    matches = passwords._matches

    def counted(stored: str, password: str) -> bool:
        verified.append(stored)
        return matches(stored, password)

    passwords._matches = counted  # type: ignore[method-assign]  # counts the real one's calls
    await attempt(house, "bob")
    await attempt(house, "nobody")
    assert len(verified) == 2
    assert all(stored.startswith("$argon2id$") for stored in verified)


async def test_the_current_password_is_not_guessed_with_a_stolen_session(house: House) -> None:
    body = {"current_password": "wrong", "new_password": "tea for three 43"}
    statuses = [
        (await house.bob.call("POST", "/api/auth/password", body)).status_code for _ in range(11)
    ]
    assert statuses == [401] * 10 + [429]


async def test_the_set_up_token_is_long_and_compared_whole(house: House) -> None:
    assert await house.host.auth.setup_token() is None
    answer = await house.http.post(
        "/api/setup", json={"token": "", "username": "eve", "password": PASSWORD}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "setup_done")
