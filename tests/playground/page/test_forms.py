"""What a browser's controls hold becomes what Slack sends; what does not fit is told in a sentence."""

import json
from typing import Any

import pytest

from playground.choices import ChoiceError, Directory, entry
from playground.controls import Control
from playground.elements import Placed
from playground.page.forms import Offer, entries, selection

PLACE = Directory(
    {"U0ADA": "Ada Okafor", "U0BEN": "Ben Silva"}, {"C0GEN": "general"}, "Asia/Kolkata"
)
HERE = Offer(PLACE, {"F1": {"id": "F1", "name": "list.csv"}, "F2": {"id": "F2", "name": "a.exe"}})


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower(), **more}


RED, BLUE, GREEN = option("Red"), option("Blue", description=plain("Like the sea")), option("Green")
COLOURS = {"options": [RED, BLUE, GREEN]}
GROUPED = {"option_groups": [{"label": plain("Warm"), "options": [RED]}, {"options": [BLUE]}]}
FOUND = {"text": plain("Hull 12"), "value": "p12"}


@pytest.mark.parametrize(
    ("kind", "element", "raw", "key", "expected"),
    [
        ("plain_text_input", {}, ["Zoe"], "value", "Zoe"),
        ("plain_text_input", {"multiline": True}, ["a\nb"], "value", "a\nb"),
        ("email_text_input", {}, ["zoe@example.com"], "value", "zoe@example.com"),
        ("url_text_input", {}, ["https://example.com/x"], "value", "https://example.com/x"),
        ("number_input", {"is_decimal_allowed": True}, ["1.50"], "value", "1.50"),
        ("datepicker", {}, ["2026-03-09"], "selected_date", "2026-03-09"),
        ("timepicker", {}, ["09:30:00"], "selected_time", "09:30"),
        ("datetimepicker", {}, ["2026-03-09T05:30"], "selected_date_time", 1_773_014_400),
        ("static_select", COLOURS, ["blue"], "selected_option", BLUE),
        ("static_select", GROUPED, ["blue"], "selected_option", BLUE),
        ("radio_buttons", COLOURS, ["red"], "selected_option", RED),
        ("checkboxes", COLOURS, ["red", "green"], "selected_options", [RED, GREEN]),
        ("multi_static_select", COLOURS, ["green", "green"], "selected_options", [GREEN]),
        ("external_select", {}, [json.dumps(FOUND)], "selected_option", FOUND),
        ("multi_external_select", {}, [json.dumps(FOUND)], "selected_options", [FOUND]),
        ("users_select", {}, ["U0BEN"], "selected_user", "U0BEN"),
        ("multi_users_select", {}, ["U0BEN", "U0ADA"], "selected_users", ["U0BEN", "U0ADA"]),
        ("channels_select", {}, ["C0GEN"], "selected_channel", "C0GEN"),
        ("multi_channels_select", {}, ["C0GEN"], "selected_channels", ["C0GEN"]),
        ("conversations_select", {}, ["U0ADA"], "selected_conversation", "U0ADA"),
        ("multi_conversations_select", {}, ["C0GEN"], "selected_conversations", ["C0GEN"]),
        ("file_input", {"filetypes": ["csv"]}, ["F1"], "files", [HERE.files["F1"]]),
    ],
)
def test_what_a_control_holds_becomes_its_state(
    kind: str, element: dict[str, Any], raw: list[str], key: str, expected: Any
) -> None:
    assert selection({"type": kind, **element}, raw, HERE) == {"type": kind, key: expected}


@pytest.mark.parametrize(
    ("kind", "key", "empty"),
    [
        ("plain_text_input", "value", None),
        ("static_select", "selected_option", None),
        ("checkboxes", "selected_options", []),
        ("multi_users_select", "selected_users", []),
        ("datetimepicker", "selected_date_time", None),
        ("file_input", "files", []),
    ],
)
def test_an_empty_control_clears_even_an_initial_value(kind: str, key: str, empty: Any) -> None:
    element = {"type": kind, **COLOURS, "initial_value": "x", "initial_option": RED}
    assert selection(element, [], HERE) == {"type": kind, key: empty}


def test_several_lines_become_rich_text() -> None:
    entry = selection({"type": "rich_text_input"}, ["one\ntwo"], HERE)
    (section,) = entry["rich_text_value"]["elements"]
    assert section["elements"] == [{"type": "text", "text": "one\ntwo"}]


@pytest.mark.parametrize(
    ("kind", "element", "raw", "sentence"),
    [
        ("plain_text_input", {"min_length": 3}, ["no"], "3 to 3000 characters"),
        ("plain_text_input", {"max_length": 2}, ["too long"], "0 to 2 characters"),
        ("number_input", {}, ["1.5"], "whole number"),
        ("number_input", {}, ["?"], "Write a number"),
        ("number_input", {"min_value": "1", "max_value": "5"}, ["6"], "5 or less"),
        ("email_text_input", {}, ["zoe"], "email address"),
        ("url_text_input", {}, ["javascript:alert(1)"], "web address"),
        ("datepicker", {}, ["?"], "YYYY-MM-DD"),
        ("timepicker", {}, ["25:00"], "HH:MM"),
        ("datetimepicker", {}, ["2026-13-01T10:00"], "YYYY-MM-DD HH:MM"),
        ("static_select", COLOURS, ["mauve"], "no longer offered"),
        ("multi_static_select", {**COLOURS, "max_selected_items": 1}, ["red", "blue"], "At most 1"),
        ("multi_users_select", {"max_selected_items": 1}, ["U0ADA", "U0BEN"], "At most 1"),
        ("users_select", {}, ["U0NOBODY"], "This person can't be chosen"),
        ("channels_select", {}, ["C0SECRET"], "This channel can't be chosen"),
        ("conversations_select", {}, ["C0SECRET"], "This conversation can't be chosen"),
        ("external_select", {}, ["Hull 12"], "that the search finds"),
        ("external_select", {}, ['["text", "value"]'], "that the search finds"),
        ("external_select", {}, ['{"text": "Hull", "value": "p"}'], "that the search finds"),
        ("external_select", {}, [json.dumps({"text": plain("Hull")})], "that the search finds"),
        ("file_input", {}, ["F0GONE"], "Add it again"),
        ("file_input", {"filetypes": ["csv", "txt"]}, ["F2"], "csv, txt"),
        ("file_input", {"max_files": 1}, ["F1", "F2"], "at most 1 file"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    kind: str, element: dict[str, Any], raw: list[str], sentence: str
) -> None:
    with pytest.raises(ChoiceError, match=sentence):
        selection({"type": kind, **element}, raw, HERE)


def test_what_the_app_preset_may_stay_even_if_nobody_could_choose_it() -> None:
    element = {"type": "multi_users_select", "initial_users": ["U0LEFT"]}
    chosen = selection(element, ["U0LEFT", "U0ADA"], HERE)
    assert chosen["selected_users"] == ["U0LEFT", "U0ADA"]


def test_buttons_and_menus_add_what_was_pressed() -> None:
    menu = {"type": "overflow", **COLOURS}
    rating = {
        "type": "feedback_buttons",
        "positive_button": {"text": plain("Good"), "value": "+"},
        "negative_button": {"text": plain("Bad"), "value": "-"},
    }
    assert selection({"type": "button", "value": "v"}, []) == {}
    assert selection(menu, ["green"]) == {"selected_option": GREEN}
    assert selection(rating, ["-"]) == {"value": "-", "text": plain("Bad")}
    for element, raw in ((menu, []), (menu, ["mauve"]), (rating, ["?"]), (rating, [])):
        with pytest.raises(ChoiceError):
            selection(element, raw)
    with pytest.raises(ChoiceError, match="not part of this playground"):
        selection({"type": "workflow_button"}, [])


def test_a_form_gives_what_fits_and_names_what_does_not_by_block() -> None:
    def placed(block_id: str, kind: str) -> Placed:
        element = {"type": kind, "action_id": "a"}
        return Placed({"type": "input", "block_id": block_id}, element)

    values, errors = entries(
        [
            (placed("name", "plain_text_input"), ["Zoe"]),
            (placed("mail", "email_text_input"), ["zoe"]),
            (placed("go", "button"), []),
        ],
        HERE,
    )
    assert values == {"name": {"a": {"type": "plain_text_input", "value": "Zoe"}}}
    assert list(errors) == ["mail"]


def test_a_file_is_added_and_never_typed() -> None:
    control = Control("List", "file_input", "a", "b", {"type": "file_input"})
    with pytest.raises(ChoiceError, match="List can't be filled in here"):
        entry(control, "F1")
