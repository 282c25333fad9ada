"""From an uploaded picture to a small one: nothing of the file itself is kept.

What a decoder would have to allocate is read from the headers before anything is decoded.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent.errors import Invalid

if TYPE_CHECKING:
    from PIL.Image import Image

BODY_LIMIT = 256 << 10
SIDE_LIMIT, FRAMES_LIMIT = 512, 60
SIDE = 128
"""Pixels of what is kept, at most, on either side."""
MEDIA_TYPE = "image/webp"
FORMATS = ("PNG", "GIF", "WEBP", "JPEG")

_SHORTEST, _LONGEST, _USUAL = 20, 10_000, 100
"""Milliseconds that a frame is shown."""
_SCREEN, _FRAME = struct.Struct("<6sHHBxx"), struct.Struct("<HHHHB")
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B


def small_webp(upload: bytes) -> bytes:
    """Return the picture as WebP of at most 128 x 128 pixels, moving if it moved.

    Raises Invalid for whatever is no PNG, GIF, WebP or JPEG, or too large, or too long.
    """
    try:
        if upload.startswith(b"GIF8"):
            _check_gif(upload)
        return _encoded(upload)
    except Invalid:
        raise
    except Exception as error:  # decoders of foreign bytes raise whatever comes to pass
        raise Invalid("This is no PNG, GIF, WebP or JPEG picture.", field="image") from error


def _encoded(upload: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
        _check_size(*image.size)
        is_moving = image.format != "MPO"  # a photograph with previews of it
        count = getattr(image, "n_frames", 1) if is_moving else 1
        _check_count(count)
        frames, durations = [], []
        for index in range(count):
            image.seek(index)
            frames.append(_small(image))
            shown = int(image.info.get("duration") or _USUAL)
            durations.append(min(max(shown, _SHORTEST), _LONGEST))
    written = io.BytesIO()
    if count == 1:
        frames[0].save(written, "WEBP", lossless=True)
    else:
        more = frames[1:]
        frames[0].save(
            written, "WEBP", save_all=True, append_images=more, duration=durations, loop=0
        )
    return written.getvalue()


def _small(image: Image) -> Image:
    from PIL import Image, ImageOps

    _check_size(*image.size)
    frame = ImageOps.exif_transpose(image).convert("RGBA")
    frame.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    frame.info.clear()  # where the picture was taken, and whatever else was in it
    return frame


def _check_gif(upload: bytes) -> None:
    """Look at every frame: one that is larger than the screen makes the decoder enlarge it."""
    _, width, height, _ = _SCREEN.unpack_from(upload)
    _check_size(width, height)
    for count, (right, bottom) in enumerate(_gif_frames(upload), 1):
        _check_size(right, bottom)
        _check_count(count)


def _gif_frames(upload: bytes) -> Iterator[tuple[int, int]]:
    """Yield how far each frame reaches; some files lack their last byte.

    Raises IndexError and struct.error where one breaks off.
    """
    place = _SCREEN.size + _table(upload[10])
    while place < len(upload) and (kind := upload[place]) != _END:
        place += 1
        if kind == _IMAGE:
            left, top, width, height, flags = _FRAME.unpack_from(upload, place)
            yield left + width, top + height
            place += _FRAME.size + _table(flags)
        elif kind != _EXTENSION:
            raise Invalid("This GIF is broken.", field="image")
        place += 1
        while size := upload[place]:
            place += 1 + size
        place += 1


def _table(flags: int) -> int:
    """Return the bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= SIDE_LIMIT and 0 < height <= SIDE_LIMIT):
        raise Invalid(f"A picture has at most {SIDE_LIMIT} x {SIDE_LIMIT} pixels.", field="image")


def _check_count(count: int) -> None:
    if not 1 <= count <= FRAMES_LIMIT:
        raise Invalid(f"A picture has at most {FRAMES_LIMIT} frames.", field="image")
