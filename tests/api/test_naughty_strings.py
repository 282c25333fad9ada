"""Strings that break programs: each comes back unchanged, or is refused with a field."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from tests.cast import House

BLNS = json.loads(Path(__file__).with_name("blns.json").read_text("utf-8"))["strings"]


async def test_as_a_message_each_is_stored_and_sent_unchanged(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    path = f"/api/rooms/{den}/messages"
    stored = []
    async with house.bob.socket() as bob:
        for text in BLNS:
            answer = await house.alice.call("POST", path, {"content": text})
            if answer.status_code == 201:
                assert answer.json()["message"]["content"] == text
                assert (await bob.event("message"))["message"]["content"] == text
                stored.append(text)
            else:
                assert refused(answer, "content"), text
    assert len(stored) > 450
    seen: list[str] = []
    first = 0
    while len(seen) < len(stored):
        before = f"&before_id={first}" if seen else ""
        page = (await house.alice.get(f"{path}?limit=200{before}"))["messages"]
        first = page[0]["id"]
        seen = [message["content"] for message in page] + seen
    assert seen[-len(stored) :] == stored


async def test_in_every_other_text_each_is_kept_or_refused(house: House) -> None:
    room = await house.alice.call("POST", "/api/rooms", {"name": "Garden"})
    path = f"/api/rooms/{room.json()['room']['id']}"
    fields: list[tuple[str, str, str, Callable[[Any], str]]] = [
        ("PUT", path, "name", lambda body: body["room"]["name"]),
        ("PUT", path, "topic", lambda body: body["room"]["topic"]),
        ("PUT", path, "description", lambda body: body["room"]["description"]),
        ("POST", "/api/users/status", "text", lambda body: body["text"]),
        ("PUT", f"/api/admin/users/{house.mallory.user.username}", "display_name", shown_name),
    ]
    for method, address, field, read in fields:
        kept = 0
        for text in BLNS:
            body = {field: text, **({"status": "busy"} if field == "text" else {})}
            answer = await house.alice.call(method, address, body)
            if answer.status_code == 200:
                composed = unicodedata.normalize("NFC", text.strip())
                kept_text = unicodedata.normalize("NFC", read(answer.json()).strip())
                assert kept_text == composed, (field, text)
                kept += 1
            else:
                assert refused(answer, field), (field, text, answer.text)
        assert kept > 100, field


async def test_as_a_search_each_finds_or_is_refused(house: House) -> None:
    for text in BLNS:
        answer = await house.bearers.get(
            "/api/search", params={"q": text}, headers=house.alice.bearer
        )
        assert answer.status_code == 200 or refused(answer, "q"), text
    await asyncio.wait_for(house.alice.get("/api/rooms"), 5)


def shown_name(body: Any) -> str:  # Any: decoded JSON
    name: str = body["user"]["display_name"]
    return name


def refused(answer: httpx2.Response, field: str) -> bool:
    """Tell whether the text itself was refused; a name may be taken."""
    problem = answer.json()
    return answer.status_code in (409, 422) and problem["field"] == field
