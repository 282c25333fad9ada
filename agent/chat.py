"""Everything that the chat rooms are made of, put together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from agent.accounts import Accounts
from agent.catch_up import CatchUp
from agent.chat_rooms import ChatRoomManager
from agent.custom_emoji import CustomEmoji
from agent.default_rooms import DefaultRooms
from agent.direct_rooms import DirectRooms
from agent.domains import DomainAgents
from agent.errors import StorageFull
from agent.events import Limits
from agent.member_management import MemberManagement
from agent.message_changes import MessageChanges
from agent.message_ledger import MessageLedger
from agent.message_manager import MessageManager
from agent.message_search import MessageSearch
from agent.models import User
from agent.notification_levels import NotificationLevels
from agent.notification_manager import NotificationManager
from agent.pins import Pins
from agent.polls import Polls
from agent.ports import Clock, Database
from agent.preferences import PreferencesManager
from agent.presence_manager import PresenceManager
from agent.push_notices import PushNotices
from agent.rate_limit import TokenBuckets
from agent.rendering import Rendering
from agent.room_access import access_within
from agent.room_administration import RoomAdministration
from agent.room_agents import RoomAgents
from agent.room_connections import RoomConnection, RoomConnectionManager
from agent.room_invites import RoomInvites
from agent.room_limits import RoomLimits
from agent.room_membership import Membership
from agent.room_settings import RoomSettings
from agent.threads import Threads
from agent.ticking import tick

PRESENCE_SAVED = 5
"""Seconds between two writes of who is present."""

GREETER = "general"
GREETING = (
    "Welcome to General. Everybody on this server is here. "
    "Mention @general with a question, and I answer from the knowledge base."
)


@dataclass(frozen=True, kw_only=True)
class Chat:
    """The chat's services; one a server."""

    agents: RoomAgents
    default_rooms: DefaultRooms
    rooms: ChatRoomManager
    messages: MessageManager
    settings: RoomSettings
    members: MemberManagement
    direct: DirectRooms
    changes: MessageChanges
    notifications: NotificationManager
    search: MessageSearch
    emoji: CustomEmoji
    polls: Polls
    pins: Pins
    threads: Threads
    preferences: PreferencesManager
    invites: RoomInvites
    administration: RoomAdministration
    presence: PresenceManager
    push: PushNotices
    catch_up: CatchUp
    database: Database
    connections: RoomConnectionManager
    clock: Clock

    async def view(self, connection: RoomConnection, room_id: int) -> None:
        """Move a connection's view to a room that its user may read. Raises NotFound.

        Checked on the writer: a kick that commits meanwhile comes before or after, not between.
        """
        await self.database.write(
            lambda transaction: access_within(
                transaction, room_id, connection.session.user, "read"
            ),
            then=lambda _: self.connections.join_room(connection, room_id),
        )


@contextlib.asynccontextmanager
async def open_chat(
    *,
    database: Database,
    connections: RoomConnectionManager,
    clock: Clock,
    accounts: Accounts,
    agents: DomainAgents,
    limits: Limits,
    push: PushNotices,
) -> AsyncIterator[Chat]:
    """Build the chat, make its default rooms, and end its tasks on leaving."""
    chat = _assemble(
        database=database,
        connections=connections,
        clock=clock,
        limits=limits,
        agents=agents,
        push=push,
    )
    accounts.observers.append(chat.default_rooms.account_changed)
    presence = chat.presence
    await chat.emoji.load()
    await push.open()
    if made := await chat.default_rooms.ensure():
        await _greet(made[0], chat, accounts)
    ticking = tick((1, presence.beat), (PRESENCE_SAVED, presence.flush))
    tending = asyncio.create_task(ticking, name="presence")
    try:
        yield chat
    finally:
        tending.cancel()
        presence.close()
        connections.typing.close()
        await chat.agents.close()
        await chat.messages.drain()
        await push.close()
        chat.messages.rendering.close()
        with contextlib.suppress(StorageFull):
            await presence.flush()


def _assemble(
    *,
    database: Database,
    connections: RoomConnectionManager,
    clock: Clock,
    limits: Limits,
    agents: DomainAgents,
    push: PushNotices,
) -> Chat:
    presence = PresenceManager(database, connections, clock)
    levels = _levels(connections, clock, presence, push)
    membership = Membership(connections, clock, presence.status_of, levels)

    def is_present(user_id: str) -> bool:
        return presence.status_of(user_id, False) != "offline"

    buckets = TokenBuckets(rate=limits.message_rate, burst=limits.message_burst, clock=clock)
    room_buckets = TokenBuckets(rate=limits.room_rate, burst=limits.room_burst, clock=clock)
    ledger = MessageLedger(clock, levels, is_present, room_buckets)
    emoji = CustomEmoji(database, clock)
    rendering = Rendering(lambda: emoji.names)
    messages = MessageManager(
        database, connections, clock, ledger, limits=buckets, rendering=rendering
    )
    room_agents = RoomAgents(agents, messages, buckets)
    messages.after_message, messages.after_alert = room_agents.hear, push.alert
    acts = RoomLimits(buckets, clock)
    changes = MessageChanges(
        database, connections, clock, rendering, is_present=is_present, limits=buckets
    )
    threads = Threads(database, connections)
    return Chat(
        agents=room_agents,
        default_rooms=DefaultRooms(database, membership, clock),
        rooms=ChatRoomManager(database, membership, clock, acts),
        messages=messages,
        settings=RoomSettings(database, connections, clock, acts),
        members=MemberManagement(database, membership, connections, clock, acts),
        direct=DirectRooms(database, membership, clock, acts),
        changes=changes,
        notifications=NotificationManager(database, connections, clock, threads),
        search=MessageSearch(database),
        emoji=emoji,
        polls=Polls(changes, clock),
        pins=Pins(database, changes, clock),
        threads=threads,
        preferences=PreferencesManager(database, connections, clock, levels),
        invites=RoomInvites(database, membership, clock),
        administration=RoomAdministration(database, membership, clock),
        presence=presence,
        push=push,
        catch_up=CatchUp(database, connections, membership, limits, clock),
        database=database,
        connections=connections,
        clock=clock,
    )


def _levels(
    connections: RoomConnectionManager, clock: Clock, presence: PresenceManager, push: PushNotices
) -> NotificationLevels:
    def hears(user_id: str) -> bool:
        is_in_reach = bool(connections.of_user(user_id)) or user_id in push.subscriptions.holders
        return is_in_reach and not presence.is_busy(user_id)

    return NotificationLevels(clock, hears)


async def _greet(room_id: int, chat: Chat, accounts: Accounts) -> None:
    greeter: User | None = await accounts.by_name(GREETER)
    if greeter is not None:
        await chat.messages.send_message(room_id, greeter, GREETING, client_id="greeting")
