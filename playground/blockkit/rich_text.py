"""Rich text: the four containers and what stands in them.

Source: Slack's reference of the rich text block (docs.slack.dev/reference/block-kit/blocks).
"""

from playground.blockkit.objects import BLOCK_ID, URL
from playground.blockkit.rules import Flag, Integer, Many, Rule, Shape, String, Typed

_MARKS = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
_STYLE: dict[str, Rule] = {"style": Shape(optional={mark: Flag() for mark in _MARKS})}

INLINE = {
    "text": Shape({"text": String()}, _STYLE),
    "link": Shape({"url": URL}, {"text": String(), "unsafe": Flag(), **_STYLE}),
    "user": Shape({"user_id": String()}, _STYLE),
    "usergroup": Shape({"usergroup_id": String()}, _STYLE),
    "channel": Shape({"channel_id": String()}, _STYLE),
    "team": Shape({"team_id": String()}, _STYLE),
    "emoji": Shape(
        {"name": String()},
        {"unicode": String(), "skin_tone": Integer(1, 6), "url": URL, **_STYLE},
    ),
    "broadcast": Shape({"range": String(choices=("here", "channel", "everyone"))}, _STYLE),
    "color": Shape({"value": String()}, _STYLE),
    "date": Shape(
        {"timestamp": Integer(low=0), "format": String()},
        {"url": URL, "fallback": String(), **_STYLE},
    ),
}
_INLINES = Many(Typed(INLINE), fewest=0)
_BORDER = Integer(0, 1)
_SECTION = Shape({"elements": _INLINES})
_PREFORMATTED = Many(Typed({"text": INLINE["text"], "link": INLINE["link"]}), fewest=0)

CONTAINERS = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {
            "style": String(choices=("bullet", "ordered")),
            "elements": Many(Typed({"rich_text_section": _SECTION}), fewest=0),
        },
        {"indent": Integer(0, 8), "offset": Integer(low=0), "border": _BORDER},
    ),
    "rich_text_preformatted": Shape(
        {"elements": _PREFORMATTED}, {"border": _BORDER, "language": String()}
    ),
    "rich_text_quote": Shape({"elements": _INLINES}, {"border": _BORDER}),
}

RICH_TEXT = Shape({"elements": Many(Typed(CONTAINERS), fewest=0)}, {"block_id": BLOCK_ID})
