"""Who types: told at once, and in a big room not more often than its size allows."""

from __future__ import annotations

import asyncio

import pytest

from agent.models import User
from agent.typing_board import SHOWN, TypingBoard
from tests.cast import PATIENCE

DEN = 7


class Room:
    """A board, and what was told of the Den."""

    def __init__(self, pause: float) -> None:
        self.told: list[tuple[str, ...]] = []
        self.heard = asyncio.Event()
        self.board = TypingBoard(self._hear, pause=lambda _: pause)

    def type(self, *names: str) -> None:
        for name in names:
            user = User(user_id=f"u-{name}", username=name, display_name=name, role="member")
            self.board.start(DEN, user)

    async def next(self) -> tuple[str, ...]:
        async with asyncio.timeout(PATIENCE):
            await self.heard.wait()
        self.heard.clear()
        return self.told[-1]

    def _hear(self, room_id: int, users: tuple[str, ...]) -> None:
        self.told.append(users)
        self.heard.set()


async def test_the_first_is_told_at_once_and_those_who_follow_together() -> None:
    room = Room(pause=0.01)
    room.type("alice", "bob", "carol")
    assert room.told == [("alice",)]
    room.heard.clear()
    assert await room.next() == ("alice", "bob", "carol")
    assert len(room.told) == 2
    room.board.close()


async def test_who_stops_within_the_pause_was_never_told_of() -> None:
    room = Room(pause=0.01)
    room.type("alice", "bob")
    room.board.stop(DEN, "bob")
    room.board.stop(DEN, "alice")
    room.heard.clear()
    assert await room.next() == ()
    assert room.told == [("alice",), ()]
    room.board.close()


@pytest.mark.parametrize("people", [SHOWN + 1, 1000])
async def test_a_room_is_told_of_few_names_however_many_type(people: int) -> None:
    room = Room(pause=0.01)
    names = [f"p{number}" for number in range(people)]
    room.type(*names)
    room.heard.clear()
    assert await room.next() == tuple(names[:SHOWN])
    assert len(room.told) == 2
    assert room.board.users(DEN) == tuple(names)
    room.board.close()


async def test_who_goes_on_typing_keeps_the_place_in_which_they_began() -> None:
    room = Room(pause=0.01)
    room.type("alice", "bob", "alice")
    assert room.board.users(DEN) == ("alice", "bob")
    room.board.close()
