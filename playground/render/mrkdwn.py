"""Slack's mrkdwn and Markdown as styled text."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from playground.mrkdwn import Token, tokens
from playground.render.spans import NO_STYLE, Line, Span, Styles, prefix, restyle, split_lines
from playground.safe_text import safe, unescape

_MARKDOWN = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|!?\[(?P<label>[^\]\n]*)\]\((?P<url>[^)\s]+)\)"
    r"|(?P<pair>\*\*|__)(?=\S)(?P<bold>.+?)(?<=\S)(?P=pair)"
    r"|~~(?=\S)(?P<strike>.+?)(?<=\S)~~"
    r"|(?<![\w*])\*(?=\S)(?P<italic>[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<slant>[^_\n]*[^_\s])_(?![\w_])"
)
EMOJI: Mapping[str, str] = MappingProxyType(
    {
        "white_check_mark": "✅",
        "heavy_check_mark": "✔",
        "x": "❌",
        "warning": "⚠",
        "no_entry": "⛔",
        "hourglass": "⌛",
        "hourglass_flowing_sand": "⏳",
        "calendar": "📅",
        "email": "📧",
        "wave": "👋",
        "tada": "🎉",
        "+1": "👍",
        "thumbsup": "👍",
        "-1": "👎",
        "thumbsdown": "👎",
    }
)


def mrkdwn(text: str, names: Mapping[str, str]) -> list[Line]:
    """Return mrkdwn as lines; `names` gives the names of user, channel and group ids."""
    lines = split_lines(_spans(safe(text), names, NO_STYLE))
    return [_quoted(line) for line in lines]


def _quoted(line: Line) -> Line:
    """Mark a line that starts with ">" as a quotation."""
    if not line or not line[0].text.startswith((">", "&gt;")) or "code" in line[0].styles:
        return line
    text = line[0].text.removeprefix("&gt;").removeprefix(">").removeprefix(" ")
    return prefix([(Span(text, line[0].styles), *line[1:])], "▏ ", None, "dim")[0]


def _spans(text: str, names: Mapping[str, str], styles: Styles) -> Iterator[Span]:
    for token in tokens(text):
        yield from _token(token, names, styles)


def _token(token: Token, names: Mapping[str, str], styles: Styles) -> Iterator[Span]:
    match token.kind:
        case "text":
            yield Span(unescape(token.inner), styles)
        case "angle":
            yield _reference(token.inner, names, styles)
        case "url":
            yield Span(link_text(unescape(token.inner)), styles | {"link"})
        case "block" | "code":
            yield Span(unescape(token.inner), styles | {"code"})
        case "emoji":
            yield Span(EMOJI.get(token.inner, token.source), styles)
        case mark:
            yield from _spans(token.inner, names, styles | {mark})


def _reference(inner: str, names: Mapping[str, str], styles: Styles) -> Span:
    """Resolve what stands between angle brackets: a person, a channel, a date or a link."""
    target, _, label = inner.partition("|")
    target, label = unescape(target), unescape(label)
    for mark, resolve in _REFERENCES.items():
        if target.startswith(mark):
            return Span(resolve(target, label, names), styles | {"mention"})
    return Span(link_text(target, label), styles | {"link"})


def _person(target: str, label: str, names: Mapping[str, str]) -> str:
    return f"@{safe(names.get(target[1:]) or label or target[1:])}"


def _channel(target: str, label: str, names: Mapping[str, str]) -> str:
    return f"#{safe(names.get(target[1:]) or label or target[1:])}"


def _special(target: str, label: str, names: Mapping[str, str]) -> str:
    kind, *parts = target[1:].split("^")
    if kind == "date":
        return label or " ".join(parts[1:2])
    if kind == "subteam":
        return label or f"@{safe(names.get(parts[0], parts[0]) if parts else kind)}"
    return f"@{label or kind}"


_REFERENCES: Mapping[str, Callable[[str, str, Mapping[str, str]], str]] = MappingProxyType(
    {"@": _person, "#": _channel, "!": _special}
)


def link_text(url: str, label: str = "") -> str:
    """Return a link as words: its label with the address behind it, unless they say the same."""
    address = url.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in {address, url, address.removeprefix("https://")}:
        return address
    return f"{label} ({address})"


def markdown(text: str) -> list[Line]:
    """Return the Markdown of a markdown block as lines; tables stay as they were written."""
    lines: list[Line] = []
    fenced = False
    for row in safe(text).split("\n"):
        if row.lstrip().startswith("```"):
            fenced = not fenced
        else:
            lines.append((Span(row, frozenset({"code"})),) if fenced else _markdown_row(row))
    return lines


def _markdown_row(row: str) -> Line:
    body = row.lstrip()
    indent = row[: len(row) - len(body)]
    heading = re.match(r"#{1,6} +", body)
    if heading:
        return restyle(tuple(_inline(body[heading.end() :], NO_STYLE)), "bold")
    item = re.match(r"[-*+] +", body)
    if item:
        return (Span(f"{indent}• "), *_inline(body[item.end() :], NO_STYLE))
    if body.startswith(">"):
        quoted = tuple(_inline(body[1:].lstrip(), NO_STYLE))
        return prefix([quoted], f"{indent}▏ ", None, "dim")[0]
    return (Span(indent), *_inline(body, NO_STYLE))


def _inline(text: str, styles: Styles) -> Iterator[Span]:
    end = 0
    for found in _MARKDOWN.finditer(text):
        if found.start() > end:
            yield Span(text[end : found.start()], styles)
        kind = str(found.lastgroup)
        if kind == "code":
            yield Span(found["code"], styles | {"code"})
        elif kind == "url":
            yield Span(link_text(found["url"], found["label"]), styles | {"link"})
        else:
            name = "italic" if kind == "slant" else kind
            yield from _inline(found[kind], styles | {name})
        end = found.end()
    if end < len(text):
        yield Span(text[end:], styles)
