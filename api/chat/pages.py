"""The page of the chat rooms, complete at its first paint."""

from __future__ import annotations

from starlette.responses import Response

from agent.chat import Chat
from agent.errors import NotFound
from agent.models import MESSAGE_LIMIT, Message, Room
from agent.room_names import NAME_LIMIT
from agent.slash_commands import SlashCommands
from api.chat.commands import listed
from api.operations import Call, Operation
from plugins.host import Pages


class ChatPages:
    """`/chat` shows the first room, `/chat/{room_id}` a certain one."""

    def __init__(self, chat: Chat, pages: Pages, commands: SlashCommands) -> None:
        self._chat = chat
        self._commands = commands
        self._pages = pages

    async def show(self, call: Call) -> Response:
        rooms = await self._chat.rooms.get_user_rooms(call.user)
        room = _in_view(rooms, call)
        messages: list[Message] = []
        members: object = []
        has_more = False
        if room is not None:
            messages, has_more = await self._chat.messages.get_room_messages(room.id, call.user)
            members = await self._chat.rooms.get_members(room.id, call.user)
        bootstrap: dict[str, object] = {
            "user": call.user,
            "limits": {"text": MESSAGE_LIMIT, "name": NAME_LIMIT},
            "rooms": rooms,
            "room_id": room.id if room else None,
            "messages": messages,
            "has_more": has_more,
            "members": members,
            "commands": listed(self._commands),
            "preferences": await self._chat.preferences.of(call.user),
        }
        return await self._pages.render(
            "chat_rooms.html", user=call.user, here="/chat", bootstrap=bootstrap
        )

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path=path,
                handler=self.show,
                summary="The chat rooms",
                answer="page",
                access="page",
            )
            for path in ("/chat", "/chat/{room_id}")
        ]


def _in_view(rooms: list[Room], call: Call) -> Room | None:
    if "room_id" in call.request.path_params:
        wanted = call.id("room_id")
        if (room := next((one for one in rooms if one.id == wanted), None)) is None:
            raise NotFound("There is no such room, or it is not yours to see.")
        return room
    return next((one for one in rooms if one.is_member), rooms[0] if rooms else None)
