"""The people of an invitation, as the Edit modal lists them and reads them back."""

import pytest

from app.domain.errors import BadValue
from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import EventDetails, Step
from app.domain.record import Entity
from app.domain.sources import Listed, Query
from blocks import ids
from blocks.edit_parse import parse_edit
from tests.blocks.samples import NOW

EVENT = EventDetails(title="Review", start="2026-11-26T09:00:00Z", minutes=30, zone="Europe/Berlin")
STEP = Step(
    kind=BulkType.CALENDAR,
    verb=BulkVerb.CREATE,
    entity=Entity.EVENT,
    source=Query(entity=Entity.COLLEAGUE),
    event=EVENT,
)


def typed(people: str | None) -> dict[str, dict[str, dict[str, object]]]:
    state: dict[str, dict[str, dict[str, object]]] = {
        ids.EDIT_DATE: {ids.EDIT_DATE: {"selected_date": "2026-11-26"}},
        ids.EDIT_TIME: {ids.EDIT_TIME: {"selected_time": "10:00"}},
    }
    if people is not None:
        state[ids.EDIT_PEOPLE] = {ids.EDIT_PEOPLE: {"value": people}}
    return state


def test_people_can_be_added_and_taken_out_and_each_is_asked_once() -> None:
    edited = parse_edit(STEP, typed("akira@harbor.example\nAna@example.org, ana@example.org"), NOW)
    assert isinstance(edited.source, Listed)
    addresses = [entry.address for entry in edited.source.entries]
    assert addresses == ["akira@harbor.example", "ana@example.org"]


def test_a_form_without_the_list_leaves_the_people_as_they_were() -> None:
    assert parse_edit(STEP, typed(None), NOW).source == STEP.source


def test_an_empty_list_is_told_at_its_field() -> None:
    with pytest.raises(BadValue) as told:
        parse_edit(STEP, typed(" ,\n"), NOW)
    assert told.value.field == ids.EDIT_PEOPLE
