"""The server's own emoji over HTTP."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.responses import Response

from agent.custom_emoji import CustomEmoji
from agent.emoji_image import BODY_LIMIT
from agent.emoji_names import shortcodes
from api.operations import Call, Operation, answer, nothing

FOR_EVER, ASK_AGAIN = "private, max-age=31536000, immutable", "private, no-cache"
FOR_A_DAY = "private, max-age=86400"
POLICY = "default-src 'none'; sandbox"
DIGEST_SHOWN = 8
"""Characters of a picture's digest that stand in its address."""


class Emoji(msgspec.Struct, frozen=True):
    """One emoji and where its picture is."""

    name: str
    url: str


class EmojiApi:
    """Everybody sees them, administrators change them."""

    def __init__(self, emoji: CustomEmoji) -> None:
        self._emoji = emoji

    async def list_emoji(self, _call: Call) -> Response:
        found = [_emoji(name, digest) for name, digest in self._emoji.digests().items()]
        return answer({"emoji": found})

    async def list_shortcodes(self, _call: Call) -> Response:
        """In a thread: the first time the names of all emoji are read."""
        response = answer({"shortcodes": dict(await asyncio.to_thread(shortcodes))})
        response.headers["Cache-Control"] = FOR_A_DAY
        return response

    async def image(self, call: Call) -> Response:
        """Get the picture; with its version in `v` it may be kept for ever."""
        image = await self._emoji.image(call.request.path_params["name"])
        tag = f'"{image.digest}"'
        is_version = call.request.query_params.get("v") == image.digest[:DIGEST_SHOWN]
        headers = {
            "ETag": tag,
            "Cache-Control": FOR_EVER if is_version else ASK_AGAIN,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        }
        known = call.request.headers.get("if-none-match", "").split(",")
        if tag in (one.strip().removeprefix("W/") for one in known):
            return Response(status_code=304, headers=headers)
        return Response(image.content, headers=headers, media_type=image.media_type)

    async def put(self, call: Call) -> Response:
        """Add an emoji, or give it another picture: PNG, GIF, WebP or JPEG."""
        name = call.request.path_params["name"]
        is_new = await self._emoji.put(name, call.upload, by=call.user)
        digest = self._emoji.digests().get(name, "")
        return answer({"emoji": _emoji(name, digest)}, 201 if is_new else 200)

    async def remove(self, call: Call) -> Response:
        """Take an emoji away; where it stands, its name is read."""
        await self._emoji.remove(call.request.path_params["name"])
        return nothing()

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/emoji",
                handler=self.list_emoji,
                summary="List the server's own emoji",
                answer={"emoji": list[Emoji]},
            ),
            Operation(
                method="GET",
                path="/api/shortcodes",
                handler=self.list_shortcodes,
                summary="List the standard shortcodes and their emoji",
                answer={"shortcodes": dict[str, str]},
            ),
            Operation(
                method="GET",
                path="/api/emoji/{name}",
                handler=self.image,
                summary="Get the picture of an emoji",
                answer="image",
                others=(304,),
            ),
            Operation(
                method="PUT",
                path="/api/admin/emoji/{name}",
                handler=self.put,
                summary="Add or replace an emoji",
                answer={"emoji": Emoji},
                access="admin",
                upload=BODY_LIMIT,
                status=201,
                others=(200, 409),
            ),
            Operation(
                method="DELETE",
                path="/api/admin/emoji/{name}",
                handler=self.remove,
                summary="Remove an emoji",
                access="admin",
                status=204,
            ),
        ]


def _emoji(name: str, digest: str) -> Emoji:
    return Emoji(name, f"/api/emoji/{name}?v={digest[:DIGEST_SHOWN]}")
