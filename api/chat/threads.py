"""Threads over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.errors import Invalid
from agent.message_manager import LONGEST_PAGE, PAGE
from agent.models import MAX_ID, Id, Message
from agent.threads import FollowedThread
from api.chat.messages import COUNTS, counts
from api.operations import Call, Operation, answer


class Follow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on: bool


class ThreadQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_PAGE)] = PAGE
    before_id: Id | None = None
    after_id: Annotated[int, msgspec.Meta(ge=0, le=MAX_ID)] | None = None


class ThreadsApi:
    """One method a call."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def page(self, call: Call) -> Response:
        query: ThreadQuery = call.query
        if query.before_id is not None and query.after_id is not None:
            raise Invalid("Give one of before_id and after_id.", field="before_id")
        page = await self._chat.threads.page(
            call.id("id"),
            call.user,
            limit=query.limit,
            before_id=query.before_id,
            after_id=query.after_id,
        )
        return answer(page)

    async def followed(self, call: Call) -> Response:
        return answer({"threads": await self._chat.threads.followed(call.user)})

    async def follow(self, call: Call) -> Response:
        """Hear of a thread's replies, or do so no longer."""
        marker = await self._chat.threads.follow(call.id("id"), call.user, on=call.body.on)
        return answer({**counts(marker), "is_following": marker.is_following})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/messages/{id}/thread",
                handler=self.page,
                summary="Get a page of a thread",
                answer={
                    "message": Message,
                    "messages": list[Message],
                    "has_more": bool,
                    "is_following": bool,
                    "last_read_message_id": int,
                    "unread_count": int,
                    "mention_count": int,
                },
                query=ThreadQuery,
            ),
            Operation(
                method="PUT",
                path="/api/messages/{id}/follow",
                handler=self.follow,
                summary="Follow a thread or not",
                answer={**COUNTS, "is_following": bool},
                body=Follow,
            ),
            Operation(
                method="GET",
                path="/api/threads",
                handler=self.followed,
                summary="List the threads that one follows",
                answer={"threads": list[FollowedThread]},
            ),
        ]
