"""Without the chat plugin there is no chat: no route, no table, no link, no import."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import PASSWORD
from tests.command import PATIENCE, ROOT, Served, environment, fetch, run, serving, status

CHAT_PATHS = (
    "/chat",
    "/chat/1",
    "/api/rooms",
    "/api/rooms/1",
    "/api/rooms/1/messages",
    "/api/messages/1",
    "/api/users/online",
    "/ws/rooms",
    "/ws/rooms/1",
)
CHAT_FILES = ("js/chat_rooms.js", "css/chat_rooms.css", "js/chat/store.js")

IMPORTED = """
import asyncio, sys
from agent.settings import Settings
from api import cli, serve
from knowledge_server import open_app

async def main():
    async with open_app(Settings(data_dir=sys.argv[1], plugins_disabled="chat_rooms")):
        pass

asyncio.run(main())
words = ("chat", "room", "message", "presence")
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("agent", "api", "plugins")
              and any(word in name for word in words)))
"""


@pytest.fixture(params=["fresh", "once had chat"])
def directory(request: pytest.FixtureRequest, tmp_path: Path, cheap_passwords: None) -> Path:
    """A data directory, new or one that had chat rooms."""
    if request.param == "fresh":
        added = run(
            "user",
            "add",
            "alice",
            "--role=owner",
            "--password-stdin",
            f"--data-dir={tmp_path}",
            typed=PASSWORD,
            PLUGINS_DISABLED="chat_rooms",
        )
        assert added.exit_code == 0, added.stderr
        return tmp_path
    found: Path = request.getfixturevalue("data")
    return found


def tables(directory: Path) -> set[str]:
    connection = sqlite3.connect(directory / "knowledge_server.db")
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {row[0] for row in rows}
    finally:
        connection.close()


def test_the_host_works_and_nothing_of_the_chat_is_there(directory: Path) -> None:
    before = tables(directory)
    with serving(directory, PLUGINS_DISABLED="chat_rooms") as server:
        token = run(
            "token",
            "create",
            "alice",
            "--scope=read",
            "--scope=admin",
            f"--data-dir={directory}",
            PLUGINS_DISABLED="chat_rooms",
        ).stdout.strip()
        get = reader(server, token)
        for path in ("/", "/admin", "/health", "/status", "/api/admin/overview"):
            code, text = get(path)
            assert code == 200, path
            for word in ("chat", "rooms"):
                found = re.search(rf"[^\n]*\b{word}\b[^\n]*", text, re.I)
                assert found is None, (path, found and found.group())
        assert status(f"{server.base}/login") == 200
        for path in CHAT_PATHS:
            assert get(path)[0] == 404, path
        build = re.search(r"/static/(\w+)/", get("/")[1])
        assert build is not None
        for name in CHAT_FILES:
            assert get(f"/static/{build.group(1)}/{name}")[0] == 404, name
        assert server.stop() == (0, "")
    assert tables(directory) == before
    if "rooms" not in before:
        assert not {name for name in before if "room" in name or "message" in name}


def test_no_module_of_the_chat_is_imported(directory: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", IMPORTED, str(directory)],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=ROOT,
        timeout=PATIENCE,
        check=True,
    )
    assert shown.stdout.strip() == ""


def test_what_was_said_is_there_again_when_the_chat_is(data: Path) -> None:
    with serving(data, PLUGINS_DISABLED="chat_rooms") as server:
        assert status(f"{server.base}/api/rooms") == 404
    token = run("token", "create", "bob", f"--data-dir={data}").stdout.strip()
    with serving(data) as server:
        code, text = reader(server, token)("/api/rooms")
        assert code == 200
        assert '"name":"Den"' in text


def reader(server: Served, token: str) -> Callable[[str], tuple[int, str]]:
    def get(path: str) -> tuple[int, str]:
        return fetch(server.base + path, Authorization=f"Bearer {token}", Accept="text/html")

    return get
