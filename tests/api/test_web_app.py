"""The site as an app: what a browser is told, with rooms and without."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.cast import House, open_house


async def manifest(house: House) -> dict[str, Any]:  # Any: JSON
    answer = await house.http.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    read: dict[str, Any] = json.loads(answer.text)
    return read


async def worker(house: House) -> tuple[str, str]:
    """Return the script of the worker and what it loads."""
    answer = await house.http.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    loaded = re.findall(r'"([^"]+)"', answer.text.split("importScripts(")[1])
    return answer.text, "".join([(await house.http.get(path)).text for path in loaded])


async def test_the_app_can_be_installed_and_starts_in_the_rooms(house: House) -> None:
    told = await manifest(house)
    assert told["start_url"] == "/chat"
    sizes = set()
    for icon in told["icons"]:
        answer = await house.http.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"] == "image/png"
        width = int.from_bytes(answer.content[16:20])
        assert icon["sizes"] == f"{width}x{width}"
        sizes.add((width, icon["purpose"]))
    assert {(192, "any"), (512, "any"), (512, "maskable")} <= sizes
    for shortcut in told["shortcuts"]:
        answer = await house.alice.call("GET", shortcut["url"], Accept="text/html")
        assert answer.status_code == 200


async def test_the_worker_keeps_files_of_this_build_and_no_answers(house: House) -> None:
    text, loaded = await worker(house)
    assets = json.loads(text.split("self.shell = ")[1].split(";\n")[0])["assets"]
    assert any(path.endswith("js/chat_rooms.js") for path in assets)
    assert all(path.startswith("/static/") for path in assets)
    assert (await house.http.get(assets[0])).headers["cache-control"].endswith("immutable")
    # The text of a push is asked for and shown; nothing else of the API is, and nothing is kept.
    assert re.findall(r"/api/[^`\"]*", loaded) == ["/api/messages/${messageId}/notice"]


async def test_without_rooms_a_worker_of_former_times_removes_itself(data: Path) -> None:
    async with open_house(data, "bob", plugins_disabled="chat_rooms") as house:
        assert (await manifest(house))["start_url"] == "/"
        text, loaded = await worker(house)
        assert "unregister()" in loaded
        assert "chat" not in text + loaded
