"""A message on its way to the disk, and what it becomes there."""

from __future__ import annotations

import msgspec

from agent.models import Message, Poll, ReplyPreview, User


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to post; `html` is what `Rendering.html` made of the content."""

    user: User
    room_id: int
    content: str
    html: str | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    client_id: str | None = None
    poll: Poll | None = None


def message_of(
    draft: Draft,
    message_id: int,
    *,
    seq: int,
    now: str,
    names: tuple[str, ...],
    preview: ReplyPreview | msgspec.UnsetType,
) -> Message:
    """Return the draft as it was stored: the same as reading it back."""
    return Message(
        id=message_id,
        room_id=draft.room_id,
        seq=seq,
        user_id=draft.user.user_id,
        username=draft.user.username,
        display_name=draft.user.display_name,
        is_agent=draft.user.is_agent,
        content=draft.content,
        html=msgspec.UNSET if draft.html is None else draft.html,
        message_type="text",
        reply_to_id=draft.reply_to,
        timestamp=now,
        client_id=draft.client_id,
        mentions=names,
        reply_preview=preview,
        thread_id=msgspec.UNSET if draft.thread_id is None else draft.thread_id,
        poll=msgspec.UNSET if draft.poll is None else draft.poll,
    )
