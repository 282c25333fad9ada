"""Chat rooms: hook implementations that call the domain. Without it there is no chat."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from itertools import chain

from agent.chat import Chat, open_chat
from agent.connections import ConnectionClass
from agent.models import User
from agent.push_notices import PushNotices
from agent.push_subscriptions import PushSubscriptions
from agent.room_commands import room_commands
from agent.room_connections import RoomConnectionManager
from agent.room_counter import NEW_EPOCH
from agent.slash_commands import SlashCommand, SlashCommands
from agent.storage.migrate import ROOT, Migrations
from api.chat.administration import AdministrationApi
from api.chat.commands import CommandsApi
from api.chat.emoji import EmojiApi
from api.chat.inbox import InboxApi
from api.chat.invites import InvitesApi
from api.chat.members import MembersApi
from api.chat.messages import MessagesApi
from api.chat.pages import ChatPages
from api.chat.polls import PollsApi
from api.chat.preferences import PreferencesApi
from api.chat.presence import PresenceApi
from api.chat.push import PushApi
from api.chat.rooms import RoomsApi
from api.chat.socket import RoomSocket
from api.chat.threads import ThreadsApi
from api.host_socket import limits
from plugins.chat_rooms.demo import fill
from plugins.hookspecs import hookimpl
from plugins.host import Assets, Door, Host, NavigationEntry, PageAsset, Pages, WebApp

EVERYWHERE = (
    ("module", "js/chat/unread_badge.js"),
    ("style", "css/chat/inbox.css"),
    ("style", "css/chat/search.css"),
    ("tools", "parts/search.html"),
    ("header", "parts/inbox.html"),
)
ON_PAGES = {
    "imessage": (
        *EVERYWHERE,
        ("style", "css/chat/room_strip.css"),
        ("top", "parts/room_strip.html"),
    ),
    "admin": (
        *EVERYWHERE,
        ("module", "js/chat/later/admin_rooms.js"),
        ("style", "css/chat/admin_rooms.css"),
        ("tab", "parts/admin_rooms_tab.html"),
        ("panel", "parts/admin_rooms.html"),
    ),
}
"""What the chat puts on the host's pages: (kind, path)."""


class Plugin:
    """One instance a server."""

    def __init__(self) -> None:
        self._chat: Chat | None = None
        self._commands: SlashCommands | None = None

    @property
    def chat(self) -> Chat:
        assert self._chat is not None  # the host asks inside the lifespan
        return self._chat

    @property
    def commands(self) -> SlashCommands:
        assert self._commands is not None  # likewise
        return self._commands

    @hookimpl
    def connection_manager_class(self) -> ConnectionClass:
        return RoomConnectionManager

    @hookimpl
    def register_migrations(self) -> Migrations:
        return Migrations("chat_rooms", ROOT / "chat_rooms")

    @hookimpl
    @contextlib.asynccontextmanager
    async def lifespan(self, host: Host) -> AsyncIterator[None]:
        assert isinstance(host.connections, RoomConnectionManager)  # from the hook above
        async with open_chat(
            database=host.database,
            connections=host.connections,
            clock=host.clock,
            accounts=host.accounts,
            agents=host.agents,
            limits=limits(host.settings),
            push=_push(host, host.connections),
        ) as self._chat:
            registered = host.plugins.hook.register_slash_commands()
            self._commands = SlashCommands(host.database, chain.from_iterable(reversed(registered)))
            yield

    @hookimpl
    def register_slash_commands(self) -> list[SlashCommand]:
        return room_commands(self.chat)

    @hookimpl
    def register_routes(self, pages: Pages) -> list[Door]:
        return [
            *AdministrationApi(self.chat).operations(),
            *CommandsApi(self.commands).operations(),
            *InboxApi(self.chat).operations(),
            *InvitesApi(self.chat, pages).operations(),
            *EmojiApi(self.chat.emoji).operations(),
            *PollsApi(self.chat).operations(),
            *PreferencesApi(self.chat).operations(),
            *PushApi(self.chat).operations(),
            *ThreadsApi(self.chat).operations(),
            *RoomsApi(self.chat).operations(),
            *MembersApi(self.chat).operations(),
            *MessagesApi(self.chat).operations(),
            *PresenceApi(self.chat).operations(),
            *ChatPages(self.chat, pages, self.commands).operations(),
            *RoomSocket(self.chat, self.commands).sockets(),
        ]

    @hookimpl
    def register_static(self) -> Assets:
        return Assets(
            files=("css/chat_rooms.css", "js/chat_rooms.js"),
            folders=("css/chat", "js/chat", "js/worker"),
            scripts=("js/chat_rooms.js",),
        )

    @hookimpl
    async def navigation_entries(self, user: User) -> list[NavigationEntry]:
        unread = await self.chat.notifications.total_unread(user)
        return [NavigationEntry(label="Rooms", href="/chat", badge=unread)]

    @hookimpl
    def page_assets(self, page: str) -> list[PageAsset]:
        return [PageAsset(kind=kind, path=path) for kind, path in ON_PAGES.get(page, EVERYWHERE)]

    @hookimpl
    def web_app(self) -> WebApp:
        return WebApp(
            start_url="/chat",
            shortcuts=(("Rooms", "/chat"), ("Ask an agent", "/")),
            worker=("js/worker/offline.js", "js/worker/push.js"),
        )

    @hookimpl
    async def fill_demo(self, host: Host) -> list[str]:
        return await fill(self.chat, host)

    @hookimpl
    async def restored(self, host: Host, generation: int) -> None:
        await host.database.write(
            lambda transaction: transaction.execute(NEW_EPOCH, epoch=generation)
        )


def _push(host: Host, connections: RoomConnectionManager) -> PushNotices:
    """Return what wakes browsers; a session that ends takes its subscription along."""
    subscriptions = PushSubscriptions(
        host.database, host.clock, host.sessions, may_be_local=host.settings.push_local
    )
    push = PushNotices(
        host.database,
        subscriptions,
        host.clock,
        directory=host.settings.directory,
        contact=host.settings.contact,
        has_in_view=connections.has_in_view,
    )
    host.bus.listen(push.session_ended)
    return push
