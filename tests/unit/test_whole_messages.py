"""No half-messages: a message, its search row, mentions, read marker and number, or nothing."""

from __future__ import annotations

import sqlite3

import pytest

from agent.storage.sqlite import SqliteDatabase
from tests.unit.test_message_ledger import BOB, CAROL, Desk

REFUSAL = "CREATE TRIGGER refusal {when} BEGIN SELECT RAISE(ABORT, 'refused'); END"
LEFT = {
    "messages": "SELECT COUNT(*) AS count FROM messages",
    "search rows": "SELECT COUNT(*) AS count FROM message_search WHERE message_search MATCH 'tea'",
    "mentions": "SELECT COUNT(*) AS count FROM message_mentions",
    "read markers": "SELECT COUNT(*) AS count FROM message_read_status",
    "numbers": "SELECT SUM(last_seq) + SUM(message_count) AS count FROM rooms",
}
MOMENTS = (
    "BEFORE INSERT ON messages WHEN NEW.user_id = 'u-carol'",
    "AFTER INSERT ON message_search_docsize",
    "BEFORE INSERT ON message_mentions",
    "AFTER INSERT ON message_read_status WHEN NEW.user_id = 'u-carol'",
    "AFTER UPDATE ON rooms",
)
"""Where writing a batch stops: at its second message, in the index, and so on to the last row."""


@pytest.fixture
async def desk(chat_database: SqliteDatabase) -> Desk:
    desk = Desk(chat_database)
    await desk.open()
    return desk


async def left(desk: Desk) -> dict[str, int]:
    """Count what there is of messages."""
    rows = {name: await desk.database.fetch_one(sql) for name, sql in LEFT.items()}
    return {name: row["count"] for name, row in rows.items() if row is not None}


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_batch_that_breaks_off_anywhere_leaves_nothing(desk: Desk, moment: str) -> None:
    drafts = (desk.draft("Tea?", by=BOB), desk.draft("Tea, @bob.", by=CAROL))
    await desk.database.write(lambda transaction: transaction.execute(REFUSAL.format(when=moment)))
    with pytest.raises(sqlite3.IntegrityError):
        await desk.enter(*drafts)
    assert set((await left(desk)).values()) == {0}
    await desk.database.write(lambda transaction: transaction.execute("DROP TRIGGER refusal"))
    await desk.enter(*drafts)
    whole = {"messages": 2, "search rows": 2, "mentions": 1, "read markers": 2, "numbers": 4}
    assert await left(desk) == whole


async def test_the_client_id_of_a_deleted_message_is_not_free_again(desk: Desk) -> None:
    first = await desk.post("Tea?", client_id="one")
    await desk.database.write(
        lambda transaction: transaction.execute(
            "UPDATE messages SET content = '', is_deleted = TRUE WHERE id = :id", id=first.id
        )
    )
    again = await desk.post("Tea?", client_id="one")
    assert (again.id, again.content, again.is_deleted) == (first.id, "", True)
    assert (await left(desk))["messages"] == 1
