"""Preferences: each field, wrong values by field, and the user's other devices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import House, Person

DEFAULTS = {
    "theme": "system",
    "density": "comfortable",
    "clock": "system",
    "sounds": False,
    "room_order": "name",
    "starred": [],
    "order": [],
    "level": "mentions",
    "do_not_disturb": None,
    "rooms": {},
}
QUIET = {"start": "22:00", "end": "07:00", "timezone": "Europe/Berlin"}


async def preferences(person: Person) -> Any:  # Any: decoded JSON
    return (await person.get("/api/preferences"))["preferences"]


async def change(person: Person, **fields: object) -> tuple[int, Any]:
    """Return the status, and the preferences or the field of the problem."""
    answer = await person.call("PUT", "/api/preferences", fields)
    shown = answer.json()
    return answer.status_code, shown["preferences"] if "preferences" in shown else shown.get(
        "field"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "dark"),
        ("density", "compact"),
        ("clock", "24h"),
        ("sounds", True),
        ("room_order", "manual"),
        ("starred", [3, 1, 2]),
        ("order", [2, 1]),
        ("level", "everything"),
        ("do_not_disturb", QUIET),
        ("do_not_disturb", {**QUIET, "timezone": "UTC"}),
        ("do_not_disturb", {**QUIET, "timezone": "Asia/Kathmandu"}),
    ],
)
async def test_one_field_is_changed_and_the_others_stay(
    house: House, field: str, value: object
) -> None:
    assert await preferences(house.carol) == DEFAULTS
    assert await change(house.carol, **{field: value}) == (200, {**DEFAULTS, field: value})
    assert await preferences(house.carol) == {**DEFAULTS, field: value}
    assert await preferences(house.bob) == DEFAULTS
    assert (await change(house.carol))[1] == {**DEFAULTS, field: value}
    assert await change(house.carol, **{field: DEFAULTS[field]}) == (200, DEFAULTS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "blue"),
        ("theme", None),
        ("density", ""),
        ("clock", "25h"),
        ("sounds", "yes"),
        ("room_order", "size"),
        ("starred", [1, 1]),
        ("starred", list(range(1, 1002))),
        ("starred", [0]),
        ("order", [2**53 + 1]),
        ("order", "1"),
        ("level", "some"),
        ("do_not_disturb", {**QUIET, "start": "24:00"}),
        ("do_not_disturb", {**QUIET, "end": "7:00"}),
        ("do_not_disturb", {**QUIET, "end": "07:00\n"}),
        ("do_not_disturb", {**QUIET, "start": "1\N{ARABIC-INDIC DIGIT FIVE}:00"}),
        ("do_not_disturb", {**QUIET, "timezone": "Europe/Atlantis"}),
        ("do_not_disturb", {**QUIET, "timezone": "Europe"}),
        ("do_not_disturb", {**QUIET, "timezone": "../../etc/passwd"}),
        ("do_not_disturb", {**QUIET, "timezone": "/etc/localtime"}),
        ("do_not_disturb", {**QUIET, "timezone": "zone.tab"}),
        ("do_not_disturb", {**QUIET, "timezone": "UTC\0"}),
        ("do_not_disturb", {**QUIET, "timezone": "x" * 5000}),
        ("do_not_disturb", {**QUIET, "timezone": ""}),
        ("rooms", None),
        ("rooms", {"x": {}}),
        ("rooms", {"-1": {}}),
        ("rooms", {"\N{ARABIC-INDIC DIGIT FIVE}": {}}),
        ("rooms", {"9" * 400: {}}),
        ("rooms", {str(number): None for number in range(1001)}),
        ("colour", "red"),
    ],
)
async def test_a_wrong_value_names_its_field_and_changes_nothing(
    house: House, field: str, value: object
) -> None:
    status, named = await change(house.carol, **{"sounds": True, field: value})
    assert status == 422
    assert named.partition(".")[0].partition("[")[0] == field
    assert await preferences(house.carol) == DEFAULTS


@pytest.mark.parametrize(
    "wish",
    [
        {"level": "some"},
        {"muted_until": "tomorrow"},
        {"muted_until": ""},
        {"muted_until": "9999-12-31T23:59:59-14:00"},
        {"muted_until": "0001-01-01T00:00:00+14:00"},
        {"muted_until": "2027-02-30"},
        {"muted_until": "x" * 10_000},
        {"colour": "red"},
    ],
)
async def test_a_wish_for_a_room_that_cannot_be_is_refused(
    house: House, wish: dict[str, str]
) -> None:
    room = (await house.carol.room("Den"))["id"]
    assert (await change(house.carol, rooms={str(room): wish}))[0] == 422
    assert await preferences(house.carol) == DEFAULTS


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2027-06-01T12:00:00Z", "2027-06-01T12:00:00.000Z"),
        ("2027-06-01T12:00:00.123456Z", "2027-06-01T12:00:00.123Z"),
        ("2027-06-01T12:00:00+02:00", "2027-06-01T10:00:00.000Z"),
        ("2027-06-01T12:00:00", "2027-06-01T12:00:00.000Z"),
        ("2027-06-01", "2027-06-01T00:00:00.000Z"),
    ],
)
async def test_the_end_of_a_mute_is_kept_in_utc(house: House, given: str, stored: str) -> None:
    room = str((await house.carol.room("Den"))["id"])
    wish = {"level": None, "muted_until": given}
    status, now = await change(house.carol, rooms={room: wish})
    assert (status, now["rooms"]) == (200, {room: {**wish, "muted_until": stored}})


async def test_a_rooms_wishes_are_replaced_and_taken_back_one_by_one(house: House) -> None:
    den, general = [str((await house.carol.room(name))["id"]) for name in ("Den", "General")]
    both = {
        den: {"level": "nothing", "muted_until": None},
        general: {"level": None, "muted_until": "2027-06-01T12:00:00.000Z"},
    }
    assert (await change(house.carol, rooms=both))[1]["rooms"] == both
    status, now = await change(house.carol, rooms={den: {"level": "everything"}})
    assert now["rooms"] == {**both, den: {"level": "everything", "muted_until": None}}
    status, now = await change(house.carol, rooms={den: None})
    assert (status, now["rooms"]) == (200, {general: both[general]})


async def test_a_foreign_room_is_like_one_that_is_not_there_and_nothing_is_stored(
    house: House,
) -> None:
    den = (await house.alice.room("Den"))["id"]
    for wish in ({"level": "everything"}, None):
        answers = []
        for room in (den, 4711, 2**53, 0):
            body = {"theme": "dark", "rooms": {str(room): wish}}
            answers.append(await house.mallory.call("PUT", "/api/preferences", body))
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1
    assert await preferences(house.mallory) == DEFAULTS


async def test_the_users_other_devices_follow_and_nobody_else_hears(house: House) -> None:
    async with (
        house.carol.socket() as one,
        house.carol.socket("/ws") as other,
        house.bob.socket() as bob,
    ):
        _, now = await change(house.carol, theme="dark", starred=[2, 1])
        for talk in (one, other):
            assert (await talk.event("preferences_updated"))["preferences"] == now
        assert [event["type"] for event in await bob.settled()] == []
    async with house.socket(**house.carol.bearer) as carol:
        assert (await carol.event("hello"))["preferences"] == now


async def test_who_leaves_a_room_sees_no_wishes_for_it(house: House) -> None:
    den = str((await house.carol.room("Den"))["id"])
    await change(house.carol, rooms={den: {"level": "everything"}})
    await house.unseat(int(den), house.carol)
    assert (await preferences(house.carol))["rooms"] == {}
    assert (await change(house.carol, rooms={den: None}))[0] == 404
