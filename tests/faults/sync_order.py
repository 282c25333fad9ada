"""Whether a message was on disk before anybody heard of it, read from a record of system calls."""

from __future__ import annotations

from tests.faults.lossy_disk import SYNCS
from tests.faults.recorded_load import CLIENT_ID, Record, told
from tests.faults.system_calls import Call

FRAME_HEADER = 24
"""Bytes before each page in SQLite's log; bytes 4 to 8 are not 0 in a transaction's last frame."""


class SyncOrder:
    """Follows each message from the log's frames over the log's sync to the sockets."""

    def __init__(self, record: Record) -> None:
        self.told: set[str] = set()
        self.told_early: set[str] = set()
        """Heard of by somebody before a sync of the log that was asked for after its commit."""
        self.syncs = 0
        """Of any file, from the first frame of a message to the last acknowledgement."""

        self._written: set[str] = set()
        self._committed: set[str] = set()
        self._at_sync: set[str] = set()
        self._synced: set[str] = set()
        self._is_last_frame = False
        sent = len(record.sent)
        for event in record.events():
            if (heard := set(told(event))) and event.call.path.startswith("socket:"):
                self.told |= heard
                self.told_early |= heard - self._synced
            elif event.call.name in SYNCS and self._committed and len(self.told) < sent:
                self._sync(event.call, has_returned=event.result == 0)
            elif event.call.name == "pwrite64" and event.result is not None:
                self._write(event.call)

    def _write(self, call: Call) -> None:
        if not call.path.endswith("-wal"):
            return
        if len(call.content) == FRAME_HEADER:
            self._is_last_frame = any(call.content[4:8])
            return
        self._written.update(found.decode() for found in CLIENT_ID.findall(call.content))
        if self._is_last_frame:
            self._committed |= self._written
            self._written.clear()

    def _sync(self, call: Call, *, has_returned: bool) -> None:
        self.syncs += has_returned
        if call.path.endswith("-wal"):
            if has_returned:
                self._synced |= self._at_sync
            self._at_sync = set(self._committed)
