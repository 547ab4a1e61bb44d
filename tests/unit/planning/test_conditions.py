"""Requests that hang on something, as a whole or for each of the people."""

import pytest

from app.domain.plan import Plan, Question, Refusal
from app.domain.record import Entity
from app.domain.sources import ITEM, ME, Comparison, Condition, Filter, Holds
from tests.unit.planning.steps import TOMORROW, cancel, within
from tests.unit.planning.workspace import NOW, read

_ME = "sam@harbor.example"
_TOM = "tom@harbor.example"
_NOW = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
_THIS_WEEK = ("2026-11-22T23:00:00Z", "2026-11-29T23:00:00Z")


def _has(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.HAS, value=value)


def _is(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.EQUALS, value=value)


_WITH_TOM = (_has("attendees", ME), _has("attendees", _TOM))
_FROM_TOM = (_is("sender", _TOM), _has("to", _ME))
_TO_TOM = (_is("sender", _ME), _has("to", _TOM))


async def _planned(text: str, answers: dict[str, str] | None = None) -> Plan:
    reading = await read(text, answers)
    assert isinstance(reading, Plan), reading
    return reading


def _asked(plan: Plan) -> tuple[Holds, Entity, tuple[Filter, ...]]:
    assert plan.condition
    return plan.condition.holds, plan.condition.query.entity, plan.condition.query.filters


@pytest.mark.parametrize(
    "text",
    [
        'If I haven\'t met Tom this week, email him "Lunch?"',
        'if i have not met with tom this week, please email him "Lunch?"',
        'Have I met Tom this week? If not, email him "Lunch?"',
        'Check whether I have met Tom this week. If not, email him "Lunch?"',
        'Email Tom "Lunch?" if I haven\'t met him this week',
        'Email Tom "Lunch?" unless I have met him this week',
        'Unless I have had a meeting with Tom this week, email him "Lunch?"',
        'Did I meet Tom this week? If not, email him "Lunch?" Thanks',
    ],
)
async def test_a_request_may_hang_on_a_meeting_that_there_was_not(text: str) -> None:
    plan = await _planned(text)
    past = within("start", _THIS_WEEK[0], _NOW)
    assert _asked(plan) == (Holds.NONE, Entity.EVENT, (*_WITH_TOM, *past))
    assert plan.steps[0].source.model_dump()["entries"][0]["address"] == _TOM
    assert plan.reading[0].startswith("If there is no meeting with Tom Weber this week (Mon 23 Nov")


@pytest.mark.parametrize(
    "text",
    [
        'If I have a meeting with Tom in the next 3 days, email him "See you"',
        'Do I have any meetings scheduled with Tom in the next 3 days? If so, email him "See you"',
        'If there is a meeting planned with Tom in the next 3 days, email him "See you"',
    ],
)
async def test_a_meeting_to_come_begins_now(text: str) -> None:
    to_come = within("start", _NOW, "2026-11-26T23:00:00Z")
    assert _asked(await _planned(text)) == (Holds.SOME, Entity.EVENT, (*_WITH_TOM, *to_come))


@pytest.mark.parametrize(
    ("text", "holds", "filters"),
    [
        (
            "If Tom has not emailed me this week, cancel my meetings with him tomorrow",
            Holds.NONE,
            (*_FROM_TOM, *within("date", *_THIS_WEEK)),
        ),
        (
            "Has Tom sent me any mail this week? If so, cancel my meetings with him tomorrow",
            Holds.SOME,
            (*_FROM_TOM, *within("date", *_THIS_WEEK)),
        ),
        (
            "Cancel my meetings with Tom tomorrow if he hasn't replied to my email about 'Roadmap'",
            Holds.NONE,
            (
                *_FROM_TOM,
                Filter(field="subject", comparison=Comparison.CONTAINS, value="Roadmap"),
            ),
        ),
        (
            "If I got no mail from Tom this week, cancel my meetings with him tomorrow",
            Holds.NONE,
            (*_FROM_TOM, *within("date", *_THIS_WEEK)),
        ),
        (
            "If I have emailed Tom this week, cancel my meetings with him tomorrow",
            Holds.SOME,
            (*_TO_TOM, *within("date", *_THIS_WEEK)),
        ),
        (
            (
                "I don't know when I last heard from Tom. Can you see if he has emailed me this week? "
                "If not, cancel my meetings with him tomorrow"
            ),
            Holds.NONE,
            (*_FROM_TOM, *within("date", *_THIS_WEEK)),
        ),
    ],
)
async def test_a_request_may_hang_on_mail(
    text: str, holds: Holds, filters: tuple[Filter, ...]
) -> None:
    plan = await _planned(text)
    assert _asked(plan) == (holds, Entity.MAIL, filters)
    assert plan.steps == (cancel(_has("attendees", _TOM), *TOMORROW),)


async def test_thirty_days_are_counted_back_from_today() -> None:
    plan = await _planned('If I haven\'t met Tom in 30 days, email him "Lunch?"')
    assert _asked(plan)[2][2:] == within("start", "2026-10-23T22:00:00Z", _NOW)


@pytest.mark.parametrize(
    "text",
    [
        'If I have met Tom this week, cancel my meetings with him tomorrow; otherwise email him "Lunch?"',
        'Have I met Tom this week? If so, cancel my meetings with him tomorrow. If not, email him "Lunch?"',
        'If I have met Tom this week, cancel my meetings with him tomorrow. Otherwise, email him "Lunch?"',
    ],
)
async def test_the_other_case_has_a_request_of_its_own(text: str) -> None:
    plan = await _planned(text)
    assert plan.steps == (cancel(_has("attendees", _TOM), *TOMORROW),)
    assert [step.entity for step in plan.otherwise] == [Entity.MAIL]
    assert plan.reading[1].startswith("Otherwise: Email Tom Weber")


async def test_each_of_the_two_cases_has_a_text_of_its_own() -> None:
    text = "If I have met Tom this week, email him; otherwise email Priya"
    first = await read(text)
    assert isinstance(first, Question)
    second = await read(text, {first.key: "Good to see you"})
    assert isinstance(second, Question)
    assert second.key != first.key
    plan = await _planned(text, {first.key: "Good to see you", second.key: "Where is Tom?"})
    letters = [step.template for step in (*plan.steps, *plan.otherwise)]
    assert [letter.subject for letter in letters if letter] == ["Good to see you", "Where is Tom?"]


async def test_two_people_of_one_name_are_a_question_asked_once() -> None:
    text = 'If I haven\'t met Sarah this week, email her "Lunch?"'
    question = await read(text)
    assert isinstance(question, Question)
    plan = await _planned(text, {question.key: "sarah@okafor.example"})
    assert _asked(plan)[2][1] == _has("attendees", "sarah@okafor.example")
    assert plan.steps[0].source.model_dump()["entries"][0]["address"] == "sarah@okafor.example"


@pytest.mark.parametrize(
    "text",
    [
        "If Tom is ill, cancel my meetings with him tomorrow",
        "If it rains, cancel my meetings tomorrow",
        "If Tom replies, cancel my meetings tomorrow",
        "If Tom and I agree, cancel my meetings tomorrow",
        "If I haven't met Tom recently, cancel my meetings with him tomorrow",
        "If I haven't met Tom or Priya this week, cancel my meetings with them tomorrow",
        "If I haven't met Tom this week or last week, cancel my meetings with him tomorrow",
        "If I haven't not met Tom this week, cancel my meetings with him tomorrow",
        "If Tom has not replied, cancel my meetings with him tomorrow",
        "If Nobody Known has emailed me this week, cancel my meetings tomorrow",
        "If I have few meetings with Tom this week, cancel them",
        "If Tom hasn't sent me the slides, cancel my meetings with him tomorrow",
        "If I haven't met Tom this week at the office, cancel my meetings with him tomorrow",
        "If I have no meetings with Tom in 3 weeks, cancel my meetings with him tomorrow",
        "If I have a meeting with Tom tomorrow, cancel it",
        "Have I met Tom this week?",
        "Have I met Tom this week? Cancel my meetings with him tomorrow",
        "If I met Tom this week",
        "Should I meet Tom this week? If not, cancel my meetings with him tomorrow",
        'If I haven\'t met Tom this week, email him "Hello" on Friday at 9',
        "If I have met Tom this week, cancel my meetings tomorrow and email him that I'm ill",
        "Cancel my meetings tomorrow unless Tom is there",
        "Cancel my meetings tomorrow if possible with Tom but not Priya",
    ],
)
async def test_what_cannot_be_asked_is_not_acted_on(text: str) -> None:
    assert isinstance(await read(text), (Question, Refusal))


async def _each(text: str) -> Condition:
    condition = (await _planned(text)).steps[0].only_if
    assert condition
    return condition


@pytest.mark.parametrize(
    ("text", "holds", "extra"),
    [
        (
            'Email everyone in sales who has not replied since 16 November "Any news?"',
            Holds.NONE,
            (Filter(field="date", comparison=Comparison.AT_LEAST, value="2026-11-15T23:00:00Z"),),
        ),
        (
            "Email all customers in Berlin who haven't answered my email about 'Prices': any news?",
            Holds.NONE,
            (Filter(field="subject", comparison=Comparison.CONTAINS, value="Prices"),),
        ),
        (
            'Email everyone in sales who have replied in the last 3 days "Thanks"',
            Holds.SOME,
            within("date", "2026-11-19T23:00:00Z", "2026-11-23T23:00:00Z"),
        ),
    ],
)
async def test_people_who_have_or_have_not_replied(
    text: str, holds: Holds, extra: tuple[Filter, ...]
) -> None:
    condition = await _each(text)
    assert condition.holds is holds
    assert condition.query.filters == (_is("sender", ITEM), _has("to", _ME), *extra)


async def test_people_who_are_free() -> None:
    text = "Invite everyone in sales to a half hour review on Thursday at 10 if they are free"
    condition = await _each(text)
    assert condition.holds is Holds.NONE
    assert condition.query.filters == (
        _has("attendees", ITEM),
        Filter(field="start", comparison=Comparison.BELOW, value="2026-11-26T09:30:00Z"),
        Filter(field="end", comparison=Comparison.AT_LEAST, value="2026-11-26T09:00:01Z"),
    )
    assert (await _planned(text)).reading[0].endswith("only whoever is free then")


@pytest.mark.parametrize(
    "text",
    [
        "Email everyone in sales who has not replied",
        "Delete all contacts in Berlin who haven't replied since Monday",
        "Email everyone in sales who hasn't replied to Tom since Monday",
        "Invite everyone in sales to a review on Thursday at 10 if they are free on Friday",
        "Invite everyone in sales to a review on Thursday at 10 if Tom is free",
        "Cancel my meetings tomorrow if they are free",
    ],
)
async def test_what_is_not_asked_of_each_is_not_acted_on(text: str) -> None:
    assert isinstance(await read(text), (Question, Refusal))
