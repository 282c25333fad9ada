"""Rooms in the admin panel, over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.models import REASON_LIMIT, Room, length
from agent.room_administration import AdministeredRoom, AuditEntry
from api.operations import Call, Operation, answer, nothing


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, length(REASON_LIMIT)]


class AdministrationApi:
    """For the server's owners and admins; what they do is written down."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def rooms(self, call: Call) -> Response:
        return answer({"rooms": await self._chat.administration.rooms(call.user)})

    async def enter(self, call: Call) -> Response:
        """Become an admin of any room that is not direct; its members read who came and why."""
        room_id = call.id("room_id")
        await self._chat.administration.enter(room_id, call.user, call.body.reason)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)})

    async def delete(self, call: Call) -> Response:
        """Delete any room that is not direct; it can be restored for 30 days."""
        await self._chat.administration.delete(call.id("room_id"), call.user, call.body.reason)
        return nothing()

    async def restore(self, call: Call) -> Response:
        await self._chat.administration.restore(call.id("room_id"), call.user)
        return nothing()

    async def log(self, call: Call) -> Response:
        return answer({"entries": await self._chat.administration.log()})

    def operations(self) -> list[Operation]:
        room = "/api/admin/rooms/{room_id}"
        return [
            Operation(
                method="GET",
                path="/api/admin/rooms",
                handler=self.rooms,
                summary="List all rooms",
                answer={"rooms": list[AdministeredRoom]},
                access="admin",
            ),
            Operation(
                method="POST",
                path=f"{room}/enter",
                handler=self.enter,
                summary="Come into a room as its admin",
                answer={"room": Room},
                access="admin",
                body=Reason,
            ),
            Operation(
                method="POST",
                path=f"{room}/delete",
                handler=self.delete,
                summary="Delete a room, whoever owns it",
                access="admin",
                body=Reason,
                status=204,
            ),
            Operation(
                method="POST",
                path=f"{room}/restore",
                handler=self.restore,
                summary="Restore a deleted room",
                others=(409,),
                access="admin",
                status=204,
            ),
            Operation(
                method="GET",
                path="/api/admin/room-log",
                handler=self.log,
                summary="List what administrators did to rooms",
                answer={"entries": list[AuditEntry]},
                access="admin",
            ),
        ]
