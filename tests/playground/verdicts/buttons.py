"""Buttons and confirm dialogs."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import (
    actions,
    button,
    confirm,
    mrkdwn,
    of,
    plain,
    section,
    url_of,
    without,
)
from tests.playground.verdicts.row import MESSAGE, Json


def _button(**more: Any) -> Json:
    return actions(button(**more))


_WORKFLOW = button(
    type="workflow_button", workflow={"trigger": {"url": "https://slack.com/shortcuts/Ft0/1"}}
)

BUTTON = (
    *MESSAGE.up_to("text of a button", 75, lambda n: _button(text=plain(of(n))), source=see.BUTTON),
    *MESSAGE.up_to("value of a button", 2000, lambda n: _button(value=of(n)), source=see.BUTTON),
    *MESSAGE.up_to("url of a button", 3000, lambda n: _button(url=url_of(n)), source=see.BUTTON),
    *MESSAGE.up_to("action_id", 255, lambda n: _button(action_id=of(n)), source=see.BUTTON),
    *MESSAGE.up_to(
        "accessibility_label of a button",
        75,
        lambda n: _button(accessibility_label=of(n)),
        source=see.BUTTON,
    ),
    *MESSAGE.one_of(
        "style of a button",
        ("primary", "danger"),
        "warning",
        lambda style: _button(style=style),
        source=see.BUTTON,
    ),
    *MESSAGE.up_to(
        "agent_prompt", 4000, lambda n: _button(agent_prompt=of(n)), source=see.SDK_ELEMENTS
    ),
    MESSAGE.takes(
        "button without an action_id",
        actions(without(button(), "action_id")),
        source=see.PROBED_BUTTON,
    ),
    MESSAGE.refuses("button in mrkdwn", _button(text=mrkdwn()), source=see.BUTTON),
    MESSAGE.refuses("button without text", actions(without(button(), "text")), source=see.BUTTON),
    MESSAGE.refuses("button of empty text", _button(text=plain("")), source=see.TEXT),
    MESSAGE.refuses(
        "button with a field of no button",
        _button(disabled=True),
        source=see.BUTTON_FIELD_ANSWER,
        says="invalid additional property: disabled [json-pointer:/blocks/0/elements/0",
    ),
    MESSAGE.takes(
        "workflow button",
        section(accessory=_WORKFLOW),
        source=see.WORKFLOW,
    ),
    MESSAGE.refuses(
        "workflow button without a workflow",
        section(accessory=without(_WORKFLOW, "workflow")),
        source=see.WORKFLOW,
    ),
    MESSAGE.refuses(
        "workflow button without an action_id",
        section(accessory=without(_WORKFLOW, "action_id")),
        source=see.PROBED,
    ),
)


def _confirm(**more: Any) -> Json:
    return _button(confirm=confirm(**more))


CONFIRM = (
    *MESSAGE.up_to(
        "title of a confirm", 100, lambda n: _confirm(title=plain(of(n))), source=see.CONFIRM
    ),
    *MESSAGE.up_to(
        "text of a confirm", 300, lambda n: _confirm(text=plain(of(n))), source=see.CONFIRM
    ),
    *MESSAGE.up_to(
        "confirm of a confirm", 30, lambda n: _confirm(confirm=plain(of(n))), source=see.CONFIRM
    ),
    *MESSAGE.up_to(
        "deny of a confirm", 30, lambda n: _confirm(deny=plain(of(n))), source=see.CONFIRM
    ),
    *MESSAGE.one_of(
        "style of a confirm",
        ("primary", "danger"),
        "loud",
        lambda style: _confirm(style=style),
        source=see.CONFIRM,
    ),
    MESSAGE.refuses(
        "confirm without a title", _button(confirm=without(confirm(), "title")), source=see.CONFIRM
    ),
    MESSAGE.refuses("title of a confirm in mrkdwn", _confirm(title=mrkdwn()), source=see.CONFIRM),
)

ROWS = (*BUTTON, *CONFIRM)
