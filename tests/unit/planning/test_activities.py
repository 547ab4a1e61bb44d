"""What was done for leads, deals and contacts, as people ask to have it logged."""

from typing import Any

import pytest

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Plan, Question, Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.unit.planning.steps import AKIRAS, contacts, equals
from tests.unit.planning.workspace import read

TODAY, YESTERDAY = "2026-11-22T23:00:00Z", "2026-11-21T23:00:00Z"
CONTACTED = equals("status", "Contacted")
ACME = equals("company", "Acme GmbH")


async def _step(said: str, **answers: str) -> Step:
    plan = await read(said, answers)
    assert isinstance(plan, Plan), plan
    step = plan.steps[0]
    assert (step.kind, step.verb, step.entity) == (
        BulkType.CRM,
        BulkVerb.CREATE,
        Entity.ACTIVITY,
    )
    return step


def _leads(*filters: Filter) -> Query:
    return Query(entity=Entity.LEAD, filters=filters)


def _values(kind: str, at: str, about: str, text: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "text": text,
        "at": at,
        "about": about,
        "about_id": "{{ id }}",
        "owner": "sam@harbor.example",
    }


@pytest.mark.parametrize(
    ("text", "source", "values"),
    [
        ("Log a call with everyone at Acme", contacts(ACME), _values("call", TODAY, "contact")),
        (
            "log in the CRM that I called Akira's leads yesterday",
            _leads(AKIRAS),
            _values("call", YESTERDAY, "lead"),
        ),
        (
            "Log a note 'Sent the proposal' for all leads in status Contacted",
            _leads(CONTACTED),
            _values("note", TODAY, "lead", "Sent the proposal"),
        ),
        (
            "log an email for all leads that are contacted",
            _leads(CONTACTED),
            _values("email", TODAY, "lead"),
        ),
        (
            "Please record a call with Mark Lindqvist: wants a demo",
            contacts(equals("email", "mark@nord.example")),
            _values("call", TODAY, "contact", "wants a demo"),
        ),
        (
            "Log a meeting with Ana Silva yesterday",
            _leads(equals("name", "Ana Silva")),
            _values("meeting", YESTERDAY, "lead"),
        ),
        (
            "log a call with Ana Silva and Bo Lind about the renewal",
            _leads(
                Filter(field="name", comparison=Comparison.ONE_OF, value=["Ana Silva", "Bo Lind"])
            ),
            _values("call", TODAY, "lead", "About the renewal"),
        ),
        (
            "note on all Bergtal deals that they want a discount",
            Query(entity=Entity.DEAL, filters=(equals("company", "Bergtal"),)),
            _values("note", TODAY, "deal", "They want a discount"),
        ),
        (
            "Log that I emailed all customers in Berlin on 20 November",
            contacts(equals("city", "Berlin"), equals("kind", "customer")),
            _values("email", "2026-11-19T23:00:00Z", "contact"),
        ),
    ],
)
async def test_what_was_done_is_logged_for_each(
    text: str, source: Query, values: dict[str, Any]
) -> None:
    step = await _step(text)
    assert isinstance(step.source, Query)
    assert step.source.entity is source.entity
    assert set(map(str, step.source.filters)) == set(map(str, source.filters))
    assert step.values == values


async def test_the_day_is_printed_whether_or_not_it_was_said() -> None:
    plan = await read("Log a call with everyone at Acme")
    assert isinstance(plan, Plan)
    assert plan.reading == ("Log a call on Mon 23 Nov for contacts at Acme GmbH",)


async def test_a_day_that_says_which_leads_is_not_when_it_happened() -> None:
    step = await _step("Log a call with all leads created yesterday")
    assert step.values["at"] == TODAY
    assert isinstance(step.source, Query)
    assert {one.field for one in step.source.filters} == {"created_at"}


async def test_the_contacts_of_a_meeting_are_those_that_it_is_logged_for() -> None:
    step = await _step("Log a call with everyone from yesterday's meeting")
    assert isinstance(step.source, Query)
    assert step.source.entity is Entity.CONTACT
    assert step.source.of is not None
    assert step.source.of.query.entity is Entity.EVENT
    assert step.values["at"] == TODAY


async def test_a_note_without_a_text_is_asked_for_it() -> None:
    asked = await read("Log a note for all leads in status Contacted")
    assert isinstance(asked, Question)
    assert (asked.key, asked.text) == (
        "text",
        "What should the note on leads in status Contacted say?",
    )
    step = await _step("Log a note for all leads in status Contacted", text="Sent the offer")
    assert step.values["text"] == "Sent the offer"


async def test_one_deal_that_may_be_several_is_asked_about() -> None:
    said = "note on the Bergtal deal that they want a discount"
    asked = await read(said)
    assert isinstance(asked, Question)
    assert asked.key == "all"
    assert (await _step(said, all="all")).values["text"] == "They want a discount"


async def test_a_call_that_is_to_come_is_not_logged() -> None:
    for said in (
        "Log a call with Ana Silva tomorrow at 9",
        "Tomorrow at 9 log a call with Ana Silva",
    ):
        refused = await read(said)
        assert isinstance(refused, Refusal)
        assert "has happened" in refused.text


@pytest.mark.parametrize(
    "text",
    [
        "log me in",
        "log out",
        "log into the CRM",
        "log the error",
        "note to self: buy milk",
        "log all",
    ],
)
async def test_other_logs_are_none_of_ours(text: str) -> None:
    refused = await read(text)
    assert isinstance(refused, Refusal)
    assert refused.unread


async def test_a_colleague_is_in_no_crm() -> None:
    asked = await read("Log a call with Jinsoo")
    assert isinstance(asked, Question)
    assert asked.key == "person:jinsoo"
