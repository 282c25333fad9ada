"""The recorded stories tell of everything that there is, in the shapes of today.

When one of these fails: `python -m tests.socket.stories --write`, then `node --test tests/js`.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Union

import msgspec

from agent.events import CHANGES, ServerEvent
from agent.models import Member, Message, Preferences, Room, User
from tests.socket.acts import KINDS
from tests.socket.stories import SEEDS, STORIES

Json = Any  # Any: decoded JSON
NOT_TOLD = {"typing_indicator", "presence_diff", "heartbeat", "pong", "error"}
"""Events that change nothing which the server keeps, or that come of many people at once."""

EVENT_TYPES = ServerEvent.__subclasses__()
EVENT: Any = Union[tuple(EVENT_TYPES)]  # noqa: UP007  # Any: put together while running
SHAPES: dict[str, Any] = {  # Any: types
    "rooms": Room,
    "room": Room,
    "messages": Message,
    "members": Member,
    "user": User,
    "hear": EVENT,
    "hello": EVENT,
}


@functools.cache
def stories() -> list[Json]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(STORIES.iterdir())]


def test_there_is_a_file_for_each_story() -> None:
    assert {path.name for path in STORIES.iterdir()} == {f"story_{seed}.json" for seed in SEEDS}


def test_every_kind_of_act_succeeds_in_a_story() -> None:
    acts = [act for story in stories() for act in story["acts"]]
    assert {kind for _, kind, *_, status in acts if status < 400} == set(KINDS)


def test_every_event_is_heard_in_a_story() -> None:
    heard = [value for kind, value in recorded() if kind == "hear"]
    known = {str(event.__struct_config__.tag) for event in EVENT_TYPES}
    assert {event["type"] for event in heard} == known - NOT_TOLD
    assert {event["change"] for event in heard if "change" in event} == set(CHANGES)
    assert {step[0] for step in steps()} >= {"ask", "rooms", "room", "messages", "members"}


def test_what_is_recorded_has_the_shapes_of_today_and_every_field_of_them() -> None:
    filled: dict[type[msgspec.Struct], set[str]] = defaultdict(set)
    for kind, value in recorded():
        read = msgspec.convert(value, SHAPES[kind])
        assert json.loads(msgspec.json.encode(read)) == value, kind
        for struct in structs(read):
            fields = struct.__struct_fields__
            filled[type(struct)] |= {
                name for name in fields if getattr(struct, name) is not msgspec.UNSET
            }
    for shape, names in filled.items():
        assert names == set(shape.__struct_fields__), shape


def recorded() -> Iterator[tuple[str, Json]]:
    """Yield every value of the stories with what it is."""
    for story in stories():
        pool = story["pool"]
        for device in story["devices"]:
            for state in (device["start"], device["fresh"]):
                assert msgspec.convert(state["preferences"], Preferences)
                parts = [("user", [state["user"]]), ("rooms", state["rooms"])]
                parts += [
                    (kind, state[kind][room])
                    for kind in ("messages", "members")
                    for room in state[kind]
                ]
                parts += [("hello", state.get("hello", []))]
                yield from ((kind, pool[at]) for kind, numbers in parts for at in numbers)
            for kind, *what in device["steps"]:
                if kind in SHAPES:
                    numbers = what[-1] if isinstance(what[-1], list) else what
                    yield from ((kind, pool[at]) for at in numbers)


def steps() -> Iterator[list[Json]]:
    return (step for story in stories() for device in story["devices"] for step in device["steps"])


def structs(value: object) -> Iterator[msgspec.Struct]:
    """Yield all structs within a value."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from structs(part)
