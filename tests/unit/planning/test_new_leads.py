"""Leads for addresses that were typed."""

import pytest

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Plan, Question, Refusal
from app.domain.record import Entity
from app.domain.sources import Listed
from tests.unit.planning.workspace import read


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Add ana@example.org and bo@example.org as leads in status Contacted", "Contacted"),
        ("create leads for ana@example.org, bo@example.org", "New"),
        ("Add ana@example.org and bo@example.org to my leads", "New"),
    ],
)
async def test_each_address_becomes_a_lead_of_ones_own(text: str, status: str) -> None:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    [step] = plan.steps
    assert (step.kind, step.verb, step.entity) == (BulkType.CRM, BulkVerb.CREATE, Entity.LEAD)
    assert isinstance(step.source, Listed)
    assert [one.address for one in step.source.entries] == ["ana@example.org", "bo@example.org"]
    assert step.values == {
        "name": "{{ name }}",
        "email": "{{ email }}",
        "owner": "sam@harbor.example",
        "status": status,
    }


async def test_somebody_elses_leads_are_asked_about() -> None:
    assert isinstance(await read("Add ana@example.org to Akira's leads"), Question)


@pytest.mark.parametrize("text", ["Add a lead", "create leads in status New", "Add ana@ as a lead"])
async def test_a_lead_needs_an_address(text: str) -> None:
    assert isinstance(await read(text), Refusal)
