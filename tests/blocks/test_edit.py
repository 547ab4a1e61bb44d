"""Sam edits a draft in the modal, rightly and wrongly."""

from typing import Any

import pytest

from app.domain.errors import BadTemplate, BadValue
from app.domain.plan import EventDetails, FieldChange, Step, Template
from app.domain.record import Entity
from blocks import ids
from blocks.edit_parse import field_errors, parse_edit
from blocks.edit_view import edit_view
from tests.blocks.checks import shown
from tests.blocks.samples import (
    CREATE_STEP,
    DEAL_STEP,
    DELETE_STEP,
    INVITE_STEP,
    MAIL_STEP,
    NOW,
    SHIFT_STEP,
    draft,
    mail,
)

_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def filled(step: Step | None, **typed: Any) -> dict[str, Any]:
    """The state of the step's form as Slack sends it, with what was typed over it by block_id."""
    state: dict[str, Any] = {}
    for block in edit_view(draft(step))["blocks"]:
        if block["type"] == "input":
            name, element = block["block_id"], block["element"]
            key, initial = _INITIAL[element["type"]]
            state[name] = {name: {key: typed.get(name, element.get(initial))}}
    return state


@pytest.mark.parametrize(
    "step", [MAIL_STEP, INVITE_STEP, SHIFT_STEP, DEAL_STEP, CREATE_STEP, DELETE_STEP]
)
def test_an_untouched_form_changes_nothing(step: Step) -> None:
    assert parse_edit(step, filled(step), NOW) == step


def test_the_mail_form_lists_the_fields_and_shows_one_finished_mail() -> None:
    view = edit_view(draft(), mail(0), ("name", "first_name"))
    text = shown(view["blocks"])
    assert "Fields you can use: {{ name }}, {{ first_name }}" in text
    assert "What john@company.com will get" in text
    assert "Thanks for the productive discussion about the road map." in text
    assert ids.DraftRef.parse(view["private_metadata"]).draft_id == "d1"


def test_a_new_text_is_no_longer_the_built_in_one() -> None:
    edited = parse_edit(MAIL_STEP, filled(MAIL_STEP, edit_body=" Hello {{ name }} "), NOW)
    expected = Template(subject="Follow-up: Q4 planning", body="Hello {{ name }}", name=None)
    assert edited.template == expected


def test_a_body_too_long_for_the_form_stays_as_it_is() -> None:
    template = Template(subject="Long", body="x" * 3_001)
    step = MAIL_STEP.model_copy(update={"template": template})
    assert "stays as it is" in shown(edit_view(draft(step))["blocks"])
    edited = parse_edit(step, filled(step, edit_subject="Longer"), NOW)
    assert edited.template == Template(subject="Longer", body="x" * 3_001)


def test_an_event_moves_in_its_own_zone() -> None:
    typed = {"edit_date": "2027-07-01", "edit_time": "10:15", "edit_minutes": "45"}
    edited = parse_edit(INVITE_STEP, filled(INVITE_STEP, **typed), NOW)
    assert edited.event == EventDetails(
        title="Pipeline review", start="2027-07-01T08:15:00Z", minutes=45, zone="Europe/Berlin"
    )


def test_deals_keep_the_types_of_their_values() -> None:
    typed = {
        "edit_change:0": "Lost",
        "edit_change:1": "1500",
        "edit_change:2": 1_800_000_000,
    }
    edited = parse_edit(DEAL_STEP, filled(DEAL_STEP, **typed), NOW)
    assert [change.value for change in edited.changes] == ["Lost", 1500, "2027-01-15T08:00:00Z"]


def test_several_values_are_separated_by_commas() -> None:
    edited = parse_edit(
        CREATE_STEP, filled(CREATE_STEP, **{"edit_value:2": "partner, vip,, "}), NOW
    )
    assert edited.values["tags"] == ["partner", "vip"]


def test_meetings_move_by_other_minutes_or_back() -> None:
    edited = parse_edit(SHIFT_STEP, filled(SHIFT_STEP, **{"edit_change:0": "-30"}), NOW)
    assert edited.changes[0].value == -30


@pytest.mark.parametrize(
    ("step", "field", "typed", "said"),
    [
        (MAIL_STEP, ids.EDIT_SUBJECT, " ", "Subject can't be empty."),
        (MAIL_STEP, ids.EDIT_BODY, None, "Text can't be empty."),
        (INVITE_STEP, ids.EDIT_TITLE, "", "Title can't be empty."),
        (INVITE_STEP, ids.EDIT_DATE, None, "Date can't be empty."),
        (INVITE_STEP, ids.EDIT_DATE, "tomorrow", "Date can't be empty."),
        (INVITE_STEP, ids.EDIT_TIME, "25:00", "Time can't be empty."),
        (INVITE_STEP, ids.EDIT_MINUTES, "0", "Enter between 1 and 20,160 minutes."),
        (INVITE_STEP, ids.EDIT_MINUTES, "", "Length in minutes must be a whole number."),
        (SHIFT_STEP, "edit_change:0", "0", "Enter how many minutes to move by, other than 0."),
        (INVITE_STEP, ids.EDIT_DATE, "2020-11-26", "That is in the past."),
        (INVITE_STEP, ids.EDIT_DATE, "2037-11-26", "That is more than 10 years ahead."),
        (SHIFT_STEP, "edit_change:0", "999999999999", "can be moved by up to 366 days."),
        (SHIFT_STEP, "edit_change:0", "-527041", "can be moved by up to 366 days."),
        (SHIFT_STEP, "edit_change:0", "1.5", "Move by minutes must be a whole number."),
        (DEAL_STEP, "edit_change:0", "", "Stage can't be empty."),
        (DEAL_STEP, "edit_change:2", None, "Closed at can't be empty."),
    ],
)
def test_a_slip_is_shown_at_its_input(step: Step, field: str, typed: Any, said: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_edit(step, filled(step, **{field: typed}), NOW)
    assert said in refused.value.text
    assert field_errors(refused.value) == {field: refused.value.text}
    assert field in {block["block_id"] for block in edit_view(draft(step))["blocks"]}


def test_a_time_that_is_over_today_is_told_at_the_time() -> None:
    typed = {"edit_date": "2026-11-23", "edit_time": "14:31"}
    with pytest.raises(BadValue, match="in the past") as refused:
        parse_edit(INVITE_STEP, filled(INVITE_STEP, **typed), NOW)
    assert refused.value.field == ids.EDIT_TIME
    soon = parse_edit(INVITE_STEP, filled(INVITE_STEP, **typed | {"edit_time": "14:40"}), NOW)
    assert soon.event
    assert soon.event.start == "2026-11-23T13:40:00Z"


def test_an_hour_that_the_clocks_leave_out_is_refused() -> None:
    typed = {"edit_date": "2027-03-28", "edit_time": "02:30"}
    with pytest.raises(BadValue, match="does not exist in Europe/Berlin") as refused:
        parse_edit(INVITE_STEP, filled(INVITE_STEP, **typed), NOW)
    assert refused.value.field == ids.EDIT_TIME


def test_a_bad_template_is_shown_at_its_part() -> None:
    assert field_errors(BadTemplate("No such field.", "subject")) == {
        ids.EDIT_SUBJECT: "No such field."
    }
    assert field_errors(BadValue("Elsewhere.")) == {}


@pytest.mark.parametrize(
    ("step", "said"), [(DELETE_STEP, "nothing to edit"), (None, "came with finished items")]
)
def test_what_has_no_inputs_points_to_see_all(step: Step | None, said: str) -> None:
    view = edit_view(draft(step))
    assert "submit" not in view
    assert said in shown(view["blocks"])


@pytest.mark.parametrize("value", [True, None, {"a": 1}, 1e300, float("nan"), 10**15])
def test_a_value_that_no_form_holds_stays(value: Any) -> None:
    change = FieldChange(field="odd", how="set", value=value)
    step = DEAL_STEP.model_copy(update={"changes": (change,), "entity": Entity.DEAL})
    edited = parse_edit(step, {"edit_change:0": {"edit_change:0": {"value": "1"}}}, NOW)
    assert edited.changes[0].value is value


def test_an_amount_may_have_decimals() -> None:
    change = FieldChange(field="amount", how="set", value=12.5)
    step = DEAL_STEP.model_copy(update={"changes": (change,)})
    edited = parse_edit(step, filled(step, **{"edit_change:0": "99.95"}), NOW)
    assert edited.changes[0].value == 99.95
    with pytest.raises(BadValue, match="must be a number"):
        parse_edit(step, filled(step, **{"edit_change:0": "a lot"}), NOW)
