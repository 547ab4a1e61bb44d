"""Slack's mrkdwn as HTML. Whatever the text says, only the tags named here come out.

The result is meant for an element of class "text", which keeps line breaks and spaces.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from markupsafe import Markup, escape

from playground.mrkdwn import Token, tokens
from playground.page import inline
from playground.page.inline import Reader
from playground.safe_text import unescape

_QUOTE = re.compile(r"(?:>|&gt;) ?")
_REST_QUOTED = re.compile(
    r"```.*?```|^(?P<mark>(?:>>>|&gt;&gt;&gt;)[ \n]?)", re.DOTALL | re.MULTILINE
)
_TAGS: Mapping[str, Markup] = MappingProxyType(
    {
        "bold": Markup("<strong>{}</strong>"),
        "italic": Markup("<em>{}</em>"),
        "strike": Markup("<s>{}</s>"),
    }
)


def mrkdwn(text: str, reader: Reader) -> Markup:
    """Return mrkdwn as HTML: text with quotes and blocks of code among it."""
    said = text.replace("\r\n", "\n").replace("\r", "\n")
    for found in _REST_QUOTED.finditer(said):
        if found["mark"]:
            before = _flow(said[: found.start()].removesuffix("\n"), reader)
            quoted = _flow(said[found.end() :], reader)
            return before + Markup("<blockquote>{}</blockquote>").format(quoted)
    return _flow(said, reader)


def plain(text: str, *, with_emoji: bool = True) -> Markup:
    """Return plain text as HTML; emoji names become emoji, nothing else is interpreted."""
    return escape(inline.emojis(text) if with_emoji else text)


def _flow(text: str, reader: Reader) -> Markup:
    """Set blocks of code apart; the line breaks around them are theirs."""
    parts: list[Markup] = []
    waiting = ""
    for token in tokens(text):
        if token.kind != "block":
            waiting += token.source
            continue
        parts += _lines(waiting.removesuffix("\n"), reader)
        parts.append(Markup("<pre>{}</pre>").format(unescape(token.inner)))
        waiting = ""
    after = waiting.removeprefix("\n") if parts else waiting
    return Markup("").join([*parts, *_lines(after, reader)])


def _lines(text: str, reader: Reader) -> Iterator[Markup]:
    """Gather the lines that stand in one quote, and those that stand in none."""
    runs = groupby(text.split("\n") if text else [], lambda line: bool(_QUOTE.match(line)))
    for quoted, lines in runs:
        if quoted:
            said = "\n".join(_QUOTE.sub("", line, count=1) for line in lines)
            yield Markup("<blockquote>{}</blockquote>").format(_inline(said, reader))
        else:
            yield _inline("\n".join(lines), reader)


def _inline(text: str, reader: Reader) -> Markup:
    return Markup("").join(_token(token, reader) for token in tokens(text))


def _token(token: Token, reader: Reader) -> Markup:
    match token.kind:
        case "text":
            return escape(unescape(token.inner))
        case "code" | "block":
            return Markup("<code>{}</code>").format(unescape(token.inner))
        case "angle":
            return _reference(token.inner, reader)
        case "url":
            address = unescape(token.inner)
            return inline.link(address, address, reader)
        case "emoji":
            return escape(inline.emoji_character(token.inner) or token.source)
        case mark:
            return _TAGS[mark].format(_inline(token.inner, reader))


def _reference(inner: str, reader: Reader) -> Markup:
    """Resolve what stands between angle brackets: a person, a channel, a date or a link."""
    target, _, label = inner.partition("|")
    target, label = unescape(target), unescape(label)
    for mark, resolve in _REFERENCES.items():
        if target.startswith(mark):
            return resolve(target.removeprefix(mark), label, reader)
    if inline.href(target, reader) is None:  # no address to follow: shown as it was written
        return escape(unescape(f"<{inner}>"))
    return inline.link(target, inline.emojis(label) or _address(target), reader)


def _address(url: str) -> str:
    return url.removeprefix("mailto:").removeprefix("tel:")


def _special(target: str, label: str, reader: Reader) -> Markup:
    kind, *parts = target.split("^")
    if kind == "date" and len(parts) >= 2:  # noqa: PLR2004 - a timestamp and a form
        url = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - the link after them
        timestamp = int(parts[0]) if re.fullmatch(r"-?\d{1,12}", parts[0]) else -(10**15)
        return inline.date(timestamp, parts[1], label or parts[1], url, reader)
    if kind == "subteam" and parts:
        return inline.group(parts[0], reader, label)
    if kind in {"here", "channel", "everyone", "group"}:
        return inline.everyone(kind)
    return inline.pill(label or f"@{target}")


_REFERENCES: Mapping[str, Callable[[str, str, Reader], Markup]] = MappingProxyType(
    {
        "@": lambda target, label, reader: inline.person(target, reader, label),
        "#": lambda target, label, reader: inline.channel(target, reader, label),
        "!": _special,
    }
)
