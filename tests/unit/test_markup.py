"""Messages as HTML: what is written, what is refused, and how long it may take."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.markup import _MARKED, _SIMPLE, is_plain, render
from agent.markup_allowance import Allowance
from agent.markup_code import KINDS, LANGUAGES, highlighted
from agent.markup_parser import shared_parser
from agent.markup_wall import wall
from agent.mentions import MENTION
from tests.unit.markup_reading import read, tags_of, text_of
from tests.unit.xss_corpus import ATTACKS

LINK = 'target="_blank" rel="nofollow noopener noreferrer"'
CLASSES = {
    "code": {f"language-{name}" for name in LANGUAGES},
    "div": {"table-scroll"},
    "li": {"task-list-item"},
    "ol": {"contains-task-list"},
    "ul": {"contains-task-list"},
    "span": {"mention", *KINDS},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
ATTRIBUTES = {
    "a": {"href", "title", "target", "rel"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "ol": {"start", "class"},
    "span": {"class", "data-username"},
    **{tag: {"class"} for tag in ("code", "div", "li", "ul", "td", "th")},
    **{tag: set() for tag in "blockquote br em h3 h4 h5 h6 hr p pre s strong".split()},
    **{tag: set() for tag in "table tbody thead tr".split()},
}
MARKS = r"""
    * _ ** __ ~~ ` `` ``` ~~~ [ ] ( ) ![ ]( ]: < > & # ## > - + 1. 10) = --- | |-| :-: \ @ : . http://
    https://a.example www.a.example mailto:a@b.example javascript: &amp; &#13; &nbsp; &colon; @bob
    @alice a b 7 é 😀 " ' / ? <b> </b> <!-- --> ```python ```html [x]
"""
PIECES = (
    *MARKS.split(),
    *("[ ] ", " ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\0", "\xa0", "\u2028", "\u202e"),
    "\ud800",
)
texts = st.text() | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def before_the_wall(text: str, mentions: Collection[str] = ()) -> str:
    env = {"allowance": Allowance(), "mentions": frozenset(mentions)}
    return str(shared_parser().render(text, env))


def check_that_nothing_runs(written: str) -> None:
    assert "<script" not in written.lower()
    for kind, tag, attributes in read(written):
        assert kind != "raw"
        if kind != "open":
            continue
        assert set(attributes) <= ATTRIBUTES[tag]
        if "class" in attributes:
            assert attributes["class"] in CLASSES[tag]
        if tag == "a":
            address = attributes.get("href", "https://") or ""
            assert address.startswith(("http://", "https://", "mailto:"))
            assert attributes["target"] == "_blank"
            assert attributes["rel"] == "nofollow noopener noreferrer"


def test_emphasis_lists_quotes_and_tables_are_written() -> None:
    text = "*a* **b** ~~c~~ `d`\n\n> e\n\n3. f\n\n| g | h |\n|---|:-:|\n| 1 | 2 |"
    assert render(text).replace("\n", "") == (
        "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"
        '<blockquote><p>e</p></blockquote><ol start="3"><li>f</li></ol>'
        '<div class="table-scroll"><table><thead><tr><th>g</th><th class="align-center">h</th></tr>'
        '</thead><tbody><tr><td>1</td><td class="align-center">2</td></tr></tbody></table></div>'
    )


def test_a_line_end_breaks_the_line() -> None:
    assert render("a\nb  \nc\\\nd") == "<p>a<br>\nb<br>\nc<br>\nd</p>\n"


def test_headings_start_below_those_of_the_page() -> None:
    text = "\n".join(f"{'#' * level} x" for level in range(1, 7))
    levels = [value for kind, value, _ in read(render(text)) if kind == "open"]
    assert levels == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_a_task_list_shows_boxes_that_have_names_and_cannot_be_ticked() -> None:
    boxes = [event[2] for event in read(render("- [x] a\n- [ ] b")) if event[1] == "input"]
    both = {"type": "checkbox", "disabled": ""}
    assert boxes == [{**both, "aria-label": "Done", "checked": ""}, {**both, "aria-label": "To do"}]


def test_code_of_a_known_language_is_coloured_by_classes() -> None:
    assert render("```python\ndef f(): # x\n```") == (
        '<pre><code class="language-python"><span class="k">def</span> <span class="nf">f</span>'
        '(): <span class="c"># x</span>\n</code></pre>\n'
    )
    assert render("```nonsense\ndef\n```") == "<pre><code>def\n</code></pre>\n"


def test_code_is_coloured_up_to_its_limit() -> None:
    fitting, longer = (f"```go\n{'return 1 ' * count}\n```" for count in (440, 450))
    assert "span" in tags_of(render(fitting))
    assert tags_of(render(longer)) == {"pre", "code"}
    assert render(f"{fitting}\n{fitting}").count("<span") == render(fitting).count("<span")


@given(st.sampled_from(sorted(LANGUAGES)), st.text() | texts)
def test_colours_never_change_the_code(language: str, code: str) -> None:
    pieces = list(highlighted(code, language))
    assert "".join(text for _, text in pieces) == code
    assert {kind for kind, _ in pieces} <= {"", *KINDS}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/x?y=(1).", "https://a.example/x?y=(1)"),
        ("(http://a.example)", "http://a.example"),
        ("**https://a.example/b_c_**", "https://a.example/b_c"),
        ("www.a.example, then", "www.a.example"),
        ("mailto:alice@a.example!", "mailto:alice@a.example"),
        ("HTTPS://A.example/[1]/x]", "HTTPS://A.example/[1]/x"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://127.0.0.1/x?a[]=1", "http://127.0.0.1/x?a[]=1"),
    ],
)
def test_a_bare_address_is_a_link_without_the_sentence_around_it(text: str, address: str) -> None:
    assert f">{address}</a>" in render(text)


@pytest.mark.parametrize(
    "text",
    "a.example alice@a.example ftp://a.example //a.example http:// http://%41 www.a www. "
    "http://bank.example@evil.example http://u:p@a.example xhttp://a.example "
    "`https://a.example` http\\://a.example http://1.2.3.400 http://a.0 http://xn--a-.example "
    "http://a.example:99999".split(),
)
def test_what_only_resembles_an_address_stays_text(text: str) -> None:
    assert "<a" not in render(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[bank.example](https://evil.example/x)", "evil.example"),
        ("[https://bank.example](https://evil.example)", "evil.example"),
        ("[https://evil.example.bank.example](https://evil.example)", "evil.example"),
        ("[b\u0430nk.example](https://xn--bnk-6cd.example)", "xn--bnk-6cd.example"),
        ("https://b\u0430nk.example", "xn--bnk-6cd.example"),
        ("[here](https://a.example:8443/x)", "a.example:8443"),
        ("[mail](mailto:bob@a.example?subject=x)", "bob@a.example"),
        ('[here](https://evil.example "bank.example")', "evil.example"),
        ("[https://a.example/x](https://a.example/y)", None),
        ("https://a.example/x", None),
        ("<bob@a.example>", None),
    ],
)
def test_a_link_shows_where_it_leads_unless_its_text_does(text: str, shown: str | None) -> None:
    (link,) = (event for event in read(render(text)) if event[:2] == ("open", "a"))
    assert link[2].get("title") == shown


def test_a_picture_is_a_link_and_is_never_loaded() -> None:
    link = f'<a href="https://a.example/p.png" title="a.example" {LINK}>'
    assert render("![a *b*](https://a.example/p.png)") == f"<p>{link}a b</a></p>\n"
    bare = f'<p><a href="https://a.example/p.png" {LINK}>https://a.example/p.png</a></p>\n'
    assert render("![](https://a.example/p.png)") == bare
    linked = render("[![b](https://b.example/p.png)](https://a.example/p.png)")
    assert linked == f"<p>{link}b</a></p>\n"


def test_mentions_are_marked_outside_of_code_and_links() -> None:
    text = "@Bob, @bob. `@bob` [@bob](https://a.example) x@bob @bobby @__a__"
    written = render(text, mentions=["bob", "__a__"])
    spans = [attributes for _, tag, attributes in read(written) if tag == "span" and attributes]
    names = ["bob", "bob", "__a__"]
    assert spans == [{"class": "mention", "data-username": name} for name in names]
    assert '<span class="mention" data-username="bob">@Bob</span>, ' in written
    assert "<code>@bob</code>" in written


@given(st.lists(st.sampled_from(["@", "bob", "_a_", "x", ".", " ", "-", ","])).map("".join))
@example("@bob..")
def test_mentions_are_those_that_the_rooms_count(text: str) -> None:
    names = {name.lower().rstrip(".") for name in MENTION.findall(f"x{text}")}
    written = render(f"x{text}", mentions=names)
    marked = {event[2]["data-username"] for event in read(written) if "data-username" in event[2]}
    assert marked == names


@given(texts)
def test_nothing_but_the_listed_tags_and_attributes_ever_leaves(text: str) -> None:
    check_that_nothing_runs(render(text, mentions=["bob"]))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_gets_through_markdown_or_through_the_wall_alone(attack: str) -> None:
    for text in (attack, f"*a* {attack}", f"> {attack}", f"- {attack}", f"@bob {attack}"):
        check_that_nothing_runs(render(text, mentions=["bob"]))
    check_that_nothing_runs(wall().clean(attack))


@given(texts.map(lambda text: text.replace("\ud800", "")))
@example("[]() ![]() [a](<>)")
@example("http://a.0 www.a.b_1.7")
def test_the_wall_changes_nothing_that_the_renderer_writes(text: str) -> None:
    written = before_the_wall(text, ["bob"])
    assert wall().clean(written) == written


@pytest.mark.parametrize(
    ("injected", "left"),
    [
        ("<p onclick=x style=y id=z class=w>a</p>", "<p>a</p>"),
        ("<img src=http://a.example>", ""),
        ('<span class="mention toast">a</span>', '<span class="mention">a</span>'),
        ('<code class="language-evil">a</code>', '<code class="">a</code>'),
        ('<a href="/x">a</a>', f"<a {LINK}>a</a>"),
        ('<a href="https://a.example">a</a>', f'<a href="https://a.example" {LINK}>a</a>'),
        ('<input type="password" name="x">', '<input disabled="" type="checkbox">'),
        ("<!-- x --><b>a</b>", "a"),
    ],
)
def test_the_wall_removes_what_a_bypass_would_inject(injected: str, left: str) -> None:
    assert read(wall().clean(injected)) == read(left)


@given(texts | st.text("ab12 \n\t-+*#>.)=_~&;<:|@w!?'\"é\xa0\u2028", max_size=40))
@example("2 * 3 < 4 & snake_case <3 a-b 3.5 R&D e.g. @bob")
@example("a\n   \n -5 degrees #tag")
@example("-- -")
def test_a_plain_text_is_what_rendering_would_show(text: str) -> None:
    if is_plain(text):
        written = render(text)
        assert tags_of(written) <= {"p", "br"}
        assert "".join(text_of(written).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Hello, how are you?",
        "2 * 3 = 6",
        "snake_case",
        "I <3 it",
        "R&D",
        "a (b) c!",
        "@bob: yes",
        "-5",
    ],
)
def test_what_people_say_is_plain(text: str) -> None:
    assert is_plain(text)


def test_lone_surrogates_and_nul_are_shown_as_unreadable() -> None:
    assert render("*a*\ud800\0") == "<p><em>a</em>\ufffd\ufffd</p>\n"


def test_threads_share_the_parser() -> None:
    text = "*a* [b](https://a.example) `c` @bob\n\n- d\n- e"
    with ThreadPoolExecutor(4) as pool:
        written = set(pool.map(lambda _: render(text, mentions=["bob"]), range(64)))
    assert len(written) == 1


@given(st.text(alphabet=st.sampled_from("aW w.#>+-=~*_&<:[|`\\\n\t1)\0é")))
def test_the_quick_look_never_calls_plain_what_the_careful_one_does_not(text: str) -> None:
    if _SIMPLE.match(text) and "www." not in text.lower():
        assert _MARKED.search(text) is None
