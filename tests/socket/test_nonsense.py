"""Frames that are no frames, at moments when the parser stands badly, and peers that are gone."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode

from agent.connections import BUFFER_LIMIT
from api.wire import FrameProtocol
from tests.cast import PATIENCE, House, open_house
from tests.conftest import CAST
from tests.faults.hostile import UPGRADE
from tests.socket.test_frames import REQUEST, Application, Peer, heard, stream

INVALID = Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True)
TEXT = Frame(Opcode.TEXT, b"fine").serialize(mask=True)
RESERVED = b"\x83\x80" + bytes(4)


@pytest.mark.parametrize("early", [INVALID, RESERVED], ids=["invalid UTF-8", "a reserved opcode"])
async def test_nonsense_before_the_handshakes_end_is_a_bad_request(
    early: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    application, peer = Application(), Peer()
    config = uvicorn.Config(application, ws=FrameProtocol, ws_ping_interval=None, log_config=None)
    config.load()
    protocol = FrameProtocol(config=config, server_state=ServerState(), app_state={})
    protocol.connection_made(peer)
    protocol.data_received(REQUEST)
    protocol.data_received(early)
    assert peer.heard.startswith(b"HTTP/1.1 400 ")
    assert peer.is_closing()
    protocol.connection_lost(None)
    async with asyncio.timeout(PATIENCE):
        while protocol.tasks:
            await asyncio.wait(protocol.tasks)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_invalid_text_with_a_close_right_behind_it_ends_in_order() -> None:
    # What uvicorn's own protocol does with it; once it does better, ours need not override it.
    whole = TEXT + INVALID + stream(())
    with pytest.raises(InvalidState):
        await heard(WebSocketsSansIOProtocol, [whole])
    received, frames = await heard(FrameProtocol, [whole])
    assert [one["type"] for one in received] == ["websocket.receive", "websocket.disconnect"]
    assert frames == b"\x88\x02" + (1007).to_bytes(2)
    received, frames = await heard(FrameProtocol, [whole[1:]], early=whole[:1])
    assert [one["type"] for one in received] == ["websocket.receive", "websocket.disconnect"]
    assert frames.startswith(b"\x88")


async def test_empty_fragments_take_no_room() -> None:
    application, peer = Application(), Peer()
    config = uvicorn.Config(application, ws=FrameProtocol, ws_ping_interval=None, log_config=None)
    config.load()
    protocol = FrameProtocol(config=config, server_state=ServerState(), app_state={})
    protocol.connection_made(peer)
    protocol.data_received(REQUEST)
    async with asyncio.timeout(PATIENCE):
        await application.accepted.wait()
        protocol.data_received(Frame(Opcode.TEXT, b"a", fin=False).serialize(mask=True))
        kept = sys.getsizeof(protocol.frames)
        empty = Frame(Opcode.CONT, b"", fin=False).serialize(mask=True)
        protocol.data_received(empty * 1000)
        assert sys.getsizeof(protocol.frames) == kept
        protocol.data_received(Frame(Opcode.CONT, b"b").serialize(mask=True) + stream(()))
        await application.over.wait()
    assert application.received[0]["text"] == "ab"
    protocol.connection_lost(None)


def the_wire(house: House) -> FrameProtocol:
    (connection,) = house.host.connections.connections
    assert isinstance(connection.wire, FrameProtocol)
    return connection.wire


@pytest.mark.parametrize("behind", [0, BUFFER_LIMIT // 2], ids=["with nothing", "behind"])
async def test_a_peer_that_answers_no_ping_is_forgotten_though_it_takes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    monkeypatch.setattr("api.server.PING_SECONDS", 0.1)
    monkeypatch.setattr("api.wire.LINGER", 0.1)
    async with open_house(data, *CAST) as house:
        address = urlsplit(house.base)
        with socket.socket() as peer:  # vanished: nobody reads or answers here
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(peer, (address.hostname, address.port))
            bearer = f"Authorization: Bearer {house.bob.token}\r\n\r\n"
            await loop.sock_sendall(peer, UPGRADE + bearer.encode())
            async with asyncio.timeout(PATIENCE):
                said = b""
                while b'"hello"' not in said:
                    said += await loop.sock_recv(peer, 4096)
                wire, lost = the_wire(house), asyncio.Event()
                end = wire.connection_lost

                def note(error: Exception | None) -> None:
                    end(error)
                    lost.set()

                monkeypatch.setattr(wire, "connection_lost", note)
                while wire.waiting() < behind:
                    wire.write(TEXT, BUFFER_LIMIT)
                await lost.wait()
                while wire.tasks:
                    await asyncio.wait(wire.tasks)
        assert not house.host.connections.connections
