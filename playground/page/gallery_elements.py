"""Elements of the gallery: every type, in the states in which people meet it."""

from collections.abc import Mapping
from typing import Any

from playground.page.gallery_texts import HOSTILE, LONG_WORD

Payload = Mapping[str, Any]


def plain(text: str) -> dict[str, Any]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "", **more: Any) -> dict[str, Any]:
    """An option of a menu."""
    described = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value, **described, **more}


STAGES = [
    option("Discovery", "discovery"),
    option("Negotiation", "negotiation", "Price is being discussed"),
    option("Won :tada:", "won"),
    option(LONG_WORD[:75], "long"),
]
CHOICES = [
    {"text": mrkdwn("*Name*, as it stands in the contract"), "value": "name"},
    {"text": mrkdwn("`amount`"), "value": "amount", "description": mrkdwn("in _euros_, <@U1>")},
    {"text": plain(HOSTILE[:75]), "value": "hostile"},
]
GROUPS = [
    {"label": plain("Open"), "options": STAGES[:2]},
    {"label": plain("Closed"), "options": STAGES[2:]},
]
CONFIRM = {
    "title": plain("Change 3 deals?"),
    "text": mrkdwn("This *cannot* be undone in one step."),
    "confirm": plain("Change them"),
    "deny": plain("Not now"),
    "style": "danger",
}
_PLACE = {"placeholder": plain("Choose a stage")}
_CHARACTERS = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}

BUTTONS: tuple[Payload, ...] = (
    {"type": "button", "action_id": "confirm", "text": plain("Confirm All"), "style": "primary"},
    {
        "type": "button",
        "action_id": "cancel",
        "text": plain("Cancel"),
        "style": "danger",
        "confirm": CONFIRM,
    },
    {"type": "button", "action_id": "edit", "text": plain("Edit")},
    {
        "type": "button",
        "action_id": "open",
        "text": plain("Open the report :bar_chart:"),
        "url": "https://example.com/report",
    },
    {"type": "button", "action_id": "long", "text": plain(LONG_WORD[:75])},
    {
        "type": "workflow_button",
        "action_id": "flow",
        "text": plain("Start"),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft0/x"}},
    },
    {
        "type": "overflow",
        "action_id": "more",
        "options": [
            option("Show the log", "log"),
            option("Help", "help", url="https://example.com/help"),
            option("Remove", "remove"),
        ],
    },
)
MENUS: tuple[Payload, ...] = (
    {"type": "static_select", "action_id": "m1", "options": STAGES, **_PLACE},
    {
        "type": "static_select",
        "action_id": "m2",
        "option_groups": GROUPS,
        "initial_option": STAGES[1],
        **_PLACE,
    },
    {"type": "users_select", "action_id": "m3", "placeholder": plain("Choose a person")},
    {"type": "channels_select", "action_id": "m4", "initial_channel": "C1"},
    {"type": "conversations_select", "action_id": "m5", "placeholder": plain("Where to")},
    {"type": "external_select", "action_id": "m6", "placeholder": plain("Search a deal")},
    {"type": "multi_static_select", "action_id": "m7", "option_groups": GROUPS, **_PLACE},
    {
        "type": "multi_users_select",
        "action_id": "m8",
        "initial_users": ["U1", "U2"],
        "max_selected_items": 2,
    },
    {"type": "multi_channels_select", "action_id": "m9", "placeholder": plain("Channels")},
    {"type": "multi_conversations_select", "action_id": "m10"},
    {
        "type": "multi_external_select",
        "action_id": "m11",
        "initial_options": [option("Acme", "acme"), option("Globex :wave:", "globex")],
        "min_query_length": 2,
    },
)
PICKERS: tuple[Payload, ...] = (
    {"type": "datepicker", "action_id": "p1", "initial_date": "2026-03-09"},
    {"type": "timepicker", "action_id": "p2", "initial_time": "09:30", "timezone": "Europe/Rome"},
    {"type": "datetimepicker", "action_id": "p3", "initial_date_time": 1_773_045_000},
)
LISTS: tuple[Payload, ...] = (
    {
        "type": "checkboxes",
        "action_id": "l1",
        "options": CHOICES,
        "initial_options": CHOICES[1:2],
    },
    {"type": "radio_buttons", "action_id": "l2", "options": CHOICES, "initial_option": CHOICES[0]},
)
FIELDS: tuple[Payload, ...] = (
    {"type": "plain_text_input", "action_id": "f1", "placeholder": plain("A short reason")},
    {
        "type": "plain_text_input",
        "action_id": "f2",
        "multiline": True,
        "initial_value": f"A first line\n{HOSTILE}",
        "min_length": 5,
        "max_length": 400,
        **_CHARACTERS,
    },
    {"type": "number_input", "action_id": "f3", "is_decimal_allowed": False, "min_value": "1"},
    {"type": "email_text_input", "action_id": "f4", "placeholder": plain("ada@example.com")},
    {"type": "url_text_input", "action_id": "f5", "initial_value": "https://example.com"},
    {"type": "rich_text_input", "action_id": "f6", "placeholder": plain("What changes, and why")},
    {"type": "file_input", "action_id": "f7", "filetypes": ["csv", "xlsx"], "max_files": 3},
)
CONTEXT_ACTIONS: tuple[Payload, ...] = (
    {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    },
    {"type": "icon_button", "action_id": "trash", "icon": "trash", "text": plain("Delete")},
)
IMAGE: Payload = {
    "type": "image",
    "image_url": "/static/page/sample.svg",
    "alt_text": "Hills below a low sun",
}
REMOTE_IMAGE: Payload = {
    "type": "image",
    "image_url": "https://example.com/chart.png",
    "alt_text": "A chart of the quarter, by region",
}
