"""Rooms and members over HTTP."""

from __future__ import annotations

from starlette.responses import Response

from agent.chat import Chat
from agent.errors import Forbidden
from agent.room_names import RoomDraft
from api.operations import Call, Operation, answer, nothing


class RoomsApi:
    """One method a call."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def list_rooms(self, call: Call) -> Response:
        return answer({"rooms": await self._chat.rooms.get_user_rooms(call.user)})

    async def create(self, call: Call) -> Response:
        if call.user.role == "guest":
            raise Forbidden("Guests do not make rooms.")
        room_id = await self._chat.rooms.create_room(call.body, call.user)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)}, 201)

    async def get(self, call: Call) -> Response:
        return answer({"room": await self._chat.rooms.get_room(call.id("room_id"), call.user)})

    async def members(self, call: Call) -> Response:
        found = await self._chat.rooms.get_members(call.id("room_id"), call.user)
        return answer({"members": found})

    async def join(self, call: Call) -> Response:
        """Become a member; again is no error."""
        room_id = call.id("room_id")
        await self._chat.rooms.join_room(room_id, call.user)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)})

    async def leave(self, call: Call) -> Response:
        await self._chat.rooms.leave_room(call.id("room_id"), call.user)
        return nothing()

    def operations(self) -> list[Operation]:
        room = "/api/rooms/{room_id}"
        return [
            Operation(
                method="GET",
                path="/api/rooms",
                handler=self.list_rooms,
                summary="List the rooms that one may see",
            ),
            Operation(
                method="POST",
                path="/api/rooms",
                handler=self.create,
                summary="Create a room",
                body=RoomDraft,
                status=201,
            ),
            Operation(method="GET", path=room, handler=self.get, summary="Get a room"),
            Operation(
                method="GET",
                path=f"{room}/members",
                handler=self.members,
                summary="List a room's members",
            ),
            Operation(method="POST", path=f"{room}/join", handler=self.join, summary="Join a room"),
            Operation(
                method="DELETE",
                path=f"{room}/leave",
                handler=self.leave,
                summary="Leave a room",
                status=204,
            ),
        ]
