"""Cards, containers, alerts, connections, calls, and the blocks that agents show their work with.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit) and of
the models in slack_sdk; those of an alert, of a card's actions and subtext and of a plan's tasks
were measured on Slack's blocks.validate by slackblocks.
"""

from collections.abc import Mapping

from playground.blockkit.basics import ID
from playground.blockkit.elements import BUTTON, FEEDBACK, IMAGE, OVERFLOW
from playground.blockkit.objects import SECURE_URL, SLACK_ICON, URL
from playground.blockkit.rich_text import RICH_TEXT
from playground.blockkit.rules import (
    ANY_TEXT,
    Anything,
    AtLeastOne,
    Flag,
    Many,
    NotBoth,
    NotTogether,
    Shape,
    String,
    Text,
    Typed,
    Unique,
)

_IMAGE = Typed({"image": IMAGE})
_RICH_TEXT = Typed({"rich_text": RICH_TEXT})

ALERT = Shape(
    {"text": Text(200, ANY_TEXT)},
    {**ID, "level": String(choices=("default", "info", "warning", "error", "success"))},
)
_CARD = Shape(
    optional={
        **ID,
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "slack_icon": SLACK_ICON,
        "title": Text(150, ANY_TEXT),
        "subtitle": Text(150, ANY_TEXT),
        "body": Text(200, ANY_TEXT),
        "subtext": Text(200, ANY_TEXT),
        "actions": Many(Typed(BUTTON), most=3),
    },
    constraints=(
        AtLeastOne(("hero_image", "title", "actions", "body")),
        NotTogether(("icon", "slack_icon")),
    ),
)
CARDS: Mapping[str, Shape] = {
    "card": _CARD,
    "carousel": Shape({"elements": Many(Typed({"card": _CARD}), most=10)}, ID),
}


def container(children: Mapping[str, Shape]) -> Shape:
    """Return a container of these blocks."""
    return Shape(
        {"child_blocks": Many(Typed(children), most=10)},
        {
            **ID,
            "title": Text(150),
            "rich_text_title": _RICH_TEXT,
            "subtitle": Text(150, ANY_TEXT),
            "icon": _IMAGE,
            "width": String(choices=("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        (
            AtLeastOne(("title", "rich_text_title")),
            NotBoth(("is_collapsible", "has_header_divider")),
        ),
    )


_SOURCE = Typed({"url": Shape({"url": URL, "text": String()})})
_TASK_CARD = Shape(
    {"task_id": String(), "title": String()},
    {
        **ID,
        "details": _RICH_TEXT,
        "output": _RICH_TEXT,
        "sources": Many(_SOURCE),
        "status": String(choices=("pending", "in_progress", "complete", "error")),
        "icon": Anything(),
        "hide_title": Flag(),
    },
)
AGENT_BLOCKS: Mapping[str, Shape] = {
    "task_card": _TASK_CARD,
    "plan": Shape(
        {"title": String()},
        {**ID, "tasks": Many(Typed({"task_card": _TASK_CARD}), most=50)},
        (Unique("tasks", "task_id"),),
    ),
    "context_actions": Shape({"elements": Many(Typed(FEEDBACK), most=5)}, ID),
}

CALL = Shape({"call_id": String()}, {**ID, "api_decoration_available": Flag(), "call": Anything()})
AUTH_PROVIDER = Shape(
    {"value": String(150), "name": Text(75), "is_connected": Flag()},
    {
        **ID,
        "description": Text(150),
        "icon_url": SECURE_URL,
        "auth_url": SECURE_URL,
        "disconnect_url": SECURE_URL,
        "connected_identity": Text(75),
        "connected_context": Text(75),
        "accessory": Typed(OVERFLOW),
        "fallback": Many(Anything(), fewest=0),
    },
)
