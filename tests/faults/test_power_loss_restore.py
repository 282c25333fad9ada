"""A power cut while a backup is put in the place of the database: one of the two is there, whole.

Made like tests/faults/test_power_loss.py: the real command runs under strace, and its record is
played against a disk that forgets what was not synced.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.storage.backup import back_up
from tests.cast import open_house
from tests.faults.intact import faults
from tests.faults.lossy_disk import SYNCS, LossyDisk
from tests.faults.recorded_load import WORD, Post
from tests.faults.system_calls import events, record_command

DATABASE = "knowledge_server.db"
TORN = 3
"""Random disks for each moment."""

OF_THE_WRITES = 0.1
"""Share of the writes at which the power is cut, beside all syncs and changes of names."""


class Scene(NamedTuple):
    """A server that crashed, with messages in its log, and a backup from before the last one."""

    folder: Path
    backup: Path
    early: dict[str, Post]
    all: dict[str, Post]


@pytest.fixture
async def scene(cheap_passwords: None, tmp_path: Path) -> Scene:
    backup, crashed = tmp_path / "backup.db", tmp_path / "crashed"
    crashed.mkdir()
    async with open_house(tmp_path / "data") as house:
        writer = await house.newcomer("writer")
        room_id = (await writer.room("General"))["id"]
        posts = [Post(f"w00-0000{n}", room_id, f"{WORD} {n}") for n in range(2)]
        async with writer.socket() as talk:
            await talk.post(room_id, posts[0].content, client_id=posts[0].client_id)
            back_up(house.host.settings.database_path, backup)
            await talk.post(room_id, posts[1].content, client_id=posts[1].client_id)
        for name in (DATABASE, f"{DATABASE}-wal"):
            (crashed / name).write_bytes((tmp_path / "data" / name).read_bytes())
    everything = {post.client_id: post for post in posts}
    return Scene(crashed, backup, {posts[0].client_id: posts[0]}, everything)


def which(folder: Path, scene: Scene) -> str:
    """Say which of the two databases is there."""
    if faults(folder, scene.all, scene.all) == []:
        return "old"
    wrong = faults(folder, scene.early, scene.early)
    return "new" if wrong == [] else f"neither: {wrong}"


def kept(folder: Path, scene: Scene) -> str:
    """Say which database is kept under a dated name, as the one that was replaced."""
    found = [file for file in folder.iterdir() if ".replaced-" in file.name]
    aside = folder / "aside"
    aside.mkdir()
    for file in found:
        file.rename(aside / f"{DATABASE}{'-wal' if file.name.endswith('-wal') else ''}")
    return which(aside, scene) if found else "none"


def test_one_of_the_two_databases_is_there_whole_after_every_cut(
    scene: Scene, tmp_path: Path
) -> None:
    before = {str(file): file.read_bytes() for file in scene.folder.iterdir()}
    calls, chance = tmp_path / "calls", random.Random(3)
    record_command(calls, "restore", str(scene.backup), f"--data-dir={scene.folder}")
    disk = LossyDisk(str(scene.folder), before)
    states: list[tuple[str, str]] = []

    def cut(torn: random.Random | None) -> None:
        left = tmp_path / f"cut{len(states)}"
        left.mkdir()
        for path, content in disk.survivors(torn).items():
            if Path(path).parent == scene.folder:
                (left / Path(path).name).write_bytes(content)
        states.append((which(left, scene), kept(left, scene)))

    for event in events(calls):
        if str(scene.folder) in event.call.path:
            if event.call.name in SYNCS:
                cut(None)
            if event.call.name != "pwrite64" or chance.random() < OF_THE_WRITES:
                for _ in range(TORN):
                    cut(chance)
        disk.play(event)
    assert len(states) > 200
    assert {state for state, _ in states} == {"old", "new"}
    assert {aside for state, aside in states if state == "new"} == {"old"}
    cut(None)
    assert states[-1] == ("new", "old")
