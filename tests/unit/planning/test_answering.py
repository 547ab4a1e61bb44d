"""The requester's own answers to invitations."""

from datetime import UTC, datetime

import pytest

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.plan import ChangeHow, FieldChange, Plan, Question, Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.unit.planning.steps import MINE, NEXT_TUESDAY, TOMORROW, equals
from tests.unit.planning.workspace import NOW, read

FROM_TOM = equals("organizer", "tom@harbor.example")
FROM_NOW = Filter(
    field="start",
    comparison=Comparison.AT_LEAST,
    value=NOW.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
)


async def _step(said: str, **answers: str) -> Step:
    plan = await read(said, answers)
    assert isinstance(plan, Plan), plan
    step = plan.steps[0]
    assert (step.kind, step.verb, step.entity) == (
        BulkType.CALENDAR,
        BulkVerb.UPDATE,
        Entity.EVENT,
    )
    return step


@pytest.mark.parametrize(
    ("text", "given", "manner", "filters"),
    [
        ("Accept all meetings tomorrow", "accepted", Manner.ACCEPT, TOMORROW),
        ("accept tomorrow's invitations", "accepted", Manner.ACCEPT, TOMORROW),
        ("RSVP yes to all meetings tomorrow", "accepted", Manner.ACCEPT, TOMORROW),
        ("Decline my meetings next Tuesday", "declined", Manner.DECLINE, NEXT_TUESDAY),
        ("pls turn down all invites for tomorrow", "declined", Manner.DECLINE, TOMORROW),
        ("Tentatively accept all my meetings tomorrow", "tentative", Manner.TENTATIVE, TOMORROW),
        ("Accept all my meetings tomorrow as tentative", "tentative", Manner.TENTATIVE, TOMORROW),
        ("say maybe to my meetings tomorrow", "tentative", Manner.TENTATIVE, TOMORROW),
        (
            "Say no to the invitations from Tom",
            "declined",
            Manner.DECLINE,
            (FROM_TOM, FROM_NOW),
        ),
        ("Decline Tom's invitations tomorrow", "declined", Manner.DECLINE, (*TOMORROW, FROM_TOM)),
        (
            "Accept the Q4 planning tomorrow",
            "accepted",
            Manner.ACCEPT,
            (*TOMORROW, equals("title", "Q4 planning")),
        ),
    ],
)
async def test_invitations_are_answered(
    text: str, given: str, manner: Manner, filters: tuple[Filter, ...]
) -> None:
    step = await _step(text)
    assert isinstance(step.source, Query)
    assert set(step.source.filters) == {MINE, *filters}
    assert step.changes == (FieldChange(field="response", how=ChangeHow.SET, value=given),)
    assert step.manner is manner


async def test_how_to_answer_is_asked_where_it_was_not_said() -> None:
    asked = await read("RSVP to all meetings tomorrow")
    assert isinstance(asked, Question)
    assert [one.value for one in asked.choices] == ["accepted", "declined", "tentative"]
    step = await _step("RSVP to all meetings tomorrow", response="declined")
    assert step.manner is Manner.DECLINE


async def test_a_title_that_comes_again_is_asked_about() -> None:
    asked = await read("Tentatively accept the Q4 planning")
    assert isinstance(asked, Question)
    assert asked.key == "all"
    step = await _step("Tentatively accept the Q4 planning", all="next")
    assert isinstance(step.source, Query)
    assert (step.source.order_by, step.source.limit) == ("start", 1)


async def test_what_is_over_cannot_be_answered() -> None:
    refused = await read("Decline all meetings yesterday", now=datetime(2026, 11, 23, tzinfo=UTC))
    assert isinstance(refused, Refusal)
    assert "too late" in refused.text


@pytest.mark.parametrize(
    "text",
    [
        "I accept",
        "accept",
        "Accept the offer from Acme",
        "accept the terms and conditions",
        "Decline Akira's deals",
        "say no to drugs",
        "reject all leads in status New",
    ],
)
async def test_other_things_are_not_ours_to_accept(text: str) -> None:
    assert isinstance(await read(text), Refusal)
