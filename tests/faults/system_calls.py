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

from tests.command import PATIENCE, ROOT, Served, environment, first_line

NAME_CALLS = ("open", "openat", "unlink", "unlinkat", "rename", "renameat", "link", "linkat")
"""Some machines have both of a pair, others only the second one; events have the first's name."""

FILE_CALLS = ("pwrite64", "ftruncate", "fsync", "fdatasync", "sendfile")
OUT_CALLS = ("write", "writev", "sendto", "sendmsg")
LONGEST = 1024 * 1024
"""Bytes of one write that are recorded; the largest here are the joined frames of a batch."""

SERVER = (str(ROOT / "knowledge_server.py"),)

CALL = re.compile(r"(\d+) +(\w+)\(")
RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>")
RESULT = re.compile(r"\) += (-?\d+)(?:<([^>]*)>)?")
FILE = re.compile(r"\d+<([^>]*)>")
NAME = re.compile(r'(?:<([^>]*)>, )?"((?:\\x[0-9a-f]{2})*)"')
UNFINISHED = "<unfinished ...>"


class Call(NamedTuple):
    """One call: its name, the file or socket, the text that was handed over, the numbers.

    `other` is the second path of a rename or link, and where a `sendfile` reads.
    """

    name: str
    path: str
    content: bytes = b""
    numbers: tuple[int, ...] = ()
    other: str = ""


class Event(NamedTuple):
    """A call is asked (`result` is None), or has returned."""

    call: Call
    result: int | None


@contextlib.contextmanager
def recorded(
    directory: Path, record: Path, program: Sequence[str] = SERVER, **settings: str
) -> Iterator[Served]:
    """Run `serve` on a data directory under strace until the block ends; it ends by SIGTERM."""
    process = subprocess.Popen(
        (*strace(record), *program, "serve", "--port=0", f"--data-dir={directory}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(MESSAGE_RATE="0", ROOM_RATE="0", **settings),
        cwd=ROOT,
    )
    with process:
        line = first_line(process)
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


def record_command(record: Path, *arguments: str) -> None:
    """Run a command of the server to its end under strace."""
    done = subprocess.run(
        (*strace(record), *SERVER, *arguments),
        capture_output=True,
        text=True,
        env=environment(),
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def strace(record: Path) -> tuple[str, ...]:
    """Return the beginning of a command line that records a Python program."""
    calls = ",".join(f"?{name}" for name in (*NAME_CALLS, *FILE_CALLS, *OUT_CALLS))
    # -D: strace is the grandchild, the program our own child; -xx: no byte needs a guess.
    options = ("-D", "-f", "-qq", "-y", "-xx", "--seccomp-bpf", "-s", str(LONGEST))
    return ("strace", *options, "-e", f"trace={calls}", "-o", str(record), sys.executable)


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
    asked, _, _ = line.rpartition(") ")
    asked = asked or line.removesuffix(UNFINISHED + "\n")
    if name in NAME_CALLS:
        paths = [_path(text, below=folder) for folder, text in NAME.findall(asked)]
        creates = (int("O_CREAT" in asked),) if name.startswith("open") else ()
        return Call(name.removesuffix("at"), paths[0], numbers=creates, other=paths[-1])
    # Texts hold no quotes, and are many times longer than all the rest.
    parts = asked.split('"')
    rest = "".join(parts[::2])
    files = [_path(text) for text in FILE.findall(rest)]
    content = b"".join(map(_bytes, parts[1::2]))
    numbers = tuple(int(one) for one in re.findall(r", \[?(\d+)", rest))
    return Call(name, files[0] if files else "", content, numbers, files[-1] if files else "")


def _path(text: str, *, below: str = "") -> str:
    path = _bytes(text).decode("utf-8", "replace")
    return (
        path if path.startswith(("/", "socket:")) else f"{_path(below)}/{path}" if below else path
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _result(line: str) -> int:
    found = RESULT.search(line, line.rfind(") "))
    return -1 if found is None else int(found[1])
