"""S5: another site makes the victim's browser send a request that changes something."""

from __future__ import annotations

from api.identity import SAFE_METHODS
from api.operations import Operation
from tests.api.test_bad_input import address, good_body
from tests.cast import House

LOGIN = {"username": "bob", "password": "wrong"}


def unsafe(house: House) -> list[Operation]:
    doors = house.app.state.doors
    return [one for one in doors if isinstance(one, Operation) and one.method not in SAFE_METHODS]


async def test_every_unsafe_operation_refuses_other_sites(house: House) -> None:
    cookie = f"session={house.alice.token}"
    attacks: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": house.base},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": house.base.replace("http", "https")},
        {"Origin": f"{house.base}0"},
        {"Host": "evil.example", "Origin": house.base},
        {},
    ]
    operations = unsafe(house)
    assert len(operations) >= 14
    for operation in operations:
        body = good_body(operation.body) if operation.body else None
        for headers in attacks:
            answer = await house.bearers.request(
                operation.method,
                address(operation, 1),
                json=body,
                headers={**headers, "Cookie": cookie},
            )
            said = (operation.method, operation.path, headers)
            assert answer.status_code == 403, said
            assert answer.json()["code"] == "cross_origin", said
    assert (await house.alice.call("GET", "/api/auth/validate")).status_code == 200


async def test_our_own_pages_pass(house: House) -> None:
    for own in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": house.base}):
        answer = await house.bearers.post(
            "/api/rooms/1/join", headers={**own, "Cookie": f"session={house.alice.token}"}
        )
        assert answer.status_code == 200


async def test_a_foreign_page_cannot_sign_its_victim_in(house: House) -> None:
    """Login CSRF: no cookie is needed for the harm."""
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await house.http.post("/api/auth/login", json=LOGIN, headers=headers)
        assert answer.status_code == 403


async def test_curl_with_a_bearer_token_passes(house: House) -> None:
    assert (await house.bob.call("POST", "/api/rooms/1/join")).status_code == 200


async def test_behind_a_public_address_only_that_one_is_ours(house: House) -> None:
    answer = await house.bearers.post(
        "/api/rooms/1/join",
        headers={
            "Host": "evil.example",
            "Origin": "http://evil.example",
            "Cookie": "session=wrong",
        },
    )
    assert answer.status_code == 401  # DNS rebinding: the name is theirs, the cookie is not
