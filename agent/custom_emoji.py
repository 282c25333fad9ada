"""The server's own emoji: small pictures that administrators add, each with a name."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Set
from types import MappingProxyType

import msgspec

from agent import emoji_names
from agent.emoji_image import MEDIA_TYPE, small_webp
from agent.errors import Conflict, Invalid, NameTaken, NotFound
from agent.models import User
from agent.ports import Clock, Database, Transaction

EMOJI_LIMIT = 500


class EmojiImage(msgspec.Struct, frozen=True):
    """A picture as it is sent."""

    media_type: str
    content: bytes
    digest: str


class CustomEmoji:
    """Names are kept in memory, since every message is looked through for them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._digests: Mapping[str, str] = MappingProxyType({})

    async def load(self) -> None:
        """Read the names; once, before anything is rendered."""
        rows = await self._database.fetch_all(DIGESTS)
        self._digests = MappingProxyType({row["name"]: row["digest"] for row in rows})

    @property
    def names(self) -> Set[str]:
        """Return all names, without colons; the set stays as it is when one is added."""
        return self._digests.keys()

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each emoji's picture by its name, in alphabetical order."""
        return MappingProxyType(dict(sorted(self._digests.items())))

    async def image(self, name: str) -> EmojiImage:
        """Return the picture. Raises NotFound."""
        row = await self._database.fetch_one(IMAGE, name=name) if name in self._digests else None
        if row is None:
            raise NotFound
        return EmojiImage(row["media_type"], row["image"], row["digest"])

    async def put(self, name: str, upload: bytes, *, by: User) -> bool:
        """Add or replace an emoji; returns whether it is new.

        Raises Invalid, NameTaken for a standard shortcode, Conflict when there are too many.
        """
        if not emoji_names.CUSTOM.fullmatch(f":{name}:"):
            detail = "A name is 2 to 32 of a-z 0-9 _ + - with a letter in it."
            raise Invalid(detail, field="name")
        if emoji_names.resolve(f":{name}:") is not None:
            raise NameTaken("An emoji of every keyboard has this name.", field="name")
        image = await asyncio.to_thread(small_webp, upload)
        digest = hashlib.sha256(image).hexdigest()

        def act(transaction: Transaction) -> bool:
            is_new = transaction.fetch_one(EXISTS, name=name) is None
            row = transaction.fetch_one(COUNT)
            if is_new and row is not None and row["emoji"] >= EMOJI_LIMIT:
                raise Conflict(f"There are {EMOJI_LIMIT} emoji already.")
            transaction.execute(
                PUT,
                name=name,
                media_type=MEDIA_TYPE,
                image=image,
                digest=digest,
                created_by=by.user_id,
                now=self._clock.now(),
            )
            return is_new

        def remember(_is_new: bool) -> None:
            self._digests = MappingProxyType({**self._digests, name: digest})

        return await self._database.write(act, then=remember)

    async def remove(self, name: str) -> None:
        """Take an emoji away; where it stands, its name is read. Raises NotFound."""

        def act(transaction: Transaction) -> None:
            if not transaction.execute(REMOVE, name=name):
                raise NotFound

        def forget(_: None) -> None:
            left = {one: digest for one, digest in self._digests.items() if one != name}
            self._digests = MappingProxyType(left)

        await self._database.write(act, then=forget)


DIGESTS = "SELECT name, digest FROM custom_emoji"
IMAGE = "SELECT media_type, image, digest FROM custom_emoji WHERE name = :name"
EXISTS = "SELECT 1 FROM custom_emoji WHERE name = :name"
COUNT = "SELECT COUNT(*) AS emoji FROM custom_emoji"
PUT = """
    INSERT INTO custom_emoji (name, media_type, image, digest, created_by, created_at)
    VALUES (:name, :media_type, :image, :digest, :created_by, :now)
    ON CONFLICT (name) DO UPDATE
    SET media_type = excluded.media_type, image = excluded.image, digest = excluded.digest,
        created_by = excluded.created_by, created_at = excluded.created_at
"""
REMOVE = "DELETE FROM custom_emoji WHERE name = :name"
