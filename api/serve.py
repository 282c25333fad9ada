"""What the commands do: serve, or one act on the data."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from pathlib import Path

import click
import uvloop

from agent.settings import Settings
from api import commands, logs, restoring
from api.data_directory import Command, DirectoryBusy, command_socket, locked, send
from api.roof import Roof
from api.server import Server, listen, url
from plugins.host import Host

COLLECT_AFTER = (10_000, 10, 10)
"""New objects before the young are looked at, the older, all: a million, some 8,000 connections."""


def serve(roof: Roof, settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises StartError."""
    logs.configure(settings.log_format)
    settings.require_available()
    with locked(settings.directory):
        uvloop.run(_serve(roof, settings))


def do(roof: Roof, settings: Settings, command: Command) -> str:
    """Run a command on the data, or hand it to the server that is running on it."""
    settings.require_available()
    try:
        with locked(settings.directory):
            return asyncio.run(_do(roof, settings, command))
    except DirectoryBusy:
        return send(settings.directory, command)


def migrate(roof: Roof, settings: Settings) -> list[str]:
    """Upgrade the tables; returns a line for each owner that was behind."""
    settings.require_available()
    with locked(settings.directory):
        return roof.upgrade(settings)


def restore(roof: Roof, settings: Settings, file: Path) -> str:
    """Put a backup in the place of the database. Raises DirectoryBusy while a server runs."""
    settings.require_available()
    with locked(settings.directory):
        return restoring.restore(roof, settings, file)


async def _serve(roof: Roof, settings: Settings) -> None:
    with contextlib.closing(listen(settings)) as listener:
        async with roof.open_app(settings) as app:
            host: Host = app.state.host
            address = url(settings, listener)
            setup_token = await host.auth.setup_token()

            def started() -> None:
                click.echo(f"{address}/setup#{setup_token}" if setup_token else address)
                _settle()

            async def run(command: Command) -> str:
                return await commands.run(host, command)

            async with command_socket(settings.directory, run):
                server = Server(app, settings, started)
                await server.serve([listener])


def _settle() -> None:
    """Let the garbage collector look at new objects, seldom, and not at what start-up has made.

    A full collection stops everything, 0.8 s with 10,000 connections. There were twelve while
    they came, and connections leave it nothing to find.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def _do(roof: Roof, settings: Settings, command: Command) -> str:
    async with roof.open_host(settings) as host, host.lifespans():
        return await commands.run(host, command)
