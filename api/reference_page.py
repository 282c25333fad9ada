"""What the page of the reference shows, taken from the documents for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from agent.models import MAX_ID
from api.openapi import Json

BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)


class Part(msgspec.Struct, frozen=True):
    """A piece of a type's name; `shape` is what it leads to."""

    text: str
    shape: str | None = None


class Field(msgspec.Struct, frozen=True):
    """A field or parameter; `place` is path, query or body."""

    name: str
    kind: tuple[Part, ...]
    place: str
    is_required: bool
    note: str


class Status(msgspec.Struct, frozen=True):
    code: str
    meaning: str
    is_success: bool


class Entry(msgspec.Struct, frozen=True):
    """One operation."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    takes: tuple[Field, ...]
    gives: tuple[Field, ...]
    media_type: str
    statuses: tuple[Status, ...]
    curl: str


class Chapter(msgspec.Struct, frozen=True):
    name: str
    entries: tuple[Entry, ...]


class Shape(msgspec.Struct, frozen=True):
    """A named type; `either` are the types that it may be."""

    name: str
    description: str
    fields: tuple[Field, ...]
    either: tuple[Part, ...]


def chapters(document: Json) -> list[Chapter]:
    """Return the operations by their tag, pages last."""
    found: dict[str, list[Entry]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            entry = _entry(document, path, method.upper(), operation)
            found.setdefault(operation["tags"][0], []).append(entry)
    names = sorted(found, key=lambda name: (name == "Pages", name))
    return [Chapter(name, tuple(found[name])) for name in names]


def shapes(schemas: Json) -> list[Shape]:
    """Return the named types by name."""
    return [
        Shape(
            name=name,
            description=schema.get("description", ""),
            fields=tuple(_fields(schema, "body")),
            either=tuple(_kind(one)[0] for one in schema.get("anyOf", ())),
        )
        for name, schema in sorted(schemas.items())
    ]


def _entry(document: Json, path: str, method: str, operation: Json) -> Entry:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    taken = [
        Field(
            name=one["name"],
            kind=_kind(one["schema"]),
            place=one["in"],
            is_required=one["required"],
            note=_note(one["schema"]),
        )
        for one in operation["parameters"]
    ]
    shape = _resolved(document, body["schema"]) if body else {}
    success = next(one for code, one in operation["responses"].items() if code < "400")
    media_type, content = next(iter(success.get("content", {}).items()), ("", {"schema": {}}))
    return Entry(
        anchor=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        takes=(*taken, *_fields(shape, "body")),
        gives=tuple(_fields(_resolved(document, content["schema"]), "body")),
        media_type=media_type,
        statuses=tuple(
            Status(code, one["description"], is_success=code < "400")
            for code, one in operation["responses"].items()
        ),
        curl=_curl(method, f"$SERVER{path}", operation, shape if body else None),
    )


def _resolved(document: Json, schema: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = document["components"]["schemas"][_name(schema)]
    return found


def _name(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _fields(schema: Json, place: str) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield Field(
            name=name,
            kind=_kind(one),
            place=place,
            is_required=name in required,
            note=_note(one),
        )


def _kind(schema: Json) -> tuple[Part, ...]:
    """Name a schema's type, with the way to each shape in it."""
    if "$ref" in schema:
        return (Part(_name(schema), _name(schema)),)
    if "anyOf" in schema:
        either = [_kind(one) for one in schema["anyOf"]]
        return tuple(part for kind in either for part in (Part(" or "), *kind))[1:]
    if "enum" in schema:
        return (Part(" or ".join(json.dumps(value) for value in schema["enum"])),)
    if schema.get("type") == "array" and "items" in schema:
        items = schema["items"]
        return (Part("list of "), *_kind(items)) if items is not False else (Part("list"),)
    return (Part(str(schema.get("type", "anything"))),)


def _note(schema: Json) -> str:
    """Say the bounds of a value and what it is when it is left out."""
    limited = next((one for one in schema.get("anyOf", ()) if "$ref" not in one), {}) | schema
    ranges = ((_range(limited.get(low), limited.get(high)), unit) for low, high, unit in BOUNDS)
    said = [f"{span}{unit}" for span, unit in ranges if span]
    if "pattern" in limited:
        said.append(limited["pattern"])
    if schema.get("default") is not None:
        said.append(f"default {json.dumps(schema['default'], ensure_ascii=False)}")
    return ", ".join(said)


def _range(low: int | None, high: int | None) -> str:
    if high is None or high == MAX_ID:
        return "" if not low else f"from {low}"
    return f"at most {high:,}" if not low else f"{low:,} to {high:,}"


def _curl(method: str, url: str, operation: Json, body: Json | None) -> str:
    for one in operation["parameters"]:
        if one["in"] == "path":
            url = url.replace(f"{{{one['name']}}}", f"${one['name'].upper()}")
    asked = [one for one in operation["parameters"] if one["in"] == "query" and one["required"]]
    url += "?" * bool(asked) + "&".join(f"{one['name']}=…" for one in asked)
    parts = ["curl"] if method == "GET" else [f"curl -X {method}"]
    parts.append(f'"{url}"')
    if operation["security"]:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if body is not None:
        parts.append('-H "Content-Type: application/json"')
        given = {name: _example(body["properties"][name]) for name in body.get("required", ())}
        parts.append(f"-d '{json.dumps(given, ensure_ascii=False)}'")
    return " \\\n  ".join(parts)


def _example(schema: Json) -> object:
    if "enum" in schema:
        return schema["enum"][0]
    kinds: dict[str, object] = {"integer": 1, "number": 1, "boolean": True, "array": ["…"]}
    return kinds.get(schema.get("type", ""), "…")
