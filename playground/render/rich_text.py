"""Rich text blocks as styled lines."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from playground.lenient import mappings, whole
from playground.render.mrkdwn import EMOJI, link_text
from playground.render.spans import Line, Span, prefix, split_lines
from playground.safe_text import safe

Names = Mapping[str, str]
_MARKS = frozenset({"bold", "italic", "strike", "code", "underline"})


def rich_text(block: Mapping[str, Any], names: Names) -> list[Line]:
    """Return the lines of a rich_text block, unwrapped."""
    return [line for part in mappings(block.get("elements")) for line in _container(part, names)]


def plain(block: Mapping[str, Any], names: Names) -> str:
    """Return the rich text as one string without styles."""
    lines = rich_text(block, names)
    return "\n".join("".join(part.text for part in line) for line in lines)


def _container(part: Mapping[str, Any], names: Names) -> list[Line]:
    match part.get("type"):
        case "rich_text_list":
            return _list(part, names)
        case "rich_text_preformatted":
            lines = split_lines(_inlines(part, names))
            code = [tuple(Span(one.text, one.styles | {"code"}) for one in line) for line in lines]
            return prefix(code, "  ", "  ")
        case "rich_text_quote":
            return prefix(split_lines(_inlines(part, names)), "▏ ", "▏ ", "dim")
        case _:
            return split_lines(_inlines(part, names))


def _list(part: Mapping[str, Any], names: Names) -> list[Line]:
    indent = "   " * whole(part.get("indent"))
    start = whole(part.get("offset")) + 1
    lines: list[Line] = []
    for number, item in enumerate(mappings(part.get("elements")), start):
        mark = f"{number}. " if part.get("style") == "ordered" else "• "
        lines += prefix(split_lines(_inlines(item, names)), f"{indent}{mark}")
    return lines


def _inlines(part: Mapping[str, Any], names: Names) -> Iterable[Span]:
    for inline in mappings(part.get("elements")):
        kind = str(inline.get("type"))
        show = _INLINE.get(kind, _unknown)
        style = inline.get("style")
        marks = {name for name in _MARKS if isinstance(style, Mapping) and style.get(name)}
        extra = {"link"} if kind == "link" else {"mention"} if kind in _MENTIONS else set()
        yield Span(safe(show(inline, names)), frozenset(marks | extra))


_MENTIONS = frozenset({"user", "usergroup", "channel", "broadcast", "team"})


def _named(mark: str, key: str) -> Callable[[Mapping[str, Any], Names], str]:
    def show(inline: Mapping[str, Any], names: Names) -> str:
        target = str(inline.get(key, ""))
        return f"{mark}{names.get(target, target)}"

    return show


def _emoji(inline: Mapping[str, Any], _: Names) -> str:
    name = str(inline.get("name", ""))
    return EMOJI.get(name, f":{name}:")


def _unknown(inline: Mapping[str, Any], _: Names) -> str:
    return str(inline.get("fallback") or inline.get("text") or inline.get("value") or "")


_INLINE: Mapping[str, Callable[[Mapping[str, Any], Names], str]] = MappingProxyType(
    {
        "text": lambda inline, _: str(inline.get("text", "")),
        "link": lambda inline, _: link_text(
            str(inline.get("url", "")), str(inline.get("text") or "")
        ),
        "user": _named("@", "user_id"),
        "usergroup": _named("@", "usergroup_id"),
        "team": _named("@", "team_id"),
        "channel": _named("#", "channel_id"),
        "broadcast": _named("@", "range"),
        "emoji": _emoji,
    }
)
