"""How a message looks on each server's wire: what is sent, what comes back, what is checked.

All peers carry the product's own message event, byte for byte as long as the product sends it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

import msgspec

from agent.events import MessageEvent
from agent.models import Message

TEXT = "The quick brown fox jumps over the lazy dog, and everybody in the room reads it."
ROOM = 1
_SEQ = re.compile(rb'"seq":(\d+)')


class Dialect:
    """The product's own."""

    starts = b'{"type":"message",'
    """How a frame begins that carries a message."""

    room = ROOM
    """Where it is posted."""

    def essence(self) -> Callable[[bytes], bytes] | None:
        """Return what takes out of a frame what all readers get alike; None: they get all of it."""
        return None

    def opening(self) -> Sequence[str]:
        """Return what a client says first."""
        return ()

    def answer(self, heard: bytes) -> tuple[bool, Sequence[str]]:
        """Return whether the client is in the room now, and what it says to a frame."""
        return b'"type":"hello"' in heard, ()

    def is_in_at_once(self) -> bool:
        """Return whether a connection is in the room without a word."""
        return False

    def say(self, client_id: str) -> str:
        """Return the frame that posts a message."""
        return (
            f'{{"type":"send_message","room_id":{self.room},"content":"{TEXT}",'
            f'"client_id":"{client_id}"}}'
        )

    def check(self, frames: Sequence[bytes]) -> None:
        """Raise unless the room's numbers rise by one from message to message."""
        seqs = [int(found.group(1)) for frame in frames if (found := _SEQ.search(frame))]
        assert len(seqs) == len(frames), "a message has no number"
        steps = {after - before for before, after in itertools.pairwise(seqs)}
        assert steps <= {1}, "numbers of a room are amiss"


class Relay(Dialect):
    """A server that hands each frame to everybody."""

    def is_in_at_once(self) -> bool:
        return True

    def say(self, client_id: str) -> str:
        return full_size(client_id)

    def check(self, frames: Sequence[bytes]) -> None:
        """A relay gives no numbers: the order is compared among its readers alone."""


class SocketIo(Relay):
    """A frame of engine.io around a named event."""

    starts = b'42["message",'

    def is_in_at_once(self) -> bool:
        return False

    def answer(self, heard: bytes) -> tuple[bool, Sequence[str]]:
        if heard.startswith(b"0"):
            return False, ("40",)  # opened: ask for the namespace
        if heard == b"2":
            return False, ("3",)  # ping, pong
        return heard.startswith(b"40"), ()

    def say(self, client_id: str) -> str:
        return f'42["message",{full_size(client_id)}]'


def full_size(client_id: str) -> str:
    """Return an event as the product would send it."""
    return client_id.join(_EVENT)


_EVENT = (
    msgspec.json.encode(
        MessageEvent(
            room_id=ROOM,
            seq=12345,
            message=Message(
                id=12345,
                room_id=ROOM,
                seq=12345,
                user_id="u-member00000",
                username="member00000",
                display_name="member00000",
                is_agent=False,
                content=TEXT,
                message_type="text",
                reply_to_id=None,
                timestamp="2026-01-01T00:00:00.000Z",
                client_id="<>",
            ),
        )
    )
    .decode()
    .split("<>")
)
