"""Backup and restore: one moment while people write, and positions that nobody mistakes."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from agent.errors import Invalid, StorageFull
from agent.storage.backup import back_up, check
from tests.cast import House, Talk, open_house
from tests.command import refused, run, serving

UNREAD = """
    SELECT COUNT(*) FROM messages
    WHERE room_id = ? AND user_id <> ? AND thread_id IS NULL AND NOT is_deleted
      AND message_type IN ('text', 'file')
      AND id > COALESCE((SELECT last_read_message_id FROM message_read_status
                         WHERE room_id = messages.room_id AND user_id = ?), 0)
"""


def names(folder: Path, part: str) -> list[str]:
    return [path.name for path in folder.iterdir() if part in path.name]


async def restored(data: Path, file: Path) -> str:
    result = await asyncio.to_thread(run, "restore", str(file), "--data-dir", str(data))
    assert result.exit_code == 0, result.stderr
    return result.stdout


async def position(house: House, name: str = "General") -> tuple[int, int, int]:
    room = await house.bob.room(name)
    return room["id"], room["epoch"], room["seq"]


async def resumed(talk: Talk, room_id: int, epoch: int, seq: int) -> tuple[bool, int]:
    await talk.say("resume", positions={str(room_id): [epoch, seq]})
    event = await talk.event("resumed", room_id=room_id)
    return event["recovered"], event["epoch"]


async def test_a_backup_taken_while_people_write_is_one_moment(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    async with open_house(data, "alice", "bob") as house, house.bob.socket() as bob:
        room_id = (await house.bob.room("General"))["id"]
        for number in range(30):
            await bob.post(room_id, f"Before {number}")
        size = asyncio.create_task(
            asyncio.to_thread(back_up, house.host.settings.database_path, file)
        )
        number = 0
        while not size.done():
            await bob.post(room_id, f"During {number}")
            number += 1
        assert await size == file.stat().st_size
    assert number
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names(tmp_path, "one.db") == ["one.db"]
    await restored(data, file)
    async with open_house(data, "alice", "bob") as house:
        page = await house.bob.get(f"/api/rooms/{room_id}/messages?limit=200")
        texts = [message["content"] for message in page["messages"]]
        during = [text for text in texts if text.startswith("During")]
        assert [text for text in texts if text.startswith("Before")] == [
            f"Before {number}" for number in range(30)
        ]
        assert during == [f"During {number}" for number in range(len(during))]
        found = await house.bob.get("/api/search?q=During&limit=200")
        assert len(found["messages"]) == len(during)
        room = await house.alice.room("General")
        connection = sqlite3.connect(data / "knowledge_server.db")
        alice = house.alice.user.user_id
        (unread,) = connection.execute(UNREAD, (room_id, alice, alice)).fetchone()
        connection.execute("INSERT INTO message_search (message_search) VALUES ('integrity-check')")
        connection.close()
        assert room["unread_count"] == unread


async def test_a_position_from_after_the_backup_is_taken_afresh(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "early.db"
    async with open_house(data, "bob") as house, house.bob.socket() as bob:
        room_id, _, _ = await position(house)
        await bob.post(room_id, "Kept.")
        await asyncio.to_thread(back_up, house.host.settings.database_path, file)
        await bob.post(room_id, "Lost.")
        seen = [await position(house)]
    for _ in range(2):  # the same backup twice: its times differ, too
        await restored(data, file)
        async with open_house(data, "bob") as house, house.bob.socket() as bob:
            await bob.post(room_id, "Another.")
            await bob.post(room_id, "And one more.")
            for _, epoch, seq in seen:
                recovered, now = await resumed(bob, room_id, epoch, seq)
                assert not recovered
                assert now not in {epoch for _, epoch, _ in seen}
            made = await house.bob.call("POST", "/api/rooms", {"name": "Made after"})
            assert made.json()["room"]["epoch"] == now  # it may have the id of one that is lost
            seen.append(await position(house))


async def test_a_restore_signs_everybody_out_and_keeps_what_was_there(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "one.db"
    async with open_house(data, "bob") as house:
        session = house.bob.token
        token = await house.host.sessions.create_token(
            house.bob.user.user_id, name="run", scopes=("read",)
        )
        await asyncio.to_thread(back_up, house.host.settings.database_path, file)
    assert "What was there is kept as" in await restored(data, file)
    (kept,) = names(data, ".replaced-")
    check(data / kept)
    async with open_house(data) as house:
        assert await house.host.sessions.find(session) is None
        assert await house.host.sessions.find(token) is not None


def test_the_commands_back_up_a_server_that_runs_and_restore_one_that_is_stopped(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "one.db"
    with serving(data):
        assert run("backup", str(file), "--data-dir", str(data)).stdout.startswith(f"Wrote {file}")
        line = refused("backup", str(file), "--data-dir", str(data))
        assert "exists already" in line
        assert "Another knowledge-server" in refused("restore", str(file), "--data-dir", str(data))
    assert run("restore", str(file), "--data-dir", str(data)).exit_code == 0
    assert run("restore", str(file), "--data-dir", str(tmp_path / "new")).exit_code == 0
    assert not list(data.glob(".restore-*"))


def test_what_is_no_backup_is_refused_and_nothing_is_touched(data: Path, tmp_path: Path) -> None:
    before = (data / "knowledge_server.db").read_bytes()
    text, damaged = tmp_path / "notes.txt", tmp_path / "damaged.db"
    text.write_text("not a database" * 100)
    back_up(data / "knowledge_server.db", damaged)
    content = bytearray(damaged.read_bytes())
    content[8192 : len(content) // 2] = b"x" * (len(content) // 2 - 8192)
    damaged.write_bytes(content)
    for file in (text, damaged, tmp_path / "absent.db"):
        refused("restore", str(file), "--data-dir", str(data))
        with pytest.raises(Invalid):
            check(file)
    assert (data / "knowledge_server.db").read_bytes() == before


def test_a_backup_that_cannot_be_written_leaves_nothing(data: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageFull):
        back_up(data / "knowledge_server.db", tmp_path / "no" / "folder.db")
    assert not list(tmp_path.rglob("*.part"))
