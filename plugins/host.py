"""What a plugin gets to work with."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec
import pluggy

from agent.accounts import Accounts
from agent.auth import AuthenticationManager
from agent.connections import ConnectionManager
from agent.domains import DomainAgents
from agent.fair_use import FairUse
from agent.knowledge_base import KnowledgeBase
from agent.models import User
from agent.ports import Bus, Clock, Database
from agent.sessions import Sessions
from agent.settings import Settings

if TYPE_CHECKING:
    from starlette.responses import Response


Lifespan = Callable[["Host"], AbstractAsyncContextManager[None]]


class Door(Protocol):
    """Anything with an address: an operation or a socket (api/operations.py, api/socket.py)."""

    @property
    def path(self) -> str: ...


class Pages(Protocol):
    """Renders templates of static/ with the header, the assets and the page's first state."""

    async def render(
        self,
        template: str,
        *,
        user: User | None,
        here: str = "",
        bootstrap: dict[str, object] | None = None,
    ) -> Response:
        """Return a page; `bootstrap` is what its scripts start with, `here` its own address."""


class Assets(msgspec.Struct, frozen=True, kw_only=True):
    """Files, and folders with all that is in them, relative to static/.

    `scripts` are those of them that pages start with; they are sent with all that they import.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class NavigationEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A link in the header; `badge` is a number beside it, 0 for none."""

    label: str
    href: str
    badge: int = 0


class PageAsset(msgspec.Struct, frozen=True, kw_only=True):
    """A script (`module`), a style sheet (`style`), or a template for a place of the page.

    The places are `tools` and `header` on every page, `top` on the start page, `tab` and `panel`
    on the admin page. Paths are relative to static/.
    """

    kind: str
    path: str


class WebApp(msgspec.Struct, frozen=True, kw_only=True):
    """What the site is as an app; without a plugin that says so it has no worker.

    `worker` are classic scripts relative to static/, `shortcuts` pairs of a label and an address.
    """

    start_url: str = "/"
    shortcuts: tuple[tuple[str, str], ...] = ()
    worker: tuple[str, ...] = ("js/host/no_worker.js",)


@dataclass(frozen=True, kw_only=True)
class Host:
    """The host's services; one a server, handed to each plugin's `lifespan`."""

    settings: Settings
    clock: Clock
    database: Database
    bus: Bus
    sessions: Sessions
    accounts: Accounts
    auth: AuthenticationManager
    connections: ConnectionManager
    knowledge: KnowledgeBase
    agents: DomainAgents
    fair_use: FairUse
    plugins: pluggy.PluginManager
    started_at: float

    @contextlib.asynccontextmanager
    async def lifespans(self) -> AsyncIterator[None]:
        """Enter every plugin's lifespan in order of registration, leave them in reverse."""
        async with contextlib.AsyncExitStack() as stack:
            for implementation in self.plugins.hook.lifespan.get_hookimpls():
                lifespan: Lifespan = implementation.function  # type: ignore[assignment]  # pluggy types it as object
                await stack.enter_async_context(lifespan(self))
            yield

    async def navigation(self, user: User) -> list[NavigationEntry]:
        """Return the header's entries for a user: the host's own, then the plugins'."""
        entries = [NavigationEntry(label="Ask", href="/")]
        for answer in reversed(self.plugins.hook.navigation_entries(user=user)):
            entries += await answer
        if user.is_admin:
            entries.append(NavigationEntry(label="Admin", href="/admin"))
        return entries
