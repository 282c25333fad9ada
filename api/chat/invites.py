"""Invite links over HTTP, and the page that they open."""

from __future__ import annotations

import io
from typing import Annotated

import msgspec
from starlette.responses import Response

from agent.chat import Chat
from agent.models import Room, length
from agent.room_invites import (
    CODE_LIMIT,
    LONGEST,
    MOST_USES,
    SHORTEST,
    USUAL,
    Invitation,
    Invite,
)
from api.identity import own_origin
from api.operations import Call, Operation, answer, nothing
from plugins.host import Pages

PAGE = "/chat/invite"
"""The code stands in the fragment: it reaches no server and no log."""

SVG = "image/svg+xml"
DRAWN = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'"}


class NewInvite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    expires_in: Annotated[float, msgspec.Meta(ge=SHORTEST, le=LONGEST)] | None = USUAL
    max_uses: Annotated[int, msgspec.Meta(ge=1, le=MOST_USES)] | None = None


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, length(CODE_LIMIT)]


class MadeInvite(Invite, frozen=True, kw_only=True):
    """A link as it is told once."""

    url: str


class InvitesApi:
    """One method a call."""

    def __init__(self, chat: Chat, pages: Pages) -> None:
        self._chat = chat
        self._pages = pages

    async def create(self, call: Call) -> Response:
        """Make a link; without `expires_in` it works for a week, with null without end."""
        body: NewInvite = call.body
        invite, code = await self._chat.invites.create(
            call.id("room_id"), call.user, expires_in=body.expires_in, max_uses=body.max_uses
        )
        made = MadeInvite(**msgspec.structs.asdict(invite), url=_url(call, code))
        return answer({"invite": made}, 201)

    async def list_invites(self, call: Call) -> Response:
        return answer({"invites": await self._chat.invites.of_room(call.id("room_id"), call.user)})

    async def revoke(self, call: Call) -> Response:
        await self._chat.invites.revoke(call.id("room_id"), call.id("invite_id"), call.user)
        return nothing()

    async def preview(self, call: Call) -> Response:
        """Tell where a code leads, before it is accepted."""
        return answer({"room": await self._chat.invites.preview(call.body.code, call.user)})

    async def draw(self, call: Call) -> Response:
        """Get a link's QR code; asked for in a body, since paths stand in logs."""
        await self._chat.invites.preview(call.body.code, call.user)
        return Response(_qr_code(_url(call, call.body.code)), headers=DRAWN, media_type=SVG)

    async def accept(self, call: Call) -> Response:
        """Become a member; again is no error."""
        room_id = await self._chat.invites.accept(call.body.code, call.user)
        return answer({"room": await self._chat.rooms.get_room(room_id, call.user)})

    async def show(self, call: Call) -> Response:
        return await self._pages.render("chat_invite.html", user=call.user, here="/chat")

    def operations(self) -> list[Operation]:
        return [*self._of_rooms(), *self._of_codes()]

    def _of_rooms(self) -> list[Operation]:
        path = "/api/rooms/{room_id}/invites"
        return [
            Operation(
                method="POST",
                path=path,
                handler=self.create,
                summary="Make an invite link",
                answer={"invite": MadeInvite},
                body=NewInvite,
                status=201,
            ),
            Operation(
                method="GET",
                path=path,
                handler=self.list_invites,
                summary="List a room's invite links",
                answer={"invites": list[Invite]},
            ),
            Operation(
                method="DELETE",
                path=f"{path}/{{invite_id}}",
                handler=self.revoke,
                summary="Revoke an invite link",
                status=204,
            ),
        ]

    def _of_codes(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/api/invites/preview",
                handler=self.preview,
                summary="See where an invite link leads",
                answer={"room": Invitation},
                body=Code,
                others=(404,),
            ),
            Operation(
                method="POST",
                path="/api/invites/qr",
                handler=self.draw,
                summary="Get the QR code of an invite link",
                answer="drawing",
                body=Code,
                others=(404,),
            ),
            Operation(
                method="POST",
                path="/api/invites/accept",
                handler=self.accept,
                summary="Accept an invite link",
                answer={"room": Room},
                body=Code,
                others=(404, 409),
            ),
            Operation(
                method="GET",
                path=PAGE,
                handler=self.show,
                summary="The page of an invite link",
                answer="page",
                access="page",
            ),
        ]


def _url(call: Call, code: str) -> str:
    return f"{own_origin(call.request, call.host.settings)}{PAGE}#{code}"


def _qr_code(url: str) -> bytes:
    """Return black squares on white as SVG; it holds numbers alone, nothing of the text."""
    import segno

    drawn = io.BytesIO()
    code = segno.make_qr(url, error="m")
    code.save(drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, light="#fff")
    return drawn.getvalue()
