"""A disk that forgets what was not synced, played from a record of system calls.

A write counts as on disk only when a sync of its file has returned that was asked for after the
write had returned. A file that is new, or gone, is so on disk only after a sync of its folder.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import PurePosixPath

from tests.faults.system_calls import Call, Event

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

Change = Callable[[bytearray], None]
SYNCS = ("fsync", "fdatasync")


class _Write:
    """A change of a file that may or may not be on disk."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.has_returned = False

    def apply(self, content: bytearray) -> None:
        if self.call.name == "ftruncate":
            _resize(content, self.call.numbers[-1])
        else:
            _put(content, self.call.numbers[-1], self.call.content)

    def apply_torn(self, content: bytearray, chance: random.Random) -> None:
        """Apply all of it, nothing, or some of its sectors."""
        fate = chance.choice(("whole", "lost", "torn"))
        if fate == "whole" or (fate == "torn" and self.call.name == "ftruncate"):
            self.apply(content)
        elif fate == "torn":
            first, text = self.call.numbers[-1], self.call.content
            starts = [0, *range(SECTOR - first % SECTOR, len(text), SECTOR)]
            for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
                if chance.random() < 0.5:
                    _put(content, first + start, text[start:end])


class _File:
    """What of a file is on disk, and what is on its way."""

    def __init__(self, content: bytes) -> None:
        self.synced = bytearray(content)
        self.writes: list[_Write] = []

    def settle(self, written: list[_Write]) -> None:
        """A sync has returned: what had been written when it was asked for is on disk."""
        for write in written:
            write.apply(self.synced)
        settled = set(written)
        self.writes = [one for one in self.writes if one not in settled]


class LossyDisk:
    """The files of one folder, through the calls of a record."""

    def __init__(self, folder: str, files: dict[str, bytes]) -> None:
        """Begin with files that are on disk; others of the folder are of no interest."""
        self._folder = folder
        self._on_disk = {path: _File(content) for path, content in files.items()}
        self._now = dict(self._on_disk)  # names as the running system sees them
        self._under_way: dict[int, _Write] = {}
        self._syncs: dict[int, tuple[_File | None, list[_Write], dict[str, _File]]] = {}

    def play(self, event: Event) -> None:
        """Let one event happen."""
        call = event.call
        if event.result is not None and event.result < 0:
            assert call.name not in ("pwrite64", "ftruncate"), call
        elif call.name in SYNCS:
            self._sync(event)
        elif event.result is None:
            self._ask(call)
        elif (write := self._under_way.pop(id(call), None)) is not None:
            assert event.result == len(call.content), "half a write is not played"
            write.has_returned = True
        elif call.name == "openat" and call.numbers[0] and self._is_ours(call.path):
            self._now.setdefault(call.path, _File(b""))

    def survivors(self, chance: random.Random | None = None) -> dict[str, bytes]:
        """Return the files after a power cut at this moment.

        Nothing that was not synced survives, or, with `chance`, a random part of it.
        """
        if chance is None:
            return {path: bytes(file.synced) for path, file in self._on_disk.items()}
        names = {**self._on_disk, **self._now}
        unsure = [path for path in names if self._on_disk.get(path) is not self._now.get(path)]
        files: dict[str, bytes] = {}
        for path in names:
            side = chance.choice((self._on_disk, self._now)) if path in unsure else self._now
            if (file := side.get(path)) is not None:
                content = bytearray(file.synced)
                for write in file.writes:
                    write.apply_torn(content, chance)
                files[path] = bytes(content)
        return files

    def _ask(self, call: Call) -> None:
        if call.name in ("pwrite64", "ftruncate") and (file := self._now.get(call.path)):
            write = _Write(call)
            file.writes.append(write)
            self._under_way[id(call)] = write
        elif call.name == "unlink":
            self._now.pop(call.path, None)
        assert call.name != "rename" or call.path not in self._now, "a rename is not played"

    def _sync(self, event: Event) -> None:
        call = event.call
        if event.result is None:
            file = self._now.get(call.path)
            written = [one for one in file.writes if one.has_returned] if file else []
            names = dict(self._now) if call.path == self._folder else {}
            self._syncs[id(call)] = file, written, names
            return
        file, written, names = self._syncs.pop(id(call))
        if file is not None:
            file.settle(written)
        if call.path == self._folder:
            self._on_disk = names

    def _is_ours(self, path: str) -> bool:
        name = PurePosixPath(path).name
        return path.startswith(self._folder) and name.endswith((".db", ".db-wal", ".db-journal"))


def _put(content: bytearray, offset: int, text: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(text)] = text


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))
