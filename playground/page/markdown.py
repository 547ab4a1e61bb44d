"""Markdown blocks as HTML: no raw HTML, no addresses that run code, no remote pictures."""

import re
from collections.abc import MutableMapping, Sequence
from itertools import takewhile
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from playground.mrkdwn import ADDRESS
from playground.page import inline
from playground.page.inline import Reader

Options: TypeAlias = Any
Env: TypeAlias = MutableMapping[str, Any]
Tokens: TypeAlias = Sequence[Token]


_ADDRESS = re.compile(f"({ADDRESS})")


class _Renderer(RendererHTML):
    """HTML without inline styles, with this page's links, and with pictures as links.

    Headings are all of one rank, whatever size they have: in a message they stand below the
    page's own, and a text that starts with the third rank would leave a gap.
    """

    def link_open(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options
        env["in_link"] = True
        target = inline.href(str(tokens[idx].attrGet("href") or ""), env["reader"])
        if target is None:
            return "<a>"
        away = "" if target.startswith("/") else ' target="_blank" rel="noopener noreferrer"'
        return f'<a class="link" href="{escape(target)}"{away}>'

    def link_close(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del tokens, idx, options
        env["in_link"] = False
        return "</a>"

    def image(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options
        url = str(tokens[idx].attrGet("src") or "")
        return str(inline.link(url, tokens[idx].content or url, env["reader"]))

    def text(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options
        if env.get("in_link"):
            return str(escape(inline.emojis(tokens[idx].content)))
        return str(_with_links(tokens[idx].content, env["reader"]))

    def heading_open(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options, env
        return f'<h3 class="size-{tokens[idx].tag[1:]}">'

    def heading_close(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del tokens, idx, options, env
        return "</h3>"

    def table_open(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options, env
        columns = takewhile(lambda token: token.type != "thead_close", tokens[idx:])
        name = ", ".join(token.content for token in columns if token.type == "inline")
        return f'<div class="scroll" tabindex="0" role="group" aria-label="Table: {escape(name)}"><table>'

    def table_close(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del tokens, idx, options, env
        return "</table></div>"

    def th_open(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options, env
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Tokens, idx: int, options: Options, env: Env) -> str:
        del options, env
        return f"<td{_alignment(tokens[idx])}>"


def _with_links(text: str, reader: Reader) -> Markup:
    """Make links of bare addresses, which the parser leaves as they are."""
    parts = _ADDRESS.split(text)  # every second part is an address
    return Markup("").join(
        inline.link(part, part, reader) if index % 2 else escape(inline.emojis(part))
        for index, part in enumerate(parts)
    )


def _alignment(cell: Token) -> str:
    """The parser gives a column's alignment as a style; the page allows none, so it is a class."""
    _, _, side = str(cell.attrGet("style") or "").partition("text-align:")
    return f' class="{side}"' if side in {"center", "right"} else ""


class MarkdownText:
    """Standard Markdown with tables and strikethrough, the way Slack's markdown block takes it."""

    def __init__(self) -> None:
        self._parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
        self._parser.enable(["table", "strikethrough"])

    def html(self, text: str, reader: Reader) -> Markup:
        """Return the text as HTML."""
        return _trusted(self._parser.render(text, {"reader": reader}))


def _trusted(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - the parser is set to escape HTML; the rules above escape too
