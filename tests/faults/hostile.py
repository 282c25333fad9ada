"""What hostile peers send, byte by byte, and what they have to be told."""

from __future__ import annotations

import contextlib
import os
import re
import socket
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from api.host_socket import FRAME_LIMIT
from tests.command import PATIENCE, Served

GET = b"GET /health HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
UPGRADE = (
    b"GET /ws/rooms HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
LONG = b"y" * 65536
FLOOD = 64 << 20
"""Bytes that a peer would send if it were let."""

MEMORY = 48 << 10
"""KiB that the server may grow by meanwhile."""


def fields(count: int) -> bytes:
    """Return so many header lines."""
    return b"".join(b"X-%d: y\r\n" % number for number in range(count))


class Attack(NamedTuple):
    """What a peer sends: `start`, then `more` again and again until it is not let any more.

    `answer` is the HTTP status or, within a WebSocket (`is_talk`), the close code.
    """

    start: bytes
    answer: int
    more: bytes = b""
    is_talk: bool = False


def frame(first: int, payload: bytes) -> bytes:
    """Return a masked frame with this first byte."""
    mask = os.urandom(4)
    size = len(payload)
    head = bytes((0x80 | size,)) if size < 126 else b"\xff" + size.to_bytes(8, "big")
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
    return bytes((first,)) + head + mask + masked


ATTACKS = {
    "headers without end": Attack(GET, 431, fields(5000)),
    "a header without end": Attack(GET + b"X-Long: ", 431, LONG),
    "an address without end": Attack(b"GET /", 431, LONG),
    "an upgrade's headers without end": Attack(UPGRADE, 431, fields(5000)),
    "trailers without end": Attack(CHUNKED + b"2\r\n{}\r\n0\r\n", 431, fields(5000)),
    "a trailer without end": Attack(CHUNKED + b"2\r\n{}\r\n0\r\nX-Long: ", 431, LONG),
    "a chunk extension without end": Attack(CHUNKED + b"2;x=", 431, LONG),
    "chunks without end": Attack(CHUNKED, 413, b"10000\r\n" + LONG + b"\r\n"),
    "a body of a terabyte": Attack(POST + b"Content-Length: 1000000000000\r\n\r\n", 413, LONG),
    "many headers": Attack(GET + fields(200) + b"\r\n", 431),
    "a long header": Attack(GET + b"X-Long: " + LONG + b"\r\n\r\n", 431),
    "many headers of an upgrade": Attack(UPGRADE + fields(200) + b"\r\n", 431),
    "a long header of an upgrade": Attack(UPGRADE + b"X: " + LONG[:9000] + b"\r\n\r\n", 431),
    "an address that is not ASCII": Attack(UPGRADE.replace(b"/rooms", b"/\xff") + b"\r\n", 400),
    "no HTTP at all": Attack(b"\x16\x03\x01\x02\x00\x01\x00", 400),
    "a chunk of no size": Attack(CHUNKED + b"zz\r\n", 400),
    "invalid UTF-8": Attack(frame(0x81, b"\xff\xfe"), 1007, is_talk=True),
    "a lone surrogate": Attack(frame(0x81, b"\xed\xa0\x80"), 1007, is_talk=True),
    "invalid UTF-8 in pieces": Attack(
        frame(0x01, b"\xc3") + frame(0x80, b"\x28"), 1007, is_talk=True
    ),
    "a reserved opcode": Attack(frame(0x83, b"x"), 1002, is_talk=True),
    "a reserved bit": Attack(frame(0xC1, b"x"), 1002, is_talk=True),
    "a continuation of nothing": Attack(frame(0x80, b"x"), 1002, is_talk=True),
    "a ping in fragments": Attack(frame(0x09, b"x"), 1002, is_talk=True),
    "a frame too long": Attack(frame(0x81, b"x" * (FRAME_LIMIT + 1)), 1009, is_talk=True),
    "a frame of a terabyte": Attack(b"\x81\xff" + (1 << 40).to_bytes(8), 1009, LONG, is_talk=True),
    "fragments without end": Attack(
        frame(0x01, b"x"), 1009, frame(0x00, b"x" * 4096) * 16, is_talk=True
    ),
}


def opened(server: Served) -> socket.socket:
    """Connect to a server and say nothing."""
    address = urlsplit(server.base)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE)


def talking(server: Served, token: str) -> socket.socket:
    """Open a WebSocket."""
    peer = opened(server)
    peer.sendall(UPGRADE + b"Authorization: Bearer " + token.encode() + b"\r\n\r\n")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += peer.recv(1)
    assert head.startswith(b"HTTP/1.1 101 "), head
    return peer


def answer(peer: socket.socket) -> bytes:
    """Return what comes until the server closes or resets the connection."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := peer.recv(65536):
            said += piece
    return said


def attack(server: Served, kind: Attack, token: str) -> str:
    """Attack; returns what is wrong with how the server takes it, in words."""
    with talking(server, token) if kind.is_talk else opened(server) as peer:
        sent = 0
        with contextlib.suppress(ConnectionError):
            peer.sendall(kind.start)
            while kind.more and sent < FLOOD:
                peer.sendall(kind.more)
                sent += len(kind.more)
        said = answer(peer)
    if sent >= FLOOD:
        return "the server took everything"
    if kind.is_talk:
        is_told = re.search(rb"\x88." + re.escape(kind.answer.to_bytes(2)), said, re.DOTALL)
    else:
        is_told = re.match(rb"HTTP/1.1 %d " % kind.answer, said)
    return "" if is_told else f"not {kind.answer} but {said[-200:]!r}"


def memory_kib(server: Served, line: str = "VmRSS") -> int:
    """Return the memory that the server takes; `VmHWM` is the most that it ever took."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith(f"{line}:"))
