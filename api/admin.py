"""The administrators' calls: true figures, and accounts."""

from __future__ import annotations

import importlib.metadata
import sqlite3
from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.account_rules import DISPLAY_NAME_LIMIT, AccountChange
from agent.models import SERVER_ROLES, Account, length, one_of
from agent.passwords import MAX_LENGTH, MIN_LENGTH
from api.operations import Call, Operation, answer, nothing

GIVEN_NAME = "^[A-Za-z0-9._-]{2,32}$"
"""A username as people may write it; capitals become small."""


class NewAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    username: Annotated[str, msgspec.Meta(extra_json_schema={"pattern": GIVEN_NAME})]
    password: Annotated[str, length(MAX_LENGTH, shortest=MIN_LENGTH)]
    role: Annotated[str, one_of(*SERVER_ROLES)] = "member"
    display_name: Annotated[str, length(DISPLAY_NAME_LIMIT)] | None = None


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure of the overview."""

    key: str
    label: str
    value: int | float | str
    unit: str | None = None


async def overview(call: Call) -> Response:
    """Figures of this moment, counted, and the latest changes of accounts."""
    host = call.host
    accounts = await host.accounts.all()
    people = [one for one in accounts if not one.is_agent]
    present = {one.user_id for one in host.connections.connections}
    size = host.settings.database_path.stat().st_size
    figures = [
        Figure("people", "Accounts", sum(one.is_active for one in people)),
        Figure("online", "People online", len(present)),
        Figure("connections", "Open connections", len(host.connections.connections)),
        Figure("sessions", "Sessions", sum(one.session_count for one in people)),
        Figure("agents", "Agents", len(accounts) - len(people)),
        Figure("entries", "Knowledge entries", await host.knowledge.count()),
        Figure("database", "Database", round(size / 2**20, 1), "MiB"),
        Figure("uptime", "Running for", int(host.clock.monotonic() - host.started_at), "s"),
    ]
    events = [dict(row) for row in await host.accounts.recent_events()]
    return answer({"figures": figures, "events": events})


async def list_accounts(call: Call) -> Response:
    return answer({"users": await call.host.accounts.all()})


async def create_account(call: Call) -> Response:
    user = await call.host.accounts.create(
        call.body.username,
        password=call.body.password,
        role=call.body.role,
        display_name=call.body.display_name,
        by=call.user,
    )
    account = Account(
        **msgspec.structs.asdict(user),
        is_active=True,
        created_at=call.host.clock.now(),
        last_seen_at=None,
        session_count=0,
    )
    return answer({"user": account}, 201)


async def change_account(call: Call) -> Response:
    name = call.request.path_params["user"]
    return answer({"user": await call.host.accounts.change(name, call.body, by=call.user)})


async def end_sessions(call: Call) -> Response:
    await call.host.accounts.end_sessions(call.request.path_params["user"], by=call.user)
    return nothing()


async def status(call: Call) -> Response:
    """Versions and figures for whoever runs the server."""
    return answer(
        {
            "status": "ok",
            "version": version(),
            "sqlite": sqlite3.sqlite_version,
            "plugins": [name for name, _ in call.host.plugins.list_name_plugin()],
            "connections": len(call.host.connections.connections),
            "uptime": int(call.host.clock.monotonic() - call.host.started_at),
            "timestamp": call.host.clock.now(),
        }
    )


async def health(call: Call) -> Response:
    """Say ok when the database answers."""
    await call.host.database.fetch_one("SELECT 1")
    return answer({"status": "ok", "timestamp": call.host.clock.now()})


def version() -> str:
    """Return the version of the installed package."""
    try:
        return importlib.metadata.version("knowledge-server")
    except importlib.metadata.PackageNotFoundError:  # run from its folder, not installed
        return "unknown"


OPERATIONS = [
    Operation(
        method="GET",
        path="/health",
        handler=health,
        summary="Is it alive",
        answer={"status": str, "timestamp": str},
        access="anyone",
    ),
    Operation(
        method="GET",
        path="/status",
        handler=status,
        summary="Versions and figures",
        answer={
            "status": str,
            "version": str,
            "sqlite": str,
            "plugins": list[str],
            "connections": int,
            "uptime": int,
            "timestamp": str,
        },
    ),
    Operation(
        method="GET",
        path="/api/admin/overview",
        handler=overview,
        summary="Figures and recent changes",
        answer={"figures": list[Figure], "events": list[dict[str, str]]},
        access="admin",
    ),
    Operation(
        method="GET",
        path="/api/admin/users",
        handler=list_accounts,
        summary="List accounts",
        answer={"users": list[Account]},
        access="admin",
    ),
    Operation(
        method="POST",
        path="/api/admin/users",
        handler=create_account,
        summary="Create an account",
        answer={"user": Account},
        others=(409,),
        access="admin",
        body=NewAccount,
        status=201,
    ),
    Operation(
        method="PUT",
        path="/api/admin/users/{user}",
        handler=change_account,
        summary="Change an account",
        answer={"user": Account},
        others=(409,),
        access="admin",
        body=AccountChange,
    ),
    Operation(
        method="DELETE",
        path="/api/admin/users/{user}/sessions",
        handler=end_sessions,
        summary="Sign an account out everywhere",
        access="admin",
        status=204,
    ),
]
