"""What a server asks of the kernel, in the order of time: recorded by strace, read as events.

A call is two events, asked and returned: two threads are seen interleaved as they were. What is
written to the files and the sockets is recorded whole.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.command import PATIENCE, ROOT, Served, environment

FILE_CALLS = ("openat", "pwrite64", "ftruncate", "fsync", "fdatasync", "unlink", "rename")
OUT_CALLS = ("write", "writev", "sendto", "sendmsg")
LONGEST = 1024 * 1024
"""Bytes of one write that are recorded; the largest here are the joined frames of a batch."""

SERVER = (str(ROOT / "knowledge_server.py"),)

CALL = re.compile(r"(\d+) +(\w+)\(")
RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>")
RESULT = re.compile(r"\) += (-?\d+)(?:<([^>]*)>)?")
FILE = re.compile(r"\d+<([^>]*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
UNFINISHED = "<unfinished ...>"


class Call(NamedTuple):
    """One call: its name, the file or socket, the text that was handed over, the numbers."""

    name: str
    path: str
    content: bytes
    numbers: tuple[int, ...]


class Event(NamedTuple):
    """A call is asked (`result` is None), or has returned."""

    call: Call
    result: int | None


@contextlib.contextmanager
def recorded(
    directory: Path, record: Path, program: Sequence[str] = SERVER, **settings: str
) -> Iterator[Served]:
    """Run `serve` on a data directory under strace until the block ends; it ends by SIGTERM."""
    calls = ",".join((*FILE_CALLS, *OUT_CALLS))
    # -D: strace is the grandchild, the server our own child; -xx: no byte needs a guess.
    strace = ("strace", "-D", "-f", "-qq", "-y", "-xx", "--seccomp-bpf", "-s", str(LONGEST))
    process = subprocess.Popen(
        (
            *(*strace, "-e", f"trace={calls}", "-o", str(record)),
            *(sys.executable, *program, "serve", "--port=0", f"--data-dir={directory}"),
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(MESSAGE_RATE="0", ROOM_RATE="0", **settings),
        cwd=ROOT,
    )
    with process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        try:
            if not line:
                raise AssertionError(process.communicate(timeout=PATIENCE)[1])
            served = Served(process, line)
            yield served
            # Both ends of the pipes are strace's too: at their end the record is whole.
            assert served.stop()[0] == 0
        finally:
            if process.poll() is None:
                process.kill()


def events(record: Path) -> Iterator[Event]:
    """Read a record."""
    under_way: dict[str, Call] = {}
    with record.open() as lines:
        for line in lines:
            if (resumed := RESUMED.match(line)) is not None:
                call = under_way.pop(resumed[1])
                yield Event(call, _result(line))
            elif (begun := CALL.match(line)) is not None:
                call = _call(begun[2], line)
                yield Event(call, None)
                if line.rstrip().endswith(UNFINISHED):
                    under_way[begun[1]] = call
                else:
                    yield Event(call, _result(line))


def _call(name: str, line: str) -> Call:
    texts = [_bytes(text) for text in TEXT.findall(line)]
    asked, _, _ = line.rpartition(") ")
    if name in ("openat", "unlink", "rename"):
        flags = (int("O_CREAT" in line),) if name == "openat" else ()
        return Call(name, texts[0].decode(), b"\0".join(texts[1:]), flags)
    file = FILE.search(line)
    path = _bytes(file[1]).decode("utf-8", "replace") if file is not None else ""
    rest = TEXT.sub("", asked or line.removesuffix(UNFINISHED + "\n"))
    numbers = tuple(int(one) for one in re.findall(r", (\d+)", rest))
    return Call(name, path, b"".join(texts), numbers)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _result(line: str) -> int:
    found = RESULT.search(line, max(0, line.rfind(") ")))
    return -1 if found is None else int(found[1])
