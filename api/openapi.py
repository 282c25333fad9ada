"""The API's description: read from the table of doors, so that it cannot lag behind it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, get_args

import msgspec

from agent import events
from agent.client_events import ClientEvent
from agent.events import ServerEvent
from agent.models import MAX_ID
from api.admin import version
from api.identity import SAFE_METHODS
from api.operations import Operation, scope_of
from api.socket import Socket

Json = dict[str, Any]  # Any: JSON, whose shape the specifications of OpenAPI and JSON Schema give

OPENAPI, JSON_SCHEMA = "3.1.0", "https://json-schema.org/draft/2020-12/schema"
SCHEMAS, DEFINITIONS = "#/components/schemas/{name}", "#/$defs/{name}"
BYTES = {"type": "string", "format": "binary"}
PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")
ABOUT = (
    "Rooms, messages, knowledge and accounts over HTTP. Every failure is a problem (RFC 9457) "
    "with a stable `code`. What the WebSockets say is described in `/api/events.json`."
)
WHO = {
    "anyone": "For everybody, signed in or not.",
    "user": "For everybody who is signed in.",
    "admin": "For owners and admins of the server.",
}
MEANING = {
    200: "Success",
    201: "Created",
    204: "Done; there is no content",
    303: "Go to another page",
    400: "Not JSON in UTF-8",
    401: "Not signed in, or a token or password that is not valid",
    403: "Not allowed, or a request from another site",
    404: "Absent, or not yours to see",
    409: "The state forbids it; `code` says which",
    413: "The body is too large",
    415: "Not the content type of the request body",
    422: "A field or parameter is not valid; `field` names it",
    429: "Too often; try again after `retry_after` seconds",
    503: "The server cannot take it now; try again after `retry_after` seconds",
}


class Problem(msgspec.Struct, omit_defaults=True):
    """Why a request failed; programs read `code`, people read `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    retry_after: float | msgspec.UnsetType = msgspec.UNSET


def document(doors: Iterable[object]) -> Json:
    """Return the OpenAPI document of all operations among the doors."""
    operations = [door for door in doors if isinstance(door, Operation)]
    types: dict[Any, None] = {Problem: None}  # Any: whatever msgspec can describe
    for one in operations:
        if one.body is not None:
            types[one.body] = None
        if isinstance(one.answer, Mapping):
            types |= dict.fromkeys(one.answer.values())
    found, components = _schemas(list(types), SCHEMAS)
    schema_of = dict(zip(types, found, strict=True))
    paths: dict[str, Json] = {}
    for one in operations:
        path = PLACEHOLDER.sub(r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _described(one, schema_of)
    return {
        "openapi": OPENAPI,
        "info": {"title": "knowledge-server", "version": version(), "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "session",
                    "description": "Set by the sign-in; with TLS its name is `__Host-session`.",
                },
            },
        },
    }


def events_document(doors: Iterable[object]) -> Json:
    """Return the JSON Schema of what clients and the server say on the sockets."""
    sockets = [door for door in doors if isinstance(door, Socket)]
    said = {event: None for socket in sockets for event in client_events(socket)}
    heard = [one for one in vars(events).values() if _is_server_event(one)]
    found, definitions = _schemas([*said, *heard], DEFINITIONS)
    either = {"ClientEvent": found[: len(said)], "ServerEvent": found[len(said) :]}
    return {
        "$schema": JSON_SCHEMA,
        "title": "Events of the WebSockets",
        "description": f"Protocol version {events.PROTOCOL}. One text frame holds one event.",
        "anyOf": [{"$ref": DEFINITIONS.format(name=name)} for name in either],
        "$defs": {
            **{name: {"anyOf": shapes} for name, shapes in either.items()},
            **definitions,
        },
    }


def client_events(socket: Socket) -> list[type[ClientEvent]]:
    """Return what a client may say on a socket."""
    union = socket.service.decoder.type
    return list(get_args(union)) or [union]


def statuses(operation: Operation) -> list[int]:
    """Return every status that an operation answers with; 500 is none of them."""
    found = {operation.status, *operation.others, 401, 503}
    if operation.access != "anyone" or operation.method not in SAFE_METHODS:
        found.add(403)
    if operation.access != "anyone" and operation.method not in SAFE_METHODS:
        found.add(429)
    if operation.access.endswith("page"):
        found.add(303)
    if operation.body is not None:
        found |= {400, 413, 415, 422}
    if operation.upload is not None:
        found |= {413, 415, 422}
    if operation.query is not None:
        found.add(422)
    if PLACEHOLDER.search(operation.path):
        found.add(404)
    return sorted(found)


def _is_server_event(value: object) -> bool:
    is_event = isinstance(value, type) and issubclass(value, ServerEvent)
    return is_event and value is not ServerEvent


def _schemas(types: list[Any], template: str) -> tuple[list[Json], Json]:  # Any: types of fields
    found, components = msgspec.json.schema_components(
        types, schema_hook=_anything, ref_template=template
    )
    return list(found), components


def _anything(kind: type) -> Json:
    if kind is not object:
        raise TypeError(f"{kind} has no JSON schema.")
    return {"description": "Any JSON."}


def _content(operation: Operation, schema_of: dict[Any, Json]) -> Json | None:
    """Return the media types of a success."""
    if operation.answer is None:
        return None
    if operation.answer == "page":
        return {"text/html": {"schema": {"type": "string"}}}
    if operation.answer == "image":
        return {"image/webp": {"schema": BYTES}}
    if operation.answer == "drawing":
        return {"image/svg+xml": {"schema": {"type": "string"}}}
    shape: Json = {"type": "object"}
    if isinstance(operation.answer, Mapping):
        fields = operation.answer
        shape["properties"] = {name: schema_of[kind] for name, kind in fields.items()}
        shape["required"] = [
            name for name, kind in fields.items() if msgspec.UnsetType not in get_args(kind)
        ]
    return {"application/json": {"schema": shape}}


def _described(operation: Operation, schema_of: dict[Any, Json]) -> Json:
    content = _content(operation, schema_of)
    described: Json = {
        "operationId": "_".join(re.findall(r"\w+", f"{operation.method.lower()} {operation.path}")),
        "summary": operation.summary,
        "description": " ".join(_sentences(operation)),
        "tags": [_tag(operation)],
        "security": [] if operation.access == "anyone" else [{"bearer": []}, {"cookie": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(status): _response(operation, status, content) for status in statuses(operation)
        },
    }
    if operation.access.endswith("page"):
        described["security"].append({})
    if operation.body is not None:
        body = {"application/json": {"schema": schema_of[operation.body]}}
        described["requestBody"] = {"required": True, "content": body}
    if operation.upload is not None:
        described["requestBody"] = {"required": True, "content": {"image/*": {"schema": BYTES}}}
    return described


def _sentences(operation: Operation) -> Iterable[str]:
    said = inspect.getdoc(operation.handler)
    if said:
        yield said.partition("\n\n")[0].replace("\n", " ")
    yield WHO[operation.access.removesuffix("_page").replace("page", "user")]
    if operation.access != "anyone":
        yield f"A token needs the scope `{scope_of(operation)}`."


def _tag(operation: Operation) -> str:
    if operation.answer == "page":
        return "Pages"
    module: str = operation.handler.__module__
    return module.rpartition(".")[2].capitalize()


def _path_parameters(operation: Operation) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name)}
        for name in PLACEHOLDER.findall(operation.path)
    ]


def _path_schema(name: str) -> Json:
    if name == "id" or name.endswith("_id"):
        return {"type": "integer", "minimum": 1, "maximum": MAX_ID}
    return {"type": "string", "minLength": 1}


def _query_parameters(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    _, components = _schemas([operation.query], SCHEMAS)
    shape = components[operation.query.__name__]
    needed = shape.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _given(schema)}
        for name, schema in shape["properties"].items()
    ]


def _given(schema: Json) -> Json:
    """Return the schema of a parameter that is there: a query cannot say null."""
    found: Json = next((one for one in schema.get("anyOf", ()) if one != {"type": "null"}), schema)
    return found


def _response(operation: Operation, status: int, content: Json | None) -> Json:
    response: Json = {"description": MEANING.get(status, HTTPStatus(status).phrase)}
    if status == 303:
        response["headers"] = {"Location": {"schema": {"type": "string"}}}
    elif status >= 400:
        problem: Json = {"schema": {"$ref": SCHEMAS.format(name=Problem.__name__)}}
        response["content"] = {"application/problem+json": problem}
        if operation.answer == "page":
            response["content"]["text/html"] = {"schema": {"type": "string"}}
        if status in (429, 503):
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    elif content is not None and status not in (204, 304):
        response["content"] = content
    return response
