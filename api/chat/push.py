"""Waking a browser, and what the one that was woken shows."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.errors import NotFound
from agent.excerpts import excerpt
from agent.message_manager import address_of
from agent.push_subscriptions import PushAddress
from agent.room_access import access
from agent.room_rows import MESSAGES, message_from
from api.operations import Call, Operation, answer, nothing


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser shows for a push; `badge` is the number for the app's icon."""

    title: str
    text: str
    href: str
    badge: int


class PushApi:
    """A subscription belongs to the session that makes it, and ends with it."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._push = chat.push

    async def get(self, call: Call) -> Response:
        assert call.session is not None  # for users
        is_on = await self._push.subscriptions.is_on(call.session)
        return answer({"key": self._push.vapid.public_key, "is_on": is_on})

    async def put(self, call: Call) -> Response:
        """Let this browser be woken."""
        assert call.session is not None  # for users
        await self._push.subscriptions.put(call.session, call.body)
        return nothing()

    async def delete(self, call: Call) -> Response:
        """Let this browser sleep."""
        assert call.session is not None  # for users
        await self._push.subscriptions.remove(call.session)
        return nothing()

    async def notice(self, call: Call) -> Response:
        """Return what to show for a message; one that may not be read is not there."""
        row = await self._chat.database.fetch_one(MESSAGE, message_id=call.id("id"))
        if row is None or row["is_deleted"]:
            raise NotFound
        await access(self._chat.database, row["room_id"], call.user)
        room = await self._chat.rooms.get_room(row["room_id"], call.user)
        message = message_from(row)
        is_direct = room.room_type == "direct"
        notice = Notice(
            title=message.display_name if is_direct else f"{message.display_name} · {room.name}",
            text=excerpt(message),
            href=address_of(message),
            badge=await self._chat.notifications.meant_for(call.user),
        )
        return answer({"notice": notice})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/push",
                handler=self.get,
                summary="The server's key for web push, and whether this browser is woken",
                answer={"key": str, "is_on": bool},
            ),
            Operation(
                method="PUT",
                path="/api/push",
                handler=self.put,
                summary="Let this browser be woken by web push",
                body=PushAddress,
                status=204,
            ),
            Operation(
                method="DELETE",
                path="/api/push",
                handler=self.delete,
                summary="Let this browser sleep",
                status=204,
            ),
            Operation(
                method="GET",
                path="/api/messages/{id}/notice",
                handler=self.notice,
                summary="What to show outside of the page for a message",
                answer={"notice": Notice},
                others=(404,),
            ),
        ]


MESSAGE = f"{MESSAGES} WHERE messages.id = :message_id"
