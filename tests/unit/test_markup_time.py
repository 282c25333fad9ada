"""How long a message may take and how much may come of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from agent.markup import is_plain, render
from agent.markup_allowance import ADDRESS_CHARACTERS, CELLS, LINKS
from tests.unit.markup_reading import tags_of, text_of


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


MARKS = r"""
    [ ] ![ [[a] [a]( [a](b [a](< [a][ []( ]( [* [` * _ *a a* _a a*_ *a* **a **a** ***a**_ ` ``a ~~
    ~~a < <a <a: <http: <!-- <? <![CDATA[ & &# &amp; \ \* > # | |a |- @ @bob . : :// http://
    http://a. http://a@ http://a.b/( http://a.b/[ www. www.a.b/)) mailto: mailto:a.a ( ) " ' é 😀 .a
"""
LINES = (
    *("> ", "> > ", "- ", "- > ", "* * ", "1. ", "- a\n", "1. a\n", "> a\n", "> a\n\n", "a\n\n"),
    *("*a ", "*a_ ", "[a]: b\n", "[a]: ", "[a]:\n", "a|b\n", "a|b\n-|-\n", "|a|b|\n|-|-|\n"),
    *("```\n", "~~~\n", "# a\n", "===\n", "a\n=\n", "--\n", "a\n--\n", "- [ ] a\n", "* a\n  "),
    *("\n", " ", "\t", "    a\n", "a  \n", "a\\\n", "http://a.b ", "www.a.b ", "@bob "),
    *("![a](b) ", "[a](http://a.b) ", "![a](http://a.b) "),
)
CODE = (
    *(("html", piece) for piece in ("<", "_", "a=", '="', "<!--", "<a b")),
    *(("js", piece) for piece in ("/*", "'\\", '"\\', "`", "a(", "0", "_")),
    *(("py", piece) for piece in ("#", '"', "'", '"""', "'\\'", "\n ", "a ")),
    *(("yaml", piece) for piece in ("a", "a\n", "[", "- ", ":", "\n")),
    *(("css", piece) for piece in ("-", "@", "a:", "#1")),
    *(("sql", piece) for piece in ("'", "--", "a(")),
    *(("diff", piece) for piece in ("+", "\n+", "\n@@")),
)


def fenced(language: str, piece: str) -> Callable[[int], str]:
    """Half of the size, since longer code has no colours."""
    return lambda size: f"```{language}\n{repeated(piece)(size // 2 - 10)}"


PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    **{repr(piece): repeated(piece) for piece in (*MARKS.split(), *LINES)},
    **{f"{language} {piece!r}": fenced(language, piece) for language, piece in CODE},
    "brackets around": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "emphasis around": lambda size: "*" * (size // 2) + "a" + "*" * (size // 2),
    "brackets in an address": lambda size: "http://a.b/" + "(" * (size // 2) + ")" * (size // 2),
    "rows of backticks": lambda size: "".join("`" * n + "a" for n in range(int((2 * size) ** 0.5))),
    "a reference": lambda size: f"[a]: http://a.b/{'c' * (size // 2)}\n\n" + "[a]" * (size // 6),
    "a wide table": lambda size: "a|" * 45 + "\n" + "-|" * 45 + "\n" + "a\n" * (size // 2 - 90),
    "a long address": lambda size: f"[a](http://a.b/{'é' * (size - 20)})",
    "addresses in addresses": repeated("![a](mailto:a" + "b" * 230),
    "short addresses in addresses": repeated("http://![a](mailto:bcde"),
    "refused addresses": repeated("http://a.0/("),
    "a name without a dot": repeated("www.a/("),
    "a long host": lambda size: "http://" + "é" * (size - 7),
}
every_pathology = pytest.mark.parametrize("make", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())


def least_time(act: Callable[[], object]) -> float:
    """The processor time of this thread: other work on the machine does not count."""

    def once() -> float:
        start = time.thread_time()
        act()
        return time.thread_time() - start

    return min(once() for _ in range(3))


@every_pathology
def test_four_times_the_text_takes_less_than_eight_times_as_long(
    make: Callable[[int], str],
) -> None:
    """Linear gives 4, n log n a little more, and a square 16."""
    quarter, whole = make(2000), make(8000)
    render(quarter, mentions=["bob"])
    short = 0.001  # below a millisecond the clock's grain decides
    ratios = (
        least_time(lambda: (render(whole, mentions=["bob"]), is_plain(whole)))
        / max(short, least_time(lambda: (render(quarter, mentions=["bob"]), is_plain(quarter))))
        for _ in range(4)
    )
    assert any(ratio < 8 for ratio in ratios)


@every_pathology
def test_no_message_grows_out_of_proportion(make: Callable[[int], str]) -> None:
    assert len(render(make(8000), mentions=["bob"])) < 100_000


def test_what_is_too_dense_is_shown_as_typed() -> None:
    text = "*a*[b]\n" * 1000
    assert tags_of(render(text)) == {"p", "br"}
    assert "".join(text_of(render(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("mark", ["> ", "- ", "> - ", "1. > "])
def test_what_is_nested_too_deep_stays_readable(mark: str) -> None:
    for depth in range(1, 45):
        assert "treasure" in text_of(render(mark * depth + "treasure")), depth
    assert "blockquote" in tags_of(render("> " * 9 + "treasure"))


def test_what_is_beyond_a_limit_stays_readable() -> None:
    links = render("[a](http://a.b)\n" * (LINKS + 5))
    assert links.count("<a ") == LINKS
    assert text_of(links).count("a") == LINKS + 5
    address = "http://a.b/" + "c" * 2000
    repeats = render(f"[a]: {address}\n\n" + "[a] " * 20)
    assert repeats.count("<a ") == ADDRESS_CHARACTERS // len(address)
    table = render("a|" * 40 + "\n" + "-|" * 40 + "\n" + "a\n" * 100)
    assert table.count("<td") + table.count("<th>") <= CELLS
    assert text_of(table).count("a") == 140


def test_a_page_of_documentation_is_not_too_dense() -> None:
    prose = "Some *text* with `code`, a [link](https://a.example) and **more** of it. " * 3
    code = "```python\ndef one_two(a_b, c):\n    return a_b[0]\n```\n\n"
    text = f"## Title\n\n{prose}\n\n- one `two`\n- three\n\n{code}" * 40
    assert {"h4", "em", "pre", "ul"} <= tags_of(render(text[:8000]))
