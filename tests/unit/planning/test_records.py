"""Leads, deals and contacts: by product, by name, by silence, by worth; and any field of them."""

from typing import Any

import pytest

from app.domain.kinds import BulkVerb
from app.domain.plan import ChangeHow, FieldChange, Plan, Question, Refusal, Step
from app.domain.ports import PlanRequest
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from app.planning.planner import RulesPlanner
from tests.unit.planning.steps import AKIRAS, JINSOO, below, equals
from tests.unit.planning.workspace import NOW, SAM, VOCABULARY, KnownNames, read

FOUR_WEEKS_AGO = "2026-10-26T13:00:00Z"
ONLY_LEADS = KnownNames(
    known={
        "colleague.name_email": VOCABULARY.known["colleague.name_email"],
        "lead.status": ("Lead", "Proposal", "Won", "Lost"),
        "lead.product": ("Software", "Training"),
        "lead.name": ("Ana Silva", "Bo Lind"),
    }
)
"""A workspace whose customers all stand in the CRM."""


def _step(plan: object) -> Step:
    assert isinstance(plan, Plan), plan
    return plan.steps[0]


def _filters(step: Step) -> set[Filter]:
    assert isinstance(step.source, Query)
    return set(step.source.filters)


async def _read_there(text: str) -> Any:
    request = PlanRequest(text=text, requester=SAM, now=NOW)
    return await RulesPlanner().plan(request, ONLY_LEADS)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("Reassign all leads interested in the annual plan to Jinsoo", ()),
        ("Assign every lead for the annual plan product to Jinsoo", ()),
        ("Hand over Akira's leads who want the annual plan to Jinsoo", (AKIRAS,)),
        ("reassign akiras leads interested in annual plan to jinsoo", (AKIRAS,)),
        (
            "Reassign lost leads interested in annual plan to Jinsoo",
            (equals("status", "Lost"),),
        ),
    ],
)
async def test_leads_by_the_product_they_want(text: str, filters: tuple[Filter, ...]) -> None:
    step = _step(await read(text))
    assert _filters(step) == {equals("product", "Annual plan"), *filters}
    assert step.changes == (FieldChange(field="owner", how=ChangeHow.SET, value=JINSOO),)


async def test_a_product_that_nobody_offers_is_asked_about() -> None:
    asked = await read("Reassign all leads interested in submarines to Jinsoo")
    assert isinstance(asked, Question)
    assert "no product called “submarines”" in asked.text


@pytest.mark.parametrize(
    "text",
    [
        "Delete all leads we haven't contacted in 4 weeks",
        "Delete all leads that have not responded in 4 weeks",
        "delete leads that haven't been contacted for more than four weeks",
    ],
)
async def test_leads_nobody_heard_of_for_long(text: str) -> None:
    step = _step(await read(text))
    assert step.verb is BulkVerb.DELETE
    assert _filters(step) == {below("contacted_at", FOUR_WEEKS_AGO)}


@pytest.mark.parametrize(
    "text",
    [
        "Delete all leads that haven't responded",
        "Delete all leads that haven't responded to a haircut in 4 weeks",
        "Delete all leads that are not lost",
    ],
)
async def test_a_not_that_cannot_be_told_is_refused(text: str) -> None:
    assert isinstance(await read(text), Refusal)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        (
            "Reassign all deals over 20,000 to Jinsoo",
            (
                Filter(field="amount", comparison=Comparison.AT_LEAST, value=20000),
                Filter(field="amount", comparison=Comparison.NOT_EQUALS, value=20000),
            ),
        ),
        (
            "Reassign all deals worth at least 2k to Jinsoo",
            (Filter(field="amount", comparison=Comparison.AT_LEAST, value=2000),),
        ),
        (
            "Reassign Akira's deals under 1.500 to Jinsoo",
            (AKIRAS, Filter(field="amount", comparison=Comparison.BELOW, value=1500)),
        ),
    ],
)
async def test_deals_by_what_they_are_worth(text: str, filters: tuple[Filter, ...]) -> None:
    assert _filters(_step(await read(text))) == set(filters)


async def test_deals_older_than_an_age_are_not_taken_for_an_amount() -> None:
    step = _step(await read("Move every deal in Proposal that is older than 30 days to Lost"))
    assert {one.field for one in _filters(step)} == {"stage", "created_at"}


@pytest.mark.parametrize(
    ("text", "entity", "filters", "field", "value"),
    [
        (
            "Set the city of all contacts at Acme to Hamburg",
            Entity.CONTACT,
            {equals("company", "Acme GmbH")},
            "city",
            "Hamburg",
        ),
        (
            'Change the company of every contact in Berlin to "Way to go"',
            Entity.CONTACT,
            {equals("city", "Berlin")},
            "company",
            "Way to go",
        ),
        (
            "Change Mark Lindqvist's phone number to +49 40 1234",
            Entity.CONTACT,
            {equals("email", "mark@nord.example")},
            "phone",
            "+49 40 1234",
        ),
        (
            "Set the amount of all of Akira's deals to 12,000",
            Entity.DEAL,
            {AKIRAS},
            "amount",
            12000,
        ),
        (
            "Set the follow-up date of Akira's leads to 27 November",
            Entity.LEAD,
            {AKIRAS},
            "follow_up_at",
            "2026-11-26T23:00:00Z",
        ),
        (
            'Set the notes of all leads at Bergtal to "Ask for samples"',
            Entity.LEAD,
            {equals("company", "Bergtal")},
            "notes",
            "Ask for samples",
        ),
        (
            "Set all deals in Proposal to Lost",
            Entity.DEAL,
            {equals("stage", "Proposal")},
            "stage",
            "Lost",
        ),
    ],
)
async def test_any_field_is_set(
    text: str, entity: Entity, filters: set[Filter], field: str, value: object
) -> None:
    step = _step(await read(text))
    assert (step.entity, _filters(step)) == (entity, filters)
    assert step.changes == (FieldChange(field=field, how=ChangeHow.SET, value=value),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Set the amount of all of Akira's deals to twelve", "is no amount"),
        ("Set the follow-up date of Akira's leads to soonish", "is no follow-up date"),
        ("Set the city of all contacts at Acme to go to Rome", "quotation marks"),
        ("Set the city of all contacts to Rome", "all contacts"),
        ("Set the amount of all contacts at Acme to 5", "contact"),
    ],
)
async def test_what_a_field_cannot_hold_is_refused(text: str, said: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert said in f"{reading.text} {reading.hint}"


@pytest.mark.parametrize(
    "text", ["Reassign Ana Silva to Jinsoo", "move ana silva to Jinsoo in the crm"]
)
async def test_one_lead_is_given_to_another_by_its_name(text: str) -> None:
    step = _step(await _read_there(text))
    assert _filters(step) == {equals("name", "Ana Silva")}
    assert step.changes == (FieldChange(field="owner", how=ChangeHow.SET, value=JINSOO),)


async def test_where_contacts_have_no_kinds_customers_are_those_of_the_crm() -> None:
    step = _step(
        await _read_there("Erase every client in the won stage who is interested in Training")
    )
    assert step.entity is Entity.LEAD
    assert _filters(step) == {equals("status", "Won"), equals("product", "Training")}


async def test_leads_are_those_in_the_status_lead_where_all_are_customers() -> None:
    step = _step(await _read_there("Give Jinsoo all leads interested in Software"))
    assert _filters(step) == {equals("status", "Lead"), equals("product", "Software")}


async def test_who_has_a_proposal_and_said_nothing_is_in_that_status() -> None:
    text = "Mark every client who hasn't replied to our proposal for the Training product in 4 weeks as lost"
    step = _step(await _read_there(text))
    assert _filters(step) == {
        equals("status", "Proposal"),
        equals("product", "Training"),
        below("contacted_at", FOUR_WEEKS_AGO),
    }
    assert step.changes == (FieldChange(field="status", how=ChangeHow.SET, value="Lost"),)


async def test_customers_stay_contacts_where_contacts_have_kinds() -> None:
    step = _step(await read("Delete all customers in Berlin"))
    assert step.entity is Entity.CONTACT
