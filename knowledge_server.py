"""knowledge_server: people and AI agents work together in rooms.

The roof: reads settings, opens the adapters, builds the Host and returns the application.
`python knowledge_server.py` is the command `knowledge-server`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette

from agent.accounts import Accounts
from agent.auth import AuthenticationManager
from agent.bus.memory import MemoryBus
from agent.connections import ConnectionManager
from agent.domains import DomainAgents
from agent.errors import StartError
from agent.fair_use import FairUse
from agent.knowledge_base import KnowledgeBase
from agent.passwords import Passwords
from agent.ports import Clock
from agent.sessions import Sessions
from agent.settings import Settings
from agent.storage.migrate import CORE, Migrations, migrate
from agent.storage.sqlite import SqliteDatabase
from agent.ticking import tick
from api.cli import main as command_line
from api.index import build_app
from api.roof import Roof
from plugins.host import Host
from plugins.manager import plugin_manager

__all__ = ["ConnectionManager", "open_app", "open_host"]

GUESTS = ("plugins.chat_rooms",)
PROJECT = Path(__file__).parent
MINUTE, HOUR = 60, 3600.0


@contextlib.asynccontextmanager
async def open_app(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Starlette]:
    """Open everything and yield the ASGI application; close everything on leaving.

    Any ASGI server can serve it; `app.state.host` is the Host. Raises StartError.
    """
    async with open_host(settings, clock=clock) as host, host.lifespans():
        ticking = tick((1, host.connections.beat), (MINUTE, host.sessions.end_overdue))
        heartbeat = asyncio.create_task(ticking, name="heartbeat")
        try:
            yield build_app(host)
        finally:
            host.connections.close_all()
            heartbeat.cancel()


@contextlib.asynccontextmanager
async def open_host(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Host]:
    """Migrate, open the adapters and build the host's services. Raises StartError."""
    settings.require_available()
    clock = clock or Clock()
    plugins = plugin_manager(GUESTS, disabled=settings.disabled)
    prepare(settings, plugins.hook.register_migrations())
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(SqliteDatabase.open(settings.database_path))
        bus = MemoryBus()
        stack.push_async_callback(bus.close)
        passwords = Passwords()
        stack.callback(passwords.close)
        sessions = Sessions(
            database,
            bus,
            clock,
            idle=settings.session_idle_hours * HOUR,
            absolute=settings.session_hours * HOUR,
        )
        accounts = Accounts(database, sessions, passwords, clock)
        knowledge = KnowledgeBase(database, clock)
        await knowledge.seed(PROJECT)
        agents = DomainAgents(knowledge)
        await accounts.ensure_agents(one.user for one in agents.all)
        manager = plugins.hook.connection_manager_class() or ConnectionManager
        yield Host(
            settings=settings,
            clock=clock,
            database=database,
            bus=bus,
            sessions=sessions,
            accounts=accounts,
            auth=AuthenticationManager(database, accounts, sessions, passwords, clock),
            connections=manager(bus, clock),
            knowledge=knowledge,
            agents=agents,
            fair_use=FairUse(
                message_rate=settings.message_rate,
                message_burst=settings.message_burst,
                clock=clock,
            ),
            plugins=plugins,
            started_at=clock.monotonic(),
        )


def prepare(settings: Settings, owners: list[Migrations]) -> list[str]:
    """Make the data directory and bring its tables up to date; returns what was upgraded."""
    try:
        settings.database_path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"Cannot make the data directory: {error}") from error
    return migrate(settings.database_path, [CORE, *owners])


def upgrade(settings: Settings) -> list[str]:
    """Bring the tables of the host and of all plugins up to date; a line for each owner."""
    plugins = plugin_manager(GUESTS, disabled=settings.disabled)
    return prepare(settings, plugins.hook.register_migrations())


ROOF = Roof(open_app, open_host, upgrade)


def main() -> None:
    """Run the command line."""
    command_line(obj=ROOF)


if __name__ == "__main__":
    main()
