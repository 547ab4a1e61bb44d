"""Rich text blocks as HTML: sections, lists, quotes, code, and everything inside a line.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from playground.lenient import mappings, whole
from playground.page import inline
from playground.page.inline import Reader

_MARKS: Mapping[str, Markup] = MappingProxyType(
    {
        "code": Markup("<code>{}</code>"),
        "strike": Markup("<s>{}</s>"),
        "underline": Markup("<u>{}</u>"),
        "italic": Markup("<em>{}</em>"),
        "bold": Markup("<strong>{}</strong>"),
        "highlight": Markup("<mark>{}</mark>"),
        "client_highlight": Markup("<mark>{}</mark>"),
    }
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}")
_SWATCH = Markup(
    '<span class="colour"><svg viewBox="0 0 12 12" aria-hidden="true">'
    '<rect width="12" height="12" rx="2" fill="{}"/></svg>{}</span>'
)
_MOST_INDENT = 8

Payload = Mapping[str, Any]


def rich_text(block: Payload, reader: Reader) -> Markup:
    """Return the containers of a rich_text block, in order."""
    parts = mappings(block.get("elements"))
    return Markup("").join(_container(part, reader) for part in parts)


def _container(part: Payload, reader: Reader) -> Markup:
    draw = _CONTAINERS.get(str(part.get("type")), _section)
    return draw(part, reader)


def _section(part: Payload, reader: Reader) -> Markup:
    return Markup('<div class="text">{}</div>').format(inlines(part, reader))


def _quote(part: Payload, reader: Reader) -> Markup:
    return Markup('<blockquote class="text">{}</blockquote>').format(inlines(part, reader))


def _preformatted(part: Payload, reader: Reader) -> Markup:
    return _bordered(part, Markup("<pre>{}</pre>").format(inlines(part, reader)))


def _list(part: Payload, reader: Reader) -> Markup:
    """Draw one list; Slack sends each level as a list of its own, with its depth as `indent`."""
    items = Markup("").join(
        Markup('<li><div class="text">{}</div></li>').format(_item(item, reader))
        for item in mappings(part.get("elements"))
    )
    depth = min(max(whole(part.get("indent")), 0), _MOST_INDENT)
    kinds = f"indent-{depth} level-{depth % 3}"
    if part.get("style") == "ordered":
        shape = Markup('<ol class="{}" start="{}">{}</ol>')
        return _bordered(part, shape.format(kinds, whole(part.get("offset")) + 1, items))
    return _bordered(part, Markup('<ul class="{}">{}</ul>').format(kinds, items))


def _item(item: Payload, reader: Reader) -> Markup:
    known = item.get("type") in {None, "rich_text_section"}
    return inlines(item, reader) if known else _container(item, reader)


def _bordered(part: Payload, drawn: Markup) -> Markup:
    return Markup('<div class="bordered">{}</div>').format(drawn) if part.get("border") else drawn


def inlines(part: Payload, reader: Reader) -> Markup:
    """Return what stands in one line or paragraph."""
    return Markup("").join(_styled(one, reader) for one in mappings(part.get("elements")))


def _styled(one: Payload, reader: Reader) -> Markup:
    drawn = _INLINES.get(str(one.get("type")), _unknown)(one, reader)
    style = one.get("style")
    if isinstance(style, Mapping):
        for name, shape in _MARKS.items():
            drawn = shape.format(drawn) if style.get(name) else drawn
    return drawn


def _link(one: Payload, reader: Reader) -> Markup:
    url = str(one.get("url", ""))
    return inline.link(url, inline.emojis(str(one.get("text") or "")) or url, reader)


def _emoji(one: Payload, _: Reader) -> Markup:
    """Draw by code point where there is one; the name also covers skin tones."""
    points = str(one.get("unicode") or "")
    if re.fullmatch(r"[0-9a-fA-F]{2,6}(-[0-9a-fA-F]{2,6})*", points):
        return escape("".join(chr(int(point, 16)) for point in points.split("-")))
    name = str(one.get("name", ""))
    shown = inline.emoji_character(name)
    if shown is None:
        return escape(f":{name}:")
    tone = one.get("skin_tone")
    return escape(shown + (inline.emoji_character(f"skin-tone-{tone}") or "" if tone else ""))


def _date(one: Payload, reader: Reader) -> Markup:
    timestamp = one.get("timestamp")
    form, url = str(one.get("format") or ""), str(one.get("url") or "")
    fallback = str(one.get("fallback") or form)
    if not isinstance(timestamp, int):
        return escape(fallback)
    return inline.date(timestamp, form, fallback, url, reader)


def _colour(one: Payload, _: Reader) -> Markup:
    value = str(one.get("value", ""))
    return _SWATCH.format(value, value) if _COLOUR.fullmatch(value) else escape(value)


def _unknown(one: Payload, _: Reader) -> Markup:
    for key in ("fallback", "text", "name", "value"):
        if isinstance(one.get(key), str):
            return escape(one[key])
    return escape(f"[{one.get('type', 'unknown')}]")


_INLINES: Mapping[str, Callable[[Payload, Reader], Markup]] = MappingProxyType(
    {
        "text": lambda one, _: escape(str(one.get("text", ""))),
        "link": _link,
        "user": lambda one, reader: inline.person(str(one.get("user_id", "")), reader),
        "channel": lambda one, reader: inline.channel(str(one.get("channel_id", "")), reader),
        "usergroup": lambda one, reader: inline.group(str(one.get("usergroup_id", "")), reader),
        "team": lambda one, reader: inline.group(str(one.get("team_id", "")), reader),
        "broadcast": lambda one, _: inline.everyone(str(one.get("range", "here"))),
        "emoji": _emoji,
        "date": _date,
        "color": _colour,
    }
)
_CONTAINERS: Mapping[str, Callable[[Payload, Reader], Markup]] = MappingProxyType(
    {
        "rich_text_section": _section,
        "rich_text_list": _list,
        "rich_text_quote": _quote,
        "rich_text_preformatted": _preformatted,
    }
)
