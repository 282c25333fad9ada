"""What a change of settings reads like: one line, of what others notice."""

from __future__ import annotations

import pytest

from agent.setting_words import described

ROOM: dict[str, str | int] = {
    "name": "Den",
    "description": "",
    "topic": "Cubs",
    "icon": "🦊",
    "room_type": "private",
    "max_members": 100,
    "slow_mode": 10,
    "who_may_post": "members",
}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, ""),
        ({"description": "New.", "icon": "🐻", "max_members": 5}, ""),
        ({"name": "Lair"}, "alice named the room Lair."),
        ({"topic": "Tea"}, "alice set the topic: Tea."),
        ({"topic": "Tea?"}, "alice set the topic: Tea?"),
        ({"topic": ""}, "alice cleared the topic."),
        ({"room_type": "public"}, "alice made the room public."),
        (
            {"room_type": "admin"},
            "alice made the room one for the server's owners and admins.",
        ),
        ({"who_may_post": "moderators"}, "alice let moderators alone post."),
        ({"who_may_post": "admins"}, "alice let the room's admins alone post."),
        ({"slow_mode": 30}, "alice allowed one message every 30 s."),
        ({"slow_mode": 0}, "alice ended slow mode."),
        ({"name": "Lair", "slow_mode": 0}, "alice named the room Lair, ended slow mode."),
    ],
)
def test_a_change_reads_as_one_line(change: dict[str, str | int], text: str) -> None:
    assert described(ROOM, {**ROOM, **change}, "alice", archived=None) == text


def test_archiving_is_told_last() -> None:
    assert described(ROOM, ROOM, "alice", archived=True) == "alice archived the room."
    assert described(ROOM, ROOM, "alice", archived=False) == "alice opened the room again."
    both = described(ROOM, {**ROOM, "topic": ""}, "alice", archived=True)
    assert both == "alice cleared the topic, archived the room."


@pytest.mark.parametrize("who", ["members", "moderators", "admins"])
def test_every_group_that_may_post_has_its_words(who: str) -> None:
    before = {**ROOM, "who_may_post": "other"}
    said = described(before, {**ROOM, "who_may_post": who}, "alice", archived=None)
    assert said.startswith("alice let ")
