"""Who is here and who is typing, over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.models import length, one_of
from agent.presence_manager import CHOICES, LONGEST, SHORTEST, TEXT_LIMIT
from agent.room_access import access
from api.operations import Call, Operation, answer


class NewStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: Annotated[str, one_of(*CHOICES)]
    text: Annotated[str, length(TEXT_LIMIT, shortest=0)] | None = None
    expires_in: Annotated[float, msgspec.Meta(ge=SHORTEST, le=LONGEST)] | None = None


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is here, and the text of their status, which may have an end."""

    user_id: str
    username: str
    display_name: str
    is_agent: bool
    status: str
    text: str
    until: str | None


CHOICE = {"status": str, "text": str, "expires_at": str | None}


class PresenceApi:
    """One method a call."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def online(self, call: Call) -> Response:
        """List oneself and those one shares a room with, if seen as present; agents included."""
        present = self._chat.presence.present()
        rows = await self._chat.database.fetch_all(SHARERS, user_id=call.user.user_id)
        users = [
            Present(
                user_id=row["user_id"],
                username=row["username"],
                display_name=row["display_name"],
                is_agent=bool(row["is_agent"]),
                status=self._chat.presence.status_of(row["user_id"], bool(row["is_agent"])),
                text=text,
                until=until,
            )
            for row in rows
            if row["is_agent"] or row["user_id"] in present
            for text, until in (present.get(row["user_id"], ("", None)),)
        ]
        return answer({"users": users})

    async def set_status(self, call: Call) -> Response:
        body: NewStatus = call.body
        choice = await self._chat.presence.set_status(
            call.user, body.status, body.text, body.expires_in
        )
        return answer(choice)

    async def own_status(self, call: Call) -> Response:
        """Return what one chose: `offline` when one is invisible."""
        return answer(await self._chat.presence.choice_of(call.user))

    async def typing(self, call: Call) -> Response:
        room_id = call.id("room_id")
        await access(self._chat.database, room_id, call.user)
        return answer({"users": self._chat.connections.typing.users(room_id)})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/users/online",
                handler=self.online,
                summary="List who is present",
                answer={"users": list[Present]},
            ),
            Operation(
                method="POST",
                path="/api/users/status",
                handler=self.set_status,
                summary="Choose one's status",
                answer=CHOICE,
                body=NewStatus,
            ),
            Operation(
                method="GET",
                path="/api/users/status",
                handler=self.own_status,
                summary="Get one's chosen status",
                answer=CHOICE,
            ),
            Operation(
                method="GET",
                path="/api/rooms/{room_id}/typing",
                handler=self.typing,
                summary="List who is typing",
                answer={"users": list[str]},
            ),
        ]


SHARERS = """
    SELECT users.user_id, users.username, users.display_name, users.is_agent
    FROM users
    WHERE users.is_active AND users.user_id IN (
        SELECT :user_id
        UNION SELECT others.user_id FROM room_members AS mine
        JOIN room_members AS others ON others.room_id = mine.room_id AND others.is_active
        WHERE mine.user_id = :user_id AND mine.is_active)
    ORDER BY users.username
"""
