"""A server as people run it: a process of its own, from its one line to its end."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import websockets
from websockets.sync.client import ClientConnection, connect

from tests.cast import PASSWORD
from tests.command import PATIENCE, ROOT, environment, fetch, run, serving, status


def token_of(directory: Path, name: str) -> str:
    result = run("token", "create", name, f"--data-dir={directory}")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("ks_")
    return lines[0]


def test_the_set_up_link_dies_as_soon_as_there_is_an_owner(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        base, _, token = server.line.partition("/setup#")
        assert base == server.base
        assert len(token) >= 32
        assert fetch(f"{base}/")[0] == 303
        commands = tmp_path / "command.sock"
        assert stat.S_IMODE(commands.stat().st_mode) == 0o600
        add = ("user", "add", "olga", "--role=owner", "--password-stdin", f"--data-dir={tmp_path}")
        assert run(*add, typed=PASSWORD).stdout == "Added owner olga.\n"
        with httpx2.Client(base_url=base, trust_env=False) as http:
            body = {"token": token, "username": "eve", "password": PASSWORD}
            answer = http.post("/api/setup", json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "setup_done")
            login = http.post("/api/auth/login", json={"username": "olga", "password": PASSWORD})
            assert login.status_code == 200
        made = token_of(tmp_path, "olga")
        assert status(f"{base}/api/rooms", Authorization=f"Bearer {made}") == 200
        code, errors = server.stop()
    assert (code, errors) == (0, "")
    assert not commands.exists()
    with serving(tmp_path) as server:
        assert server.line == server.base


def test_a_data_directory_has_one_server(data: Path) -> None:
    with serving(data) as server:
        second = subprocess.run(
            [sys.executable, ROOT / "knowledge_server.py", "serve", "--port=0"],
            env=environment(DATA_DIR=str(data)),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.count("\n") == 1
        assert "Another knowledge-server" in second.stderr
        assert status(f"{server.base}/health") == 200


def test_a_server_that_ends_says_when_to_come_back(data: Path) -> None:
    bob = token_of(data, "bob")
    with serving(data) as server:
        with connect(
            server.base.replace("http", "ws") + "/ws/rooms",
            additional_headers={"Authorization": f"Bearer {bob}"},
            proxy=None,
        ) as talk:
            assert json.loads(talk.recv(PATIENCE))["type"] == "hello"
            started = time.monotonic()
            server.process.terminate()
            closed = end_of(talk)
        assert server.process.wait(PATIENCE) == 0
        assert time.monotonic() - started < PATIENCE / 2  # 1 s on a quiet machine
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1012
        assert json.loads(closed.rcvd.reason)["retry_after"] > 0


def test_a_server_on_an_existing_database_is_ready_soon(data: Path) -> None:
    started = time.monotonic()
    with serving(data) as server:
        assert status(f"{server.base}/health") == 200
        assert time.monotonic() - started < PATIENCE / 2  # 1 s on a quiet machine


def test_ctrl_c_ends_a_server_too(data: Path) -> None:
    with serving(data) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0


def end_of(talk: ClientConnection) -> websockets.ConnectionClosed:
    try:
        while True:
            talk.recv(PATIENCE)
    except websockets.ConnectionClosed as closed:
        return closed
