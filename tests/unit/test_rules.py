"""Pure rules: permissions, limits, names of rooms."""

from __future__ import annotations

import itertools

import pytest

from agent.errors import Invalid
from agent.models import ROOM_ROLES, SERVER_ROLES
from agent.permissions import can
from agent.rate_limit import SWEEP, TokenBuckets
from agent.room_names import RoomDraft, checked, name_key
from tests.cast import MovableClock

ROOM_TYPES = ("public", "private", "admin", "direct")
ALL = itertools.product(ROOM_TYPES, SERVER_ROLES)


@pytest.mark.parametrize(("room_type", "server_role"), list(ALL))
def test_who_is_no_member_reads_and_joins_what_the_table_says(
    room_type: str, server_role: str
) -> None:
    is_open = (room_type == "public" and server_role != "guest") or (
        room_type == "admin" and server_role in ("owner", "admin")
    )
    assert can(None, "read", room_type, server_role=server_role) == is_open
    assert can(None, "join", room_type, server_role=server_role) == is_open
    assert not can(None, "post", room_type, server_role=server_role)


@pytest.mark.parametrize("room_type", ROOM_TYPES)
@pytest.mark.parametrize("role", ROOM_ROLES)
def test_every_member_reads_and_posts(room_type: str, role: str) -> None:
    for server_role in ("owner", "admin") if room_type == "admin" else SERVER_ROLES:
        assert can(role, "read", room_type, server_role=server_role)
        assert can(role, "post", room_type, server_role=server_role)


@pytest.mark.parametrize("server_role", ["member", "guest"])
@pytest.mark.parametrize("role", ROOM_ROLES)
def test_an_admin_room_is_closed_to_members_who_are_no_administrators(
    role: str, server_role: str
) -> None:
    for action in ("read", "join", "post", "invite", "pin", "moderate", "update", "delete"):
        assert not can(role, action, "admin", server_role=server_role)


@pytest.mark.parametrize("room_type", ["private", "direct"])
def test_a_server_role_opens_no_private_room(room_type: str) -> None:
    for action in ("read", "join", "post", "invite", "moderate", "update", "delete"):
        assert not can(None, action, room_type, server_role="owner")


def test_an_unknown_role_or_kind_of_room_may_nothing() -> None:
    assert not can("king", "read", "private", server_role="member")
    assert not can("owner", "read", "castle", server_role="owner")


def test_a_bucket_lets_a_burst_through_and_then_so_many_a_second() -> None:
    clock = MovableClock()
    buckets = TokenBuckets(rate=2, burst=3, clock=clock)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("a") == pytest.approx(0.5)  # a refusal costs nothing
    assert buckets.take("b") == 0
    clock.move(0.5)
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    clock.move(1000)
    assert [bool(buckets.take("a")) for _ in range(4)] == [False, False, False, True]


def test_a_token_that_is_given_back_counts_again_and_never_beyond_the_burst() -> None:
    buckets = TokenBuckets(rate=1, burst=2, clock=MovableClock())
    buckets.give_back("nobody")
    buckets.take("a")
    for _ in range(5):
        buckets.give_back("a")
    assert [bool(buckets.take("a")) for _ in range(3)] == [False, False, True]


def test_a_rate_of_zero_limits_nobody() -> None:
    buckets = TokenBuckets(rate=0, burst=1, clock=MovableClock())
    assert not any(buckets.take("a") for _ in range(1000))


def test_buckets_of_many_addresses_are_swept_and_those_that_limit_stay() -> None:
    clock = MovableClock()
    buckets = TokenBuckets(rate=1, burst=1, clock=clock)
    for number in range(SWEEP):
        buckets.take(str(number))
    clock.move(0.5)
    buckets.take("late")
    clock.move(0.6)
    buckets.take("last")
    assert len(buckets._buckets) == 2
    assert buckets.take("late") > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Den", "DEN"), ("Straße", "STRASSE"), ("\ufb01n", "fin"), ("e\u0301", "\u00e9")],
)
def test_two_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["x", "x" * 100, "🎉 Party", "Café", "a b", "日本"])
def test_a_name_of_visible_characters_is_a_name(name: str) -> None:
    assert checked(RoomDraft(name=f" {name} ")).name == name


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "a\0b", "\u2066x", "dm:x", "DM:x"])
def test_a_name_with_something_hidden_is_none(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(RoomDraft(name=name))
    assert refused.value.field == "name"
