"""Who stands above whom, server roles included."""

from __future__ import annotations

import pytest

from tests.cast import House


@pytest.mark.parametrize(("role", "status"), [("member", 204), ("admin", 403), ("owner", 403)])
async def test_a_room_owner_silences_no_administrator_of_the_server_in_a_public_room(
    house: House, role: str, status: int
) -> None:
    made = await house.carol.call("POST", "/api/rooms", {"name": "Garden"})
    garden = made.json()["room"]["id"]
    dave = await house.newcomer("dave", role)
    await house.seat(garden, dave)
    muted = {"username": "dave", "seconds": 60}
    answer = await house.carol.call("POST", f"/api/rooms/{garden}/mute", muted)
    assert answer.status_code == status
    answer = await house.carol.call("DELETE", f"/api/rooms/{garden}/kick/dave")
    assert answer.status_code == status


async def test_in_a_private_room_the_roles_of_the_room_decide(house: House) -> None:
    asked = {"name": "Cellar", "room_type": "private"}
    cellar = (await house.carol.call("POST", "/api/rooms", asked)).json()["room"]["id"]
    await house.seat(cellar, house.alice)
    answer = await house.carol.call("DELETE", f"/api/rooms/{cellar}/kick/alice")
    assert answer.status_code == 204
