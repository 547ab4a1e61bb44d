"""What can be pressed is found in reading order; what is typed becomes what Slack sends."""

from collections.abc import Mapping
from typing import Any

import pytest

from playground.choices import ChoiceError, Directory, entry, selection
from playground.controls import Control, controls, option_of


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def one(element: Mapping[str, Any], **block: Any) -> Control:
    """The control of one element in an input block."""
    named = {"type": "input", "block_id": "b", "label": plain("What"), **block}
    return controls([{**named, "element": {"action_id": "a", **element}}])[0]


PEOPLE = Directory(
    {"U0ADA": "Ada Okafor", "U0BEN": "Ben Silva", "U0BEA": "Ben Arden"},
    {"C0GEN": "general"},
    "Europe/Paris",
)
COLOURS = [option("Red"), option("Dark blue"), option("Green, pale")]


def test_controls_come_in_reading_order_with_their_labels() -> None:
    confirm = {"title": plain("Sure?"), "text": plain("All of it."), "confirm": plain("Yes!")}
    found = controls(
        [
            {"type": "section", "text": plain("x"), "accessory": {"type": "image"}},
            {
                "type": "section",
                "block_id": "row",
                "text": plain("x"),
                "accessory": {"type": "overflow", "action_id": "more", "options": COLOURS},
            },
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": plain(" Go\n on "), "confirm": confirm},
                    {"type": "users_select", "placeholder": plain("Who")},
                ],
            },
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "action_id": "rate",
                        "positive_button": {"text": plain("Good"), "value": "+"},
                        "negative_button": {"text": plain("Bad"), "value": "-"},
                    }
                ],
            },
        ]
    )
    assert [control.label for control in found] == ["", "Go on", "Who", "Good", "Bad"]
    assert [control.kind for control in found][:3] == ["overflow", "button", "users_select"]
    assert found[0].block_id == "row"
    assert [item.text for item in found[0].options] == ["Red", "Dark blue", "Green, pale"]
    dialog = found[1].confirm
    assert dialog is not None
    assert (dialog.yes, dialog.no, dialog.text) == ("Yes!", "No", "All of it.")
    assert selection(found[4]) == {"value": "-"}


def test_what_was_entered_counts_before_the_initial_value() -> None:
    element = {"type": "plain_text_input", "action_id": "a", "initial_value": "old"}
    block = {"type": "input", "block_id": "b", "label": plain("What"), "element": element}
    assert controls([block])[0].current["value"] == "old"
    held = {"b": {"a": {"type": "plain_text_input", "value": "new"}}}
    assert controls([block], held)[0].current["value"] == "new"


def test_an_input_dispatches_only_when_its_block_says_so() -> None:
    assert not one({"type": "plain_text_input"}).dispatches
    assert one({"type": "plain_text_input"}, dispatch_action=True).dispatches


@pytest.mark.parametrize(
    ("element", "typed", "expected"),
    [
        ({"type": "plain_text_input"}, " hello ", {"value": "hello"}),
        ({"type": "number_input", "is_decimal_allowed": False}, "12", {"value": "12"}),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", {"value": "1.5"}),
        ({"type": "email_text_input"}, "ada@example.com", {"value": "ada@example.com"}),
        ({"type": "url_text_input"}, "https://x.example", {"value": "https://x.example"}),
        ({"type": "datepicker"}, "2026-03-09", {"selected_date": "2026-03-09"}),
        ({"type": "timepicker"}, "9:30".zfill(5), {"selected_time": "09:30"}),
        ({"type": "datetimepicker"}, "2026-03-09 14:30", {"selected_date_time": 1_773_063_000}),
        ({"type": "datetimepicker"}, "1773063000", {"selected_date_time": 1_773_063_000}),
        (
            {"type": "static_select", "options": COLOURS},
            "dark BLUE",
            {"selected_option": COLOURS[1]},
        ),
        (
            {"type": "radio_buttons", "options": COLOURS},
            "Red",
            {"selected_option": COLOURS[0]},
        ),
        (
            {"type": "checkboxes", "options": COLOURS},
            "Red, Dark blue",
            {"selected_options": COLOURS[:2]},
        ),
        (
            {"type": "multi_static_select", "options": COLOURS},
            "Green, pale",
            {"selected_options": COLOURS[2:]},
        ),
        (
            {"type": "static_select", "option_groups": [{"label": plain("x"), "options": COLOURS}]},
            "Red",
            {"selected_option": COLOURS[0]},
        ),
        ({"type": "users_select"}, "@ada okafor", {"selected_user": "U0ADA"}),
        ({"type": "multi_users_select"}, "@Ada, U0BEN", {"selected_users": ["U0ADA", "U0BEN"]}),
        ({"type": "channels_select"}, "#general", {"selected_channel": "C0GEN"}),
        ({"type": "conversations_select"}, "@Ada", {"selected_conversation": "U0ADA"}),
        ({"type": "multi_channels_select"}, "general", {"selected_channels": ["C0GEN"]}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "multi_users_select"}, " ", {"selected_users": []}),
    ],
)
def test_typed_text_becomes_a_state_entry(
    element: dict[str, Any], typed: str, expected: dict[str, Any]
) -> None:
    assert entry(one(element), typed, PEOPLE) == {"type": element["type"], **expected}


def test_rich_text_is_typed_as_one_section() -> None:
    filled = entry(one({"type": "rich_text_input"}), "hello", PEOPLE)["rich_text_value"]
    assert filled["elements"][0]["elements"] == [{"type": "text", "text": "hello"}]


@pytest.mark.parametrize(
    ("element", "typed", "sentence"),
    [
        ({"type": "datepicker"}, "9 March", "YYYY-MM-DD"),
        ({"type": "timepicker"}, "soon", "HH:MM"),
        ({"type": "datetimepicker"}, "2026-03-09", "YYYY-MM-DD HH:MM"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "a whole number"),
        ({"type": "number_input", "is_decimal_allowed": True}, "NaN", "Write a number"),
        ({"type": "number_input", "min_value": "3", "max_value": "9"}, "2", "3 or more"),
        ({"type": "number_input", "min_value": "3", "max_value": "9"}, "10", "9 or less"),
        ({"type": "number_input"}, "many", "a number"),
        ({"type": "email_text_input"}, "ada", "an email address"),
        ({"type": "url_text_input"}, "example.com", "a web address"),
        ({"type": "plain_text_input", "max_length": 3}, "hello", "0 to 3 characters"),
        ({"type": "static_select", "options": COLOURS}, "Pink", "Red, Dark blue, Green, pale"),
        (
            {"type": "checkboxes", "options": COLOURS, "max_selected_items": 1},
            "Red, Dark blue",
            "At most 1",
        ),
        ({"type": "users_select"}, "@Zoe", "There is no @Zoe"),
        ({"type": "users_select"}, "@Ben", "more than one @Ben"),
        ({"type": "file_input"}, "a.csv", "can't be filled in"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    element: dict[str, Any], typed: str, sentence: str
) -> None:
    with pytest.raises(ChoiceError, match=sentence):
        entry(one(element), typed, PEOPLE)


def test_choosing_in_a_group_of_checkboxes_toggles() -> None:
    first, second = option_of(COLOURS[0]), option_of(COLOURS[1])
    boxes = one({"type": "checkboxes", "options": COLOURS, "initial_options": [COLOURS[0]]})
    assert selection(boxes, second) == {"selected_options": COLOURS[:2]}
    assert selection(boxes, first) == {"selected_options": []}
    menu = one({"type": "static_select", "options": COLOURS})
    assert selection(menu, second) == {"selected_option": COLOURS[1]}
