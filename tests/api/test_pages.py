"""The pages, signed in and signed out, and the files that they load."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cast import House, Person, open_house

LOADED = r'(?:href|src)="(/static/[^"#]+)'
HTML = {"Accept": "text/html"}


async def page(person: Person, path: str) -> str:
    answer = await person.call("GET", path, Accept="text/html")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


async def test_signed_out_pages_send_to_the_sign_in(house: House) -> None:
    for path, target in (
        ("/", "/login"),
        ("/admin", "/login?next=/admin"),
        ("/chat", "/login?next=/chat"),
        ("/chat/7", "/login?next=/chat/7"),
        ("/chat/7?message=9&thread=8", "/login?next=/chat/7%3Fmessage%3D9%26thread%3D8"),
        ("/chat/999999", "/login?next=/chat/999999"),
    ):
        answer = await house.http.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert (await house.http.get("/login")).status_code == 200


async def test_before_there_is_an_owner_every_page_sends_to_the_wizard(
    tmp_path: Path, cheap_passwords: None
) -> None:
    async with open_house(tmp_path) as house:
        for path in ("/", "/chat", "/login"):
            answer = await house.http.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
        assert (await house.http.get("/setup")).status_code == 200


async def test_every_page_starts_with_what_it_shows(house: House) -> None:
    den = await house.bob.room("Den")
    sent = await house.carol.call(
        "POST", f"/api/rooms/{den['id']}/messages", {"content": "</script><b>Hi & bye</b>"}
    )
    text = await page(house.bob, f"/chat/{den['id']}")
    found = re.search(r'<script type="application/json" id="bootstrap">(.*?)</script>', text, re.S)
    assert found is not None
    state = json.loads(found.group(1))
    message = sent.json()["message"]
    assert state["room_id"] == den["id"]
    assert state["messages"] == [message]
    assert {one["username"] for one in state["members"]} == {"alice", "bob", "carol"}
    assert "<b>Hi" not in text


async def test_the_style_comes_before_any_script_or_pages_do_not_fade_over(house: House) -> None:
    """While a script in the head holds the page up, Chromium takes it for one without the rule."""
    texts = [await page(house.alice, path) for path in ("/", "/chat", "/admin")]
    for text in (*texts, (await house.http.get("/login")).text):
        assert 0 < text.index('rel="stylesheet"') < text.index("<script")


async def test_the_navigation_counts_what_is_unread_and_shows_admin_to_admins(
    house: House,
) -> None:
    den = await house.bob.room("Den")
    await house.carol.call("POST", f"/api/rooms/{den['id']}/messages", {"content": "Hi"})
    for person, badge, is_admin in ((house.alice, 1, True), (house.mallory, 0, False)):
        text = await page(person, "/")
        assert 'href="/chat"' in text
        assert (f'<span class="nav-badge">{badge}</span>' in text) == bool(badge)
        assert ('href="/admin"' in text) == is_admin
    forever = {"level": None, "muted_until": "9999-12-31T00:00:00.000Z"}
    await house.alice.call("PUT", "/api/preferences", {"rooms": {str(den["id"]): forever}})
    assert 'class="nav-badge">1<' not in await page(house.alice, "/")  # a muted room is not counted


async def test_a_page_that_is_not_there_shows_the_ways_on(house: House) -> None:
    for person, is_admin in ((house.alice, True), (house.bob, False)):
        answer = await person.call("GET", "/nowhere", Accept="text/html")
        assert answer.status_code == 404
        assert '<a class="button" href="/chat">Rooms</a>' in answer.text
        assert ('<a class="button" href="/admin">Admin</a>' in answer.text) == is_admin
    assert 'href="/login">Sign in</a>' in (await house.http.get("/nowhere", headers=HTML)).text


async def test_pages_name_the_rules_for_fetching_ahead(house: House) -> None:
    answer = await house.bob.call("GET", "/", Accept="text/html")
    rules = await house.http.get(answer.headers["speculation-rules"].strip('"'))
    assert rules.headers["content-type"] == "application/speculationrules+json"
    assert rules.json()["prefetch"][0]["eagerness"] == "moderate"
    assert "speculation-rules" not in (await house.http.get("/login")).headers


async def test_the_admin_page_is_for_administrators(house: House) -> None:
    await page(house.alice, "/admin")
    answer = await house.bob.call("GET", "/admin", Accept="text/html")
    assert answer.status_code == 403
    assert "Not for you" in answer.text


async def test_a_room_that_one_does_not_see_is_a_404_page(house: House) -> None:
    den = (await house.bob.room("Den"))["id"]
    pages = []
    for path in (f"/chat/{den}", "/chat/999999", "/chat/abc", "/chat/-1"):
        answer = await house.mallory.call("GET", path, Accept="text/html")
        assert answer.status_code == 404
        assert "Not found" in answer.text
        pages.append(answer.text)
    assert pages[0] == pages[1]


async def test_what_a_page_loads_is_there_and_cached_for_ever(house: House) -> None:
    paths = set()
    for path in ("/", "/admin", "/chat"):
        paths |= set(re.findall(LOADED, await page(house.alice, path)))
    paths |= set(re.findall(LOADED, (await house.http.get("/login")).text))
    assert len(paths) > 20
    for path in paths:
        answer = await house.http.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        kind = answer.headers["content-type"].split(";")[0]
        expected = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
        expected["png"] = "image/png"
        assert kind == expected[path.rsplit(".", 1)[1]]


async def test_an_older_build_gets_the_newest_file_uncached(house: House) -> None:
    answer = await house.http.get("/static/0123456789ab/css/tokens.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


async def test_no_path_reaches_a_file_that_is_not_registered(house: House) -> None:
    for path in (
        "layout.html",
        "chat_rooms.html",
        "../knowledge_server.py",
        "%2e%2e/knowledge_server.py",
        "css/../../pyproject.toml",
        "/etc/passwd",
        "css/tokens.css%00",
    ):
        answer = await house.http.get(f"/static/x/{path}")
        assert answer.status_code == 404, path


async def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(
    house: House,
) -> None:
    for_people = await house.http.get("/nowhere", headers=HTML)
    assert for_people.status_code == 404
    assert for_people.headers["content-type"].startswith("text/html")
    for path in ("/nowhere", "/api/nowhere", "/chat/1/2"):
        answer = await house.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    api = await house.http.get("/api/nowhere", headers=HTML)
    assert api.headers["content-type"] == "application/problem+json"
