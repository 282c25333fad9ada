"""Hours without disturbance: over midnight, in the reader's own time zone, end not included."""

from __future__ import annotations

import datetime

import pytest

from agent.models import DoNotDisturb, Preferences
from agent.notification_levels import is_quiet, preferences_from


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


def hours(start: str, end: str, timezone: str = "UTC") -> DoNotDisturb:
    return DoNotDisturb(start=start, end=end, timezone=timezone)


@pytest.mark.parametrize(
    ("time", "quiet"),
    [
        ("21:59:59.999", False),
        ("22:00", True),
        ("23:59:59.999", True),
        ("00:00", True),
        ("06:59:59.999", True),
        ("07:00", False),
        ("12:00", False),
    ],
)
def test_hours_may_pass_midnight(time: str, quiet: bool) -> None:
    assert is_quiet(hours("22:00", "07:00"), at(f"2027-01-15T{time}+00:00")) is quiet


@pytest.mark.parametrize(
    ("time", "quiet"), [("11:59", False), ("12:00", True), ("12:59", True), ("13:00", False)]
)
def test_hours_of_one_day_end_on_that_day(time: str, quiet: bool) -> None:
    assert is_quiet(hours("12:00", "13:00"), at(f"2027-01-15T{time}+00:00")) is quiet


def test_hours_that_end_as_they_begin_are_none() -> None:
    assert not is_quiet(hours("08:00", "08:00"), at("2027-01-15T08:00+00:00"))


def test_hours_are_those_of_the_readers_own_clock() -> None:
    moment = at("2027-01-15T21:30+00:00")
    assert is_quiet(hours("22:00", "07:00", "Europe/Berlin"), moment)
    assert not is_quiet(hours("22:00", "07:00", "UTC"), moment)
    assert not is_quiet(hours("22:00", "07:00", "America/New_York"), moment)
    assert is_quiet(hours("03:15", "03:16", "Asia/Kathmandu"), moment)


def test_summer_time_moves_the_hours_with_the_clock_on_the_wall() -> None:
    berlin = hours("22:00", "07:00", "Europe/Berlin")
    assert not is_quiet(berlin, at("2027-01-15T20:30+00:00"))
    assert is_quiet(berlin, at("2027-07-15T20:30+00:00"))


def test_a_zone_that_the_machine_has_no_more_is_read_as_utc() -> None:
    gone = hours("22:00", "07:00", "Europe/Atlantis")
    assert is_quiet(gone, at("2027-01-15T23:00+00:00"))
    assert not is_quiet(gone, at("2027-01-15T21:00+00:00"))


def test_who_never_chose_prefers_what_everybody_does() -> None:
    assert preferences_from(None) == Preferences()
    assert preferences_from('{"level": "nothing"}') == Preferences(level="nothing")
