"""Follow-up sentences: what was drafted is changed by them, and by nothing that is not understood."""

import pytest

from app.domain.plan import Plan, Refusal
from app.domain.ports import PlanRequest
from app.domain.sources import Comparison, Filter, Listed, Query
from app.planning.following import RulesFollowUps
from tests.unit.planning.steps import equals
from tests.unit.planning.workspace import NOW, SAM, VOCABULARY, read

CUSTOMERS = "Email all customers that we moved"


async def changed(first: str, follow_up: str, **answers: str) -> object:
    """What the second sentence makes of the plan of the first."""
    plan = await read(first)
    assert isinstance(plan, Plan), plan
    request = PlanRequest(text=follow_up, requester=SAM, now=NOW, answers=answers)
    return await RulesFollowUps().read(request, plan, VOCABULARY)


def query_of(reading: object) -> Query:
    assert isinstance(reading, Plan), reading
    source = reading.steps[0].source
    assert isinstance(source, Query)
    return source


@pytest.mark.parametrize(
    "said",
    [
        "only the ones in Berlin",
        "actually, only the ones in berlin",
        "just those in Berlin please",
        "ok only customers in Berlin",
        "only in Berlin",
    ],
)
async def test_one_condition_more(said: str) -> None:
    reading = await changed(CUSTOMERS, said)
    assert equals("city", "Berlin") in query_of(reading).filters
    assert equals("kind", "customer") in query_of(reading).filters
    assert isinstance(reading, Plan)
    assert "only those in Berlin" in reading.reading[0]


@pytest.mark.parametrize("said", ["not Tom", "but not Tom Weber", "skip Tom", "leave out tom pls"])
async def test_some_less(said: str) -> None:
    reading = await changed("Email everyone in sales that we moved", said)
    assert "tom@harbor.example" in query_of(reading).exclude


async def test_a_company_less() -> None:
    reading = await changed(CUSTOMERS, "not the ones at Acme")
    other = Filter(field="company", comparison=Comparison.NOT_EQUALS, value="Acme GmbH")
    assert other in query_of(reading).filters


async def test_one_of_those_named_less() -> None:
    reading = await changed("Email Tom and Priya that we moved", "not Tom")
    assert isinstance(reading, Plan)
    source = reading.steps[0].source
    assert isinstance(source, Listed)
    assert [one.address for one in source.entries] == ["priya@harbor.example"]


async def test_nobody_left_is_no_draft() -> None:
    reading = await changed("Email Tom that we moved", "not Tom")
    assert isinstance(reading, Refusal)
    assert "nobody" in reading.text


@pytest.mark.parametrize(
    "said", ["tomorrow at 9 instead", "make it tomorrow at 9", "no, send it tomorrow at 9:00"]
)
async def test_another_time(said: str) -> None:
    reading = await changed(CUSTOMERS, said)
    assert isinstance(reading, Plan)
    assert reading.timing
    assert reading.timing.once
    assert reading.timing.once.at.isoformat() == "2026-11-24T08:00:00+00:00"
    assert "24 Nov" in reading.reading[1]


async def test_two_changes_at_once() -> None:
    reading = await changed(CUSTOMERS, "only the ones in Hamburg, tomorrow at 9 instead")
    assert equals("city", "Hamburg") in query_of(reading).filters
    assert isinstance(reading, Plan)
    assert reading.timing


async def test_some_and_without_one_of_them() -> None:
    query = query_of(await changed(CUSTOMERS, "only the ones in Berlin and not Mark"))
    assert equals("city", "Berlin") in query.filters
    assert "mark@nord.example" in query.exclude


async def test_only_the_first_few() -> None:
    assert query_of(await changed(CUSTOMERS, "only the first 5")).limit == 5


@pytest.mark.parametrize(
    "said",
    [
        "only the ones in Atlantis",
        "only the nice ones",
        "not the rude ones",
        "make it shorter",
        "what does this cost?",
        "delete all contacts in Berlin",
        "only the ones who bought a car in Berlin",
        "thanks!",
        "",
    ],
)
async def test_what_is_not_understood_changes_nothing(said: str) -> None:
    assert not isinstance(await changed(CUSTOMERS, said), Plan)


@pytest.mark.parametrize(
    "said",
    [
        'change the subject to "New address"',
        "the subject should be New address",
        "the subject: New address",
    ],
)
async def test_another_subject(said: str) -> None:
    reading = await changed(CUSTOMERS, said)
    assert isinstance(reading, Plan)
    template = reading.steps[0].template
    assert template
    assert template.subject == "New address"
    assert "We moved" in template.body


async def test_another_text_keeps_the_subject_and_the_people() -> None:
    reading = await changed(CUSTOMERS, 'actually say "we move in May" instead')
    assert isinstance(reading, Plan)
    template = reading.steps[0].template
    assert template
    assert template.subject == "We moved"
    assert "We move in May." in template.body
    assert equals("kind", "customer") in query_of(reading).filters


@pytest.mark.parametrize("said", ["stop", "never mind", "cancel that", "forget it please"])
async def test_dropping_it_is_a_button(said: str) -> None:
    reading = await changed(CUSTOMERS, said)
    assert isinstance(reading, Refusal)
    assert "Cancel" in reading.text


async def test_a_time_for_meetings_is_asked_for_in_one_sentence() -> None:
    reading = await changed("Cancel all my meetings next Tuesday", "tomorrow at 9 instead")
    assert isinstance(reading, Refusal)
