"""The server's own emoji: who may add one, what is kept of the picture, where it is shown."""

from __future__ import annotations

import io
import struct
import zlib

import httpx2
import pytest
from PIL import Image, ImageDraw

from agent import custom_emoji
from agent.emoji_image import BODY_LIMIT, FRAMES_LIMIT, SIDE, SIDE_LIMIT
from agent.emoji_names import resolve
from tests.cast import House, Person

SCRIPT = b"<script>alert(1)</script>"


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 64), frames: int = 1, **options: object
) -> bytes:
    """Return a drawn picture, another one in every frame."""
    drawn = []
    for index in range(frames):
        frame = Image.new("RGB", size, "white")
        ImageDraw.Draw(frame).rectangle((0, 0, index % size[0], 9), fill=(index % 256, 90, 200))
        drawn.append(frame)
    more = {"save_all": True, "append_images": drawn[1:], "duration": 50} if frames > 1 else {}
    written = io.BytesIO()
    drawn[0].save(written, kind, **more, **options)
    return written.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return the first bytes of a PNG of this size, with next to no pixels in it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def growing_gif() -> bytes:
    """A screen of 8 x 8 pixels, and a second frame of 60,000 x 60,000."""
    start = picture("GIF", (8, 8)).removesuffix(b";")
    frame = struct.pack("<BHHHHB", 0x2C, 0, 0, 60_000, 60_000, 0)
    return start + frame + b"\x02\x02\x44\x01\x00;"


async def put(who: Person, name: str, content: bytes, kind: str = "image/png") -> httpx2.Response:
    return await who.house.bearers.put(
        f"/api/admin/emoji/{name}", content=content, headers={**who.bearer, "Content-Type": kind}
    )


async def shown(who: Person, url: str, **headers: str) -> httpx2.Response:
    return await who.house.bearers.get(url, headers={**who.bearer, **headers})


def opened(answer: httpx2.Response) -> Image.Image:
    return Image.open(io.BytesIO(answer.content), formats=["WEBP"])


async def test_every_standard_shortcode_is_listed_with_the_emoji_that_texts_get(
    house: House,
) -> None:
    listed = (await house.carol.get("/api/shortcodes"))["shortcodes"]
    assert listed["tada"] == "🎉"
    assert listed["+1"] == "👍"
    assert all(resolve(f":{name}:") == emoji for name, emoji in listed.items())
    assert not any("skin_tone" in name for name in listed)
    answer = await shown(house.carol, "/api/shortcodes")
    assert answer.headers["cache-control"] == "private, max-age=86400"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
async def test_what_an_administrator_adds_everybody_sees(house: House, kind: str) -> None:
    added = await put(house.alice, "party_parrot", picture(kind, (500, 250)), f"image/{kind}")
    assert added.status_code == 201, added.text
    emoji = added.json()["emoji"]
    assert emoji["name"] == "party_parrot"
    assert (await house.carol.get("/api/emoji"))["emoji"] == [emoji]
    answer = await shown(house.mallory, emoji["url"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert opened(answer).size == (SIDE, SIDE // 2)


async def test_a_guest_sees_them_and_nobody_who_is_signed_out_does(house: House) -> None:
    await put(house.alice, "parrot_wave", picture())
    guest = await house.newcomer("grace", "guest")
    assert (await shown(guest, "/api/emoji/parrot_wave")).status_code == 200
    for path in ("/api/emoji", "/api/emoji/parrot_wave"):
        assert (await house.bearers.get(path)).status_code == 401


async def test_a_picture_that_moves_goes_on_moving(house: House) -> None:
    for name, kind in (("moving_gif", "GIF"), ("moving_png", "PNG"), ("moving_webp", "WEBP")):
        added = await put(house.alice, name, picture(kind, frames=12))
        assert added.status_code == 201, added.text
        image = opened(await shown(house.bob, f"/api/emoji/{name}"))
        assert getattr(image, "n_frames", 1) == 12
        image.seek(1)
        image.load()
        assert image.info["duration"] == 50


async def test_only_administrators_add_and_remove(house: House) -> None:
    await put(house.alice, "party_parrot", picture())
    zoe = await house.newcomer("zoe", "admin")
    for person in (house.bob, house.carol, house.mallory, await house.newcomer("grace", "guest")):
        assert (await put(person, "other_parrot", picture())).status_code == 403
        gone = await person.call("DELETE", "/api/admin/emoji/party_parrot")
        assert gone.status_code == 403
    assert (await put(zoe, "zoes_parrot", picture())).status_code == 201
    names = [one["name"] for one in (await house.bob.get("/api/emoji"))["emoji"]]
    assert names == ["party_parrot", "zoes_parrot"]
    signed_out = await house.bearers.put("/api/admin/emoji/x_y", content=picture())
    assert signed_out.status_code == 401


async def test_another_site_cannot_upload_with_somebodys_cookie(house: House) -> None:
    token = await house.host.sessions.open(house.alice.user.user_id)
    answer = await house.bearers.put(
        "/api/admin/emoji/party_parrot",
        content=picture(),
        headers={
            "Cookie": f"session={token}",
            "Origin": "https://evil.example",
            "Content-Type": "image/png",
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")


async def test_the_browser_takes_a_picture_for_nothing_but_a_picture(house: House) -> None:
    url = (await put(house.alice, "party_parrot", picture())).json()["emoji"]["url"]
    headers = (await shown(house.carol, url)).headers
    assert headers["content-type"] == "image/webp"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_versioned_address_is_kept_and_a_bare_one_asks_again(house: House) -> None:
    url = (await put(house.alice, "party_parrot", picture())).json()["emoji"]["url"]
    kept = await shown(house.carol, url)
    assert kept.headers["cache-control"] == "private, max-age=31536000, immutable"
    for other in ("/api/emoji/party_parrot", "/api/emoji/party_parrot?v=00000000"):
        asked = await shown(house.carol, other)
        assert asked.headers["cache-control"] == "private, no-cache"
    tag = asked.headers["etag"]
    again = await shown(house.carol, "/api/emoji/party_parrot", **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_picture_that_is_replaced_while_it_is_shown_follows(house: House) -> None:
    first = (await put(house.alice, "party_parrot", picture())).json()["emoji"]["url"]
    den = (await house.carol.room("Den"))["id"]
    posted = await house.carol.call(
        "POST", f"/api/rooms/{den}/messages", {"content": ":party_parrot:"}
    )
    before = await shown(house.bob, "/api/emoji/party_parrot")
    replaced = await put(house.alice, "party_parrot", picture(size=(20, 20)))
    assert replaced.status_code == 200
    assert replaced.json()["emoji"]["url"] != first
    assert 'src="/api/emoji/party_parrot"' in posted.json()["message"]["html"]
    after = await shown(
        house.bob, "/api/emoji/party_parrot", **{"If-None-Match": before.headers["etag"]}
    )
    assert after.status_code == 200
    assert opened(after).size == (20, 20)
    stale = await shown(house.bob, first)
    assert stale.headers["cache-control"] == "private, no-cache"
    assert len((await house.bob.get("/api/emoji"))["emoji"]) == 1


async def test_nothing_of_the_file_but_its_pixels_is_kept(house: House) -> None:
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    files = {
        "a_png": picture("PNG") + SCRIPT,
        "a_gif": picture("GIF", comment=SCRIPT) + SCRIPT,
        "a_jpeg": picture("JPEG", exif=exif, comment=SCRIPT, icc_profile=SCRIPT * 9) + SCRIPT,
        "a_webp": picture("WEBP", exif=exif, xmp=SCRIPT, icc_profile=SCRIPT * 9),
    }
    for name, content in files.items():
        assert SCRIPT in content
        added = await put(house.alice, name, content)
        assert added.status_code == 201, (name, added.text)
        kept = (await shown(house.carol, f"/api/emoji/{name}")).content
        assert b"script" not in kept
        assert not {b"EXIF", b"XMP ", b"ICCP"} & {kept[at : at + 4] for at in range(len(kept))}


HOSTILE = {
    "nothing": b"",
    "html": b"<html>" + SCRIPT,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a script that begins like a GIF": b"GIF89a/*" + SCRIPT * 20,
    "a truncated PNG": picture("PNG", (300, 300))[:200],
    "a truncated JPEG": picture("JPEG", (300, 300))[:700],
    "a truncated GIF": picture("GIF", (300, 300), 5)[:500],
    "a truncated WebP": picture("WEBP", (300, 300), 5)[:200],
    "a PNG that says 10,000 x 10,000": png_header(10_000, 10_000),
    "a PNG that says 60,000 x 60,000": png_header(60_000, 60_000),
    "a PNG that says 0 x 9": png_header(0, 9),
    "one pixel too many": picture("PNG", (SIDE_LIMIT + 1, 1)),
    "a WebP that is too large": picture("WEBP", (SIDE_LIMIT, SIDE_LIMIT + 1)),
    "a GIF that grows": growing_gif(),
    "a GIF of 1,000 frames": picture("GIF", (16, 16), 1000),
    "a PNG of too many frames": picture("PNG", (16, 16), FRAMES_LIMIT + 1),
    "a WebP of too many frames": picture("WEBP", (16, 16), FRAMES_LIMIT + 1),
    "a BMP": picture("BMP"),
    "a TIFF": picture("TIFF"),
    "an ICO": picture("ICO"),
    "a PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_picture_is_refused_whatever_it_calls_itself(
    house: House, content: bytes
) -> None:
    assert len(content) <= BODY_LIMIT
    for kind in ("image/png", "image/svg+xml", "image/gif"):
        answer = await put(house.alice, "party_parrot", content, kind)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text
        assert answer.json()["field"] == "image"
    assert (await house.bob.get("/api/emoji"))["emoji"] == []


async def test_the_limits_themselves_are_allowed(house: House) -> None:
    largest = picture("GIF", (SIDE_LIMIT, SIDE_LIMIT), FRAMES_LIMIT)
    assert len(largest) <= BODY_LIMIT
    assert (await put(house.alice, "at_the_limit", largest)).status_code == 201
    endless = picture("GIF", frames=3).removesuffix(b";")
    assert (await put(house.alice, "endless", endless)).status_code == 201
    padded = picture().ljust(BODY_LIMIT, b"\0")
    assert (await put(house.alice, "padded", padded)).status_code == 201
    more = await put(house.alice, "more", padded + b"\0")
    assert (more.status_code, more.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("kind", ["", "application/json", "text/html", "multipart/form-data"])
async def test_what_is_not_called_an_image_is_not_read(house: House, kind: str) -> None:
    answer = await put(house.alice, "party_parrot", picture(), kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "x" * 33,
        "Party",
        "12",
        "++",
        "a b",
        "a.b",
        "a:b",
        "%C3%A9a",
        "a%00b",
        "%3Cb%3E",
        "a%0A",
    ],
)
async def test_a_name_that_could_not_be_typed_as_a_shortcode_is_refused(
    house: House, name: str
) -> None:
    answer = await put(house.alice, name, picture())
    assert (answer.status_code, answer.json()["field"]) == (422, "name")
    assert (await shown(house.alice, f"/api/emoji/{name}")).status_code == 404


async def test_a_name_with_a_slash_leads_nowhere(house: House) -> None:
    for name in ("a%2Fb", "..%2F..%2Fadmin", "%2e%2e/users"):
        answer = await put(house.alice, name, picture())
        assert answer.status_code in (404, 405)


async def test_the_name_of_a_standard_emoji_is_taken(house: House) -> None:
    for name in ("tada", "thumbsup", "heart", "us"):
        answer = await put(house.alice, name, picture())
        assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


async def test_there_is_an_end_to_their_number(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custom_emoji, "EMOJI_LIMIT", 2)
    answers = [await put(house.alice, f"parrot_{one}", picture()) for one in "abc"]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert (await put(house.alice, "parrot_a", picture(size=(9, 9)))).status_code == 200


async def test_what_is_removed_is_read_by_its_name(house: House) -> None:
    await put(house.alice, "party_parrot", picture())
    gone = await house.alice.call("DELETE", "/api/admin/emoji/party_parrot")
    assert gone.status_code == 204
    assert (await shown(house.bob, "/api/emoji/party_parrot")).status_code == 404
    again = await house.alice.call("DELETE", "/api/admin/emoji/party_parrot")
    assert again.status_code == 404
    assert (await house.bob.get("/api/emoji"))["emoji"] == []


async def test_a_message_shows_emoji_and_keeps_what_was_typed(house: House) -> None:
    den = (await house.carol.room("Den"))["id"]
    text = "Done :tada: :party_parrot:"
    posts = f"/api/rooms/{den}/messages"
    unknown = (await house.carol.call("POST", posts, {"content": text})).json()["message"]
    assert (unknown["content"], unknown["html"]) == (text, "<p>Done 🎉 :party_parrot:</p>\n")
    await put(house.alice, "party_parrot", picture())
    async with house.bob.socket() as bob:
        await house.carol.call("POST", posts, {"content": text})
        known = (await bob.event("message", room_id=den))["message"]
        assert known["content"] == text
        assert known["html"] == (
            '<p>Done 🎉 <img class="emoji" alt=":party_parrot:" title=":party_parrot:" '
            'src="/api/emoji/party_parrot" loading="lazy"></p>\n'
        )
    plain = (await house.carol.call("POST", posts, {"content": "At 12:30:45"})).json()
    assert plain["message"].get("html") is None


async def test_a_reaction_may_be_a_shortcode(house: House) -> None:
    den = (await house.carol.room("Den"))["id"]
    posted = await house.carol.call("POST", f"/api/rooms/{den}/messages", {"content": "Tea?"})
    path = f"/api/messages/{posted.json()['message']['id']}/react"

    async def react(emoji: str, **how: bool) -> list[str]:
        answer = await house.bob.call("POST", path, {"emoji": emoji, **how})
        if answer.status_code != 200:
            assert (answer.status_code, answer.json()["field"]) == (422, "emoji")
            return []
        return [one["emoji"] for one in answer.json()["message"]["reactions"]]

    assert await react(":tada:") == ["🎉"]
    assert await react("🎉") == []
    assert await react(":party_parrot:") == []
    await put(house.alice, "party_parrot", picture())
    assert await react(":party_parrot:") == [":party_parrot:"]
    assert await react(":tada:", on=True) == [":party_parrot:", "🎉"]
    for wrong in ("party_parrot", ":no_such:", ":12:", "→", "👍👍", "<b>", ":" * 80):
        assert await react(wrong) == []
    await house.alice.call("DELETE", "/api/admin/emoji/party_parrot")
    assert await react(":party_parrot:", on=False) == ["🎉"]
    assert await react(":party_parrot:") == []


async def test_a_rooms_icon_is_any_emoji(house: House) -> None:
    den = (await house.alice.room("Den"))["id"]
    for icon, status in (
        ("👩🏽‍🚀", 200),
        ("1️⃣", 200),
        ("🧑🏻‍❤️‍💋‍🧑🏼", 200),
        ("→", 422),
        ("👍👍", 422),
    ):
        answer = await house.alice.call("PUT", f"/api/rooms/{den}", {"icon": icon})
        assert answer.status_code == status, icon


async def test_names_are_known_again_after_a_restart(house: House) -> None:
    await put(house.alice, "party_parrot", picture())
    fresh = custom_emoji.CustomEmoji(house.host.database, house.clock)
    assert fresh.names == set()
    await fresh.load()
    assert fresh.names == {"party_parrot"}
    assert fresh.digests() == house.chat.emoji.digests()
