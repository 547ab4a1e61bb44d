"""Which of several meetings, and what they are to be called."""

import pytest

from app.domain.plan import ChangeHow, Plan, Question, Refusal
from app.domain.sources import Comparison, Query
from tests.unit.planning.workspace import read


async def _source(text: str) -> Query:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    source = plan.steps[0].source
    assert isinstance(source, Query)
    return source


@pytest.mark.parametrize(
    ("text", "order", "limit"),
    [
        ("Cancel my next meeting", "start", 1),
        ("cancel my next meeting with Tom pls", "start", 1),
        ("Cancel the first meeting tomorrow", "start", 1),
        ("Move my last two meetings on Friday by 30 minutes", "-start", 2),
        ("cancel the last 3 meetings on friday", "-start", 3),
        ("Cancel all my meetings with Tom tomorrow", None, None),
    ],
)
async def test_which_of_several_follows_from_their_order(
    text: str, order: str | None, limit: int | None
) -> None:
    source = await _source(text)
    assert (source.order_by, source.limit) == (order, limit)


async def test_the_next_meeting_has_not_begun() -> None:
    begins = [
        one for one in (await _source("Cancel my next meeting")).filters if one.field == "start"
    ]
    assert [(one.comparison, one.value) for one in begins] == [
        (Comparison.AT_LEAST, "2026-11-23T13:00:00Z")
    ]


@pytest.mark.parametrize("text", ["Cancel my last meeting with Tom", "Cancel my first meeting"])
async def test_the_first_and_the_last_need_a_day_or_a_week(text: str) -> None:
    asked = await read(text)
    assert isinstance(asked, Question | Refusal)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rename my next meeting with Tom to Catch-up", "Catch-up"),
        (
            'rename all my meetings tomorrow to "Trip to Rome, if it rains"',
            "Trip to Rome, if it rains",
        ),
        ("Change the title of my first meeting tomorrow to Budget 2027", "Budget 2027"),
        ("please change the name of the last event on friday to casual lunch", "casual lunch"),
    ],
)
async def test_meetings_get_another_title(text: str, title: str) -> None:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    (change,) = plan.steps[0].changes
    assert (change.field, change.how, change.value) == ("title", ChangeHow.SET, title)
    assert f"to “{title}”" in plan.reading[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rename my next meeting with Tom", "quotation marks"),
        ("Rename my meeting with Tom tomorrow to Trip to Rome", "quotation marks"),
        ("Change the owner of my meetings tomorrow to Tom", "the owner"),
        ("Move my meetings tomorrow to last Friday", "is over"),
        ("Cancel my meetings around noon tomorrow", "around noon"),
    ],
)
async def test_what_cannot_be_told_is_refused_with_a_way_to_say_it(text: str, said: str) -> None:
    refusal = await read(text)
    assert isinstance(refusal, Refusal), refusal
    assert said in refusal.text
    assert refusal.hint


async def test_one_of_a_series_is_the_next_one_or_all_of_them() -> None:
    text = "Cancel the Q4 planning"
    asked = await read(text)
    assert isinstance(asked, Question)
    assert [choice.label for choice in asked.choices] == ["Only the next one", "All of them"]
    for choice, limit in zip(asked.choices, (1, None), strict=True):
        plan = await read(text, {asked.key: choice.value})
        assert isinstance(plan, Plan)
        assert isinstance(plan.steps[0].source, Query)
        assert plan.steps[0].source.limit == limit


async def test_a_text_in_quotation_marks_beside_a_subject_is_the_whole_mail() -> None:
    plan = await read('Email Tom with the subject "Lunch" saying "Shall we?"')
    assert isinstance(plan, Plan)
    template = plan.steps[0].template
    assert template
    assert (template.subject, template.body) == ("Lunch", "Shall we?")
