"""What waits for the caller, over HTTP."""

from __future__ import annotations

from starlette.responses import Response

from agent.chat import Chat
from agent.inbox import Inbox, InboxEntry
from api.operations import Call, Operation, answer


class InboxApi:
    """One list."""

    def __init__(self, chat: Chat) -> None:
        self._inbox = Inbox(chat.database)

    async def show(self, call: Call) -> Response:
        return answer({"entries": await self._inbox.of(call.user)})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/inbox",
                handler=self.show,
                summary="List unread mentions, direct messages and threads",
                answer={"entries": list[InboxEntry]},
            )
        ]
