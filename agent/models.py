"""Values that travel between the floors: frozen, and safe to share between tasks."""

from __future__ import annotations

from typing import Annotated

import msgspec

SERVER_ROLES = ("owner", "admin", "member", "guest")
ROOM_ROLES = ("owner", "admin", "moderator", "member", "guest")
MAX_ID = 2**53
"""Largest id that JavaScript reads exactly; SQLite cannot even bind one beyond 2^63."""

Id = Annotated[int, msgspec.Meta(ge=1, le=MAX_ID)]

MESSAGE_LIMIT = 8000
"""Longest message text, in Unicode code points."""

MEMBERS_LIMIT = 10_000
"""Members that a room may have at most."""

REASON_LIMIT = 200
"""Longest reason of a ban or of what an administrator does."""


def one_of(*values: str) -> msgspec.Meta:
    """Describe a field for clients; the domain checks it, with an answer of its own."""
    return msgspec.Meta(extra_json_schema={"enum": list(values)})


def length(longest: int, *, shortest: int = 1) -> msgspec.Meta:
    """Describe a text's length for clients, likewise."""
    return msgspec.Meta(extra_json_schema={"minLength": shortest, "maxLength": longest})


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account, of a person or of an agent."""

    user_id: str
    username: str
    display_name: str
    role: str
    is_agent: bool = False

    @property
    def is_admin(self) -> bool:
        """May administer the server (server role owner or admin)."""
        return self.role in ("owner", "admin")


class Account(User, frozen=True, kw_only=True):
    """A user as the admin panel sees it; times are ISO 8601 UTC."""

    is_active: bool
    created_at: str
    last_seen_at: str | None
    session_count: int


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is calling and by which secret: a browser session or an API token."""

    session_id: str
    user: User
    scopes: frozenset[str] = frozenset(("read", "write", "admin"))


class SharedRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room as everybody sees it; `slow_mode` is seconds between two posts of one member."""

    id: int
    name: str
    description: str
    topic: str
    icon: str
    room_type: str
    created_by: str
    created_at: str
    updated_at: str
    max_members: int
    is_active: bool
    epoch: int
    seq: int
    member_count: int
    slow_mode: int
    who_may_post: str
    archived_at: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody one writes to directly."""

    user_id: str
    username: str
    display_name: str
    is_agent: bool


class Room(SharedRoom, frozen=True, kw_only=True):
    """A room as one reader sees it; `participants` are the others of a direct room."""

    is_member: bool
    role: str | None
    participants: tuple[Person, ...] = ()
    unread_count: int = 0
    mention_count: int = 0
    last_read_message_id: int | None = None
    last_message: Message | None = None


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """One emoji under a message and who chose it."""

    emoji: str
    count: int
    usernames: tuple[str, ...]


class ReplyPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The start of the message that is replied to; empty once that one is deleted."""

    id: int
    username: str
    display_name: str
    content: str


class PollOption(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a poll and who chose it."""

    text: str
    count: int = 0
    usernames: tuple[str, ...] = ()


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """What a message asks; its question is the message's text."""

    options: tuple[PollOption, ...]
    multiple: bool = False
    closed_at: str | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as everybody in the room sees it: nothing in it depends on the reader."""

    id: int
    room_id: int
    seq: int
    user_id: str
    username: str
    display_name: str
    is_agent: bool
    content: str
    html: str | msgspec.UnsetType = msgspec.UNSET
    message_type: str
    reply_to_id: int | None
    timestamp: str
    edited_at: str | None = None
    is_deleted: bool = False
    client_id: str | None = None
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[str, ...] = ()
    pinned_at: str | None = None
    reply_preview: ReplyPreview | msgspec.UnsetType | None = msgspec.UNSET
    thread_id: int | msgspec.UnsetType = msgspec.UNSET
    """The message whose thread this one belongs to; such a message is in no room's history."""
    thread_count: int | msgspec.UnsetType = msgspec.UNSET
    last_reply_at: str | msgspec.UnsetType = msgspec.UNSET
    poll: Poll | msgspec.UnsetType = msgspec.UNSET


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member of a room."""

    user_id: str
    username: str
    display_name: str
    role: str
    status: str
    joined_at: str
    last_seen: str
    is_agent: bool
    muted_until: str | None = None


LEVELS = ("everything", "mentions", "nothing")
"""What a toast is shown for."""

THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")
CLOCKS = ("system", "12h", "24h")
ROOM_ORDERS = ("activity", "name", "manual")


class RoomPreference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one reader wants to hear of a room; `level` null: as of the others."""

    level: Annotated[str, one_of(*LEVELS)] | None = None
    muted_until: str | None = None


class DoNotDisturb(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours without toasts, `HH:MM` in an IANA time zone; they may pass midnight."""

    start: str
    end: str
    timezone: str


class Preferences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one user prefers, on all devices."""

    theme: Annotated[str, one_of(*THEMES)] = "system"
    density: Annotated[str, one_of(*DENSITIES)] = "comfortable"
    clock: Annotated[str, one_of(*CLOCKS)] = "system"
    sounds: bool = False
    room_order: Annotated[str, one_of(*ROOM_ORDERS)] = "name"
    starred: tuple[Id, ...] = ()
    """Rooms, in the order in which they are shown."""
    order: tuple[Id, ...] = ()
    """All rooms, as sorted by hand."""
    level: Annotated[str, one_of(*LEVELS)] = "mentions"
    do_not_disturb: DoNotDisturb | None = None
    rooms: dict[str, RoomPreference] = {}
    """By room id."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the knowledge base; `confidence` is 0 to 1."""

    id: int
    title: str
    content: str
    category: str
    source_type: str
    source_url: str | None
    confidence: float
    tags: tuple[str, ...]
    metadata: dict[str, object]
    created_at: str
    updated_at: str


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an entry that answers a question; the higher `score`, the better.

    `share` (0 to 1) says how many of the question's words it contains, the rare ones counting more.
    """

    entry_id: int
    title: str
    passage: str
    source_url: str | None
    share: float
    score: float


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a domain agent says, and the passages that it used."""

    answer: str
    domain: str
    sources: tuple[Passage, ...]
    found: bool


class Domain(msgspec.Struct, frozen=True, kw_only=True):
    """A domain agent as people see it; `colour` is a CSS hex colour."""

    name: str
    label: str
    icon: str
    colour: str
    speciality: str
    placeholder: str
    greeting: str

    @property
    def user(self) -> User:
        """The account by which it is a member of rooms."""
        return User(
            user_id=f"agent-{self.name}",
            username=self.name,
            display_name=self.label,
            role="member",
            is_agent=True,
        )
