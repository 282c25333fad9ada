"""The API's description: complete, valid, and readable by programs and people."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import schemathesis

from agent import events
from agent.events import ServerEvent, encode, payloads
from api.openapi import client_events, document, statuses
from api.operations import Operation, nothing
from api.socket import Socket
from tests.cast import PASSWORD, House, open_house

PATHS = ("/api/openapi.json", "/api/events.json", "/api/docs")


def operations(house: House) -> list[Operation]:
    return [door for door in house.app.state.doors if isinstance(door, Operation)]


async def test_every_operation_is_described(house: House) -> None:
    described = await house.bob.get("/api/openapi.json")
    assert described["openapi"].startswith("3.1")
    found = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert found == {(one.method.lower(), one.path) for one in operations(house)}
    names = [
        one["operationId"] for methods in described["paths"].values() for one in methods.values()
    ]
    assert len(set(names)) == len(names)
    for one in operations(house):
        entry = described["paths"][one.path][one.method.lower()]
        assert entry["summary"] == one.summary
        assert [int(status) for status in entry["responses"]] == statuses(one)
        assert ("requestBody" in entry) == (one.body is not None or one.upload is not None)
        assert (entry["security"] == []) == (one.access == "anyone")
        assert one.status == 204 or "content" in entry["responses"][str(one.status)], one.path


async def test_the_document_is_openapi_and_its_references_lead_somewhere(house: House) -> None:
    described = await house.bob.get("/api/openapi.json")
    loaded = schemathesis.openapi.from_dict(described)
    loaded.validate()
    assert len([*loaded.get_all_operations()]) == len(operations(house))
    names = set(re.findall(r"'#/components/schemas/(\w+)'", str(described)))
    assert names == described["components"]["schemas"].keys()


async def test_answers_have_no_more_and_no_less_than_is_described(house: House) -> None:
    described = await house.bob.get("/api/openapi.json")
    den = (await house.bob.room("Den"))["id"]
    posted = await house.alice.call("POST", f"/api/rooms/{den}/messages", {"content": "Tea?"})
    message = posted.json()["message"]["id"]
    reply = {"content": "Yes @alice", "reply_to": message, "client_id": "1"}
    for name, body, status in (
        ("POST /api/rooms/{room_id}/messages", reply, 201),
        ("POST /api/rooms/{room_id}/messages", reply, 200),
        ("POST /api/messages/{id}/react", {"emoji": "👍"}, 200),
        ("PUT /api/messages/{id}", {"content": "Tea or cocoa?"}, 200),
        ("GET /api/messages/{id}/edits", None, 200),
        ("GET /api/rooms/{room_id}/messages", None, 200),
        ("GET /api/rooms/{room_id}/messages?around_id={id}", None, 200),
        ("GET /api/search?q=tea", None, 200),
        ("POST /api/rooms/{room_id}/read", {"message_id": message}, 200),
        ("POST /api/rooms/{room_id}/unread", {"message_id": message}, 200),
        ("POST /api/rooms", {"name": "Garden"}, 201),
        ("POST /api/rooms/direct", {"usernames": ["carol"]}, 200),
        ("GET /api/rooms", None, 200),
        ("GET /api/rooms/{room_id}", None, 200),
        ("PUT /api/rooms/{room_id}", {"topic": "Tea"}, 200),
        ("GET /api/rooms/{room_id}/members", None, 200),
        ("POST /api/rooms/{room_id}/invite", {"username": "mallory"}, 201),
        ("PUT /api/rooms/{room_id}/members/{user}", {"role": "guest"}, 200),
        ("POST /api/rooms/{room_id}/join", None, 200),
        ("GET /api/rooms/{room_id}/typing", None, 200),
        ("GET /api/users/online", None, 200),
        ("POST /api/users/status", {"status": "busy"}, 200),
        ("POST /query", {"query": "What is a room?"}, 200),
        ("POST /knowledge/entries", {"title": "Tea", "content": "Hot."}, 201),
        ("GET /knowledge/entries", None, 200),
        ("GET /knowledge/search?query=rooms", None, 200),
        ("GET /health", None, 200),
        ("GET /status", None, 200),
        ("GET /api/admin/overview", None, 200),
        ("GET /api/admin/users", None, 200),
        ("POST /api/admin/users", {"username": "zoe", "password": PASSWORD}, 201),
        ("PUT /api/admin/users/{user}", {"role": "guest"}, 200),
        ("GET /api/auth/validate", None, 200),
        ("POST /api/auth/login", {"username": "bob", "password": PASSWORD}, 200),
        (
            "POST /api/auth/password",
            {"current_password": PASSWORD, "new_password": f"{PASSWORD} more"},
            200,
        ),
    ):
        method, _, path = name.partition(" ")
        asked = path.replace("{room_id}", str(den)).replace("{id}", str(message))
        answer = await house.alice.call(method, asked.replace("{user}", "carol"), body)
        assert answer.status_code == status, (name, answer.text)
        entry = described["paths"][path.partition("?")[0]][method.lower()]
        shape = entry["responses"][str(status)]["content"]["application/json"]["schema"]
        schema = {**closed(shape), "components": closed(described["components"])}
        jsonschema_rs.validate(schema, answer.json())


async def test_an_event_that_is_sent_fits_the_schema_of_the_events(house: House) -> None:
    described = await house.bob.get("/api/events.json")
    definitions = described["$defs"]
    kinds = {one for one in vars(events).values() if isinstance(one, type)}
    sent = {one.__name__ for one in kinds if issubclass(one, ServerEvent)} - {"ServerEvent"}
    refs = {one["$ref"].rpartition("/")[2] for one in definitions["ServerEvent"]["anyOf"]}
    assert refs == sent
    said = {one["$ref"].rpartition("/")[2] for one in definitions["ClientEvent"]["anyOf"]}
    sockets = [door for door in house.app.state.doors if isinstance(door, Socket)]
    assert said == {one.__name__ for door in sockets for one in client_events(door)}
    validator = jsonschema_rs.validator_for(
        {**described, "anyOf": definitions["ServerEvent"]["anyOf"]}
    )
    async with house.carol.socket(greeted=False) as carol:
        den = (await house.bob.room("Den"))["id"]
        await carol.event("hello")
        await carol.post(den, "Tea?")
        await carol.say("typing_start", room_id=den)
        await carol.say("react", message_id=0, emoji="x")
        await carol.settled()
        assert len({event["type"] for event in carol.heard}) >= 5
        for event in carol.heard:
            validator.validate(event)
    error = encode(events.ErrorEvent(code="invalid", detail="No."))
    validator.validate(json.loads(next(payloads(error))))
    assert not validator.is_valid({"type": "message", "room_id": 1})


async def test_the_descriptions_are_for_those_who_are_signed_in(house: House) -> None:
    for path in PATHS[:2]:
        assert (await house.http.get(path)).status_code == 401
    page = await house.http.get(PATHS[2])
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/api/docs")
    for path in PATHS:
        assert (await house.mallory.call("GET", path)).status_code == 200


async def test_the_page_shows_every_operation_and_loads_nothing_foreign(house: House) -> None:
    answer = await house.bob.call("GET", "/api/docs", Accept="text/html")
    assert answer.headers["content-type"].startswith("text/html")
    text = unescape(answer.text)
    for one in operations(house):
        assert f">{one.path}</code>" in text
        assert one.summary in text
    links = set(re.findall(r'href="#([^"]+)"', text))
    anchors = re.findall(r' id="([^"]+)"', text)
    assert links <= set(anchors)
    assert len(set(anchors)) == len(anchors)
    loaded = re.findall(r'(?:src|href)="([^"#]+)', text)
    assert loaded
    assert all(path.startswith("/") and not path.startswith("//") for path in loaded)
    assert f"SERVER={house.base}" in text
    assert 'curl -X POST \\\n  "$SERVER/api/rooms/$ROOM_ID/messages"' in text
    assert """-d '{"content": "…"}'""" in text


async def test_without_the_chat_nothing_of_it_is_described(data: Path) -> None:
    async with open_house(data, "alice", plugins_disabled="chat_rooms") as house:
        described = await house.alice.get("/api/openapi.json")
        assert not [path for path in described["paths"] if "room" in path or "chat" in path]
        assert "Message" not in described["components"]["schemas"]
        said = (await house.alice.get("/api/events.json"))["$defs"]["ClientEvent"]["anyOf"]
        assert [one["$ref"] for one in said] == ["#/$defs/JoinRoom", "#/$defs/Ping"]
        assert "/chat" not in (await house.alice.call("GET", "/api/docs")).text


async def test_a_method_that_an_address_lacks_is_answered_with_those_that_it_has(
    house: House,
) -> None:
    for method, path, allowed in (
        ("PATCH", "/api/rooms/1", "DELETE, GET, HEAD, PUT"),
        ("DELETE", "/api/rooms/direct", "POST"),
        ("GET", "/api/rooms/direct", "POST"),
        ("POST", "/health", "GET, HEAD"),
    ):
        answer = await house.alice.call(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), path
    head = await house.alice.call("HEAD", "/api/rooms")
    assert (head.status_code, head.content) == (200, b"")


async def test_a_parameter_of_a_query_is_never_null(house: House) -> None:
    answer = await house.alice.call("GET", "/api/rooms/1/messages?before_id=null")
    assert (answer.status_code, answer.json()["field"]) == (422, "before_id")


def test_the_statuses_follow_from_the_checks() -> None:
    async def handler(call: object) -> Any:  # Any: it is never called
        return nothing()

    def made(**fields: Any) -> Operation:  # Any: fields of Operation
        return Operation(
            **{"method": "GET", "path": "/x", "summary": "X", "handler": handler, **fields}
        )

    assert statuses(made(access="anyone")) == [200, 401, 503]
    assert statuses(made(access="page")) == [200, 303, 401, 403, 503]
    assert statuses(made(method="DELETE", path="/{x}", status=204)) == [
        204,
        401,
        403,
        404,
        429,
        503,
    ]
    described = document([made(path="/{x}/{x_id:int}", answer={"x": list[int]})])
    assert list(described["paths"]) == ["/{x}/{x_id}"]
    kinds = [
        one["schema"]["type"] for one in described["paths"]["/{x}/{x_id}"]["get"]["parameters"]
    ]
    assert kinds == ["string", "integer"]


def closed(schema: Any) -> Any:  # Any: JSON
    """Return the schema with objects that take no field besides those that are named."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(one) for key, one in schema.items()}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made["additionalProperties"] = False
    return made
