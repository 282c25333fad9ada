"""The whole contract between the host and a plugin: one page.

`register_*` hooks run once at start and their results are frozen; no request walks pluggy.
docs/plugin_hooks.md has an example of each.
"""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from agent.connections import ConnectionClass
    from agent.models import User
    from agent.slash_commands import SlashCommand
    from agent.storage.migrate import Migrations
    from plugins.host import Assets, Door, Host, NavigationEntry, PageAsset, Pages, WebApp

PROJECT = "knowledge_server"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def connection_manager_class() -> ConnectionClass | None:
    """Return the class of the host's one ConnectionManager; the first answer counts."""


@hookspec
def register_migrations() -> Migrations:
    """Return the owner and the folder of the plugin's own tables."""


@hookspec
def lifespan(host: Host) -> AbstractAsyncContextManager[None]:
    """Return a context that is entered before anything is served and left after the last."""


@hookspec
def register_routes(pages: Pages) -> list[Door]:
    """Return operations and sockets; `pages` renders templates. Called inside the lifespan."""


@hookspec
def register_slash_commands() -> list[SlashCommand]:
    """Return commands that members of rooms can type. Called inside the lifespan."""


@hookspec
def register_static() -> Assets:
    """Return files and folders under static/ that are served while the plugin is there."""


@hookspec
def navigation_entries(user: User) -> Awaitable[list[NavigationEntry]]:
    """Return entries of the header's navigation for this user."""


@hookspec
def page_assets(page: str) -> list[PageAsset]:
    """Return what to put on a page of the host: `imessage`, `admin` or `other`."""


@hookspec(firstresult=True)
def web_app() -> WebApp | None:
    """Return where the installed app starts and what its worker does; the first answer counts."""


@hookspec
def fill_demo(host: Host) -> Awaitable[list[str]]:
    """Fill the server with something to look around in; return lines to print."""


@hookspec
def restored(host: Host, generation: int) -> Awaitable[None]:
    """After a backup was restored: make what clients remember of the time since it invalid."""
