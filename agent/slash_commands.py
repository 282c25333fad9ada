"""Slash commands: short orders that a member types where they write."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from agent.errors import Invalid
from agent.models import MESSAGE_LIMIT, User
from agent.ports import Database
from agent.room_access import access

_COMMAND = re.compile(r"/([a-z][a-z0-9_-]{0,31})(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class CommandCall:
    """One use of a command; `text` is what follows its name, trimmed."""

    user: User
    room_id: int
    text: str
    thread_id: int | None = None
    client_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SlashCommand:
    """A command: `run` acts with its caller's rights and may answer with a line to them alone."""

    name: str
    usage: str
    summary: str
    run: Callable[[CommandCall], Awaitable[str | None]]


class SlashCommands:
    """All commands of a server, by name."""

    def __init__(self, database: Database, commands: Iterable[SlashCommand]) -> None:
        self._database = database
        self._commands = {command.name: command for command in commands}
        self._commands.setdefault(
            "help",
            SlashCommand(
                name="help",
                usage="/help",
                summary="List the commands",
                run=self._help,
            ),
        )

    @property
    def all(self) -> list[SlashCommand]:
        """The commands by name."""
        return [self._commands[name] for name in sorted(self._commands)]

    async def run(
        self,
        text: str,
        user: User,
        room_id: int,
        *,
        thread_id: int | None = None,
        client_id: str | None = None,
    ) -> str | None:
        """Run what was typed; returns what its caller alone is told.

        Raises NotFound and NotAMember for the room, Invalid for a command that there is not, and
        whatever the command raises.
        """
        await access(self._database, room_id, user, "post")
        found = _COMMAND.fullmatch(text.strip()) if len(text) <= MESSAGE_LIMIT else None
        command = self._commands.get(found[1]) if found else None
        if found is None or command is None:
            raise Invalid("There is no such command. /help lists them.", field="text")
        call = CommandCall(
            user=user,
            room_id=room_id,
            text=(found[2] or "").strip(),
            thread_id=thread_id,
            client_id=client_id,
        )
        return await command.run(call)

    async def _help(self, _call: CommandCall) -> str:
        return "\n".join(f"{command.usage} — {command.summary}" for command in self.all)
