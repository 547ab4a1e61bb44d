"""Duplicates that become one, and the merges that are none of ours."""

import pytest

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.plan import ChangeHow, FieldChange, Plan, Refusal
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.unit.planning.steps import AKIRAS, equals
from tests.unit.planning.workspace import read


def _filled(field: str) -> Filter:
    return Filter(field=field, comparison=Comparison.NOT_EMPTY)


@pytest.mark.parametrize(
    ("text", "entity", "field", "filters"),
    [
        ("Merge duplicate contacts", Entity.CONTACT, "email", ()),
        ("merge contacts with the same email address", Entity.CONTACT, "email", ()),
        ("Dedupe my contacts", Entity.CONTACT, "email", ()),
        ("Merge duplicates in my contacts by name", Entity.CONTACT, "name", ()),
        ("Merge duplicate leads", Entity.LEAD, "email", ()),
        ("combine all duplicate leads of Akira", Entity.LEAD, "email", (AKIRAS,)),
        ("Merge deals with the same name", Entity.DEAL, "name", ()),
        (
            "Merge all duplicate contacts at Acme that have the same name",
            Entity.CONTACT,
            "name",
            (equals("company", "Acme GmbH"),),
        ),
    ],
)
async def test_duplicates_are_merged_by_what_they_share(
    text: str, entity: Entity, field: str, filters: tuple[Filter, ...]
) -> None:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    [step] = plan.steps
    kind = BulkType.CONTACT if entity is Entity.CONTACT else BulkType.CRM
    assert (step.kind, step.verb, step.entity) == (kind, BulkVerb.UPDATE, entity)
    assert step.manner is Manner.MERGE
    assert step.changes == (FieldChange(field=field, how=ChangeHow.MERGE, value=None),)
    assert isinstance(step.source, Query)
    assert set(step.source.filters) == {_filled(field), *filters}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Merge all contacts", "Say what they share"),
        ("Merge all contacts at Acme", "Say what they share"),
        ("Merge contacts with the same phone", "by email or by name"),
        ("Merge duplicate deals", "Deals have no email"),
        ("merge the branches", "what to merge"),
        ("merge duplicates", "what to merge"),
        ("Merge Ana and Bo", "what to merge"),
        ("Merge duplicate contacts that are not in Berlin", "not"),
    ],
)
async def test_what_is_no_duplicate_is_never_merged(text: str, why: str) -> None:
    refused = await read(text)
    assert isinstance(refused, Refusal), refused
    assert why in refused.text
