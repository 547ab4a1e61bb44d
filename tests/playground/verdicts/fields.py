"""Input blocks and the elements that only they hold."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import (
    button,
    choice,
    field,
    mrkdwn,
    of,
    plain,
    rich,
    rich_section,
    rich_text,
    select,
    without,
)
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json


def _text(**more: Any) -> Json:
    return field(choice("plain_text_input", **more))


def _number(**more: Any) -> Json:
    return field(choice("number_input", is_decimal_allowed=False, **more))


INPUT = (
    MESSAGE.takes("input block", _text(), source=see.INPUT_IN_MESSAGE),
    HOME.takes("input block", _text(), source=see.INPUT),
    *MODAL.up_to(
        "label of an input", 2000, lambda n: field(select(), label=plain(of(n))), source=see.INPUT
    ),
    *MODAL.up_to(
        "hint of an input", 2000, lambda n: field(select(), hint=plain(of(n))), source=see.INPUT
    ),
    MODAL.refuses("label of an input in mrkdwn", field(select(), label=mrkdwn()), source=see.INPUT),
    MODAL.refuses("input without a label", without(_text(), "label"), source=see.INPUT),
    MODAL.refuses("input without an element", without(_text(), "element"), source=see.INPUT),
    MODAL.refuses("button in an input", field(button()), source=see.INPUT),
    MODAL.refuses("overflow in an input", field(choice("overflow")), source=see.ELEMENT_SURFACES),
    MODAL.takes(
        "optional input that dispatches",
        field(select(), optional=True, dispatch_action=True),
        source=see.INPUT,
    ),
)

TEXT_INPUT = (
    *MODAL.up_to("max_length", 3000, lambda n: _text(max_length=n), source=see.TEXT_INPUT),
    *MODAL.at_least("max_length", 1, lambda n: _text(max_length=n), source=see.PROBED),
    *MODAL.up_to("min_length", 3000, lambda n: _text(min_length=n), source=see.TEXT_INPUT),
    *MODAL.at_least("min_length", 0, lambda n: _text(min_length=n), source=see.PROBED),
    *MODAL.up_to(
        "placeholder of a text",
        150,
        lambda n: _text(placeholder=plain(of(n))),
        source=see.TEXT_INPUT,
    ),
    MODAL.takes(
        "several lines with a text in them",
        _text(multiline=True, initial_value="one\ntwo"),
        source=see.TEXT_INPUT,
    ),
    *MODAL.one_of(
        "trigger_actions_on",
        (["on_enter_pressed"], ["on_enter_pressed", "on_character_entered"]),
        ["on_blur"],
        lambda moments: _text(dispatch_action_config={"trigger_actions_on": moments}),
        source=see.DISPATCH,
    ),
    MODAL.refuses(
        "trigger_actions_on nothing",
        _text(dispatch_action_config={"trigger_actions_on": []}),
        source=see.PROBED,
    ),
)

KINDS = (
    *MODAL.up_to(
        "placeholder of an address",
        150,
        lambda n: field(choice("email_text_input", placeholder=plain(of(n)))),
        source=see.PROBED,
    ),
    *MODAL.up_to(
        "placeholder of a link",
        150,
        lambda n: field(choice("url_text_input", placeholder=plain(of(n)))),
        source=see.PROBED,
    ),
    MODAL.takes(
        "number_input in its bounds",
        _number(min_value="1", max_value="9", initial_value="5"),
        source=see.NUMBER_INPUT,
    ),
    MODAL.refuses(
        "number_input that does not say whether decimals",
        field(choice("number_input")),
        source=see.NUMBER_INPUT,
    ),
    MODAL.refuses(
        "number_input with its bounds crossed",
        _number(min_value="9", max_value="1"),
        source=see.NUMBER_INPUT,
    ),
)

FILES = (
    *MODAL.up_to(
        "max_files", 10, lambda n: field(choice("file_input", max_files=n)), source=see.FILE_INPUT
    ),
    *MODAL.at_least(
        "max_files", 1, lambda n: field(choice("file_input", max_files=n)), source=see.FILE_INPUT
    ),
    MODAL.takes(
        "file_input for some types",
        field(choice("file_input", filetypes=["csv", "pdf"])),
        source=see.FILE_INPUT,
    ),
    MODAL.refuses(
        "file_input that dispatches",
        field(choice("file_input"), dispatch_action=True),
        source=see.INPUT,
    ),
    MESSAGE.refuses("file_input", field(choice("file_input")), source=see.ELEMENT_SURFACES),
    HOME.refuses("file_input", field(choice("file_input")), source=see.ELEMENT_SURFACES),
)

_WRITTEN = rich_text(rich_section(rich()))
RICH_TEXT_INPUT = (
    MODAL.takes(
        "rich_text_input with a text in it",
        field(choice("rich_text_input", initial_value=_WRITTEN)),
        source=see.RICH_TEXT_INPUT,
    ),
    MODAL.refuses(
        "rich_text_input with a bare text in it",
        field(choice("rich_text_input", initial_value=rich())),
        source=see.PROBED,
    ),
    HOME.takes("rich_text_input", field(choice("rich_text_input")), source=see.ELEMENT_SURFACES),
    MESSAGE.refuses(
        "rich_text_input", field(choice("rich_text_input")), source=see.ELEMENT_SURFACES
    ),
    *MODAL.up_to(
        "placeholder of a rich text",
        150,
        lambda n: field(choice("rich_text_input", placeholder=plain(of(n)))),
        source=see.RICH_TEXT_INPUT,
    ),
)

ROWS = (*INPUT, *TEXT_INPUT, *KINDS, *FILES, *RICH_TEXT_INPUT)
