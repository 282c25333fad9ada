"""Rooms and members over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.direct_rooms import MOST_PEOPLE
from agent.errors import Forbidden
from agent.models import Member, Room
from agent.room_names import RoomDraft
from agent.room_settings import RoomChange
from api.operations import Call, Operation, answer, nothing


class Direct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    usernames: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MOST_PEOPLE)]


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

    async def update(self, call: Call) -> Response:
        room_id = call.id("room_id")
        await self._chat.settings.update(room_id, call.user, call.body)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)})

    async def delete(self, call: Call) -> Response:
        """End the room; an administrator can bring it back for 30 days."""
        await self._chat.settings.delete(call.id("room_id"), call.user)
        return nothing()

    async def direct(self, call: Call) -> Response:
        """Open the one room of exactly these people and oneself."""
        room_id = await self._chat.direct.open(call.user, call.body.usernames)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)})

    def operations(self) -> list[Operation]:
        room = "/api/rooms/{room_id}"
        return [
            Operation(
                method="GET",
                path="/api/rooms",
                handler=self.list_rooms,
                summary="List the rooms that one may see",
                answer={"rooms": list[Room]},
            ),
            Operation(
                method="POST",
                path="/api/rooms",
                handler=self.create,
                summary="Create a room",
                answer={"room": Room},
                others=(409,),
                body=RoomDraft,
                status=201,
            ),
            Operation(
                method="POST",
                path="/api/rooms/direct",
                handler=self.direct,
                summary="Open a direct room",
                answer={"room": Room},
                others=(404,),
                body=Direct,
            ),
            *self._of_one_room(),
            Operation(
                method="GET",
                path=f"{room}/members",
                handler=self.members,
                summary="List a room's members",
                answer={"members": list[Member]},
            ),
            Operation(
                method="POST",
                path=f"{room}/join",
                handler=self.join,
                summary="Join a room",
                answer={"room": Room},
                others=(409,),
            ),
            Operation(
                method="DELETE",
                path=f"{room}/leave",
                handler=self.leave,
                summary="Leave a room",
                others=(409,),
                status=204,
            ),
        ]

    def _of_one_room(self) -> list[Operation]:
        room = "/api/rooms/{room_id}"
        return [
            Operation(
                method="GET",
                path=room,
                handler=self.get,
                summary="Get a room",
                answer={"room": Room},
            ),
            Operation(
                method="PUT",
                path=room,
                handler=self.update,
                summary="Change a room's settings",
                answer={"room": Room},
                others=(409,),
                body=RoomChange,
            ),
            Operation(
                method="DELETE",
                path=room,
                handler=self.delete,
                summary="Delete a room",
                status=204,
            ),
        ]
