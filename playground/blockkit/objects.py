"""Composition objects: options, groups, confirm dialogs, filters.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit).
"""

from playground.blockkit.rules import (
    ANY_TEXT,
    AtLeastOne,
    Flag,
    Many,
    NotTogether,
    Shape,
    String,
    Text,
    Typed,
)

BLOCK_ID = String(255)
ACTION_ID = String(255)
URL = String(3000)
SECURE_URL = String(3000, pattern=r"https://.+", form="https://...")
PLACEHOLDER = Text(150)
STYLE = String(choices=("primary", "danger"))
DATE = String(pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", form="YYYY-MM-DD")
TIME = String(pattern=r"([01]\d|2[0-3]):[0-5]\d", form="HH:mm")

CONFIRM = Shape(
    {"title": Text(100), "text": Text(300, ANY_TEXT), "confirm": Text(30), "deny": Text(30)},
    {"style": STYLE},
)

# A list entry of a menu shows plain text only; checkboxes and radio buttons also take mrkdwn.
OPTION = Shape({"text": Text(75), "value": String(150)}, {"description": Text(75)})
CHOICE_OPTION = Shape(
    {"text": Text(75, ANY_TEXT), "value": String(150)}, {"description": Text(75, ANY_TEXT)}
)
OVERFLOW_OPTION = Shape(
    {"text": Text(75), "value": String(150)}, {"description": Text(75), "url": URL}
)
OPTIONS = Many(OPTION, most=100)
OPTION_GROUPS = Many(Shape({"label": Text(75), "options": OPTIONS}), most=100)

CONVERSATION_FILTER = Shape(
    optional={
        "include": Many(String(choices=("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    constraints=(AtLeastOne(("include", "exclude_external_shared_channels", "exclude_bot_users")),),
)
DISPATCH_ACTION_CONFIG = Shape(
    {"trigger_actions_on": Many(String(choices=("on_enter_pressed", "on_character_entered")))}
)
# Only its shape is checked: Slack adds icons to its list.
SLACK_ICON = Typed({"icon": Shape({"name": String()})})
SLACK_FILE = Shape(
    optional={"id": String(), "url": URL},
    constraints=(AtLeastOne(("id", "url")), NotTogether(("id", "url"))),
)
