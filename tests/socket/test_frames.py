"""However the network cuts a stream of frames, the application and the peer get the same."""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import Iterable, Sequence

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from api.wire import FrameProtocol

PATIENCE = 5.0
REQUEST = (
    b"GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
END = (Opcode.CLOSE, struct.pack("!H", 1000) + b"over", True)
TALK: tuple[tuple[Opcode, bytes, bool], ...] = (
    (Opcode.TEXT, b'{"type":"ping"}', True),
    (Opcode.TEXT, b"", True),
    (Opcode.PING, b"there?", True),
    (Opcode.TEXT, "Größe 🫖".encode(), True),
    (Opcode.TEXT, b"in ", False),
    (Opcode.PING, b"between", True),
    (Opcode.CONT, b"three ", False),
    (Opcode.CONT, b"pieces", True),
    (Opcode.TEXT, b"x" * 126, True),
    (Opcode.BINARY, b"\x00\x81\xff", True),
    (Opcode.PONG, b"unasked", True),
    (Opcode.TEXT, b"last", True),
)
"""Opcode, content, whether it is the last frame of its message."""


class Peer(asyncio.Transport):
    """The network's end of a connection: keeps what the server says."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = bytearray()
        self._is_closing = False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        self.heard += data

    def close(self) -> None:
        self._is_closing = True

    abort = close

    def is_closing(self) -> bool:
        return self._is_closing

    def get_write_buffer_size(self) -> int:
        return 0

    def get_protocol(self) -> asyncio.BaseProtocol:
        return asyncio.Protocol()

    def pause_reading(self) -> None:
        """A test hands over what it likes."""

    def resume_reading(self) -> None:
        """Likewise."""


class Application:
    """Accepts and keeps what it receives."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.accepted, self.over = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.accepted.set()
        while not self.over.is_set():
            self.received.append(await receive())
            if self.received[-1]["type"] == "websocket.disconnect":
                self.over.set()


async def heard(
    kind: type[WebSocketsSansIOProtocol], pieces: Iterable[bytes], *, early: bytes = b""
) -> tuple[list[Message], bytes]:
    """Hand pieces to a protocol; returns what its application received and its peer heard.

    What is `early` does not wait until the application has accepted.
    """
    application, peer = Application(), Peer()
    config = uvicorn.Config(application, ws=kind, ws_ping_interval=None, log_config=None)
    config.load()
    protocol = kind(config=config, server_state=ServerState(), app_state={})
    protocol.connection_made(peer)
    protocol.data_received(REQUEST)
    async with asyncio.timeout(PATIENCE):
        if early:
            protocol.data_received(early)
        await application.accepted.wait()
        for piece in pieces:
            protocol.data_received(piece)
        await application.over.wait()
        protocol.connection_lost(None)
        while protocol.tasks:
            await asyncio.wait(protocol.tasks)
    _, _, frames = bytes(peer.heard).partition(b"\r\n\r\n")
    return application.received, frames


def stream(frames: Iterable[tuple[Opcode, bytes, bool]]) -> bytes:
    """Return frames as a client sends them."""
    return b"".join(Frame(op, data, fin).serialize(mask=True) for op, data, fin in (*frames, END))


def every_byte(whole: bytes) -> list[bytes]:
    """Cut at every byte."""
    return [bytes((byte,)) for byte in whole]


def cut(whole: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(places), len(whole)]
    return [whole[start:end] for start, end in itertools.pairwise(edges)]


async def test_a_stream_that_is_cut_at_any_byte_is_heard_as_one_that_is_not() -> None:
    whole = stream(TALK)
    expected = await heard(WebSocketsSansIOProtocol, [whole])
    assert [one.get("text") for one in expected[0][:2]] == ['{"type":"ping"}', ""]
    assert expected[0][-1]["type"] == "websocket.disconnect"
    assert await heard(FrameProtocol, every_byte(whole)) == expected
    for place in range(len(whole)):
        assert await heard(FrameProtocol, cut(whole, [place])) == expected, place


async def test_frames_that_come_before_the_handshake_is_answered_are_heard_too() -> None:
    whole = stream(TALK)
    everything, _ = await heard(WebSocketsSansIOProtocol, [whole])
    for place in range(1, len(whole) - len(stream(()))):
        early, later = cut(whole, [place])
        expected = await heard(WebSocketsSansIOProtocol, [later], early=early)
        assert expected[0] == everything
        assert await heard(FrameProtocol, [later], early=early) == expected, place


BROKEN = {
    "a text within a message in pieces": stream(
        [(Opcode.TEXT, b"first", True), (Opcode.TEXT, b"in ", False), (Opcode.TEXT, b"x", True)]
    ),
    "a piece of no message": stream([(Opcode.CONT, b"piece", True)]),
    "no mask": Frame(Opcode.TEXT, b"open").serialize(mask=False),
    "a reserved bit": b"\xc1\x83" + bytes(4) + b"bit",
    "a frame of 2^62 bytes": b"\x81\xff\x40" + bytes(7) + b"mask",
}


@pytest.mark.parametrize("whole", BROKEN.values(), ids=BROKEN)
async def test_what_breaks_the_protocol_ends_the_connection_the_same_way(whole: bytes) -> None:
    received, frames = await heard(WebSocketsSansIOProtocol, every_byte(whole))
    assert received[-1]["type"] == "websocket.disconnect"
    assert frames
    for place in range(1, len(whole)):
        assert await heard(FrameProtocol, cut(whole, [place])) == (received, frames), place


MESSAGES = st.lists(
    st.one_of(
        st.tuples(st.just(Opcode.TEXT), st.text(max_size=200).map(str.encode), st.just(True)),
        st.tuples(st.just(Opcode.PING), st.binary(max_size=125), st.just(True)),
        st.tuples(
            st.just(Opcode.TEXT),
            st.sampled_from((125, 126, 65_535, 65_536)).map(lambda size: b"x" * size),
            st.just(True),
        ),
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(frames=MESSAGES, places=st.lists(st.integers(0, 2000), max_size=8))
def test_any_talk_cut_anywhere_is_heard_whole(
    frames: list[tuple[Opcode, bytes, bool]], places: list[int]
) -> None:
    whole = stream(frames)
    pieces = cut(whole, [place for place in places if place < len(whole)])

    async def both() -> None:
        expected = await heard(WebSocketsSansIOProtocol, [whole])
        assert await heard(FrameProtocol, pieces) == expected

    asyncio.run(both())
