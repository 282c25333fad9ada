"""The judges of the power cuts: the disk that forgets, and the look at what is left."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from agent.storage.sqlite import connect
from tests.cast import open_house
from tests.faults.intact import faults
from tests.faults.lossy_disk import SECTOR, LossyDisk
from tests.faults.recorded_load import WORD, Post
from tests.faults.system_calls import Call, Event

FOLDER, LOG = "/data", "/data/rooms.db-wal"
SYNC, SYNC_FOLDER = Call("fdatasync", LOG, b"", ()), Call("fdatasync", FOLDER, b"", ())
CREATE, UNLINK = Call("open", LOG, numbers=(1,)), Call("unlink", LOG, b"", ())


def write(content: bytes, offset: int = 0) -> Call:
    return Call("pwrite64", LOG, content, (len(content), offset))


def play(disk: LossyDisk, *calls: Call) -> None:
    """Let calls happen one after the other."""
    for call in calls:
        disk.play(Event(call, None))
        disk.play(Event(call, len(call.content)))


def test_what_was_not_synced_is_forgotten() -> None:
    disk = LossyDisk(FOLDER, {LOG: b"old"})
    play(disk, write(b"new"))
    assert disk.survivors() == {LOG: b"old"}
    play(disk, SYNC, write(b"newer", 5))
    assert disk.survivors() == {LOG: b"new"}


def test_a_sync_that_failed_or_has_not_returned_keeps_nothing() -> None:
    disk = LossyDisk(FOLDER, {LOG: b"old"})
    play(disk, write(b"new"))
    disk.play(Event(SYNC, None))
    assert disk.survivors() == {LOG: b"old"}
    disk.play(Event(SYNC, -1))
    assert disk.survivors() == {LOG: b"old"}


def test_what_is_written_during_a_sync_waits_for_the_next() -> None:
    disk = LossyDisk(FOLDER, {LOG: b"old"})
    disk.play(Event(SYNC, None))
    play(disk, write(b"new"))
    disk.play(Event(SYNC, 0))
    assert disk.survivors() == {LOG: b"old"}


def test_a_cut_file_is_cut_on_disk_after_a_sync() -> None:
    disk = LossyDisk(FOLDER, {LOG: b"old"})
    play(disk, Call("ftruncate", LOG, b"", (1,)))
    assert disk.survivors() == {LOG: b"old"}
    play(disk, SYNC)
    assert disk.survivors() == {LOG: b"o"}


def test_names_come_and_go_with_a_sync_of_the_folder() -> None:
    disk = LossyDisk(FOLDER, {})
    play(disk, CREATE, write(b"new"), SYNC)
    assert disk.survivors() == {}
    play(disk, SYNC_FOLDER, UNLINK)
    assert disk.survivors() == {LOG: b"new"}
    play(disk, SYNC_FOLDER)
    assert disk.survivors() == {}


def test_sectors_of_one_write_survive_apart() -> None:
    disk = LossyDisk(FOLDER, {LOG: b""})
    play(disk, write(b"x" * 8 * SECTOR))
    chance = random.Random(0)
    left = [disk.survivors(chance)[LOG] for _ in range(100)]
    assert any(0 < content.count(b"x") < 8 * SECTOR for content in left)
    assert all(content.count(b"x") % SECTOR == 0 for content in left)
    assert {b"", b"x" * 8 * SECTOR} <= set(left)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM message_read_status", "read markers and messages differ"),
        ("UPDATE rooms SET last_seq = last_seq - 1", "counters of rooms and messages differ"),
        ("UPDATE messages SET content = content || '.'", "not what was sent"),
        ("INSERT INTO message_search (rowid, content) VALUES (99, '{word}')", "search rows"),
        ("DELETE FROM messages WHERE client_id = 'w00-00001'", "acknowledged messages are lost"),
    ],
)
async def test_a_damaged_database_is_seen(
    damage: str, told: str, cheap_passwords: None, tmp_path: Path
) -> None:
    async with open_house(tmp_path) as house:
        alice = await house.newcomer("alice")
        room_id = (await alice.room("General"))["id"]
        post = Post("w00-00001", room_id, f"{WORD} strikes")
        async with alice.socket() as talk:
            await talk.post(room_id, post.content, client_id=post.client_id)
        file = house.host.settings.database_path
    assert faults(tmp_path, {post.client_id: post}, [post.client_id]) == []
    opened: sqlite3.Connection = connect(file)
    opened.execute("PRAGMA foreign_keys = OFF")
    opened.execute(damage.format(word=WORD))
    opened.close()
    found = faults(tmp_path, {post.client_id: post}, [post.client_id])
    assert any(told in one for one in found), found
