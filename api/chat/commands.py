"""Slash commands over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.message_manager import CLIENT_ID_LIMIT
from agent.models import MESSAGE_LIMIT, Id, length
from agent.slash_commands import SlashCommands
from api.operations import Call, Operation, answer


class CommandLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, length(MESSAGE_LIMIT)]
    thread_id: Id | None = None
    client_id: Annotated[str, length(CLIENT_ID_LIMIT)] | None = None


class CommandLineHelp(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of commands shows of one."""

    name: str
    usage: str
    summary: str


class CommandsApi:
    """One method a call."""

    def __init__(self, commands: SlashCommands) -> None:
        self._commands = commands

    async def list_commands(self, call: Call) -> Response:
        return answer({"commands": listed(self._commands)})

    async def run(self, call: Call) -> Response:
        """Run a command; `text` is what its caller alone is told."""
        body: CommandLine = call.body
        text = await self._commands.run(
            body.text,
            call.user,
            call.id("room_id"),
            thread_id=body.thread_id,
            client_id=body.client_id,
        )
        return answer({"text": text})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/commands",
                handler=self.list_commands,
                summary="List the slash commands",
                answer={"commands": list[CommandLineHelp]},
            ),
            Operation(
                method="POST",
                path="/api/rooms/{room_id}/commands",
                handler=self.run,
                summary="Run a slash command",
                answer={"text": str | None},
                others=(409,),
                body=CommandLine,
            ),
        ]


def listed(commands: SlashCommands) -> list[CommandLineHelp]:
    """Return what clients show of the commands."""
    return [
        CommandLineHelp(name=one.name, usage=one.usage, summary=one.summary) for one in commands.all
    ]
