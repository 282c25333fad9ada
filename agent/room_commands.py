"""The commands that every room has."""

from __future__ import annotations

import re

import msgspec

from agent.chat import Chat
from agent.errors import Invalid
from agent.models import RoomPreference
from agent.polls import poll_of
from agent.ports import iso
from agent.preferences import PreferencesChange
from agent.presence_manager import CHOICES
from agent.room_settings import RoomChange
from agent.slash_commands import CommandCall, SlashCommand

SHRUG = r"¯\\\_(ツ)\_/¯"
"""As Markdown: both arms survive."""

MUTED_FOR = 8 * 3600.0
SILENCED_FOR = 600.0
_SPAN = re.compile(r"(\d{1,4})\s*(m|min|h|d)", re.IGNORECASE)
_UNITS = {"m": 60, "min": 60, "h": 3600, "d": 86400}
_QUOTED = re.compile(r"[\"“„”]([^\"“„”]*)[\"“„”]")


def room_commands(chat: Chat) -> list[SlashCommand]:
    """Return the commands; each acts through the same calls as the page, with the same rights."""
    own = RoomCommands(chat)
    return [
        SlashCommand(name=name, usage=usage, summary=summary, run=run)
        for name, usage, summary, run in (
            ("me", "/me waves", "Say what you do", own.me),
            ("shrug", "/shrug [text]", "Add ¯\\_(ツ)_/¯", own.shrug),
            ("topic", "/topic [text]", "Set the room's topic, or clear it", own.topic),
            ("invite", "/invite @name", "Add somebody to the room", own.invite),
            ("kick", "/kick @name", "Remove somebody from the room", own.kick),
            (
                "mute",
                "/mute [@name] [10m|2h|1d]",
                "Mute a member; alone: the room, for you",
                own.mute,
            ),
            ("status", "/status [busy|away|online|offline] [text]", "Set your status", own.status),
            ("poll", '/poll "Question" "Answer" "Answer"', "Ask the room", own.poll),
        )
    ]


class RoomCommands:
    """One method a command; what it returns, its caller alone is told."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def me(self, call: CommandCall) -> None:
        text = " ".join(call.text.split())
        if not text:
            raise Invalid("Say what you do: /me waves.", field="text")
        await self._post(call, f"_{text}_")

    async def shrug(self, call: CommandCall) -> None:
        await self._post(call, f"{call.text} {SHRUG}".strip())

    async def topic(self, call: CommandCall) -> None:
        topic = " ".join(call.text.split())
        await self._chat.settings.update(call.room_id, call.user, RoomChange(topic=topic))

    async def invite(self, call: CommandCall) -> None:
        await self._chat.members.invite(call.room_id, _name(call.text), by=call.user)

    async def kick(self, call: CommandCall) -> None:
        await self._chat.members.kick(call.room_id, _name(call.text), by=call.user)

    async def mute(self, call: CommandCall) -> str | None:
        """`@bob 10m` silences a member; without a name the room's toasts stop for oneself."""
        name, _, rest = call.text.partition(" ")
        if name.startswith("@"):
            seconds = _seconds(rest, SILENCED_FOR)
            await self._chat.members.mute(call.room_id, _name(name), seconds, by=call.user)
            return None
        until = iso(self._chat.clock.time() + _seconds(call.text, MUTED_FOR))
        own = await self._chat.preferences.of(call.user)
        wish = own.rooms.get(str(call.room_id), RoomPreference())
        wish = msgspec.structs.replace(wish, muted_until=until)
        change = PreferencesChange(rooms={str(call.room_id): wish})
        await self._chat.preferences.change(call.user, change)
        return f"You get no toasts from this room until {until[:16].replace('T', ' ')} UTC."

    async def status(self, call: CommandCall) -> str:
        first, _, rest = call.text.partition(" ")
        if first.lower() in CHOICES:
            status, text = first.lower(), rest.strip()
        else:
            status, text = "online", call.text
        await self._chat.presence.set_status(call.user, status, text)
        return f"Your status is {status}{f': {text}' if text else ''}."

    async def poll(self, call: CommandCall) -> None:
        """A poll takes its question and its answers in quotation marks."""
        texts = _QUOTED.findall(call.text)
        if len(texts) < 3:
            raise Invalid('Write /poll "Question" "Answer" "Answer".', field="text")
        await self._chat.messages.send_message(
            call.room_id,
            call.user,
            texts[0],
            thread_id=call.thread_id,
            client_id=call.client_id,
            poll=poll_of(texts[1:]),
        )

    async def _post(self, call: CommandCall, content: str) -> None:
        await self._chat.messages.send_message(
            call.room_id,
            call.user,
            content,
            thread_id=call.thread_id,
            client_id=call.client_id,
        )


def _name(text: str) -> str:
    name = text.strip().removeprefix("@")
    if not name or " " in name:
        raise Invalid("Name one account, as in @bob.", field="text")
    return name


def _seconds(text: str, usual: float) -> float:
    """Read `10m`, `2h` or `1d`; nothing means the usual time. Raises Invalid."""
    if not text.strip():
        return usual
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise Invalid("Say how long as 10m, 2h or 1d.", field="text")
    return float(int(found[1]) * _UNITS[found[2].lower()])
