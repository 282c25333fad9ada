"""The command line: what it prints, and what it refuses in one line."""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import PASSWORD
from tests.command import refused, run

pytestmark = pytest.mark.usefixtures("cheap_passwords", "untouched_logging")


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """Take back what `serve` does to the log of its process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused("serve", f"--port={port}", f"--data-dir={tmp_path}")
    assert f"Port {port}" in line
    assert "--port" in line


def test_a_data_directory_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("a file in its place")
    for arguments in (["serve", "--port=0"], ["migrate"], ["token", "create", "bob"]):
        assert str(place) in refused(*arguments, f"--data-dir={place}")
    assert str(place) in refused("serve", "--port=0", f"--data-dir={place}/below")


def test_a_database_of_a_newer_version_is_one_line_and_stays_as_it_is(data: Path) -> None:
    database = data / "knowledge_server.db"
    connection = sqlite3.connect(database)
    connection.execute("UPDATE alembic_version_chat_rooms SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = database.read_bytes()
    for arguments in (["serve", "--port=0"], ["migrate"], ["token", "create", "bob"]):
        assert "newer version" in refused(*arguments, f"--data-dir={data}")
    assert database.read_bytes() == before


def test_a_database_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "knowledge_server.db").write_text("not a database" * 1000)
    assert "Cannot read the database" in refused("serve", "--port=0", f"--data-dir={tmp_path}")


@pytest.mark.parametrize(
    ("settings", "arguments", "said"),
    [
        ({"DATABASE_URL": "postgresql://u:secret@db/x"}, [], "postgresql"),
        ({"BUS_URL": "redis://:secret@cache"}, [], "redis"),
        ({}, ["--workers=2"], "workers"),
        ({"PORT": "x"}, [], "port"),
        ({"PORT": "70000"}, ["--port=70000"], "70000"),
        ({"MESSAGE_RATE": "-1"}, [], "message_rate"),
        ({"LOG_FORMAT": "xml"}, [], "log_format"),
        ({"TRUSTED_PROXIES": "nonsense"}, [], "trusted_proxies"),
        ({"PUBLIC_URL": "rooms.example"}, [], "public_url"),
        ({"PLUGINS_DISABLED": "chess"}, [], "chess"),
        ({}, ["--ssl-certfile=nowhere.pem"], "ssl_keyfile"),
        ({}, ["--ssl-certfile=nowhere.pem", "--ssl-keyfile=nowhere.pem"], "TLS"),
        ({}, ["--host=192.0.2.1"], "192.0.2.1"),
        ({}, ["--host=no such host"], "no such host"),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(
    tmp_path: Path, settings: dict[str, str], arguments: list[str], said: str
) -> None:
    port = [] if any("PORT" in name for name in settings) else ["--port=0"]
    line = refused("serve", *port, f"--data-dir={tmp_path}", *arguments, **settings)
    assert said in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "text", ["port = ", 'port = "x"', "colour = 'red'", "\udcff", "[port]\na = 1", None]
)
def test_a_bad_settings_file_is_one_line(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "settings.toml"
    if text is not None:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert refused(f"--config={file}", "serve", f"--data-dir={tmp_path}")


def test_a_settings_file_counts_less_than_environment_and_flags(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1111\nhost = "localhost"\nmessage_rate = 2.5\n')
    result = run(f"--config={file}", "settings", "--data-dir=/nowhere", PORT="2222")
    lines = result.stdout.splitlines()
    for line in ("PORT=2222", "HOST=localhost", "MESSAGE_RATE=2.5", "DATA_DIR=/nowhere"):
        assert f"KNOWLEDGE_SERVER_{line}" in lines


@pytest.mark.parametrize("password", ["", "short", "password123", "aaaaaaaaaaaa"])
def test_a_weak_password_is_one_line(tmp_path: Path, password: str) -> None:
    line = refused(
        "user",
        "add",
        "bob",
        "--password-stdin",
        f"--data-dir={tmp_path}",
        typed=f"{password}\n",
    )
    assert "password" in line


def test_a_wrong_user_role_or_scope_is_one_line(data: Path) -> None:
    directory = f"--data-dir={data}"
    user = ("user", "add", "--password-stdin", directory)
    assert "taken" in refused(*user, "bob", typed=PASSWORD)
    assert "username" in refused(*user, "b b", typed=PASSWORD)
    assert "role" in refused(*user, "eve", "--role=king", typed=PASSWORD)
    assert "no user eve" in refused("token", "create", "eve", directory)
    assert "scope" in refused("token", "create", "bob", "--scope=all", directory)
    assert "UTF-8" in refused(*user, "zoe", typed=b"\xff\xfe not text\n")


def test_an_api_token_is_printed_alone_on_one_line(data: Path) -> None:
    result = run("token", "create", "bob", "--scope=read", f"--data-dir={data}")
    assert result.exit_code == 0
    assert result.stdout.startswith("ks_")
    assert len(result.stdout.splitlines()) == 1


def test_migrate_brings_up_to_date_once(tmp_path: Path) -> None:
    first = run("migrate", f"--data-dir={tmp_path}")
    assert (first.exit_code, first.stderr) == (0, "")
    assert [line.split(":")[0] for line in first.stdout.splitlines()] == ["core", "chat_rooms"]
    again = run("migrate", f"--data-dir={tmp_path}")
    assert again.stdout == "Nothing to do.\n"


def test_the_doctor_finds_what_is_wrong(tmp_path: Path) -> None:
    data = tmp_path / "data"
    well = run("doctor", f"--data-dir={data}", PORT="0")
    assert well.exit_code == 0, well.stdout
    assert all(line.startswith(("good", "note")) for line in well.stdout.splitlines())
    assert sorted(path.name for path in data.iterdir()) == ["lock"]
    run("migrate", f"--data-dir={data}")
    assert "is sound" in run("doctor", f"--data-dir={data}", PORT="0").stdout
    (data / "knowledge_server.db").write_text("broken" * 1000)
    ill = run("doctor", f"--data-dir={data}", PORT="0")
    assert ill.exit_code == 1
    assert "bad " in ill.stdout
    assert "Traceback" not in ill.stderr


def test_the_demo_fills_an_empty_server(tmp_path: Path) -> None:
    filled = run("demo", f"--data-dir={tmp_path}")
    assert (filled.exit_code, filled.stderr) == (0, "")
    assert "the password is" in filled.stdout
    again = run("demo", f"--data-dir={tmp_path}")
    assert "changes nothing" in again.stdout


def test_the_demo_changes_nothing_on_a_server_that_has_one_of_its_names(tmp_path: Path) -> None:
    """Else it would make an owner whose password nobody knows."""
    directory = f"--data-dir={tmp_path}"
    added = run("user", "add", "carol", "--password-stdin", directory, typed=PASSWORD)
    assert added.stdout == "Added member carol.\n"
    assert "changes nothing" in run("demo", directory).stdout
    assert "no user alice" in refused("token", "create", "alice", directory)


def test_without_chat_there_is_nothing_to_demonstrate(tmp_path: Path) -> None:
    directory = f"--data-dir={tmp_path}"
    assert "chat_rooms" in refused("demo", directory, PLUGINS_DISABLED="chat_rooms")


def test_files_become_knowledge_and_bad_ones_are_named(tmp_path: Path) -> None:
    data, good, bad = tmp_path / "data", tmp_path / "kettles.md", tmp_path / "kettle.exe"
    good.write_text("# Kettles\n\nA kettle boils at 100 degrees.\n")
    bad.write_bytes(b"\0")
    added = run("knowledge", "add", str(good), f"--data-dir={data}")
    assert (added.exit_code, added.stderr) == (0, "")
    assert "Added Kettles" in added.stdout
    missing = run("knowledge", "add", str(bad), str(tmp_path / "no.md"), f"--data-dir={data}")
    assert missing.exit_code == 1
    assert "kettle.exe" in missing.stderr
    assert "no.md" in missing.stderr
    assert "Traceback" not in missing.stderr
