"""rich_text and what nests in it."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import rich, rich_section, rich_text
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json


def _inline(**element: Any) -> Json:
    return rich_text(rich_section(element))


def _list(style: str = "bullet", **more: Any) -> Json:
    items = {"elements": [rich_section(rich())], **more}
    return rich_text({"type": "rich_text_list", "style": style, **items})


_EVERY_INLINE = (
    rich(style={"bold": True, "italic": True, "strike": True, "code": True}),
    {"type": "link", "url": "https://example.com/", "text": "there"},
    {"type": "emoji", "name": "wave"},
    {"type": "user", "user_id": "U0ADA"},
    {"type": "usergroup", "usergroup_id": "S0TEAM"},
    {"type": "channel", "channel_id": "C0GENERAL"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#F405B3"},
    {"type": "date", "timestamp": 1_720_710_212, "format": "{date_num} at {time}"},
)
_WHOLE = rich_text(
    rich_section(*_EVERY_INLINE),
    {"type": "rich_text_quote", "elements": [rich("said")]},
    {"type": "rich_text_preformatted", "elements": [rich("code")]},
    {"type": "rich_text_list", "style": "ordered", "elements": [rich_section(rich("one"))]},
)

ROWS = (
    *(
        surface.takes("rich_text with everything in it", _WHOLE, source=see.RICH_TEXT)
        for surface in (MESSAGE, MODAL, HOME)
    ),
    MESSAGE.refuses(
        "empty text in a rich_text",
        _inline(**rich("")),
        source=see.EMPTY_RICH_TEXT,
        says="must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    MESSAGE.refuses("rich_text without elements", {"type": "rich_text"}, source=see.RICH_TEXT),
    MESSAGE.refuses("text that is in no section", rich_text(rich()), source=see.RICH_TEXT),
    MESSAGE.refuses(
        "text that is no item of its list", _list(elements=[rich()]), source=see.RICH_TEXT
    ),
    MESSAGE.refuses(
        "unknown inline element", _inline(type="footnote", text="1"), source=see.RICH_TEXT
    ),
    MESSAGE.refuses("link without a url", _inline(type="link", text="there"), source=see.RICH_TEXT),
    MESSAGE.refuses("emoji without a name", _inline(type="emoji"), source=see.RICH_TEXT),
    MESSAGE.refuses("mention of nobody", _inline(type="user"), source=see.RICH_TEXT),
    *MESSAGE.one_of(
        "range of a broadcast",
        ("here", "channel", "everyone"),
        "nobody",
        lambda name: _inline(type="broadcast", range=name),
        source=see.RICH_TEXT,
    ),
    *MESSAGE.one_of(
        "style of a list", ("bullet", "ordered"), "dashed", _list, source=see.RICH_TEXT
    ),
    *MESSAGE.up_to("indent of a list", 8, lambda n: _list(indent=n), source=see.PROBED),
    *MESSAGE.at_least(
        "offset of a list", 0, lambda n: _list("ordered", offset=n), source=see.PROBED
    ),
    *MESSAGE.up_to("border of a list", 1, lambda n: _list(border=n), source=see.PROBED),
    *MESSAGE.up_to(
        "border of a quote",
        1,
        lambda n: rich_text({"type": "rich_text_quote", "elements": [rich()], "border": n}),
        source=see.PROBED,
    ),
)
