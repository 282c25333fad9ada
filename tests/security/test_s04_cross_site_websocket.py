"""S4: another site opens a WebSocket with the victim's cookie."""

from __future__ import annotations

import pytest
import websockets
from starlette.routing import WebSocketRoute

from tests.cast import House


def sockets(house: House) -> list[str]:
    routes = [route.path for route in house.app.routes if isinstance(route, WebSocketRoute)]
    return [path.replace("{room_id}", "1") for path in routes]


def origins(house: House) -> dict[str, str | None]:
    host, port = house.base.removeprefix("http://").split(":")
    return {
        "own": house.base,
        "absent": None,
        "null": "null",
        "empty": "",
        "foreign": "http://evil.example",
        "other port": f"http://{host}:{int(port) + 1}",
        "no port": f"http://{host}",
        "scheme": f"https://{host}:{port}",
        "subdomain": f"http://evil.{host}:{port}",
        "prefix": f"{house.base}.evil.example",
        "user part": f"http://{host}:{port}@evil.example",
        "upper case": house.base.replace("http", "HTTP"),
    }


@pytest.mark.parametrize("by", ["cookie", "bearer"])
async def test_the_cookie_works_from_our_own_origin_alone(house: House, by: str) -> None:
    token = house.bob.token
    secret = {"Cookie": f"session={token}"} if by == "cookie" else house.bob.bearer
    for path in sockets(house):
        for name, origin in origins(house).items():
            headers = secret if origin is None else {**secret, "Origin": origin}
            if by == "bearer" or name == "own":
                async with house.socket(path, **headers) as talk:
                    assert (await talk.event("hello"))["user"]["username"] == "bob"
                continue
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with house.socket(path, **headers):
                    pass
            assert refused.value.response.status_code == 403, (path, name)
    assert all(one.session.user.username == "bob" for one in house.host.connections.connections)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
async def test_a_browser_that_says_cross_site_is_believed(house: House, site: str) -> None:
    for path in sockets(house):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with house.socket(
                path,
                **{"Cookie": f"session={house.bob.token}", "Sec-Fetch-Site": site},
            ):
                pass
        assert refused.value.response.status_code == 403


async def test_a_bad_bearer_token_is_401_at_the_upgrade(house: House) -> None:
    for path in sockets(house):
        for token in ("", "se_wrong", "ks_wrong"):
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with house.socket(
                    path,
                    Authorization=f"Bearer {token}",
                    Cookie=f"session={house.bob.token}",
                ):
                    pass
            assert refused.value.response.status_code == 401
