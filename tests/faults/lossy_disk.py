"""A disk that forgets what was not synced, played from a record of system calls.

A write counts as on disk only when a sync of its file has returned that was asked for after the
write had returned. A name that is new, gone, or another file's is so on disk only after a sync of
its folder. (Real file systems keep the order of names; this one is harsher.)
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.system_calls import Call, Event

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

SYNCS = ("fsync", "fdatasync")


class _Write:
    """A change of a file that may or may not be on disk."""

    def __init__(self, offset: int, content: bytes | None) -> None:
        self.has_returned = False
        self._offset = offset
        self._content = content  # None: the file ends here

    def apply(self, content: bytearray) -> None:
        if self._content is None:
            _resize(content, self._offset)
        else:
            _put(content, self._offset, self._content)

    def apply_torn(self, content: bytearray, chance: random.Random) -> None:
        """Apply all of it, nothing, or some of its sectors."""
        fate = chance.choice(("whole", "lost", "torn"))
        text = self._content
        if fate == "whole" or (fate == "torn" and text is None):
            self.apply(content)
        elif fate == "torn" and text is not None:
            starts = [0, *range(SECTOR - self._offset % SECTOR, len(text), SECTOR)]
            for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
                if chance.random() < 0.5:
                    _put(content, self._offset + start, text[start:end])


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
        self._writes: dict[int, _Write] = {}
        self._syncs: dict[int, tuple[_File | None, list[_Write], dict[str, _File]]] = {}

    def play(self, event: Event) -> None:
        """Let one event happen."""
        call, result = event
        if call.name in SYNCS:
            self._sync(call, result)
        elif call.name in ("pwrite64", "ftruncate"):
            self._write(call, result)
        elif result is not None and result >= 0:
            self._change_names(call, result)

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

    def _write(self, call: Call, result: int | None) -> None:
        if (file := self._now.get(call.path)) is None:
            return
        if result is None:
            write = _Write(call.numbers[-1], None if call.name == "ftruncate" else call.content)
            self._writes[id(call)] = write
            file.writes.append(write)
        else:
            assert result == len(call.content), "half a write is not played"
            self._writes.pop(id(call)).has_returned = True

    def _change_names(self, call: Call, result: int) -> None:
        files = self._now
        match call.name:
            case "open" if call.numbers[0] and self._is_ours(call.path):
                files.setdefault(call.path, _File(b""))
            case "unlink":
                files.pop(call.path, None)
            case "rename" if call.path in files:
                files[call.other] = files.pop(call.path)
            case "link" if call.path in files:
                files[call.other] = files[call.path]
            case "sendfile" if call.path in files:
                start = call.numbers[0]
                content = Path(call.other).read_bytes()[start : start + result]
                write = _Write(start, content)
                write.has_returned = True
                files[call.path].writes.append(write)

    def _sync(self, call: Call, result: int | None) -> None:
        if result is None:
            file = self._now.get(call.path)
            written = [one for one in file.writes if one.has_returned] if file else []
            self._syncs[id(call)] = file, written, self._names_in(self._now, call.path)
            return
        file, written, names = self._syncs.pop(id(call))
        if result < 0:
            return
        if file is not None:
            file.settle(written)
        for path in self._names_in(self._on_disk, call.path):
            del self._on_disk[path]
        self._on_disk.update(names)

    def _names_in(self, files: dict[str, _File], folder: str) -> dict[str, _File]:
        parts = ((path.rpartition("/"), path, file) for path, file in files.items())
        return {path: file for (parent, _, _), path, file in parts if parent == folder}

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self._folder) and path.endswith((".db", ".db-wal", ".db-journal"))


def _put(content: bytearray, offset: int, text: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(text)] = text


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))
