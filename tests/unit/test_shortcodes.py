"""Shortcodes: what becomes an emoji in a text, and what stays as it was typed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.emoji_names import emoji_in, resolve, shortcodes
from agent.markup import is_plain, render
from agent.markup_allowance import EMOJI
from agent.markup_wall import wall
from tests.unit.markup_reading import read, tags_of, text_of
from tests.unit.test_markup_time import least_time, repeated

PICKER = Path(__file__).parents[2] / "static/js/chat/later/emoji_groups.js"
PARROT = (
    '<img class="emoji" alt=":party_parrot:" title=":party_parrot:" '
    'src="/api/emoji/party_parrot" loading="lazy">'
)
OWN = frozenset(("party_parrot", "c++"))


def written(text: str) -> str:
    return render(text, emoji=OWN).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("code", "emoji"),
    [
        (":tada:", "🎉"),
        (":+1:", "👍"),
        (":thumbsup:", "👍"),
        (":-1:", "👎"),
        (":heart:", "❤️"),
        (":100:", "💯"),
        (":us:", "🇺🇸"),
        (":dog:", "🐶"),
    ],
)
def test_a_shortcode_that_people_know_is_an_emoji(code: str, emoji: str) -> None:
    assert resolve(code) == emoji


@pytest.mark.parametrize("text", ["tada", ":tada", "tada:", "::", ":", "", ":no_such:", ": tada:"])
def test_what_is_no_shortcode_stands_for_nothing(text: str) -> None:
    assert resolve(text) is None


@pytest.mark.parametrize(
    "text",
    ["👍", "👍🏽", "❤", "❤️", "1️⃣", "🇩🇪", "👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫱🏽‍🫲🏿", "🧑🏻‍❤️‍💋‍🧑🏼", "©", "‼️"],
)
def test_any_emoji_is_one(text: str) -> None:
    assert emoji_in(text) == text


def test_a_selector_that_an_emoji_does_not_have_is_left_out() -> None:
    assert emoji_in("👍\ufe0f") == "👍"


@pytest.mark.parametrize(
    "text",
    ["", "x", "1", "→", "♪", "👍👍", "👍 ", "👍x", "<b>", "é", "\u200d", "\ufe0f", "🇩", "🇩🇪🇩"],
)
def test_letters_arrows_and_two_emoji_are_not_one(text: str) -> None:
    assert emoji_in(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Done :tada:", "Done 🎉"),
        (":tada: done", "🎉 done"),
        (":tada::+1:", "🎉👍"),
        ("(:tada:)!", "(🎉)!"),
        ("好:tada:好", "好🎉好"),
        ("**:tada:**", "<strong>🎉</strong>"),
        ("_:white_check_mark:_", "<em>✅</em>"),
        ("Hi :party_parrot:", f"Hi {PARROT}"),
        (":party_parrot::tada::party_parrot:", f"{PARROT}🎉{PARROT}"),
        ("[a :tada:](https://a.example)", "a 🎉"),
    ],
)
def test_a_shortcode_in_a_text_becomes_its_emoji(text: str, shown: str) -> None:
    assert not is_plain(text)
    assert shown in written(text)


@pytest.mark.parametrize(
    "text",
    [
        "12:30:45",
        "at :30: sharp",
        "std::vector",
        "std::end::x",
        "host:on:port",
        "fe80::a:b",
        ":no_such_emoji:",
        ":Tada:",
        ":tada",
        "a:tada:b",
        "x[:100:]",
        "localhost:8000:end",
    ],
)
def test_times_names_and_ports_stay_as_they_are(text: str) -> None:
    assert text_of(written(text)) == text
    assert tags_of(written(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "`:tada: :party_parrot:`",
        "```\n:tada: :party_parrot:\n```",
        "    :tada: :party_parrot:",
        "```py\nx = ':tada: :party_parrot:'\n```",
    ],
)
def test_code_is_shown_as_it_was_typed(text: str) -> None:
    assert ":tada: :party_parrot:" in text_of(written(text))
    assert "img" not in tags_of(written(text))


def test_an_address_keeps_its_colons() -> None:
    address = "https://a.example/:tada:/x"
    assert f'href="{address}"' in written(f"see {address}")
    assert "🎉" not in written(f"<{address}> [b]({address})")


def test_a_name_of_the_server_is_a_picture_only_while_it_is_known() -> None:
    assert ":c++:" in text_of(render(":c++: and :party_parrot:"))
    assert 'src="/api/emoji/c++"' in written(":c++:")
    assert "img" not in tags_of(render(":c++: and :party_parrot:"))


@pytest.mark.parametrize(
    "image",
    [
        "<img src=x>",
        '<img class="emoji">',
        PARROT.replace("/api/emoji/", "https://evil.example/api/emoji/"),
        PARROT.replace("/api/emoji/", "//evil.example/api/emoji/"),
        PARROT.replace("/api/emoji/", "/api/emoji/../../"),
        PARROT.replace("/api/emoji/", "/api/emoji/%2e%2e/"),
        PARROT.replace("/api/emoji/", "/\t/evil.example/"),
        PARROT.replace("/api/emoji/", "/logout?"),
        PARROT.replace('src="/api/emoji/party_parrot"', 'src="/api/emoji/party_parrot?x=1"'),
        PARROT.replace('src="/api/emoji/party_parrot"', 'src="/api/emoji/PARTY"'),
        PARROT.replace('src="/api/emoji/party_parrot"', 'src="data:image/png;base64,AAAA"'),
        PARROT.replace('src="/api/emoji/party_parrot"', "src=/api/emoji/other"),
        PARROT.replace('class="emoji"', 'class="avatar"'),
        PARROT.replace('loading="lazy"', ""),
        PARROT.replace('alt=":party_parrot:"', 'alt=":party_parrot: has left"'),
        '<svg><image href="https://evil.example/x"></svg>',
        '<picture><source srcset="https://evil.example/x"><img src=x></picture>',
    ],
)
def test_the_wall_lets_no_other_picture_through(image: str) -> None:
    assert read(wall().clean(f"a{image}b")) == [("text", "ab", {})]


def test_the_wall_lets_an_emoji_through_as_it_is_and_nothing_that_is_added_to_it() -> None:
    assert wall().clean(PARROT) == PARROT
    for added in ("onerror=x", "onload=x", "srcset=https://evil.example/x", "style=x", "id=x"):
        assert wall().clean(PARROT.replace("<img", f"<img {added}")) == PARROT


def test_markdown_pictures_load_nothing_whatever_their_address_says() -> None:
    for address in ("/api/emoji/party_parrot", "https://evil.example/api/emoji/party_parrot"):
        assert "img" not in tags_of(written(f"![parrot]({address})"))


CODES = st.sampled_from(
    (":", "::", "tada", ":tada:", "party_parrot", ":c++:", "a", "_", "*", " ", "`")
)


@given(st.lists(CODES, max_size=12).map("".join))
@example(":tada::tada:")
@example("::tada:")
def test_what_is_called_plain_has_no_emoji_in_it(text: str) -> None:
    if is_plain(text):
        assert text_of(written(text)).strip() == text.strip()
    assert wall().clean(render(text, emoji=OWN)) == render(text, emoji=OWN)


def test_a_message_of_pictures_has_a_bound_and_stays_readable() -> None:
    name = "a" * 32
    html = render(f":{name}: " * 235, emoji={name})
    assert html.count("<img") == EMOJI
    assert text_of(html).count(f":{name}:") == 235 - EMOJI
    assert len(html) < 100_000


@pytest.mark.parametrize(
    "piece", [":aa:", ":aa: ", ":party_parrot:", ":", ":a", ":1", ":+1", "::a"]
)
def test_four_times_the_shortcodes_take_less_than_eight_times_as_long(piece: str) -> None:
    short, long = repeated(piece)(2000), repeated(piece)(8000)
    render(":tada:")  # reads the names
    ratios = (
        least_time(lambda: (render(long, emoji=OWN), is_plain(long)))
        / max(0.001, least_time(lambda: (render(short, emoji=OWN), is_plain(short))))
        for _ in range(4)
    )
    assert any(ratio < 8 for ratio in ratios)


def test_the_library_is_read_when_it_is_needed_and_not_before() -> None:
    check = "import sys, agent.chat; assert not {'emoji', 'PIL'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_each_emoji_of_the_picker_is_there_once_and_has_a_name() -> None:
    shown = " ".join(re.findall(r"`([^`]+)`", PICKER.read_text("utf-8"))).split()
    assert len(shown) > 600
    assert len(set(shown)) == len(shown)
    assert set(shown) <= set(shortcodes().values())
