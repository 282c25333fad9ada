"""Polls over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.message_manager import CLIENT_ID_LIMIT, check_content
from agent.models import MESSAGE_LIMIT, Id, Message, length
from agent.polls import FEWEST, MOST, OPTION_LIMIT, poll_of
from api.operations import Call, Operation, answer


class NewPoll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: Annotated[str, length(MESSAGE_LIMIT)]
    options: Annotated[
        tuple[Annotated[str, length(OPTION_LIMIT)], ...],
        msgspec.Meta(min_length=FEWEST, max_length=MOST),
    ]
    multiple: bool = False
    thread_id: Id | None = None
    client_id: Annotated[str, length(CLIENT_ID_LIMIT)] | None = None


class NewVote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    choices: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=0, lt=MOST)], ...], msgspec.Meta(max_length=MOST)
    ]


class PollsApi:
    """One method a call."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def create(self, call: Call) -> Response:
        """Post a question with answers to choose from."""
        body: NewPoll = call.body
        check_content(body.question, field="question")
        posted = await self._chat.messages.send_message(
            call.id("room_id"),
            call.user,
            body.question,
            thread_id=body.thread_id,
            client_id=body.client_id,
            poll=poll_of(body.options, multiple=body.multiple),
        )
        return answer({"message": posted.message}, 201 if posted.is_new else 200)

    async def vote(self, call: Call) -> Response:
        """Choose answers by place; an empty list takes one's vote back."""
        message = await self._chat.polls.vote(call.id("id"), call.user, call.body.choices)
        return answer({"message": message})

    async def close(self, call: Call) -> Response:
        """Take no more votes."""
        return answer({"message": await self._chat.polls.close(call.id("id"), call.user)})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/api/rooms/{room_id}/polls",
                handler=self.create,
                summary="Post a poll",
                answer={"message": Message},
                others=(200, 409),
                body=NewPoll,
                status=201,
            ),
            Operation(
                method="PUT",
                path="/api/messages/{id}/vote",
                handler=self.vote,
                summary="Vote in a poll",
                answer={"message": Message},
                others=(409,),
                body=NewVote,
            ),
            Operation(
                method="POST",
                path="/api/messages/{id}/close",
                handler=self.close,
                summary="Close a poll",
                answer={"message": Message},
                others=(409,),
            ),
        ]
