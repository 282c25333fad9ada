"""What is spoken on the sockets of the chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from agent import events
from agent.chat import Chat
from agent.client_events import (
    ClientEvent,
    DeleteMessage,
    EditMessage,
    FollowThread,
    JoinRoom,
    MarkRead,
    MarkUnread,
    Pin,
    Ping,
    React,
    Resume,
    RunCommand,
    SendMessage,
    SetStatus,
    TypingStart,
    TypingStop,
    Vote,
    decoder,
)
from agent.connections import Connection, Wire
from agent.errors import Busy, Forbidden, NotFound
from agent.events import MessageEvent
from agent.message_manager import error_of
from agent.models import Session
from agent.room_connections import RoomConnection
from agent.slash_commands import SlashCommands
from api.socket import Socket, refuse

NO_SUCH_ROOM = 4404
READS = (JoinRoom, Resume, Ping)
"""What a token without the scope write may send."""

SILENT = (Resume, Ping)
"""What a client sends by itself: no sign that somebody is there."""


class RoomSocket:
    """`/ws/rooms` and `/ws/rooms/{room_id}`: one socket hears all of its user's rooms."""

    decoder = decoder(
        SendMessage,
        JoinRoom,
        EditMessage,
        DeleteMessage,
        React,
        Vote,
        Pin,
        FollowThread,
        RunCommand,
        MarkRead,
        MarkUnread,
        TypingStart,
        TypingStop,
        SetStatus,
        Resume,
        Ping,
    )

    def __init__(self, chat: Chat, commands: SlashCommands) -> None:
        self._chat = chat
        self._commands = commands
        self._handlers: dict[
            type[ClientEvent], Callable[[RoomConnection, Any], Awaitable[None]]
        ] = {
            SendMessage: self._send_message,
            JoinRoom: self._join_room,
            EditMessage: self._edit_message,
            DeleteMessage: self._delete_message,
            React: self._react,
            Vote: self._vote,
            Pin: self._pin,
            FollowThread: self._follow_thread,
            RunCommand: self._run_command,
            TypingStart: self._typing_start,
            TypingStop: self._typing_stop,
            SetStatus: self._set_status,
            MarkRead: self._mark_read,
            MarkUnread: self._mark_unread,
            Resume: self._resume,
            Ping: self._ping,
        }

    def connection(self, wire: Wire, session: Session) -> RoomConnection:
        return RoomConnection(wire, session)

    async def opened(self, connection: Connection, path_params: dict[str, Any]) -> bool:
        assert isinstance(connection, RoomConnection)  # made above
        text = str(path_params.get("room_id", ""))
        if text and not await self._is_visible(connection, text):
            connection.wire.close(NO_SUCH_ROOM, "no such room")
            return False
        try:
            await self._chat.catch_up.greet(connection)
        except Busy as busy:
            connection.come_back(busy.retry_after or 0)
            return False
        if text and not await self._view(connection, text):  # lost while it was greeted
            connection.wire.close(NO_SUCH_ROOM, "no such room")
            return False
        await self._chat.presence.opened(connection)
        return True

    async def received(self, connection: Connection, event: ClientEvent) -> None:
        assert isinstance(connection, RoomConnection)  # made above
        if not isinstance(event, READS) and "write" not in connection.session.scopes:
            raise Forbidden("This token lacks the scope write.")
        await self._handlers[type(event)](connection, event)
        if not isinstance(event, SILENT):
            self._chat.presence.active(connection)

    def closed(self, connection: Connection) -> None:
        assert isinstance(connection, RoomConnection)  # made above
        self._chat.presence.closed(connection)

    def sockets(self) -> list[Socket]:
        return [
            Socket("/ws/rooms", self, "All of one's rooms"),
            Socket("/ws/rooms/{room_id}", self, "All of one's rooms, with one in view"),
        ]

    async def _is_visible(self, connection: RoomConnection, text: str) -> bool:
        if not (text.isascii() and text.isdigit() and len(text) < 17):
            return False
        try:
            await self._chat.rooms.get_room(int(text), connection.session.user)
        except NotFound:
            return False
        return True

    async def _view(self, connection: RoomConnection, text: str) -> bool:
        try:
            await self._chat.view(connection, int(text))
        except NotFound:
            return False
        return True

    async def _send_message(self, connection: RoomConnection, event: SendMessage) -> None:
        # Queued here and its commit not awaited: one sender's messages keep their order, and the
        # next frame is read while this one is on its way to the disk.
        posted = await self._chat.messages.post(
            event.room_id,
            connection.session.user,
            event.content,
            reply_to=event.reply_to,
            thread_id=event.thread_id,
            client_id=event.client_id,
        )
        self._chat.connections.typing.stop(event.room_id, connection.session.user.username)

        unanswered = self._chat.connections.unanswered
        unanswered.add(posted)

        def done(_: object) -> None:
            unanswered.discard(posted)
            if (error := error_of(posted)) is not None:
                refuse(connection, error, event.client_id)
            elif not posted.cancelled() and not posted.result().is_new:
                message = posted.result().message
                connection.send(
                    MessageEvent(room_id=message.room_id, seq=message.seq, message=message)
                )

        posted.add_done_callback(done)

    async def _join_room(self, connection: RoomConnection, event: JoinRoom) -> None:
        await self._chat.view(connection, event.room_id)

    async def _edit_message(self, connection: RoomConnection, event: EditMessage) -> None:
        await self._chat.changes.edit(event.message_id, connection.session.user, event.content)

    async def _delete_message(self, connection: RoomConnection, event: DeleteMessage) -> None:
        await self._chat.changes.delete(event.message_id, connection.session.user)

    async def _react(self, connection: RoomConnection, event: React) -> None:
        user = connection.session.user
        await self._chat.changes.react(event.message_id, user, event.emoji, on=event.on)

    async def _vote(self, connection: RoomConnection, event: Vote) -> None:
        await self._chat.polls.vote(event.message_id, connection.session.user, event.choices)

    async def _pin(self, connection: RoomConnection, event: Pin) -> None:
        await self._chat.pins.pin(event.message_id, connection.session.user, on=event.on)

    async def _follow_thread(self, connection: RoomConnection, event: FollowThread) -> None:
        await self._chat.threads.follow(event.message_id, connection.session.user, on=event.on)

    async def _run_command(self, connection: RoomConnection, event: RunCommand) -> None:
        said = await self._commands.run(
            event.text,
            connection.session.user,
            event.room_id,
            thread_id=event.thread_id,
            client_id=event.client_id,
        )
        if said:
            connection.send(events.NotificationEvent(level="info", text=said))

    async def _typing_start(self, connection: RoomConnection, event: TypingStart) -> None:
        self._chat.connections.handle_typing(connection, event.room_id, is_typing=True)

    async def _typing_stop(self, connection: RoomConnection, event: TypingStop) -> None:
        self._chat.connections.handle_typing(connection, event.room_id, is_typing=False)

    async def _set_status(self, connection: RoomConnection, event: SetStatus) -> None:
        user = connection.session.user
        await self._chat.presence.set_status(user, event.status, event.text, event.expires_in)

    async def _mark_read(self, connection: RoomConnection, event: MarkRead) -> None:
        await self._chat.notifications.mark_read(
            event.room_id,
            connection.session.user,
            event.message_id,
            thread_id=event.thread_id,
        )

    async def _mark_unread(self, connection: RoomConnection, event: MarkUnread) -> None:
        user = connection.session.user
        await self._chat.notifications.mark_unread(event.room_id, user, event.message_id)

    async def _resume(self, connection: RoomConnection, event: Resume) -> None:
        await self._chat.catch_up.resume(connection, event.positions)

    async def _ping(self, connection: RoomConnection, event: Ping) -> None:
        connection.send(events.PongEvent())
