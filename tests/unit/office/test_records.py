"""What happens to contacts, events, leads and deals."""

from typing import Any

import pytest

from app.domain.actions import CreateRecord
from app.domain.errors import InvalidItem
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.contract.connector_steps import records
from tests.contract.office_subject import SAM, OfficeSubject, invitation
from tests.unit.office.desk import Build, find, run


async def test_invitations_of_one_operation_meet_in_one_event(build: Build) -> None:
    office = build()
    outcomes = await run(office, invitation("zoe@acme.example"), invitation("bo@acme.example"))
    [event] = await find(office, Entity.EVENT, title="Kick-off")
    assert {outcome.reference for outcome in outcomes} == {event.id}
    assert event.fields["attendees"] == [SAM.name, "zoe@acme.example", "bo@acme.example"]
    assert event.fields["organizer"] == SAM.name


async def test_a_second_contact_with_an_address_is_refused(build: Build) -> None:
    office = build()
    twin = CreateRecord(
        entity=Entity.CONTACT, values={"name": "S.", "email": "SARAH@polartools.example"}
    )
    [outcome] = await run(office, twin)
    assert outcome.error is not None
    assert outcome.error.message == "A contact with this address exists already"


async def test_contacts_without_an_address_are_no_duplicates(build: Build) -> None:
    nameless = CreateRecord(entity=Entity.CONTACT, values={"name": "Walk-in"})
    outcomes = await run(build(), nameless, nameless)
    assert [outcome.result for outcome in outcomes] == ["done", "done"]


async def test_a_new_lead_knows_when_it_was_made(build: Build) -> None:
    office = build()
    await run(office, CreateRecord(entity=Entity.LEAD, values={"name": "Fresh"}))
    [lead] = await find(office, Entity.LEAD, name="Fresh")
    assert lead.fields["created_at"] == "2026-11-23T09:30:00Z"


@pytest.mark.parametrize(
    ("entity", "values", "why"),
    [
        (Entity.CONTACT, {"tags": "vip"}, "The field tags takes a list of texts."),
        (Entity.DEAL, {"amount": "much"}, "The field amount takes a number."),
        (Entity.DEAL, {"amount": True}, "The field amount takes a number."),
        (Entity.LEAD, {"email": "nobody"}, "Invalid email address"),
        (Entity.COLLEAGUE, {"name": "Eve"}, "The staff directory can only be read here."),
    ],
)
async def test_a_value_that_does_not_fit_is_refused(
    build: Build, entity: Entity, values: dict[str, Any], why: str
) -> None:
    [outcome] = await run(build(), CreateRecord(entity=entity, values=values))
    assert outcome.error is not None
    assert outcome.error.message == why


async def test_whoever_an_address_belongs_to_a_colleague_comes_first(build: Build) -> None:
    office = build()
    contact = {"name": "Sarah, private", "email": "sarah@harbor.example"}
    await run(office, CreateRecord(entity=Entity.CONTACT, values=contact))
    people = await find(office, Entity.PERSON, email="Sarah@Harbor.example")
    assert [person.fields["name"] for person in people] == ["Sarah Okafor", "Sarah, private"]


async def test_everyone_with_an_address_is_listed_for_matching_words(build: Build) -> None:
    listed = await build().values(SAM, Entity.CONTACT, "name_email")
    assert "Zoë Lefèvre <zoe.lefevre@lumenworks.example>" in listed
    assert "Rob <!channel> & Co <rob@redwood.example>" in listed
    assert not [entry for entry in listed if "Nadia" in entry]


async def test_amounts_compare_as_numbers(build: Build) -> None:
    subject = OfficeSubject(build())
    large = Filter(field="amount", comparison=Comparison.AT_LEAST, value="9250")
    found = await records(subject, Query(entity=Entity.DEAL, filters=(large,)))
    assert min(deal.fields["amount"] for deal in found) == 9250
    assert max(deal.fields["amount"] for deal in found) > 10_000
    wrong = large.model_copy(update={"value": "much"})
    with pytest.raises(InvalidItem, match="amount takes a number"):
        await records(subject, Query(entity=Entity.DEAL, filters=(wrong,)))


async def test_an_order_downwards_leaves_the_missing_last(build: Build) -> None:
    query = Query(entity=Entity.DEAL, order_by="-closed_at")
    closed = [deal.fields["closed_at"] for deal in await records(OfficeSubject(build()), query)]
    there = [at for at in closed if at]
    assert closed == sorted(there, reverse=True) + [""] * (len(closed) - len(there))


async def test_what_has_no_date_is_not_before_any(build: Build) -> None:
    subject = OfficeSubject(build())
    closed = Filter(field="closed_at", comparison=Comparison.BELOW, value="2100-01-01T00:00:00Z")
    found = await records(subject, Query(entity=Entity.DEAL, filters=(closed,)))
    assert {deal.fields["stage"] for deal in found} == {"Won", "Lost"}
