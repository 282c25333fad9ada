"""The data directory belongs to one process; others hand it their commands by a socket inside."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import msgspec

from agent.errors import KnowledgeServerError, StartError

log = logging.getLogger(__name__)

LOCK, COMMANDS = "lock", "command.sock"
COMMAND_LIMIT = 4 << 20


class Command(msgspec.Struct, frozen=True):
    """A command of the command line, by name, with its arguments."""

    name: str
    arguments: dict[str, msgspec.Raw]


class Reply(msgspec.Struct, frozen=True):
    """What it printed, or the one line that says why it failed."""

    output: str = ""
    error: str | None = None


Runner = Callable[[Command], Awaitable[str]]


class DirectoryBusy(StartError):
    """Another process serves this data directory."""


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the directory's lock. Raises DirectoryBusy, or StartError when it cannot be written."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(
            f"The data directory {directory} cannot be written: {error.strerror}."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise DirectoryBusy(
            f"Another knowledge-server uses the data directory {directory}."
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


@contextlib.asynccontextmanager
async def command_socket(directory: Path, run: Runner) -> AsyncIterator[None]:
    """Answer commands of other processes while the server runs; only the owner may connect."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            command = msgspec.json.decode(await reader.readline(), type=Command)
            reply = Reply(output=await run(command))
        except KnowledgeServerError as error:
            reply = Reply(error=error.detail)
        except Exception:  # the loop's edge: a broken command must not end the server
            log.exception("a command failed")
            reply = Reply(error="The command failed; the server's log says why.")
        with contextlib.suppress(OSError):
            writer.write(msgspec.json.encode(reply) + b"\n")
            await writer.drain()
        writer.close()

    path = directory / COMMANDS
    path.unlink(missing_ok=True)
    with _short(path) as address:
        previous = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(answer, address, limit=COMMAND_LIMIT)
        finally:
            os.umask(previous)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def send(directory: Path, command: Command) -> str:
    """Let the running server do a command and return its output. Raises StartError."""
    with _short(directory / COMMANDS) as address, socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(address)
        except OSError as error:
            raise StartError(
                f"The server that uses {directory} does not take commands: {error.strerror}."
            ) from error
        client.sendall(msgspec.json.encode(command) + b"\n")
        with client.makefile("rb") as stream:
            line = stream.readline()
    if not line:
        raise StartError(f"The server that uses {directory} ended before it answered.")
    reply = msgspec.json.decode(line, type=Reply)
    if reply.error is not None:
        raise StartError(reply.error)
    return reply.output


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """Yield an address of the socket that fits the kernel's 107 bytes, however deep it lies."""
    if len(os.fsencode(path)) < 100 or not Path("/proc/self/fd").exists():
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
