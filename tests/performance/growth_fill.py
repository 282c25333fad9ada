"""Fills a database with a chat of any size, by the product's own tables, in one transaction.

The texts are made of a word list whose few first words are in most of them, as in any language;
some messages are replies, in threads, carry reactions, or are deleted.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agent.sessions import TOKEN_PREFIX, hashed
from agent.settings import load
from agent.unread import BLOCK
from knowledge_server import open_host

DATABASE = "knowledge_server.db"
AT = "2026-01-01T00:00:00.000Z"
WORDS = 20_000
COMMON, OFTEN, RARE = "the", "deployment", "zirconium"
"""Words of every second message, of every hundredth, and of seven messages in all."""

ROOMS = {"General": 60, "Developer": 20, "Trading": 10, "Security": 5, "growth-side": 4}
"""How many of a hundred messages each room has; the rest are in SMALL."""

SMALL = "growth-small"
"""A private room: who belongs to it alone may read one message in a hundred."""

AUTHORS = 200
NEW, HALFWAY, CAUGHT_UP = "reader-new", "reader-halfway", "reader-caught-up"
"""Who has read nothing, the older half, and everything."""

OUTSIDER = "reader-guest"
"""Who sees nothing but SMALL."""


class Filled(NamedTuple):
    """A data directory with a chat in it."""

    folder: Path
    messages: int
    middle: int
    """Id of a message in the middle of General."""

    @property
    def database(self) -> Path:
        return self.folder / DATABASE


def token_of(username: str) -> str:
    """Return the API token of an account that this module made."""
    return f"{TOKEN_PREFIX}{username}"


async def fill(folder: Path, messages: int) -> Filled:
    """Make accounts, rooms and so many messages in an empty data directory."""
    await migrated(folder)
    connection = writing(folder)
    people = [*(f"author{number:03}" for number in range(AUTHORS)), NEW, HALFWAY, CAUGHT_UP]
    add_people(connection, people)
    add_people(connection, [OUTSIDER], role="guest")
    rooms = _rooms(connection, people)
    middle = _messages(connection, rooms, messages)
    _read(connection, HALFWAY, up_to=middle)
    _read(connection, CAUGHT_UP, up_to=1 << 60)
    finish(connection)
    return Filled(folder, messages, middle)


async def migrated(folder: Path) -> None:
    """Bring an empty directory to what the product has after its first start."""
    async with open_host(load({}, data_dir=str(folder))) as host, host.lifespans():
        pass


def writing(folder: Path) -> sqlite3.Connection:
    """Open the database of a server that does not run, for one quick transaction."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    return connection


def finish(connection: sqlite3.Connection) -> None:
    """Commit, and leave no log behind that the server would have to read."""
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def add_people(connection: sqlite3.Connection, names: list[str], role: str = "member") -> None:
    """Make accounts with tokens, without the cost of hashing passwords that nobody uses."""
    connection.executemany(
        "INSERT INTO users (user_id, username, display_name, role, is_agent, is_active, created_at)"
        f" VALUES ('u-' || ?1, ?1, ?1, '{role}', FALSE, TRUE, '{AT}')",
        [(name,) for name in names],
    )
    connection.executemany(
        "INSERT INTO tokens (session_id, user_id, name, scopes, created_at)"
        " VALUES (?, 'u-' || ?, 'growth', 'read write', 0)",
        [(hashed(token_of(name)), name) for name in names],
    )


def add_room(connection: sqlite3.Connection, name: str, room_type: str = "public") -> int:
    """Make a room of nobody."""
    row = connection.execute(
        "INSERT INTO rooms (name, name_key, look, description, topic, icon, room_type, created_by,"
        " created_at, updated_at, max_members, member_count, is_active, epoch, last_seq,"
        f" changed_seq) VALUES (?1, ?1, ?1, '', '', '', ?2, 'u-author000', '{AT}', '{AT}', 10000,"
        " 0, TRUE, 1, 0, 0) RETURNING id",
        (name, room_type),
    ).fetchone()
    return int(row[0])


def add_members(
    connection: sqlite3.Connection, room_id: int, names: list[str], role: str = "member"
) -> None:
    """Let people into a room, in which they have read nothing."""
    connection.executemany(
        "INSERT INTO room_members (room_id, user_id, username, joined_at, role, last_seen,"
        f" is_active, changed_seq) VALUES (?1, 'u-' || ?2, ?2, '{AT}', '{role}', '{AT}', TRUE, 0)",
        [(room_id, name) for name in names],
    )
    connection.execute(
        "UPDATE rooms SET member_count = member_count + ? WHERE id = ?", (len(names), room_id)
    )


def _rooms(connection: sqlite3.Connection, people: list[str]) -> list[tuple[int, float]]:
    """Let everybody into all rooms; returns each room's id and its share of the messages."""
    rooms = []
    for name, share in ROOMS.items():
        found = connection.execute("SELECT id FROM rooms WHERE name = ?", (name,)).fetchone()
        room_id = found[0] if found else add_room(connection, name)
        add_members(connection, room_id, people)
        rooms.append((room_id, share / 100))
    small = add_room(connection, SMALL, "private")
    add_members(connection, small, [*people[:10], OUTSIDER])
    return [*rooms, (small, 1 - sum(share for _, share in rooms))]


def _messages(connection: sqlite3.Connection, rooms: list[tuple[int, float]], messages: int) -> int:
    """Write messages in the rooms' shares; returns the id of the one in the middle of General."""
    random_ = random.Random(messages)
    texts = _texts(random_, messages)
    first: int = connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM messages").fetchone()[0]
    places = random_.choices([room for room, _ in rooms], [share for _, share in rooms], k=messages)
    last: dict[int, int] = {}
    seqs = dict(connection.execute("SELECT id, last_seq FROM rooms").fetchall())
    numbers = dict(connection.execute("SELECT id, message_count FROM rooms").fetchall())
    replies: dict[int, int] = {}

    def rows() -> Iterator[tuple[object, ...]]:
        chances = (random_.random() for _ in itertools.repeat(None))
        for message_id, room_id, text, chance in zip(
            itertools.count(first), places, texts, chances, strict=False
        ):
            author = f"author{random_.randrange(AUTHORS):03}"
            before = last.get(room_id)
            reply_to = before if chance < 0.06 else None
            thread = before if 0.06 <= chance < 0.10 else None
            seqs[room_id] += 1
            if thread is None:
                numbers[room_id] += 1
                last[room_id] = message_id
            else:
                replies[thread] = replies.get(thread, 0) + 1
            is_deleted = 0.10 <= chance < 0.12
            reactions = _REACTIONS if 0.12 <= chance < 0.20 else "[]"
            seq = seqs[room_id]
            # fmt: off
            yield (message_id, room_id, seq, seq, numbers[room_id], f"u-{author}", author,
                   "" if is_deleted else text, reply_to, thread, is_deleted,
                   f"filled-{message_id}", "[]" if is_deleted else reactions)
            # fmt: on

    connection.executemany(MESSAGE, rows())
    connection.executemany(
        f"UPDATE messages SET thread_count = ?2, last_reply_at = '{AT}' WHERE id = ?1",
        replies.items(),
    )
    connection.execute(REACTIONS, {"first": first})
    connection.execute(INDEX, {"first": first})
    connection.execute(DELETED, {"first": first})
    connection.executemany(
        "UPDATE rooms SET last_seq = ?2, message_count = ?3 WHERE id = ?1",
        [(room, seqs[room], numbers[room]) for room in seqs],
    )
    general = [at for at, room in enumerate(places, first) if room == rooms[0][0]]
    return general[len(general) // 2]


def _texts(random_: random.Random, messages: int) -> Iterator[str]:
    """Return texts of 1 to 60 words whose frequencies fall as in a language (Zipf)."""
    words = [COMMON, *_word_list(random_)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    pool = random_.choices(words, cum_weights=weights, k=1_000_003)
    rare_at = {round(messages * (share + 0.5) / 7) for share in range(7)}
    at = 0
    for number in range(messages):
        length = min(60, 1 + int(random_.expovariate(1 / 11)))
        if at + length > len(pool):
            at = random_.randrange(100)
        text = " ".join(pool[at : at + length])
        at += length
        if number % 2:
            text = f"{text} {COMMON}"
        if number % 100 == 0:
            text = f"{text} {OFTEN}"
        yield f"{text} {RARE}" if number in rare_at else text


def _word_list(random_: random.Random) -> list[str]:
    syllables = [a + b for a in "bcdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er")]
    made = (
        "".join(random_.choices(syllables, k=random_.choice((1, 2, 2, 3, 3, 4))))
        for _ in itertools.repeat(None)
    )
    return list(itertools.islice(dict.fromkeys(itertools.islice(made, 4 * WORDS)), WORDS))


def _read(connection: sqlite3.Connection, username: str, *, up_to: int) -> None:
    """Let somebody have read what their rooms had up to a message."""
    connection.execute(
        "INSERT INTO message_read_status (user_id, room_id, last_read_message_id, last_read_at)"
        f" SELECT room_members.user_id, messages.room_id, MAX(messages.id), '{AT}'"
        " FROM room_members JOIN messages ON messages.room_id = room_members.room_id"
        " WHERE room_members.username = ? AND messages.id <= ? AND thread_id IS NULL"
        " GROUP BY messages.room_id",
        (username, up_to),
    )


MESSAGE = f"""
    INSERT INTO messages (id, room_id, seq, changed_seq, number, user_id, username, content,
                          reply_to_id, thread_id, is_deleted, client_id, reactions, message_type,
                          timestamp, mentions)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'text', '{AT}', '')
"""
_REACTIONS = '[{"emoji":"👍","count":1,"usernames":["author000"]}]'
REACTIONS = f"""
    INSERT INTO message_reactions (message_id, emoji, user_id, username, given_at)
    SELECT id, '👍', 'u-author000', 'author000', '{AT}' FROM messages
    WHERE id >= :first AND reactions <> '[]'
"""
DELETED = f"""
    INSERT INTO deleted_counts (room_id, block, messages)
    SELECT room_id, id / {BLOCK}, COUNT(*) FROM messages
    WHERE id >= :first AND is_deleted AND thread_id IS NULL GROUP BY room_id, id / {BLOCK}
"""
INDEX = """
    INSERT INTO message_search (rowid, content, room_id)
    SELECT id, content, room_id FROM messages WHERE id >= :first
"""
