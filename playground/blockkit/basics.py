"""The blocks that most messages and views are made of.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit); the
lengths of a video's addresses and provider are those that slackblocks measured.
"""

from collections.abc import Mapping

from playground.blockkit.elements import (
    BUTTONS,
    CHOICES,
    CONTEXT_ITEMS,
    FIELDS,
    IMAGE,
    MENUS,
    ONE_PICTURE,
    OVERFLOW,
    PICKERS,
    PICTURE,
)
from playground.blockkit.objects import BLOCK_ID, SECURE_URL, URL
from playground.blockkit.rich_text import RICH_TEXT
from playground.blockkit.rules import (
    ANY_TEXT,
    AtLeastOne,
    Flag,
    Many,
    Rule,
    Shape,
    String,
    Text,
    Typed,
)

ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_INTERACTIVE = {**BUTTONS, **CHOICES, **MENUS, **OVERFLOW, **PICKERS}
_INPUTS = {**FIELDS, **CHOICES, **MENUS, **PICKERS}

_VIDEO = Shape(
    {
        "alt_text": String(2000),
        "title": Text(199),  # the reference says: less than 200
        "thumbnail_url": URL,
        "video_url": SECURE_URL,
    },
    {
        **ID,
        "title_url": SECURE_URL,
        "description": Text(199),
        "author_name": String(49),
        "provider_name": String(50),
        "provider_icon_url": URL,
    },
)
BASIC: Mapping[str, Shape] = {
    "header": Shape({"text": Text(150)}, ID),
    "section": Shape(
        optional={
            **ID,
            "text": Text(3000, ANY_TEXT),
            "fields": Many(Text(2000, ANY_TEXT), most=10),
            "accessory": Typed({**_INTERACTIVE, "image": IMAGE}),
            "expand": Flag(),
        },
        constraints=(AtLeastOne(("text", "fields")),),
    ),
    "context": Shape({"elements": Many(Typed(CONTEXT_ITEMS), most=10)}, ID),
    "divider": Shape(optional=ID),
    "image": Shape({"alt_text": String(2000)}, {**ID, **PICTURE, "title": Text(2000)}, ONE_PICTURE),
    "rich_text": RICH_TEXT,
    "video": _VIDEO,
}
MARKDOWN = Shape({"text": String(12_000)}, ID)
FILE = Shape({"external_id": String(), "source": String(choices=("remote",))}, ID)


def holders(actions: Mapping[str, Shape], inputs: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """Return actions and input; `actions` and `inputs` are the elements that not all may hold."""
    return {
        "actions": Shape({"elements": Many(Typed({**_INTERACTIVE, **actions}), most=25)}, ID),
        "input": Shape(
            {"label": Text(2000), "element": Typed({**_INPUTS, **inputs})},
            {**ID, "hint": Text(2000), "optional": Flag(), "dispatch_action": Flag()},
        ),
    }
