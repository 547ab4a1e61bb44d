"""People who join or leave meetings, and meetings moved to a time."""

import pytest

from app.domain.plan import ChangeHow, FieldChange, Plan, Question, Refusal
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.unit.planning.steps import MINE, TOMORROW
from tests.unit.planning.workspace import read

WITH_TOM = Filter(field="attendees", comparison=Comparison.HAS, value="tom@harbor.example")
AT_THREE = (
    Filter(field="start", comparison=Comparison.AT_LEAST, value="2026-11-24T14:00:00Z"),
    Filter(field="start", comparison=Comparison.BELOW, value="2026-11-24T14:01:00Z"),
)


async def _step(text: str, **answers: str) -> tuple[Query, FieldChange]:
    plan = await read(text, answers)
    assert isinstance(plan, Plan), plan
    [step] = plan.steps
    [change] = step.changes
    assert isinstance(step.source, Query)
    assert step.source.entity is Entity.EVENT
    return step.source, change


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Move my 3pm tomorrow to 4pm", "2026-11-24T15:00:00Z"),
        ("Reschedule my 15:00 meeting tomorrow to 16:30", "2026-11-24T15:30:00Z"),
        ("move my 3pm tomorrow to Friday at 10", "2026-11-27T09:00:00Z"),
        ("Push my 3pm tomorrow to noon", "2026-11-24T11:00:00Z"),
    ],
)
async def test_a_meeting_goes_to_a_time_of_its_day_or_of_another(text: str, start: str) -> None:
    source, change = await _step(text)
    assert set(source.filters) == {MINE, *AT_THREE}
    assert change == FieldChange(field="start", how=ChangeHow.START, value=start)


async def test_of_several_that_may_be_meant_the_next_goes_to_the_time() -> None:
    text = "Move my meeting with Tom tomorrow to 16:00"
    assert isinstance(await read(text), Question)
    source, change = await _step(text, all="next")
    assert (source.order_by, source.limit) == ("start", 1)
    assert change.value == "2026-11-24T15:00:00Z"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Move my meetings tomorrow to 4pm", "Only one meeting"),
        ("Move my next meeting to 4pm", "Say the day too"),
        ("Move my 3pm tomorrow to 4", "such as 16:00"),
        ("Move my 3pm tomorrow to today at 9", "in the past"),
    ],
)
async def test_what_cannot_go_to_a_time_is_refused(text: str, said: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert said in reading.text


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Add Priya to my meetings with Tom tomorrow", "priya@harbor.example"),
        (
            "add Priya and Jinsoo to all my meetings with Tom tomorrow",
            ("priya@harbor.example", "jinsoo@harbor.example"),
        ),
        ("add ana@example.org to my meetings with Tom tomorrow", "ana@example.org"),
    ],
)
async def test_people_join_meetings_that_exist(text: str, people: object) -> None:
    source, change = await _step(text)
    assert set(source.filters) == {MINE, WITH_TOM, *TOMORROW}
    assert change == FieldChange(field="attendees", how=ChangeHow.ADD, value=people)


async def test_who_is_taken_off_meetings_is_so_only_where_they_are_on_them() -> None:
    source, change = await _step("Remove Tom from my meetings tomorrow")
    assert set(source.filters) == {MINE, WITH_TOM, *TOMORROW}
    assert change == FieldChange(
        field="attendees", how=ChangeHow.REMOVE, value="tom@harbor.example"
    )


async def test_nobody_takes_themselves_off_their_own_meetings() -> None:
    reading = await read("Remove me from my meetings tomorrow")
    assert isinstance(reading, Refusal)
    assert "cancel them instead" in reading.text


@pytest.mark.parametrize(
    "text",
    [
        "cancel tomorrows meetings",
        "Cancel everything I have tomorrow",
        "can u cancel my meetings tmrw",
        "kill all my meetings tomorrow please and thank you",
    ],
)
async def test_hurried_spellings_mean_the_same(text: str) -> None:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    source = plan.steps[0].source
    assert isinstance(source, Query)
    assert set(source.filters) == {MINE, *TOMORROW}


async def test_everything_is_deleted_by_nobody_even_tomorrow() -> None:
    reading = await read("Delete everything tomorrow")
    assert isinstance(reading, Refusal)
    assert "never delete everything" in reading.text


async def test_a_place_is_set() -> None:
    _, change = await _step("Set the location of my 3pm tomorrow to Room 4")
    assert change == FieldChange(field="location", how=ChangeHow.SET, value="Room 4")
