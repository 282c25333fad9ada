"""Who a request comes from, and whether it comes from our own pages."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response

from agent.auth import AuthenticationManager
from agent.errors import CrossOrigin, NotSignedIn
from agent.models import Session
from agent.settings import Settings

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
DEVICE_SECONDS = 365 * 24 * 3600


def is_https(connection: HTTPConnection, settings: Settings) -> bool:
    """Tell whether the client speaks TLS; a trusted proxy has set the scheme of the scope."""
    scheme = connection.scope["scheme"]
    return scheme in ("https", "wss") or settings.public_url.startswith("https://")


def address(connection: HTTPConnection) -> str:
    """Return the client's address; a trusted proxy has set it in the scope."""
    return connection.client.host if connection.client else ""


def cookie_name(connection: HTTPConnection, settings: Settings, name: str = "session") -> str:
    """Return the cookie's name: with TLS no other host or path can set it."""
    return f"__Host-{name}" if is_https(connection, settings) else name


def cookie_token(connection: HTTPConnection, settings: Settings) -> str | None:
    """Return the session token of the cookie, if there is one."""
    return connection.cookies.get(cookie_name(connection, settings)) or None


def bearer_token(connection: HTTPConnection) -> str | None:
    """Return the token of `Authorization: Bearer`, if there is one."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def identify(
    connection: HTTPConnection, auth: AuthenticationManager, settings: Settings
) -> Session | None:
    """Return the session of a request. Raises NotSignedIn for a bad Bearer token."""
    if (token := bearer_token(connection)) is not None:
        if (session := await auth.validate_session(token)) is None:
            raise NotSignedIn("This token is not valid.")
        return session
    if (token := cookie_token(connection, settings)) is not None:
        return await auth.validate_session(token)
    return None


def require_same_origin(connection: HTTPConnection, settings: Settings) -> None:
    """Raise CrossOrigin unless a browser says that one of our own pages asks.

    Needed for whatever acts by cookie: unsafe methods and WebSocket upgrades. A request
    without a cookie and without an origin comes from no browser and passes.
    """
    if bearer_token(connection) is not None:
        return
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if site is not None:
        is_ours = site == "same-origin"
    elif origin is not None:
        is_ours = origin == own_origin(connection, settings)
    else:
        is_ours = cookie_token(connection, settings) is None
    if not is_ours:
        raise CrossOrigin


def own_origin(connection: HTTPConnection, settings: Settings) -> str:
    """Return the origin of our own pages as this client sees it."""
    if settings.public_url:
        return "/".join(settings.public_url.split("/")[:3])
    scheme = "https" if is_https(connection, settings) else "http"
    return f"{scheme}://{connection.headers.get('host', '')}"


def set_cookies(
    response: Response,
    connection: HTTPConnection,
    settings: Settings,
    *,
    token: str,
    device: str | None = None,
) -> None:
    """Sign the browser in; `device` is remembered beyond the session."""
    secure = is_https(connection, settings)
    cookies = [("session", token, int(settings.session_hours * 3600))]
    if device is not None:
        cookies.append(("device", device, DEVICE_SECONDS))
    for name, value, seconds in cookies:
        response.set_cookie(
            cookie_name(connection, settings, name),
            value,
            max_age=seconds,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )


def clear_cookies(response: Response, connection: HTTPConnection, settings: Settings) -> None:
    """Sign the browser out and let it forget what it cached."""
    response.delete_cookie(
        cookie_name(connection, settings),
        path="/",
        secure=is_https(connection, settings),
        httponly=True,
        samesite="lax",
    )
    MutableHeaders(raw=response.raw_headers)["Clear-Site-Data"] = '"cache", "storage"'
