"""Signing in, out and up."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.errors import NotSignedIn
from agent.models import User
from api.identity import (
    address,
    bearer_token,
    clear_cookies,
    cookie_name,
    cookie_token,
    set_cookies,
)
from api.operations import Call, Operation, answer, nothing

Text = Annotated[str, msgspec.Meta(max_length=1024)]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: Text
    password: Text


class SetUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Text
    username: Text
    password: Text
    display_name: Text | None = None


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    current_password: Text
    new_password: Text


async def login(call: Call) -> Response:
    """Start a session; the one that the browser had is over."""
    device = call.request.cookies.get(cookie_name(call.request, call.host.settings, "device"))
    token, device = await call.host.auth.sign_in(
        call.body.username,
        call.body.password,
        address=address(call.request),
        device=device,
    )
    if (old := cookie_token(call.request, call.host.settings)) is not None:
        await call.host.auth.logout(old)
    return await _signed_in(call, token, device=device)


async def logout(call: Call) -> Response:
    """End the session of the cookie or of the Bearer token."""
    token = bearer_token(call.request) or cookie_token(call.request, call.host.settings)
    if token is not None:
        await call.host.auth.logout(token)
    response = nothing()
    clear_cookies(response, call.request, call.host.settings)
    return response


async def validate(call: Call) -> Response:
    return answer({"user": call.user})


async def set_up(call: Call) -> Response:
    """Make the first owner with the token that the terminal shows, and sign them in."""
    _, token = await call.host.auth.set_up(
        call.body.token,
        call.body.username,
        password=call.body.password,
        display_name=call.body.display_name,
    )
    return await _signed_in(call, token, status=201)


async def change_password(call: Call) -> Response:
    """Set a new password; every other session of the user ends, this one gets a new id."""
    token = await call.host.auth.change_password(
        call.user,
        current=call.body.current_password,
        new=call.body.new_password,
        address=address(call.request),
    )
    return await _signed_in(call, token)


async def _signed_in(
    call: Call, token: str, *, device: str | None = None, status: int = 200
) -> Response:
    user = await call.host.auth.get_user_info(token)
    if user is None:  # disabled in this very moment
        raise NotSignedIn
    response = answer({"token": token, "user": user}, status)
    set_cookies(response, call.request, call.host.settings, token=token, device=device)
    return response


OPERATIONS = [
    Operation(
        method="POST",
        path="/api/auth/login",
        handler=login,
        summary="Sign in",
        answer={"token": str, "user": User},
        others=(429,),
        access="anyone",
        body=Login,
    ),
    Operation(
        method="POST",
        path="/api/auth/logout",
        handler=logout,
        summary="Sign out",
        access="anyone",
        status=204,
    ),
    Operation(
        method="GET",
        path="/api/auth/validate",
        handler=validate,
        summary="Tell who is signed in",
        answer={"user": User},
    ),
    Operation(
        method="POST",
        path="/api/auth/password",
        handler=change_password,
        summary="Change one's password",
        answer={"token": str, "user": User},
        body=PasswordChange,
    ),
    Operation(
        method="POST",
        path="/api/setup",
        handler=set_up,
        summary="Make the first owner",
        answer={"token": str, "user": User},
        others=(409,),
        access="anyone",
        body=SetUp,
        status=201,
    ),
]
