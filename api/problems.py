"""One table from domain errors to HTTP, as RFC 9457 problem details."""

from __future__ import annotations

import math
import re
from http import HTTPStatus

import msgspec
from starlette.responses import Response

from agent import errors
from agent.errors import KnowledgeServerError

STATUS: dict[type[KnowledgeServerError], int] = {
    errors.Malformed: 400,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.NotAllowed: 405,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Invalid: 422,
    errors.RateLimited: 429,
    errors.Busy: 503,
    errors.StorageFull: 503,
}
RETRY_AFTER = 5.0
"""Seconds that a 503 asks for when the error says nothing."""

_FIELD = re.compile(r"(?:field `|\$\.)([A-Za-z_]\w*)")


def status_of(error: KnowledgeServerError) -> int:
    """Return the HTTP status of an error, or of the closest class above it."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem(error: KnowledgeServerError) -> Response:
    """Return an error as application/problem+json."""
    status = status_of(error)
    retry_after = error.retry_after
    if status == 503 and retry_after is None:
        retry_after = RETRY_AFTER
    body: dict[str, str | int | float] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code,
        "detail": error.detail,
    }
    if error.field is not None:
        body["field"] = error.field
    if retry_after is not None:
        body["retry_after"] = round(retry_after, 3)
    headers = {} if retry_after is None else {"Retry-After": str(math.ceil(retry_after))}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    content = msgspec.json.encode(body)
    return Response(content, status, headers, media_type="application/problem+json")


def decoding_error(error: Exception) -> KnowledgeServerError:
    """Translate what msgspec raises for a client's bytes: never a traceback."""
    if isinstance(error, msgspec.ValidationError):
        found = _FIELD.search(str(error))
        return errors.Invalid(f"{error}.", field=found.group(1) if found else None)
    if isinstance(error, (msgspec.DecodeError, UnicodeDecodeError, RecursionError)):
        return errors.Malformed()
    raise error
