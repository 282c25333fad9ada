"""A power cut: what was acknowledged is on disk, whatever of the rest got there.

`kill -9` says nothing about that, for the kernel keeps what it was handed. Here the real server
runs under strace with 64 writers, through several checkpoints and to its end. The record of its
writes and syncs is played against a disk that forgets what was not synced (`LossyDisk`), the
power is cut, and the product's own storage opens what is left. No VFS and no file system of our
own stands in between: what is tested is the SQLite, Python and server that people run.

A disk that keeps nothing but what was synced changes only when a sync returns; the cut right
before that is the hardest, with the most acknowledged. A disk that keeps a random part of the
rest, in torn sectors, is cut there and at random other moments as well.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import CheapPasswords
from tests.command import serving
from tests.faults.intact import faults
from tests.faults.lossy_disk import SYNCS, LossyDisk
from tests.faults.recorded_load import Record, record_load, send_all, told
from tests.faults.sync_order import SyncOrder
from tests.faults.system_calls import SERVER

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
EVERY = 1 if ROUNDS > 1 else 2
"""Syncs of the log between two cuts; all others are cut at. `make faults` cuts at every one."""

AT_RANDOM = 0.004
"""Share of all calls at which the power is cut, beside the syncs: some 120 cuts, or half."""

CARELESS = ("-m", "tests.faults.careless")
FEW = 6
"""Messages of a writer on a server that is to be found out."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """A run of the real server."""
    made = make_record(tmp_path_factory.mktemp("record"))
    yield made
    made.calls.unlink()


@pytest.fixture(scope="module")
def order(record: Record) -> SyncOrder:
    return SyncOrder(record)


def make_record(directory: Path, *manner: str) -> Record:
    """Record the server, or a careless one."""
    directory.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        if manner:
            return asyncio.run(record_load(directory, (*CARELESS, *manner), each=FEW))
        return asyncio.run(record_load(directory, SERVER))


class Cuts:
    """Cuts the power of a recorded server again and again, and looks at what is left."""

    def __init__(self, record: Record, directory: Path, seed: int, *, every: int = 1) -> None:
        self.faults: list[str] = []
        self.count, self.checkpoints = 0, 0
        self._every, self._syncs = every, 0
        self._record = record
        self._directory = directory
        self._disk = LossyDisk(str(record.folder), record.before)
        self._chance = random.Random(seed)
        self._told: set[str] = set()

    def run(self) -> list[str]:
        """Cut at every sync, at random moments and at the end; returns what was wrong."""
        for event in self._record.events():
            self._told.update(told(event))
            if event.call.name in SYNCS and event.result is not None:
                self._at_sync(is_of_log=event.call.path.endswith("-wal"))
                self.checkpoints += event.call.path.endswith(".db")
            elif self._chance.random() < AT_RANDOM / self._every:
                self._cut(self._chance)
            self._disk.play(event)
        self._cut(None)
        self._cut(self._chance)
        assert self._told == self._record.sent.keys()
        return self.faults

    def _at_sync(self, *, is_of_log: bool) -> None:
        self._syncs += is_of_log
        if not is_of_log or self._syncs % self._every == 0:
            self._cut(None)
            self._cut(self._chance)

    def _cut(self, chance: random.Random | None) -> None:
        self.count += 1
        left = self._directory / f"cut{self.count}"
        lay_down(self._disk.survivors(chance), left)
        wrong = faults(left, self._record.sent, self._told)
        kind = "torn" if chance else "clean"
        self.faults += [f"{kind} cut {self.count}: {one}" for one in wrong]
        for file in left.iterdir():
            file.unlink()


def lay_down(files: dict[str, bytes], folder: Path) -> None:
    """Write the files that a cut left."""
    folder.mkdir()
    for path, content in files.items():
        (folder / Path(path).name).write_bytes(content)


def test_no_acknowledged_message_is_lost_by_a_power_cut(record: Record, tmp_path: Path) -> None:
    cuts = Cuts(record, tmp_path, seed=0, every=EVERY)
    assert cuts.run() == []
    assert cuts.count > 200 / EVERY
    assert cuts.checkpoints > 2
    for seed in range(1, ROUNDS):
        other = make_record(tmp_path / f"round{seed}")
        assert Cuts(other, other.folder.parent, seed).run() == [], f"seed {seed}"
        other.calls.unlink()


@pytest.mark.parametrize("manner", ["NORMAL", "OFF", "HASTY"])
def test_a_careless_server_is_found_out(manner: str, tmp_path: Path) -> None:
    careless = make_record(tmp_path / "careless", manner)
    wrong = Cuts(careless, tmp_path, seed=0).run()
    assert any("acknowledged messages are lost" in one for one in wrong), wrong
    assert SyncOrder(careless).told_early


def test_nobody_hears_of_a_message_before_it_is_on_disk(record: Record, order: SyncOrder) -> None:
    assert order.told == record.sent.keys()
    assert order.told_early == set()


def test_64_writers_share_the_syncs(record: Record, order: SyncOrder) -> None:
    assert 0 < order.syncs < 0.2 * len(record.sent)


async def test_after_a_power_cut_what_is_sent_again_is_there_once(
    record: Record, tmp_path: Path
) -> None:
    chance = random.Random(7)
    disk = LossyDisk(str(record.folder), record.before)
    heard: set[str] = set()
    for event in itertools.takewhile(lambda _: len(heard) < len(record.sent) / 2, record.events()):
        heard.update(told(event))
        disk.play(event)
    assert heard < record.sent.keys()
    left = tmp_path / "left"
    lay_down(disk.survivors(chance), left)
    with serving(left, MESSAGE_RATE="0", ROOM_RATE="0") as server:
        await send_all(server, record)
        assert server.stop()[0] == 0
    assert faults(left, record.sent, record.sent) == []
