"""Blocks: what each one needs, what it may hold, and on which surfaces Slack takes it.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit).
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from playground.blockkit.elements import (
    BUTTONS,
    CHOICES,
    CONTEXT_ITEMS,
    DATETIME,
    FEEDBACK,
    FIELDS,
    FILE_INPUT,
    IMAGE,
    MENUS,
    ONE_PICTURE,
    OVERFLOW,
    PICKERS,
    PICTURE,
)
from playground.blockkit.objects import BLOCK_ID, URL
from playground.blockkit.rich_text import RICH_TEXT
from playground.blockkit.rules import (
    ANY_TEXT,
    AtLeastOne,
    Flag,
    Many,
    Number,
    Rule,
    Shape,
    String,
    Text,
    Typed,
)

Surface: TypeAlias = Literal["message", "modal", "home"]

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_INTERACTIVE = {**BUTTONS, **CHOICES, **MENUS, **OVERFLOW, **PICKERS}
_INPUTS = {**FIELDS, **CHOICES, **MENUS, **PICKERS}

# Choosing a date and time in one element does not exist on home tabs, uploads only in modals.
_ACTIONS_ON: Mapping[Surface, Mapping[str, Shape]] = {
    "message": {**_INTERACTIVE, **DATETIME},
    "modal": {**_INTERACTIVE, **DATETIME},
    "home": _INTERACTIVE,
}
_INPUTS_ON: Mapping[Surface, Mapping[str, Shape]] = {
    "message": {**_INPUTS, **DATETIME},
    "modal": {**_INPUTS, **DATETIME, **FILE_INPUT},
    "home": _INPUTS,
}

_STATIC: Mapping[str, Shape] = {
    "header": Shape({"text": Text(150)}, _ID),
    "section": Shape(
        optional={
            **_ID,
            "text": Text(3000, ANY_TEXT),
            "fields": Many(Text(2000, ANY_TEXT), most=10),
            "accessory": Typed({**_INTERACTIVE, "image": IMAGE}, "accessory"),
            "expand": Flag(),
        },
        constraints=(AtLeastOne(("text", "fields")),),
    ),
    "context": Shape({"elements": Many(Typed(CONTEXT_ITEMS, "context element"), most=10)}, _ID),
    "divider": Shape(optional=_ID),
    "image": Shape(
        {"alt_text": String(2000)},
        {**_ID, **PICTURE, "title": Text(2000)},
        ONE_PICTURE,
    ),
    "rich_text": RICH_TEXT,
    "video": Shape(
        {
            "alt_text": String(),
            "title": Text(199),  # the reference says: less than 200
            "thumbnail_url": URL,
            "video_url": URL,
        },
        {
            **_ID,
            "title_url": URL,
            "description": Text(199),
            "author_name": String(49),
            "provider_name": String(),
            "provider_icon_url": URL,
        },
    ),
}

_CELLS = {
    "raw_text": Shape({"text": String()}),
    "raw_number": Shape({"value": Number()}, {"text": String()}),
    "rich_text": RICH_TEXT,
}
_COLUMN = Shape(
    optional={"align": String(choices=("left", "center", "right")), "is_wrapped": Flag()}
)
TASK_CARD = Shape(
    {"task_id": String(), "title": String()},
    {
        **_ID,
        "details": Typed({"rich_text": RICH_TEXT}, "details"),
        "output": Typed({"rich_text": RICH_TEXT}, "output"),
        "sources": Many(Typed({"url": Shape({"url": URL, "text": String()})}, "source")),
        "status": String(choices=("pending", "in_progress", "complete", "error")),
    },
)
_MESSAGE_ONLY: Mapping[str, Shape] = {
    "markdown": Shape({"text": String(12_000)}, _ID),
    "table": Shape(
        {"rows": Many(Many(Typed(_CELLS, "table cell"), most=20), most=100)},
        {**_ID, "column_settings": Many(_COLUMN, most=20)},
    ),
    "task_card": TASK_CARD,
    "plan": Shape(
        {"title": String()},
        {**_ID, "tasks": Many(Typed({"task_card": TASK_CARD}, "task"), most=50)},
    ),
    "context_actions": Shape({"elements": Many(Typed(FEEDBACK, "context action"), most=5)}, _ID),
    "file": Shape({"external_id": String(), "source": String(choices=("remote",))}, _ID),
}


def _on(surface: Surface) -> Mapping[str, Shape]:
    inputs = Typed(_INPUTS_ON[surface], "input element")
    actions = Typed(_ACTIONS_ON[surface], "element")
    holders = {
        "actions": Shape({"elements": Many(actions, most=25)}, _ID),
        "input": Shape(
            {"label": Text(2000), "element": inputs},
            {**_ID, "hint": Text(2000), "optional": Flag(), "dispatch_action": Flag()},
        ),
    }
    return {**_STATIC, **holders, **(_MESSAGE_ONLY if surface == "message" else {})}


BLOCKS: Mapping[Surface, Typed] = {
    "message": Typed(_on("message"), "block type in messages"),
    "modal": Typed(_on("modal"), "block type in modals"),
    "home": Typed(_on("home"), "block type on home tabs"),
}
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
