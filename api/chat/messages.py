"""Messages over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.errors import Invalid
from agent.events import ReadMarkerEvent, ThreadMarkerEvent
from agent.message_changes import EMOJI_LIMIT
from agent.message_manager import CLIENT_ID_LIMIT, LONGEST_PAGE, PAGE
from agent.message_search import QUERY_LIMIT
from agent.models import MAX_ID, MESSAGE_LIMIT, Id, Message, length
from api.operations import Call, Operation, answer, nothing

MOMENT_LIMIT = 40


class NewMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    content: Annotated[str, length(MESSAGE_LIMIT)]
    reply_to: Id | None = None
    thread_id: Id | None = None
    client_id: Annotated[str, length(CLIENT_ID_LIMIT)] | None = None


class History(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_PAGE)] = PAGE
    before_id: Id | None = None
    after_id: Annotated[int, msgspec.Meta(ge=0, le=MAX_ID)] | None = None
    around_id: Id | None = None
    around_time: Annotated[str, length(MOMENT_LIMIT)] | None = None


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    q: Annotated[str, length(QUERY_LIMIT, shortest=0)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_PAGE)] = PAGE
    before_id: Id | None = None


class NewText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    content: Annotated[str, length(MESSAGE_LIMIT)]


class NewReaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    emoji: Annotated[str, length(EMOJI_LIMIT)]
    on: bool | None = None


class Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    message_id: Id


class ReadMarker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    message_id: Id
    thread_id: Id | None = None


PAGE_OF_HISTORY = {
    "messages": list[Message],
    "has_more": bool | msgspec.UnsetType,
    "has_before": bool | msgspec.UnsetType,
    "has_after": bool | msgspec.UnsetType,
}
"""Around a message or a moment it is `has_before` and `has_after`, else `has_more`."""

COUNTS = {"message_id": int, "unread_count": int, "mention_count": int}


class MessagesApi:
    """One method a call."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def history(self, call: Call) -> Response:
        query: History = call.query
        places = (query.before_id, query.after_id, query.around_id, query.around_time)
        if sum(place is not None for place in places) > 1:
            one_of = "Give one of before_id, after_id, around_id and around_time."
            raise Invalid(one_of, field="before_id")
        if query.around_id is not None or query.around_time is not None:
            return await self._around(call, query)
        messages, has_more = await self._chat.messages.get_room_messages(
            call.id("room_id"),
            call.user,
            limit=query.limit,
            before_id=query.before_id,
            after_id=query.after_id,
        )
        return answer({"messages": messages, "has_more": has_more})

    async def _around(self, call: Call, query: History) -> Response:
        """Answer with a page around a message, or around the first one since a moment."""
        messages, room_id, limit = self._chat.messages, call.id("room_id"), query.limit
        if query.around_time is not None:
            found = messages.get_messages_since(room_id, call.user, query.around_time, limit=limit)
        else:
            place = query.around_id or 0
            found = messages.get_messages_around(room_id, call.user, place, limit=limit)
        page, has_before, has_after = await found
        return answer({"messages": page, "has_before": has_before, "has_after": has_after})

    async def search(self, call: Call) -> Response:
        """Find messages that one may read now, newest first."""
        messages, has_more = await self._chat.search.find(
            call.query.q, call.user, limit=call.query.limit, before_id=call.query.before_id
        )
        return answer({"messages": messages, "has_more": has_more})

    async def mark_unread(self, call: Call) -> Response:
        """Set one's read marker back to just before a message."""
        marker = await self._chat.notifications.mark_unread(
            call.id("room_id"), call.user, call.body.message_id
        )
        return answer(counts(marker))

    async def send(self, call: Call) -> Response:
        """Post a message; answered once it is on disk."""
        body: NewMessage = call.body
        posted = await self._chat.messages.send_message(
            call.id("room_id"),
            call.user,
            body.content,
            reply_to=body.reply_to,
            thread_id=body.thread_id,
            client_id=body.client_id,
        )
        return answer({"message": posted.message}, 201 if posted.is_new else 200)

    async def edit(self, call: Call) -> Response:
        message = await self._chat.changes.edit(call.id("id"), call.user, call.body.content)
        return answer({"message": message})

    async def delete(self, call: Call) -> Response:
        """Erase the text; the place stays."""
        await self._chat.changes.delete(call.id("id"), call.user)
        return nothing()

    async def react(self, call: Call) -> Response:
        body: NewReaction = call.body
        message = await self._chat.changes.react(call.id("id"), call.user, body.emoji, on=body.on)
        return answer({"message": message})

    async def edits(self, call: Call) -> Response:
        rows = await self._chat.changes.edits(call.id("id"), call.user)
        return answer({"edits": [dict(row) for row in rows]})

    async def pins(self, call: Call) -> Response:
        return answer({"messages": await self._chat.pins.of_room(call.id("room_id"), call.user)})

    async def pin(self, call: Call) -> Response:
        return answer({"message": await self._chat.pins.pin(call.id("id"), call.user, on=True)})

    async def unpin(self, call: Call) -> Response:
        await self._chat.pins.pin(call.id("id"), call.user, on=False)
        return nothing()

    async def mark_read(self, call: Call) -> Response:
        """Advance one's read marker; returns what is left unread."""
        body: ReadMarker = call.body
        marker = await self._chat.notifications.mark_read(
            call.id("room_id"), call.user, body.message_id, thread_id=body.thread_id
        )
        return answer(counts(marker))

    def operations(self) -> list[Operation]:
        path = "/api/rooms/{room_id}/messages"
        return [
            Operation(
                method="GET",
                path=path,
                handler=self.history,
                summary="Get a page of history",
                answer=PAGE_OF_HISTORY,
                query=History,
            ),
            Operation(
                method="POST",
                path=path,
                handler=self.send,
                summary="Send a message",
                answer={"message": Message},
                others=(200, 409),
                body=NewMessage,
                status=201,
            ),
            *self._of_messages(),
            *self._of_pins(),
            Operation(
                method="POST",
                path="/api/rooms/{room_id}/read",
                handler=self.mark_read,
                summary="Mark messages as read",
                answer=COUNTS,
                body=ReadMarker,
            ),
            Operation(
                method="POST",
                path="/api/rooms/{room_id}/unread",
                handler=self.mark_unread,
                summary="Mark messages as unread",
                answer=COUNTS,
                body=Marker,
            ),
            Operation(
                method="GET",
                path="/api/search",
                handler=self.search,
                summary="Search messages",
                answer={"messages": list[Message], "has_more": bool},
                query=SearchQuery,
            ),
        ]

    def _of_messages(self) -> list[Operation]:
        return [
            Operation(
                method="PUT",
                path="/api/messages/{id}",
                handler=self.edit,
                summary="Edit one's message",
                answer={"message": Message},
                body=NewText,
            ),
            Operation(
                method="DELETE",
                path="/api/messages/{id}",
                handler=self.delete,
                summary="Delete a message",
                status=204,
            ),
            Operation(
                method="POST",
                path="/api/messages/{id}/react",
                handler=self.react,
                summary="Add or take back a reaction",
                answer={"message": Message},
                body=NewReaction,
            ),
            Operation(
                method="GET",
                path="/api/messages/{id}/edits",
                handler=self.edits,
                summary="List the earlier texts of a message, the last 100",
                answer={"edits": list[dict[str, str]]},
            ),
        ]

    def _of_pins(self) -> list[Operation]:
        path = "/api/messages/{id}/pin"
        return [
            Operation(
                method="GET",
                path="/api/rooms/{room_id}/pins",
                handler=self.pins,
                summary="List a room's pinned messages",
                answer={"messages": list[Message]},
            ),
            Operation(
                method="POST",
                path=path,
                handler=self.pin,
                summary="Pin a message",
                answer={"message": Message},
                others=(422,),
            ),
            Operation(
                method="DELETE",
                path=path,
                handler=self.unpin,
                summary="Unpin a message",
                status=204,
            ),
        ]


def counts(marker: ReadMarkerEvent | ThreadMarkerEvent) -> dict[str, int]:
    """Return how far somebody has read, and what is left."""
    return {
        "message_id": marker.message_id,
        "unread_count": marker.unread_count,
        "mention_count": marker.mention_count,
    }
