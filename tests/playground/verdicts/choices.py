"""Menus, check boxes, radio buttons, dates and times."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import (
    actions,
    choice,
    field,
    group,
    mrkdwn,
    of,
    option,
    options,
    plain,
    section,
    select,
    url_of,
    without,
)
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json


def _select(**more: Any) -> Json:
    return actions(select(**more))


def _option(**more: Any) -> Json:
    return actions(choice("static_select", options=[option(**more)]))


def _grouped(**more: Any) -> Json:
    return actions(choice("static_select", **more))


MENU = (
    *MODAL.up_to(
        "options of a select",
        100,
        lambda n: field(select(n)),
        source=see.SELECT,
        says="no more than 100 items allowed [json-pointer:/view/blocks/0/element/options]",
    ),
    *MODAL.up_to(
        "text of an option",
        75,
        lambda n: field(choice("static_select", options=[option(text=plain(of(n)))])),
        source=see.OPTION_ANSWER,
        says="must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]",
    ),
    *MESSAGE.up_to("value of an option", 150, lambda n: _option(value=of(n)), source=see.OPTION),
    *MESSAGE.up_to(
        "description of an option",
        75,
        lambda n: _option(description=plain(of(n))),
        source=see.OPTION,
    ),
    *MESSAGE.up_to(
        "placeholder of a select",
        150,
        lambda n: _select(placeholder=plain(of(n))),
        source=see.SELECT,
    ),
    *MESSAGE.up_to(
        "option_groups of a select",
        100,
        lambda n: _grouped(option_groups=[group()] * n),
        source=see.SELECT,
    ),
    *MESSAGE.up_to(
        "options of a group",
        100,
        lambda n: _grouped(option_groups=[group(n)]),
        source=see.OPTION_GROUP,
    ),
    *MESSAGE.up_to(
        "label of a group",
        75,
        lambda n: _grouped(option_groups=[group(label=plain(of(n)))]),
        source=see.OPTION_GROUP,
    ),
    MESSAGE.refuses(
        "select of options and groups", _select(option_groups=[group()]), source=see.SELECT
    ),
    MESSAGE.refuses("select of neither", _grouped(), source=see.SELECT),
    MESSAGE.refuses("option of a select in mrkdwn", _option(text=mrkdwn()), source=see.OPTION),
    MESSAGE.refuses("option of a select with a url", _option(url=""), source=see.OPTION_URL_ANSWER),
    MESSAGE.takes("initial_option", _select(initial_option=option(1)), source=see.SELECT),
    MESSAGE.refuses(
        "initial_option of another menu", _select(initial_option=option(7)), source=see.SELECT
    ),
    MODAL.refuses(
        "empty list of initial_options",
        field(choice("multi_static_select", options=options(2), initial_options=[])),
        source=see.INITIAL_OPTIONS_ANSWER,
        says="must be one of the provided options",
    ),
    *MODAL.at_least(
        "max_selected_items",
        1,
        lambda n: field(choice("multi_users_select", max_selected_items=n)),
        source=see.PROBED,
    ),
    MESSAGE.takes(
        "every select in an actions block",
        actions(
            select(),
            {**choice("external_select", min_query_length=3), "action_id": "a"},
            {**choice("users_select", initial_user="U0ADA"), "action_id": "b"},
            {**choice("channels_select", initial_channel="C0GENERAL"), "action_id": "c"},
            {
                **choice("conversations_select", default_to_current_conversation=True),
                "action_id": "d",
            },
        ),
        source=see.SELECT,
    ),
    *(
        MODAL.takes(f"{kind} in an input", field(choice(kind)), source=see.MULTI_SELECT)
        for kind in (
            "multi_external_select",
            "multi_users_select",
            "multi_conversations_select",
            "multi_channels_select",
        )
    ),
    *MESSAGE.one_of(
        "filter of conversations",
        (["im", "mpim"], ["private", "public"]),
        ["secret"],
        lambda kinds: actions(choice("conversations_select", filter={"include": kinds})),
        source=see.PROBED,
    ),
    MESSAGE.refuses(
        "filter of no conversations",
        actions(choice("conversations_select", filter={"include": []})),
        source=see.CONVERSATION_FILTER,
    ),
    *MESSAGE.up_to(
        "options of an overflow",
        5,
        lambda n: section(accessory=choice("overflow", options=options(n))),
        source=see.OVERFLOW,
    ),
    *MESSAGE.up_to(
        "url of an overflow option",
        3000,
        lambda n: section(accessory=choice("overflow", options=[option(url=url_of(n))])),
        source=see.OPTION,
    ),
    MESSAGE.refuses(
        "overflow of nothing",
        section(accessory=choice("overflow", options=[])),
        source=see.PROBED_LIMITS,
    ),
)

BOXES = (
    *HOME.up_to(
        "options of check boxes",
        10,
        lambda n: actions(choice("checkboxes", options=options(n))),
        source=see.CHECKBOXES,
        says="no more than 10 items allowed [json-pointer:/view/blocks/0/elements/0/options]",
    ),
    *MESSAGE.up_to(
        "options of radio buttons",
        10,
        lambda n: actions(choice("radio_buttons", options=options(n))),
        source=see.RADIO,
    ),
    MESSAGE.refuses(
        "check boxes of nothing",
        actions(choice("checkboxes", options=[])),
        source=see.PROBED_LIMITS,
    ),
    MESSAGE.takes(
        "check boxes in mrkdwn, some ticked",
        actions(
            choice(
                "checkboxes",
                options=[option(text=mrkdwn())],
                initial_options=[option(text=mrkdwn())],
            )
        ),
        source=see.CHECKBOXES,
    ),
    MESSAGE.refuses(
        "radio buttons with another's initial_option",
        actions(choice("radio_buttons", options=options(2), initial_option=option(7))),
        source=see.RADIO,
    ),
    MESSAGE.refuses(
        "option without a value",
        actions(choice("radio_buttons", options=[without(option(), "value")])),
        source=see.OPTION,
    ),
)

DATES = (
    *MESSAGE.one_of(
        "initial_date",
        ("2026-02-28", "1999-12-31"),
        "28.02.2026",
        lambda day: actions(choice("datepicker", initial_date=day)),
        source=see.DATE,
    ),
    *MESSAGE.up_to(
        "placeholder of a datepicker",
        150,
        lambda n: actions(choice("datepicker", placeholder=plain(of(n)))),
        source=see.DATE,
    ),
    *MESSAGE.one_of(
        "initial_time",
        ("00:00", "23:59"),
        "half past nine",
        lambda time: actions(choice("timepicker", initial_time=time)),
        source=see.TIME,
    ),
    MESSAGE.takes(
        "timepicker with a timezone",
        actions(choice("timepicker", timezone="Europe/Paris")),
        source=see.TIME,
    ),
    MESSAGE.takes("datetimepicker", actions(choice("datetimepicker")), source=see.ELEMENT_SURFACES),
    HOME.refuses("datetimepicker", actions(choice("datetimepicker")), source=see.ELEMENT_SURFACES),
    *MODAL.one_of(
        "initial_date_time",
        (1_628_633_820,),
        "2021-08-10 22:17",
        lambda moment: field(choice("datetimepicker", initial_date_time=moment)),
        source=see.DATETIME,
    ),
)

ROWS = (*MENU, *BOXES, *DATES)
