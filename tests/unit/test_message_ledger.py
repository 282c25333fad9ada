"""The ledger: exactly once, in order, with mentions and previews; no number is ever burnt."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from agent.errors import ClientIdReused, Invalid, KnowledgeServerError, NotAMember, NotFound
from agent.message_draft import Draft
from agent.message_ledger import MessageLedger, Posted
from agent.models import Message, User
from agent.notification_levels import NotificationLevels
from agent.ports import Transaction
from agent.rate_limit import TokenBuckets
from agent.room_names import RoomDraft, insert_room
from agent.room_rows import ROOMS
from agent.storage.sqlite import SqliteDatabase
from agent.unread import ADVANCE_MARKER, BLOCK, COUNT_DELETED
from tests.cast import MovableClock

USER = """
    INSERT INTO users (user_id, username, display_name, role, is_agent, is_active, created_at)
    VALUES (:user_id, :username, :username, 'member', FALSE, TRUE, '')
"""
OLD = """
    INSERT INTO messages (id, room_id, seq, changed_seq, number, user_id, username, content,
                          message_type, timestamp, is_deleted, mentions)
    VALUES (:id, :room_id, :number, :number, :number, 'u-carol', 'carol', '', 'text', '', FALSE, '')
"""
MEMBER = """
    INSERT INTO room_members (room_id, user_id, username, joined_at, role, last_seen, is_active,
                              changed_seq)
    VALUES (:room_id, :user_id, :username, '', 'member', '', TRUE, 0)
"""


def user(name: str) -> User:
    return User(user_id=f"u-{name}", username=name, display_name=name, role="member")


BOB, CAROL, MALLORY = user("bob"), user("carol"), user("mallory")


class Desk:
    """A ledger with a private and a public room; bob and carol are members of both."""

    def __init__(self, database: SqliteDatabase) -> None:
        self.database = database
        clock = MovableClock()
        self.ledger = MessageLedger(
            clock,
            NotificationLevels(clock, lambda _: False),
            lambda _: False,
            TokenBuckets(rate=0, burst=1, clock=clock),
        )
        self.den = self.garden = 0

    async def open(self) -> None:
        def act(transaction: Transaction) -> list[int]:
            rooms = []
            for person in (BOB, CAROL, MALLORY):
                transaction.execute(USER, user_id=person.user_id, username=person.username)
            for name, kind in (("Den", "private"), ("Garden", "public")):
                draft = RoomDraft(name=name, room_type=kind)
                rooms.append(insert_room(transaction, draft, created_by=BOB.user_id, now=""))
                for person in (BOB, CAROL):
                    transaction.execute(
                        MEMBER,
                        room_id=rooms[-1],
                        user_id=person.user_id,
                        username=person.username,
                    )
            return rooms

        self.den, self.garden = await self.database.write(act)

    async def enter(self, *drafts: Draft) -> list[Posted | KnowledgeServerError]:
        return await self.database.write(lambda transaction: self.ledger.enter(transaction, drafts))

    async def post(self, content: str, by: User = BOB, **fields: object) -> Message:
        (posted,) = await self.enter(self.draft(content, by, **fields))
        assert isinstance(posted, Posted)
        return posted.message

    def draft(self, content: str, by: User = BOB, **fields: object) -> Draft:
        return Draft(user=by, content=content, **{"room_id": self.den, **fields})  # type: ignore[arg-type]  # fields of many types

    def log_size(self) -> int:
        """Return how many bytes of the database's log were written."""
        return Path(f"{self.database.path}-wal").stat().st_size

    async def last_seq(self, room_id: int) -> int:
        row = await self.database.fetch_one("SELECT last_seq FROM rooms WHERE id = :i", i=room_id)
        assert row is not None
        return int(row["last_seq"])


@pytest.fixture
async def desk(chat_database: SqliteDatabase) -> Desk:
    desk = Desk(chat_database)
    await desk.open()
    return desk


async def test_each_room_counts_its_own_messages_in_order(desk: Desk) -> None:
    drafts = [
        desk.draft(str(number), room_id=(desk.den, desk.garden)[number % 2]) for number in range(6)
    ]
    results = await desk.enter(*drafts)
    seqs = [result.message.seq for result in results if isinstance(result, Posted)]
    assert seqs == [1, 1, 2, 2, 3, 3]
    assert (await desk.last_seq(desk.den), await desk.last_seq(desk.garden)) == (3, 3)


async def test_a_client_id_is_stored_once_whether_in_one_batch_or_later(desk: Desk) -> None:
    once = desk.draft("Once.", client_id="one")
    first, second = await desk.enter(once, once)
    (third,) = await desk.enter(once)
    assert isinstance(first, Posted)
    assert first.is_new
    for again in (second, third):
        assert again == Posted(first.message, is_new=False)
    assert await desk.last_seq(desk.den) == 1  # no number was burnt
    rows = await desk.database.fetch_all("SELECT id FROM messages")
    assert len(rows) == 1


async def test_a_client_id_for_something_else_is_refused(desk: Desk) -> None:
    first = await desk.post("Once.", client_id="one")
    others = await desk.enter(
        desk.draft("Other.", client_id="one"),
        desk.draft("Once.", client_id="one", room_id=desk.garden),
        desk.draft("Once.", client_id="one", reply_to=first.id),
    )
    assert [type(other) for other in others] == [ClientIdReused] * 3
    assert (await desk.post("Other.", by=CAROL, client_id="one")).seq == 2


async def test_who_may_not_post_is_told_and_the_rest_of_the_batch_goes_on(desk: Desk) -> None:
    results = await desk.enter(
        desk.draft("1"),
        desk.draft("No.", by=MALLORY),
        desk.draft("No.", by=MALLORY, room_id=desk.garden),
        desk.draft("No.", room_id=4711),
        desk.draft("2", by=CAROL),
    )
    assert [type(result) for result in results] == [
        Posted,
        NotFound,
        NotAMember,
        NotFound,
        Posted,
    ]
    assert await desk.last_seq(desk.den) == 2


async def test_members_that_a_text_names_are_mentioned_once_and_nobody_else(desk: Desk) -> None:
    message = await desk.post("@carol, @Carol! @bob @mallory @nobody x@carol.example @carol.")
    assert message.mentions == ("carol",)
    rows = await desk.database.fetch_all("SELECT * FROM message_mentions")
    assert [(row["user_id"], row["message_id"]) for row in rows] == [("u-carol", message.id)]


async def test_a_reply_quotes_the_start_of_a_message_of_its_own_room(desk: Desk) -> None:
    asked = await desk.post("What? " * 100)
    reply = await desk.post("That.", by=CAROL, reply_to=asked.id)
    preview = reply.reply_preview
    assert preview
    assert (preview.id, preview.username, preview.content) == (asked.id, "bob", asked.content[:200])
    for room_id, reply_to in ((desk.garden, asked.id), (desk.den, 4711)):
        (refused,) = await desk.enter(desk.draft("Huh?", room_id=room_id, reply_to=reply_to))
        assert isinstance(refused, Invalid)
        assert refused.field == "reply_to"


async def test_what_is_told_is_what_is_stored(desk: Desk) -> None:
    """The acknowledgement and a later read of the history are one and the same."""
    asked = await desk.post("@carol what?", client_id="one")
    stored = await desk.enter(desk.draft("@carol what?", client_id="one"))
    assert stored == [Posted(asked, is_new=False)]
    reply = await desk.post("That.", by=CAROL, reply_to=asked.id, client_id="two")
    stored = await desk.enter(desk.draft("That.", by=CAROL, reply_to=asked.id, client_id="two"))
    assert stored == [Posted(reply, is_new=False)]


async def test_ones_own_message_counts_as_read(desk: Desk) -> None:
    last = [await desk.post(str(number)) for number in range(3)][-1]
    rows = await desk.database.fetch_all("SELECT * FROM message_read_status")
    assert [(row["user_id"], row["last_read_message_id"]) for row in rows] == [("u-bob", last.id)]


async def test_two_threads_in_one_batch_are_numbered_as_they_are_told(desk: Desk) -> None:
    first, second = await desk.post("1"), await desk.post("2")
    results = await desk.enter(
        desk.draft("a", by=CAROL, thread_id=first.id),
        desk.draft("b", by=CAROL, thread_id=second.id),
        desk.draft("no", by=MALLORY, thread_id=first.id),
        desk.draft("c", by=CAROL, thread_id=first.id),
        desk.draft("d", by=CAROL),
    )
    posted = [one for one in results if isinstance(one, Posted)]
    assert [one.message.seq for one in posted] == [3, 4, 5, 6]
    changed = [event for one in posted for event in one.changed]
    threads = {event.seq: (event.message.id, event.message.thread_count) for event in changed}
    assert threads == {7: (first.id, 2), 8: (second.id, 1)}
    assert await desk.last_seq(desk.den) == 8


async def test_a_reply_to_a_thread_counts_once_whether_in_one_batch_or_later(desk: Desk) -> None:
    root = await desk.post("Tea?")
    once = desk.draft("Yes.", by=CAROL, thread_id=root.id, client_id="one")
    first, second = await desk.enter(once, once)
    (third,) = await desk.enter(once)
    assert isinstance(first, Posted)
    assert [event.message.thread_count for event in first.changed] == [1]
    assert second == third == Posted(first.message, is_new=False)
    (elsewhere,) = await desk.enter(desk.draft("Yes.", by=CAROL, client_id="one"))
    assert isinstance(elsewhere, ClientIdReused)


async def test_those_who_follow_a_thread_are_told_where_they_stand(desk: Desk) -> None:
    root = await desk.post("Tea?")
    results = await desk.enter(
        desk.draft("@bob yes.", by=CAROL, thread_id=root.id),
        desk.draft("And cake.", by=CAROL, thread_id=root.id),
    )
    told = [entry for one in results if isinstance(one, Posted) for entry in one.told]
    counts = {name: (marker.unread_count, marker.mention_count) for name, marker in told}
    assert counts == {"u-bob": (2, 1), "u-carol": (0, 0)}


async def test_a_thread_hangs_under_a_message_of_its_own_room(desk: Desk) -> None:
    root = await desk.post("Tea?")
    reply = await desk.post("Yes.", thread_id=root.id)
    drafts = [
        desk.draft("Psst.", room_id=desk.garden, thread_id=root.id),
        desk.draft("Psst.", thread_id=reply.id),
        desk.draft("Psst.", thread_id=4711),
    ]
    seq = await desk.last_seq(desk.den)
    for refused in await desk.enter(*drafts):
        assert isinstance(refused, Invalid)
        assert refused.field == "thread_id"
    assert await desk.last_seq(desk.den) == seq


async def test_what_is_unread_is_counted_in_the_indexes_alone(desk: Desk) -> None:
    plan = await desk.database.fetch_all(
        f"EXPLAIN QUERY PLAN {ROOMS}", user_id=BOB.user_id, room_id=None
    )
    steps = " ".join(row["detail"] for row in plan)
    assert "COVERING INDEX messages_gone" in steps
    assert "COVERING INDEX messages_own" in steps
    assert "SCAN messages" not in steps


async def test_unread_is_exact_wherever_the_marker_stands_among_deleted_messages(
    desk: Desk,
) -> None:
    ids = [*range(1, 20 * BLOCK, BLOCK // 3), *range(9 * BLOCK - 5, 9 * BLOCK + 5)]
    deleted = {one for one in ids if one % 5 < 2 or abs(one - 9 * BLOCK) < 3}

    def fill(transaction: Transaction) -> None:
        for number, one in enumerate(sorted(set(ids)), start=1):
            transaction.execute(OLD, id=one, room_id=desk.den, number=number)
        transaction.execute(
            "UPDATE rooms SET message_count = :count WHERE id = :i", count=len(set(ids)), i=desk.den
        )
        for one in deleted:
            transaction.execute("UPDATE messages SET is_deleted = TRUE WHERE id = :i", i=one)
            transaction.execute(COUNT_DELETED, message_id=one)

    await desk.database.write(fill)
    for marker in (0, *sorted(set(ids))):

        def mark(transaction: Transaction, marker: int = marker) -> None:
            transaction.execute("DELETE FROM message_read_status")
            if marker:
                transaction.execute(
                    ADVANCE_MARKER,
                    user_id=BOB.user_id,
                    room_id=desk.den,
                    message_id=marker,
                    now="",
                )

        await desk.database.write(mark)
        room = await desk.database.fetch_one(ROOMS, user_id=BOB.user_id, room_id=desk.den)
        assert room is not None
        assert room["unread_count"] == sum(one > marker for one in set(ids) - deleted), marker


async def test_no_batch_has_to_merge_much_of_the_search_index(desk: Desk) -> None:
    """Left to itself FTS5 merges sixteen parts at once: each 256th batch wrote ten times more."""
    words = random.Random(1)
    await desk.database.write(
        lambda transaction: transaction.fetch_one("PRAGMA wal_autocheckpoint = 0")
    )
    sizes = [desk.log_size()]
    for _ in range(260):
        texts = (" ".join(f"w{words.randrange(50_000)}" for _ in range(8)) for _ in range(16))
        await desk.enter(*(desk.draft(text) for text in texts))
        sizes.append(desk.log_size())
    written = sorted(after - before for before, after in itertools.pairwise(sizes))
    assert written[-1] < 4 * written[len(written) // 2], written[-5:]
