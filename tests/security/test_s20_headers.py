"""Headers of every answer, and the flags of the cookies."""

from __future__ import annotations

from pathlib import Path

from api.middleware import HEADERS
from tests.cast import PASSWORD, House, open_house

LOGIN = "/api/auth/login"
BODY = {"username": "bob", "password": PASSWORD}


async def test_every_answer_carries_the_security_headers(house: House) -> None:
    paths = ["/", "/login", "/setup", "/chat", "/admin", "/nowhere", "/api/rooms", "/health"]
    paths += ["/api/nowhere", "/static/x/img/icons.svg", "/static/x/nothing"]
    for path in paths:
        for accept in ("text/html", "*/*"):
            answer = await house.alice.call("GET", path, Accept=accept)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (path, name)
            assert "server" not in answer.headers
            assert "strict-transport-security" not in answer.headers
            assert "cache-control" in answer.headers


async def test_what_only_a_page_can_use_carries_no_rules_of_a_page(house: House) -> None:
    for path in ("/static/x/css/tokens.css", "/static/x/js/lib/dom.js"):
        answer = await house.http.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "content-security-policy" not in answer.headers


async def test_a_pages_length_does_not_tell_what_is_in_it(house: House) -> None:
    lengths = set()
    for _ in range(8):
        answer = await house.http.get("/login", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "Sign in" in answer.text
        lengths.add(answer.headers["content-length"])
    assert len(lengths) > 1
    plain = await house.http.get("/login", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


async def test_the_policy_lets_no_page_run_what_is_not_a_file_of_ours(house: House) -> None:
    policy = (await house.http.get("/login")).headers["content-security-policy"]
    rules = dict(part.split(" ", 1) for part in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
    for path in ("/", "/chat", "/admin"):
        text = (await house.alice.call("GET", path, Accept="text/html")).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text


async def test_private_answers_are_not_cached(house: House) -> None:
    for path in ("/", "/chat", "/api/rooms", "/api/auth/validate"):
        answer = await house.alice.call("GET", path, Accept="text/html")
        assert answer.headers["cache-control"] == "no-store"


async def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    answer = await house.http.post(LOGIN, json=BODY)
    cookies = answer.headers.get_list("set-cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "device"}
    for cookie in cookies:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert "secure" not in flags


async def test_under_https_the_cookies_belong_to_this_host_alone(data: Path) -> None:
    https = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    async with open_house(data, "bob", trusted_proxies="127.0.0.1") as house:
        answer = await house.bearers.post(LOGIN, json=BODY, headers=https)
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        cookies = answer.headers.get_list("set-cookie")
        assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device"}
        for cookie in cookies:
            flags = {part.strip().lower() for part in cookie.split(";")[1:]}
            assert {"httponly", "samesite=lax", "path=/", "secure"} <= flags
            assert not any(flag.startswith("domain") for flag in flags)
        token = answer.json()["token"]
        for name, status in (("__Host-session", 200), ("session", 401)):
            headers = {**https, "Cookie": f"{name}={token}"}
            validated = await house.bearers.get("/api/auth/validate", headers=headers)
            assert validated.status_code == status
        own = house.base.replace("http", "https")
        headers = {**https, "Cookie": f"__Host-session={token}", "Origin": own}
        async with house.socket("/ws/rooms", **headers) as talk:
            await talk.event("hello")
        posted = await house.bearers.post("/api/rooms/1/join", headers=headers)
        assert posted.status_code == 200


async def test_who_is_no_trusted_proxy_is_not_believed(house: House) -> None:
    claims = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    answer = await house.bearers.post(LOGIN, json=BODY, headers=claims)
    assert "strict-transport-security" not in answer.headers
    assert all("__Host-" not in cookie for cookie in answer.headers.get_list("set-cookie"))
    wrong = {"username": "nobody", "password": "wrong"}
    for number in range(21):
        claims["X-Forwarded-For"] = f"203.0.113.{number}"
        answer = await house.bearers.post(
            LOGIN, json={**wrong, "username": f"user{number}"}, headers=claims
        )
    assert answer.status_code == 429  # one address, whatever it claims


async def test_a_public_address_with_https_makes_the_cookies_secure(data: Path) -> None:
    async with open_house(data, public_url="https://rooms.example/") as house:
        answer = await house.bearers.post(
            LOGIN, json=BODY, headers={"Origin": "https://rooms.example"}
        )
        assert answer.status_code == 200
        assert all("__Host-" in cookie for cookie in answer.headers.get_list("set-cookie"))
        foreign = await house.bearers.post(LOGIN, json=BODY, headers={"Origin": house.base})
        assert foreign.status_code == 403
