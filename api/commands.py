"""The commands that change data: run here, or by the server that holds the data directory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from agent.errors import Invalid, KnowledgeServerError, NotFound
from agent.sessions import SCOPES
from agent.storage.backup import back_up
from api.data_directory import Command
from plugins.host import Host


async def user_add(host: Host, *, name: str, role: str, password: str) -> str:
    """Make an account."""
    user = await host.accounts.create(name, password=password, role=role)
    return f"Added {user.role} {user.username}."


async def token_create(host: Host, *, user: str, name: str, scopes: list[str]) -> str:
    """Make an API token; the answer is the token alone."""
    if unknown := set(scopes) - set(SCOPES):
        raise Invalid(f"A scope is one of {', '.join(SCOPES)}, not {', '.join(unknown)}.")
    found = await host.accounts.by_name(user)
    if found is None:
        raise NotFound(f"There is no user {user}.")
    return await host.sessions.create_token(found.user_id, name=name, scopes=tuple(scopes))


async def knowledge_add(host: Host, *, files: list[str]) -> str:
    """Add files to the knowledge base; one that cannot be read does not stop the others."""
    lines, failed = [], []
    for file in files:
        try:
            entry = await host.knowledge.add_file(Path(file))
            lines.append(f"Added {entry.title} ({file}).")
        except KnowledgeServerError as error:
            failed.append(f"{file}: {error.detail}")
    if failed:
        raise Invalid("\n".join([*lines, *failed]))
    return "\n".join(lines)


async def backup(host: Host, *, file: str) -> str:
    """Copy the database, as it is at this moment, into a file of its own."""
    size = await asyncio.to_thread(back_up, host.settings.database_path, Path(file))
    return f"Wrote {file}, {size:,} bytes."


async def demo(host: Host) -> str:
    """Fill the server with something to look around in."""
    lines = [line for answer in host.plugins.hook.fill_demo(host=host) for line in await answer]
    if not lines:
        raise Invalid("There is nothing to demonstrate: the chat_rooms plugin is disabled.")
    return "\n".join(lines)


COMMANDS: dict[str, Callable[..., Awaitable[str]]] = {
    command.__name__: command for command in (user_add, token_create, knowledge_add, backup, demo)
}


async def run(host: Host, command: Command) -> str:
    """Run a command by name and return what it prints. Raises domain errors."""
    if command.name not in COMMANDS:
        raise Invalid(f"The running server does not know the command {command.name}.")
    arguments: dict[str, Any] = {  # Any: each command names the types of its own
        name: msgspec.json.decode(value) for name, value in command.arguments.items()
    }
    return await COMMANDS[command.name](host, **arguments)
