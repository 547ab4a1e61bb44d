"""Elements on the page: each can be operated, has a name, and holds what was entered."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from playground.page.scene import Scene
from tests.playground.page.drawing import NOON, action, asked, drawn, option, plain


def test_a_button_says_what_it_is_and_asks_first() -> None:
    confirm = {"title": plain("Sure?"), "text": plain("It stays."), "confirm": plain("Do it")}
    html = action(type="button", text=plain("Go :tada:"), style="danger", confirm=confirm)
    wrapper = html.of_class("element")[0]
    assert wrapper.attributes["data-block-id"] == "b"
    assert wrapper.attributes["data-action-id"] == "a"
    assert wrapper.attributes["data-dispatch"] == "change"
    assert json.loads(wrapper.attributes["data-confirm"]) == {
        "title": "Sure?",
        "text": "It stays.",
        "confirm": "Do it",
        "deny": "No",
        "style": "",
    }
    button = html.one("button")
    assert (button.text, button.attributes["class"]) == ("Go 🎉", "button danger")
    assert "data-press" in button.attributes


def test_a_button_with_an_address_is_a_link_unless_it_must_not_be_followed() -> None:
    link = action(type="button", text=plain("Open"), url="https://a.example").one("a")
    assert link.attributes["rel"] == "noopener noreferrer"
    assert "data-press" in link.attributes
    assert not action(type="button", text=plain("x"), url="javascript:alert(1)").all("a")


def test_options_that_are_pressed_carry_their_value() -> None:
    html = action(type="overflow", options=[option("Edit"), option("Drop")])
    assert [tag.attributes["data-raw"] for tag in html.all("button")] == ["edit", "drop"]
    assert html.one("summary").attributes["aria-label"] == "More actions"
    half = {"text": plain("Good"), "value": "+"}
    feedback = action(type="feedback_buttons", positive_button=half)
    assert feedback.one("button").attributes["data-raw"] == "+"


def test_an_icon_button_is_hidden_from_those_it_is_not_for() -> None:
    icon = {"type": "icon_button", "icon": "trash", "text": plain("Delete")}
    assert action(**icon).one("button").attributes["aria-label"] == "Delete"
    assert not action(**icon, visible_to_user_ids=["U0BO"]).all("button")


def test_workflows_are_said_not_to_be_here() -> None:
    html = action(type="workflow_button", text=plain("Start"), workflow={})
    assert "disabled" in html.one("button").attributes
    note = html.by_id(html.one("button").attributes["aria-describedby"])
    assert note.text == "Workflows are not part of the playground."


def test_a_menu_offers_its_groups_and_keeps_what_was_chosen() -> None:
    groups = [{"label": plain("Open"), "options": [option("New"), option("Won")]}]
    element = {
        "type": "static_select",
        "placeholder": plain("Stage"),
        "option_groups": groups,
        "initial_option": option("New"),
    }
    html = action(**element)
    assert html.one("optgroup").attributes["label"] == "Open"
    assert [tag.attributes["value"] for tag in html.all("option")] == ["", "new", "won"]
    assert [tag.text for tag in html.all("option") if "selected" in tag.attributes] == ["New"]
    values = {"b": {"a": {"type": "static_select", "selected_option": option("Won")}}}
    entered = asked(element, Scene(values=values))
    assert [tag.text for tag in entered.all("option") if "selected" in tag.attributes] == ["Won"]


def test_people_and_channels_come_from_the_directory() -> None:
    people = action(type="users_select", initial_user="U0BO")
    assert [tag.attributes["value"] for tag in people.all("option")] == ["", "U0ADA", "U0BO"]
    channels = action(type="multi_channels_select", initial_channels=["C0GEN"])
    box = channels.one("input", type="checkbox")
    assert (box.attributes["value"], "checked" in box.attributes) == ("C0GEN", True)
    assert channels.of_class("picker-names")[0].text == "#general"
    both = action(type="conversations_select")
    assert [tag.attributes["value"] for tag in both.all("option")] == ["", "C0GEN", "U0ADA", "U0BO"]
    rooms = action(type="conversations_select", filter={"include": ["public"]})
    assert [tag.attributes["value"] for tag in rooms.all("option")] == ["", "C0GEN"]


def test_a_search_holds_its_choice_as_the_app_gave_it() -> None:
    chosen = {**option("Acme <x>"), "description": plain("a deal")}
    html = action(type="multi_external_select", initial_options=[chosen], max_selected_items=3)
    held = html.one("input", type="hidden")
    assert json.loads(held.attributes["value"]) == chosen
    picker = html.of_class("picker")[0].attributes
    assert (picker["data-picker"], picker["data-min-query"], picker["data-max"]) == (
        "search",
        "3",
        "3",
    )
    box = html.one("input", role="combobox")
    assert html.by_id(box.attributes["aria-controls"]).attributes["role"] == "listbox"


def test_choices_have_names_of_their_own_wherever_they_stand() -> None:
    radios = {"type": "radio_buttons", "options": [option("One")], "action_id": "a"}
    block = {"type": "actions", "block_id": "b", "elements": [radios]}
    here = drawn(block).one("input").attributes["name"]
    again = drawn(block).one("input").attributes["name"]
    there = drawn(block, scene=Scene(place={"view_id": "V1"})).one("input").attributes["name"]
    assert here == again
    assert here != there


@pytest.mark.parametrize(
    ("element", "kind", "expected"),
    [
        ({"type": "datepicker", "initial_date": "2026-03-09"}, "date", "2026-03-09"),
        ({"type": "timepicker", "initial_time": "09:30"}, "time", "09:30"),
        (
            {"type": "datetimepicker", "initial_date_time": NOON},
            "datetime-local",
            "2023-11-14T23:13",
        ),
        ({"type": "email_text_input", "initial_value": "a@b.c"}, "email", "a@b.c"),
        ({"type": "url_text_input", "initial_value": "https://a.b"}, "url", "https://a.b"),
        ({"type": "number_input", "initial_value": "0", "min_value": "-1"}, "number", "0"),
        ({"type": "plain_text_input", "initial_value": '"><b>'}, "text", '"><b>'),
    ],
)
def test_fields_are_of_their_kind_and_hold_what_they_start_with(
    element: Mapping[str, Any], kind: str, expected: str
) -> None:
    field = asked(element).one("input")
    assert (field.attributes["type"], field.attributes["value"]) == (kind, expected)
    assert field.has_class("field")


def test_long_texts_keep_their_lines_and_limits() -> None:
    element = {"type": "plain_text_input", "multiline": True, "initial_value": "\na\nb"}
    field = asked({**element, "min_length": 2, "max_length": 9}).one("textarea")
    # A browser drops the first line break inside a textarea; the template's own is the one.
    assert field.text == "\n\na\nb"
    assert (field.attributes["minlength"], field.attributes["maxlength"]) == ("2", "9")
    number = asked({"type": "number_input", "is_decimal_allowed": True, "max_value": "2.5"})
    assert number.one("input").attributes["step"] == "any"
    assert number.one("input").attributes["max"] == "2.5"


@pytest.mark.parametrize(
    ("element", "block", "expected"),
    [
        ({"type": "plain_text_input"}, {}, None),
        ({"type": "plain_text_input"}, {"dispatch_action": True}, "enter"),
        (
            {
                "type": "plain_text_input",
                "dispatch_action_config": {
                    "trigger_actions_on": ["on_enter_pressed", "on_character_entered"]
                },
            },
            {"dispatch_action": True},
            "enter change",
        ),
        ({"type": "datepicker"}, {"dispatch_action": True}, "change"),
        ({"type": "datepicker"}, {}, None),
    ],
)
def test_inputs_are_sent_at_once_only_where_the_app_asks_for_it(
    element: Mapping[str, Any], block: Mapping[str, Any], expected: str | None
) -> None:
    wrapper = asked(element, **block).of_class("element")[0]
    assert wrapper.attributes.get("data-dispatch") == expected


def test_an_input_has_its_label_hint_error_and_optional_mark() -> None:
    html = asked(
        {"type": "plain_text_input"},
        Scene(errors={"b": "Write <more>."}),
        hint=plain("One sentence."),
        optional=True,
    )
    field = html.one("input")
    assert html.one("label").attributes["for"] == field.attributes["id"]
    assert html.one("label").text == "Reason (optional)"
    said = [html.by_id(one).text for one in field.attributes["aria-describedby"].split()]
    assert said == ["One sentence.", "Write <more>."]
    assert field.attributes["aria-invalid"] == "true"
    assert "aria-required" not in field.attributes
    calm = asked({"type": "plain_text_input"})
    assert "hidden" in calm.one("p", data_error="").attributes
    assert calm.one("input").attributes["aria-required"] == "true"


def test_a_group_of_choices_has_a_legend_instead_of_a_label() -> None:
    html = asked({"type": "checkboxes", "options": [option("One"), option("Two")]})
    assert html.one("legend").inside[-1] == "fieldset"
    assert html.one("legend").text == "Reason"
    assert "hint" not in html.one("fieldset").attributes["aria-describedby"]
    assert not html.all("label", for_="")
