"""The audit of the fault harness finds what it looks for."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.command import serving
from tests.faults.audit import audit, gaps
from tests.faults.crowd import Crowd, gather_crowd

DAMAGES = {
    "acknowledged messages are lost": (
        "PRAGMA foreign_keys = OFF",
        "DELETE FROM messages WHERE id = (SELECT MIN(id) FROM messages WHERE client_id GLOB 'w*')",
    ),
    "read markers and messages differ": (
        "UPDATE message_read_status SET last_read_message_id = last_read_message_id - 1",
    ),
    "foreign_key_check": (
        "PRAGMA foreign_keys = OFF",
        "UPDATE message_read_status SET room_id = 4711 WHERE rowid = 1",
    ),
    "the search index and the messages differ": (
        "UPDATE messages SET content = 'Nothing.' WHERE id = (SELECT MAX(id) FROM messages)",
    ),
    "numbers that were given twice": (
        "UPDATE messages SET seq = seq - 1 WHERE id = (SELECT MAX(id) FROM messages)",
    ),
    "unread in room": ("UPDATE rooms SET message_count = message_count + 1",),
}


@pytest.fixture
async def crowd(tmp_path: Path) -> Crowd:
    """Have a few messages sent, and the server killed."""
    crowd = await gather_crowd(tmp_path / "data", seed=0)
    heads = audit(tmp_path / "data", crowd).heads
    with serving(tmp_path / "data", MESSAGE_RATE="0", ROOM_RATE="0") as server:
        async with crowd.at_work(server, heads):
            for sender in crowd.senders:
                await sender.acknowledgements(10)
            server.kill()
    return crowd


async def test_the_audit_is_content_with_what_is_whole_and_finds_what_is_not(
    crowd: Crowd, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    found = audit(data, crowd)
    assert (found.lost, found.duplicates, found.wrong) == (0, 0, [])
    for number, (what, statements) in enumerate(DAMAGES.items()):
        damaged = tmp_path / f"damaged{number}"
        damaged.mkdir()
        for file in data.glob("*.db*"):
            (damaged / file.name).write_bytes(file.read_bytes())
        with contextlib.closing(sqlite3.connect(damaged / "knowledge_server.db")) as opened:
            for statement in statements:
                opened.execute(statement)
            opened.commit()
        wrong = audit(damaged, crowd).wrong
        assert any(what in one for one in wrong), (what, wrong)


async def test_a_listener_who_missed_a_message_has_a_gap(crowd: Crowd, tmp_path: Path) -> None:
    found = audit(tmp_path / "data", crowd)
    listener = crowd.listeners[0]
    missed = gaps(listener, found.stored)
    heard = next(heard for heard in listener.heard.values() if heard)
    del heard[max(heard)]
    assert gaps(listener, found.stored) == missed + 1
