"""From parsed tokens to HTML, written the way that a browser would write it back."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from agent.markup_code import highlighted, language_of

HEADING_LEVELS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
"""The page's own headings are the first two levels."""
ALIGNMENTS = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;", "\r": "\n"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\xa0": "&nbsp;"}
)


def escaped(text: str) -> str:
    return text.translate(_TEXT)


class MessageRenderer(RendererHTML):
    """One method for each kind of token that differs from the library's own writing."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escaped(tokens[idx].content)

    def html_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return escaped(tokens[idx].content)

    html_inline = html_block

    def code_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<code>{escaped(tokens[idx].content)}</code>"

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<pre><code>{escaped(tokens[idx].content)}</code></pre>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        code = tokens[idx].content
        language = language_of(tokens[idx].info)
        if language is None:
            return f"<pre><code>{escaped(code)}</code></pre>\n"
        spans = (
            highlighted(code, language) if env["allowance"].take_code(len(code)) else [("", code)]
        )
        inner = "".join(
            f'<span class="{kind}">{escaped(text)}</span>' if kind else escaped(text)
            for kind, text in spans
        )
        return f'<pre><code class="language-{language}">{inner}</code></pre>\n'

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        return f"<span{self.renderAttrs(token)}>{escaped(token.content)}</span>"

    emoji = text

    def custom_emoji(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The address names no version, so that a replaced picture is replaced everywhere."""
        shown = escaped(tokens[idx].content)
        source = f"/api/emoji/{shown.strip(':')}"
        return f'<img class="emoji" alt="{shown}" title="{shown}" src="{source}" loading="lazy">'

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<{HEADING_LEVELS[tokens[idx].tag]}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{HEADING_LEVELS[tokens[idx].tag]}>\n"

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        opening = self.renderToken(tokens, idx, options, env)
        is_done = tokens[idx].meta.get("checked")
        if is_done is None:
            return opening
        state = 'aria-label="Done" checked=""' if is_done else 'aria-label="To do"'
        return f'{opening}<input type="checkbox" disabled="" {state}> '

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return '<div class="table-scroll"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The alignment is a class: the page allows no inline style."""
        token = tokens[idx]
        side = ALIGNMENTS.get(str(token.attrs.get("style")))
        return f'<{token.tag} class="{side}">' if side else f"<{token.tag}>"

    th_open = td_open

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802  # the library's name
        return "".join(
            f' {name}="{str(value).translate(_ATTRIBUTE)}"' for name, value in token.attrItems()
        )
