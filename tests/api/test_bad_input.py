"""Bad input for every operation of the table: a clear 4xx, never a 500, and nothing stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_type_hints

import msgspec

from api.operations import Operation
from tests.cast import House

GOOD: dict[str, dict[str, Any]] = {
    "PushAddress": {
        "endpoint": "https://push.example/a",
        "keys": {"p256dh": "", "auth": ""},
    },  # Any: JSON
    "Login": {"username": "bob", "password": "x"},
    "SetUp": {"token": "x", "username": "zoe", "password": "x"},
    "PasswordChange": {"current_password": "x", "new_password": "tea for nine 49"},
    "NewAccount": {"username": "zoe", "password": "x"},
    "AccountChange": {"role": "member"},
    "Question": {"query": "What?", "domain": "general"},
    "NewEntry": {"title": "Kettles", "content": "Hot."},
    "RoomDraft": {"name": "Garden"},
    "NewMessage": {"content": "Hello."},
    "NewText": {"content": "Hello!"},
    "NewReaction": {"emoji": "👍"},
    "Marker": {"message_id": 1},
    "Named": {"username": "bob"},
    "NewRole": {"role": "member"},
    "Direct": {"usernames": ["bob"]},
    "RoomChange": {"topic": "Tea"},
    "NewPoll": {"question": "Tea?", "options": ["Yes", "No"]},
    "NewVote": {"choices": [0]},
    "NewMute": {"username": "bob", "seconds": 60},
    "Follow": {"on": True},
    "CommandLine": {"text": "/help"},
    "NewInvite": {"max_uses": 1},
    "Code": {"code": "x"},
    "Reason": {"reason": "A look"},
    "PreferencesChange": {"theme": "dark"},
}
"""Bodies whose texts have to be of a certain kind; others are made from their types."""

WRONG_VALUES: list[object] = [
    "",
    "\0",
    "x" * 9000,
    -1,
    0,
    2**53 + 1,
    2**63,
    -(2**63) - 1,
    10**400,
    1.5,
    True,
    [],
    {},
    [[]],
    {"a": {"b": [2**70]}},
]
RAW_VALUES = [b'"\\ud800"', b"NaN", b"Infinity", b"1e999", b"-1e999", b'"\xff"', b"'x'"]
WHOLE_BODIES: list[tuple[bytes, tuple[int, ...]]] = [
    (b"", (400,)),
    (b"{", (400,)),
    (b"nonsense", (400,)),
    (b'{"a":"\xff"}', (400, 422)),
    (b"\xef\xbb\xbf{}", (400,)),
    (b"null", (422,)),
    (b"[]", (422,)),
    (b"7", (422,)),
    (b'"text"', (422,)),
    (b"[" * 100_000, (400, 422)),
    (b'{"a":' * 100_000, (400, 422)),
]


def good_body(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Return a body that passes the shape's own checks."""
    types = get_type_hints(shape)
    made = {name: 1 if types[name] is int else "online" for name in required(shape)}
    return GOOD.get(shape.__name__, made)


def operations(house: House) -> list[Operation]:
    return [door for door in house.app.state.doors if isinstance(door, Operation)]


def address(operation: Operation, room_id: int | str, message_id: int | str = 1) -> str:
    path = operation.path.replace("{room_id}", str(room_id)).replace("{user}", "bob")
    return path.replace("{id}", str(message_id))


async def send(house: House, operation: Operation, path: str, body: bytes, **headers: str) -> Any:
    return await house.http.request(
        operation.method,
        path,
        content=body,
        headers={**house.alice.bearer, "Content-Type": "application/json", **headers},
    )


def is_clear(answer: Any, *statuses: int) -> None:  # Any: a response
    request = answer.request
    said = f"{request.method} {request.url} {request.content[:120]!r}: {answer.text[:300]}"
    assert answer.status_code in statuses, said
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", said
    assert problem["status"] == answer.status_code, said
    assert problem["code"] != "internal", said
    assert problem["detail"], said
    assert "Traceback" not in answer.text, said


async def test_bodies_that_are_not_json_or_not_the_right_shape(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    for operation in operations(house):
        if operation.body is None:
            continue
        path = address(operation, den)
        for body, statuses in WHOLE_BODIES:
            is_clear(await send(house, operation, path, body), *statuses)
        good = good_body(operation.body)
        is_clear(await send(house, operation, path, msgspec.json.encode({**good, "x1": 1})), 422)
        for name in required(operation.body):
            less = {key: value for key, value in good.items() if key != name}
            answer = await send(house, operation, path, msgspec.json.encode(less))
            is_clear(answer, 422)
            assert answer.json()["field"] == name


async def test_a_body_over_one_mebibyte_or_of_another_type(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    for operation in operations(house):
        if operation.body is None:
            continue
        path = address(operation, den)
        is_clear(await send(house, operation, path, b" " * (2**20 + 1)), 413)
        good = msgspec.json.encode(good_body(operation.body))
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            answer = await send(house, operation, path, good, **{"Content-Type": kind})
            is_clear(answer, 415)


async def test_wrong_values_in_every_field_of_every_body(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    for operation in operations(house):
        if operation.body is None:
            continue
        good = good_body(operation.body)
        for name in get_type_hints(operation.body):
            for body in bodies(good, name):
                house.clock.move(10)  # the limits of sign-ins are another test's
                answer = await send(house, operation, address(operation, den), body)
                assert answer.status_code < 500, (operation.path, name, body[:100], answer.text)
                if answer.status_code >= 400:
                    is_clear(answer, 400, 401, 403, 404, 409, 422, 429)


async def test_wrong_values_in_every_query(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    wrong = (
        "",
        "x",
        "-1",
        "1.5",
        "NaN",
        "9" * 30,
        str(2**63),
        "%00",
        "%ff",
        "%ed%a0%80",
        "a" * 9000,
    )
    for operation in operations(house):
        if operation.query is None:
            continue
        path = address(operation, den)
        for name in get_type_hints(operation.query):
            for value in wrong:
                answer = await send(house, operation, f"{path}?{name}={value}", b"")
                assert answer.status_code in (200, 422), (operation.path, name, value, answer.text)
        is_clear(await send(house, operation, f"{path}?x1=1", b""), 422)


async def test_ids_that_are_none(house: House) -> None:
    wrong = (
        "0",
        "-1",
        "x",
        "1.5",
        "9" * 16,
        "9" * 30,
        str(2**63),
        "%00",
        "%D9%A3",
        "1%00",
        "%2e%2e",
    )
    for operation in operations(house):
        if "id}" not in operation.path:
            continue
        for text in wrong:
            body = msgspec.json.encode(good_body(operation.body)) if operation.body else b""
            path = address(operation, text, text)
            is_clear(await send(house, operation, path, body), 404, 405, 422)


async def test_methods_that_an_address_does_not_take(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    table = [(one.method, re.sub(r"{\w+}", "[^/]+", one.path)) for one in operations(house)]
    for operation in operations(house):
        path = address(operation, den)
        taken = {method for method, pattern in table if re.fullmatch(pattern, path)}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - taken:
            answer = await house.alice.call(method, path)
            is_clear(answer, 405)
            assert answer.json()["code"] == "method_not_allowed"


async def test_nothing_of_all_that_needs_no_session_answers_500_without_one(house: House) -> None:
    for operation in operations(house):
        answer = await house.http.request(operation.method, address(operation, 1))
        assert answer.status_code in (200, 204, 303, 401, 415), operation.path
        if operation.access in ("user", "admin"):
            is_clear(answer, 401)


def required(shape: type[msgspec.Struct]) -> list[str]:
    return [
        one.name
        for one in msgspec.structs.fields(shape)
        if one.default is msgspec.NODEFAULT and one.default_factory is msgspec.NODEFAULT
    ]


def bodies(good: dict[str, Any], name: str) -> Iterator[bytes]:
    """Yield the good body with each wrong value in one field."""
    others = {key: value for key, value in good.items() if key != name}
    start = msgspec.json.encode(others)[:-1] + (b"," if others else b"")
    for value in WRONG_VALUES:
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else None
        raw = text.encode() if text else _encoded(value)
        yield start + b'"' + name.encode() + b'":' + raw + b"}"
    for raw in RAW_VALUES:
        yield start + b'"' + name.encode() + b'":' + raw + b"}"


def _encoded(value: object) -> bytes:
    return json.dumps(value).encode()
