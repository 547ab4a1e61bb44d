"""Whom meetings, mails, leads and deals lead to: each person once, and nobody guessed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.connectors.office import Row
from app.connectors.registry import Registry
from app.domain.errors import NotThereYet
from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Question, Step, Template
from app.domain.record import Entity
from app.domain.sources import (
    ME,
    Comparison,
    Filter,
    Hop,
    Query,
    Relation,
    SlackGroup,
    SlackPeople,
    Source,
    Upload,
)
from app.engine.resolver import Resolver
from tests.contract.journal_samples import requester
from tests.unit.engine.small_office import ME_ADDRESS, NOW, SmallOffice, mail, meeting, person

ROWS = (
    person(Entity.COLLEAGUE, 1, "Sam Rivera", ME_ADDRESS),
    person(Entity.COLLEAGUE, 2, "Lena Vogt", "lena@harbor.example"),
    person(Entity.COLLEAGUE, 3, "Omar Haddad", "omar@harbor.example"),
    person(Entity.COLLEAGUE, 4, "Omar Haddad", "omar.h@harbor.example"),
    person(Entity.CONTACT, 1, "Ines Prado", "ines@acme.example"),
    person(Entity.CONTACT, 2, "Lena at Acme", "LENA@harbor.example"),
    meeting(1, "Roadmap", "2026-11-23T09:00:00Z", "ines@acme.example", "stray@else.example"),
    meeting(2, "Roadmap", "2026-11-30T09:00:00Z", "INES@acme.example", "lena@harbor.example"),
    mail(1, "Ines Prado <ines@acme.example>", ME_ADDRESS, "Prices", "2026-11-20T09:00:00Z"),
    mail(2, "lena@harbor.example", ME_ADDRESS, "Prices", "2026-11-22T09:00:00Z"),
    mail(3, ME_ADDRESS, "a@x.example; Bo <b@x.example>", "Terms", "2026-11-21T09:00:00Z"),
    person(Entity.LEAD, 1, "Ravi Nair", "ravi@nair.example", owner="Lena Vogt"),
    person(Entity.LEAD, 2, "Lena Vogt", "", owner="lena@harbor.example"),
    person(Entity.LEAD, 3, "Cleo Marsh", "cleo@marsh.example", owner="Omar Haddad"),
    Row(Entity.DEAL, "deal-1", {"name": "Acme", "contact_id": "contact-1", "owner": "Nobody"}),
)


@pytest.fixture
async def resolver(tmp_path: Path) -> AsyncIterator[Resolver]:
    office = SmallOffice(tmp_path, ROWS)
    yield Resolver(Registry([office]), 1000)
    await office.close()


def writing_to(source: Source) -> Step:
    return Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=source,
        template=Template(subject="Hello", body="Hello"),
    )


def over(relation: Relation, start: Query, **given: object) -> Query:
    hop = Hop(relation=relation, query=start, one=bool(given.pop("one", False)))
    return Query.model_validate({"entity": Entity.PERSON, "of": hop, **given})


def about(entity: Entity, field: str, value: str, **given: object) -> Query:
    same = Filter(field=field, comparison=Comparison.EQUALS, value=value)
    return Query.model_validate({"entity": entity, "filters": (same,), **given})


async def people(resolver: Resolver, query: Query) -> list[tuple[str, str]]:
    found = await resolver.resolve(writing_to(query), requester(), NOW)
    assert not isinstance(found, Question)
    assert {one.entity for one in found.records} <= {query.entity}
    return [(one.text("name"), one.text("email")) for one in found.records]


async def test_everyone_on_the_meetings_is_there_once_and_i_am_unless_left_out(
    resolver: Resolver,
) -> None:
    both = about(Entity.EVENT, "title", "Roadmap")
    everyone = [
        ("Ines Prado", "ines@acme.example"),
        ("", "stray@else.example"),
        ("Sam Rivera", ME_ADDRESS),
        ("Lena Vogt", "lena@harbor.example"),
    ]
    assert await people(resolver, over(Relation.ATTENDEES, both)) == everyone
    others = await people(resolver, over(Relation.ATTENDEES, both, exclude=(ME,)))
    assert others == [one for one in everyone if one[1] != ME_ADDRESS]


async def test_the_sender_of_my_last_mail_about_something_is_one_person(
    resolver: Resolver,
) -> None:
    last = about(Entity.MAIL, "subject", "prices", order_by="-date", limit=1)
    assert await people(resolver, over(Relation.SENDER, last, one=True)) == [
        ("Lena Vogt", "lena@harbor.example")
    ]


async def test_one_mail_is_meant_and_two_fit_so_it_is_asked_which(resolver: Resolver) -> None:
    either = over(Relation.SENDER, about(Entity.MAIL, "subject", "prices"), one=True)
    asked = await resolver.resolve(writing_to(either), requester(), NOW)
    assert isinstance(asked, Question)
    assert (asked.key, [one.value for one in asked.choices]) == ("mail", ["mail-1", "mail-2"])
    assert asked.choices[0].detail.endswith("09:00")


async def test_senders_and_recipients_are_read_from_whole_address_lines(
    resolver: Resolver,
) -> None:
    prices, terms = (about(Entity.MAIL, "subject", one) for one in ("prices", "terms"))
    assert await people(resolver, over(Relation.SENDER, prices)) == [
        ("Ines Prado", "ines@acme.example"),
        ("Lena Vogt", "lena@harbor.example"),
    ]
    assert [one[1] for one in await people(resolver, over(Relation.RECIPIENTS, terms))] == [
        "a@x.example",
        "b@x.example",
    ]


async def test_an_owner_is_an_address_or_a_colleagues_name_and_no_namesake_is_guessed(
    resolver: Resolver,
) -> None:
    assert await people(resolver, over(Relation.OWNER, Query(entity=Entity.LEAD))) == [
        ("Lena Vogt", "lena@harbor.example"),
        ("Omar Haddad (2 colleagues have that name)", ""),
    ]
    assert await people(resolver, over(Relation.OWNER, Query(entity=Entity.DEAL))) == [
        ("Nobody", "")
    ]


async def test_a_lead_without_an_address_is_not_mistaken_for_a_colleague_of_that_name(
    resolver: Resolver,
) -> None:
    assert await people(resolver, over(Relation.CONTACT, Query(entity=Entity.LEAD))) == [
        ("Ravi Nair", "ravi@nair.example"),
        ("Lena Vogt", ""),
        ("Cleo Marsh", "cleo@marsh.example"),
    ]


async def test_contacts_found_through_mails_are_contacts_and_nobody_else(
    resolver: Resolver,
) -> None:
    through = over(Relation.SENDER, about(Entity.MAIL, "subject", "prices"), entity=Entity.CONTACT)
    assert [name for name, _ in await people(resolver, through)] == ["Ines Prado", "Lena at Acme"]


async def test_a_limit_counts_after_those_left_out_and_after_the_order(
    resolver: Resolver,
) -> None:
    both = about(Entity.EVENT, "title", "Roadmap")
    two = over(Relation.ATTENDEES, both, order_by="-name", limit=2, exclude=("Sam Rivera",))
    assert [name for name, _ in await people(resolver, two)] == ["Lena Vogt", "Ines Prado"]
    first = Query(entity=Entity.CONTACT, limit=1, exclude=("ines@acme.example",))
    assert [name for name, _ in await people(resolver, first)] == ["Lena at Acme"]


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (Upload(file="F1", name="guests.csv"), "guests.csv"),
        (SlackPeople(group=SlackGroup.CHANNEL, id="C1", label="#launch"), "#launch"),
    ],
)
async def test_people_from_files_and_slack_are_refused_by_name(
    resolver: Resolver, source: Source, named: str
) -> None:
    with pytest.raises(NotThereYet, match=named):
        await resolver.resolve(writing_to(source), requester(), NOW)
