"""Block elements: what each one needs and may have.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit).
"""

from playground.blockkit.objects import (
    ACTION_ID,
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DATE,
    DISPATCH_ACTION_CONFIG,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SLACK_FILE,
    STYLE,
    TIME,
    URL,
)
from playground.blockkit.rich_text import RICH_TEXT
from playground.blockkit.rules import (
    Anything,
    AtLeastOne,
    Constraint,
    Flag,
    Integer,
    Many,
    NotTogether,
    Offered,
    Ordered,
    Rule,
    Shape,
    String,
    Text,
    Typed,
)

_IDENTITY: dict[str, Rule] = {"action_id": ACTION_ID}
_CONFIRM: dict[str, Rule] = {**_IDENTITY, "confirm": CONFIRM}
_CHOICE: dict[str, Rule] = {**_CONFIRM, "focus_on_load": Flag()}
_MENU: dict[str, Rule] = {**_CHOICE, "placeholder": PLACEHOLDER}
_FIELD: dict[str, Rule] = {
    **_IDENTITY,
    "placeholder": PLACEHOLDER,
    "focus_on_load": Flag(),
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
_SEVERAL: dict[str, Rule] = {"max_selected_items": Integer(low=1)}
_ONE_LIST: tuple[Constraint, ...] = (
    AtLeastOne(("options", "option_groups")),
    NotTogether(("options", "option_groups")),
)
_LISTS: dict[str, Rule] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_CONVERSATIONS: dict[str, Rule] = {
    "default_to_current_conversation": Flag(),
    "filter": CONVERSATION_FILTER,
}
_IDS = Many(String())


def _menu(initial: str, rule: Rule, **own: Rule) -> Shape:
    return Shape(optional={**_MENU, initial: rule, **own})


MENUS = {
    "static_select": Shape(
        optional={**_MENU, **_LISTS, "initial_option": OPTION},
        constraints=(*_ONE_LIST, Offered("initial_option")),
    ),
    "external_select": _menu("initial_option", OPTION, min_query_length=Integer(low=0)),
    "users_select": _menu("initial_user", String()),
    "conversations_select": _menu(
        "initial_conversation", String(), response_url_enabled=Flag(), **_CONVERSATIONS
    ),
    "channels_select": _menu("initial_channel", String(), response_url_enabled=Flag()),
    "multi_static_select": Shape(
        optional={**_MENU, **_SEVERAL, **_LISTS, "initial_options": Many(OPTION, 100, fewest=0)},
        constraints=(*_ONE_LIST, Offered("initial_options")),
    ),
    "multi_external_select": _menu(
        "initial_options", OPTIONS, min_query_length=Integer(low=0), **_SEVERAL
    ),
    "multi_users_select": _menu("initial_users", _IDS, **_SEVERAL),
    "multi_conversations_select": _menu(
        "initial_conversations", _IDS, **_SEVERAL, **_CONVERSATIONS
    ),
    "multi_channels_select": _menu("initial_channels", _IDS, **_SEVERAL),
}

CHOICES = {
    "checkboxes": Shape(
        {"options": Many(CHOICE_OPTION, most=10)},
        {**_CHOICE, "initial_options": Many(CHOICE_OPTION, most=10)},
        (Offered("initial_options"),),
    ),
    "radio_buttons": Shape(
        {"options": Many(CHOICE_OPTION, most=10)},
        {**_CHOICE, "initial_option": CHOICE_OPTION},
        (Offered("initial_option"),),
    ),
}

PICKERS = {
    "datepicker": _menu("initial_date", DATE),
    "timepicker": _menu("initial_time", TIME, timezone=String()),
}
# Ten digits: seconds since 1970; a value in milliseconds is a common slip and is refused.
_MOMENT = Integer(low=1_000_000_000, high=9_999_999_999)
DATETIME = {"datetimepicker": Shape(optional={**_CHOICE, "initial_date_time": _MOMENT})}

_VIEWERS: dict[str, Rule] = {"visible_to_user_ids": Many(String(), most=10)}
BUTTON = {
    "button": Shape(
        {"text": Text(75)},
        {
            **_CONFIRM,
            **_VIEWERS,
            "url": URL,
            "value": String(2000, shortest=0),
            "style": STYLE,
            "accessibility_label": String(75),
            "agent_prompt": String(4000),
            "agent_prompt_display": String(),
        },
    )
}
BUTTONS = {
    **BUTTON,
    "workflow_button": Shape(
        {"text": Text(75), "workflow": Anything(), **_IDENTITY},
        {"style": STYLE, "accessibility_label": String(75)},
    ),
}
OVERFLOW = {"overflow": Shape({"options": Many(OVERFLOW_OPTION, most=5)}, _CONFIRM)}

_FEEDBACK = Shape({"text": Text(75), "value": String(2000)}, {"accessibility_label": String(75)})
FEEDBACK = {
    "feedback_buttons": Shape(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _IDENTITY
    ),
    "icon_button": Shape(
        {"icon": String(choices=("trash",)), "text": Text(75)},
        {
            **_CONFIRM,
            **_VIEWERS,
            "value": String(2000),
            "accessibility_label": String(75),
        },
    ),
}

_INITIAL_TEXT: dict[str, Rule] = {"initial_value": String(shortest=0)}
_NUMERAL = String(pattern=r"-?\d+(\.\d+)?", form="of a number, written as a string")
FIELDS = {
    "plain_text_input": Shape(
        optional={
            **_FIELD,
            "initial_value": String(3000, shortest=0),
            "multiline": Flag(),
            "min_length": Integer(0, 3000),
            "max_length": Integer(1, 3000),
        },
        constraints=(Ordered("min_length", "max_length"),),
    ),
    "email_text_input": Shape(optional={**_FIELD, **_INITIAL_TEXT}),
    "url_text_input": Shape(optional={**_FIELD, **_INITIAL_TEXT}),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {**_FIELD, "initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
        (Ordered("min_value", "max_value"),),
    ),
}
# A composer is for views only.
RICH_TEXT_INPUT = {
    "rich_text_input": Shape(
        optional={
            **_FIELD,
            "initial_value": Typed({"rich_text": RICH_TEXT}),
            "min_lines": Integer(1, 100),
            "max_lines": Integer(1, 100),
        }
    )
}
FILE_INPUT = {
    "file_input": Shape(
        optional={**_IDENTITY, "filetypes": Many(String()), "max_files": Integer(1, 10)}
    )
}

PICTURE: dict[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE}
ONE_PICTURE: tuple[Constraint, ...] = (AtLeastOne(tuple(PICTURE)), NotTogether(tuple(PICTURE)))
IMAGE = Shape({"alt_text": String(2000)}, PICTURE, ONE_PICTURE)
CONTEXT_ITEMS = {
    "image": IMAGE,
    "plain_text": Shape({"text": String(3000)}, {"emoji": Flag()}),
    "mrkdwn": Shape({"text": String(3000)}, {"verbatim": Flag()}),
}
