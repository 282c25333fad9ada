"""Members over HTTP: invite, kick, ban, roles."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.member_management import LONGEST_MUTE, SHORTEST_MUTE, Ban
from agent.models import REASON_LIMIT, ROOM_ROLES, Member, length, one_of
from api.operations import Call, Operation, answer, nothing


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: str


class NewBan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: str
    reason: Annotated[str, length(REASON_LIMIT, shortest=0)] = ""


class NewRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Annotated[str, one_of(*ROOM_ROLES)]


class NewMute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: str
    seconds: Annotated[float, msgspec.Meta(ge=SHORTEST_MUTE, le=LONGEST_MUTE)]


class MembersApi:
    """One method a call; the room's rules decide."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def invite(self, call: Call) -> Response:
        """Make somebody a member at once."""
        room_id = call.id("room_id")
        await self._chat.members.invite(room_id, call.body.username, by=call.user)
        found = await self._chat.rooms.get_members(room_id, call.user)
        return answer({"members": found}, 201)

    async def kick(self, call: Call) -> Response:
        name = call.request.path_params["user"]
        await self._chat.members.kick(call.id("room_id"), name, by=call.user)
        return nothing()

    async def ban(self, call: Call) -> Response:
        body: NewBan = call.body
        await self._chat.members.kick(
            call.id("room_id"), body.username, by=call.user, ban=True, reason=body.reason
        )
        return nothing()

    async def bans(self, call: Call) -> Response:
        """List the accounts that cannot come back."""
        found = await self._chat.members.banned(call.id("room_id"), by=call.user)
        return answer({"bans": found})

    async def unban(self, call: Call) -> Response:
        name = call.request.path_params["user"]
        await self._chat.members.unban(call.id("room_id"), name, by=call.user)
        return nothing()

    async def mute(self, call: Call) -> Response:
        """Let a member write nothing for a while."""
        body: NewMute = call.body
        room_id = call.id("room_id")
        await self._chat.members.mute(room_id, body.username, body.seconds, by=call.user)
        return nothing()

    async def unmute(self, call: Call) -> Response:
        name = call.request.path_params["user"]
        await self._chat.members.mute(call.id("room_id"), name, None, by=call.user)
        return nothing()

    async def set_role(self, call: Call) -> Response:
        """Give a member a role; to give `owner` hands the room over."""
        room_id, name = call.id("room_id"), call.request.path_params["user"]
        await self._chat.members.set_role(room_id, name, call.body.role, by=call.user)
        found = await self._chat.rooms.get_members(room_id, call.user)
        return answer({"members": found})

    def operations(self) -> list[Operation]:
        room = "/api/rooms/{room_id}"
        return [
            Operation(
                method="POST",
                path=f"{room}/invite",
                handler=self.invite,
                summary="Invite somebody",
                answer={"members": list[Member]},
                others=(409,),
                body=Named,
                status=201,
            ),
            Operation(
                method="DELETE",
                path=f"{room}/kick/{{user}}",
                handler=self.kick,
                summary="End a membership",
                others=(409,),
                status=204,
            ),
            Operation(
                method="POST",
                path=f"{room}/ban",
                handler=self.ban,
                summary="End a membership for good",
                others=(409,),
                body=NewBan,
                status=204,
            ),
            Operation(
                method="DELETE",
                path=f"{room}/ban/{{user}}",
                handler=self.unban,
                summary="Lift a ban",
                status=204,
            ),
            *self._of_mutes(),
            Operation(
                method="GET",
                path=f"{room}/bans",
                handler=self.bans,
                summary="List who is banned from a room",
                answer={"bans": list[Ban]},
            ),
            Operation(
                method="PUT",
                path=f"{room}/members/{{user}}",
                handler=self.set_role,
                summary="Change a member's role",
                answer={"members": list[Member]},
                others=(409,),
                body=NewRole,
            ),
        ]

    def _of_mutes(self) -> list[Operation]:
        room = "/api/rooms/{room_id}"
        return [
            Operation(
                method="POST",
                path=f"{room}/mute",
                handler=self.mute,
                summary="Mute a member",
                body=NewMute,
                status=204,
            ),
            Operation(
                method="DELETE",
                path=f"{room}/mute/{{user}}",
                handler=self.unmute,
                summary="Let a muted member write again",
                status=204,
            ),
        ]
