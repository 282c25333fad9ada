"""Where in a room's history a moment lies: found by halving, since ids grow with time."""

from __future__ import annotations

from agent.ports import Database


async def first_since(database: Database, room_id: int, moment: str) -> int:
    """Return an id at or after which the room's first message since a moment stands.

    That is one past the newest message where nothing was said since. Some twenty steps along the
    index of the history in a million messages: an index of times would cost every post something.
    """
    ends = await database.fetch_one(ENDS, room_id=room_id)
    if ends is None or ends["newest"] is None:
        return 1
    low, high = ends["oldest"], ends["newest"] + 1
    while low < high:
        middle = (low + high) // 2
        row = await database.fetch_one(NEXT, room_id=room_id, id=middle)
        if row is not None and row["timestamp"] < moment:
            low = row["id"] + 1
        else:
            high = middle
    return int(low)


ENDS = """
    SELECT
        (SELECT MIN(id) FROM messages WHERE room_id = :room_id AND thread_id IS NULL) AS oldest,
        (SELECT MAX(id) FROM messages WHERE room_id = :room_id AND thread_id IS NULL) AS newest
"""
NEXT = """
    SELECT id, timestamp FROM messages
    WHERE room_id = :room_id AND thread_id IS NULL AND id >= :id
    ORDER BY id LIMIT 1
"""
