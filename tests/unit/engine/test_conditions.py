"""Requests that hang on something: asked once of the whole, and of every item."""

from collections.abc import AsyncIterator, Sequence
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import NotThereYet, Refused
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import BulkDraft
from app.domain.plan import Plan, Step, Template
from app.domain.record import Entity
from app.domain.schedule import Every, Timing
from app.domain.sources import ITEM, ME, Comparison, Condition, Filter, Holds, Listed, Query, Typed
from app.engine.assembly import Origin
from tests.contract.journal_samples import conversation, requester
from tests.unit.engine.room import Room, opened
from tests.unit.engine.small_office import ME_ADDRESS, SmallOffice, mail, meeting

ANA, BO, CY = "ana@acme.example", "bo@acme.example", "cy@acme.example"
ROWS = (
    meeting(1, "Budget review", "2026-11-26T14:00:00Z", ANA, BO),
    mail(1, BO.upper(), ME_ADDRESS, "Re: dates", "2026-11-23T09:00:00Z"),
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Any]:
    made = SmallOffice(tmp_path, ROWS)
    yield made
    await made.close()


@pytest.fixture
async def resting(tmp_path: Path, office: SmallOffice) -> AsyncIterator[Room]:
    async with opened(tmp_path, office, work=False) as one:
        yield one


def writing(*addresses: str, subject: str = "Hello", **given: Any) -> Step:
    return Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=Listed(entries=tuple(Typed(address=one) for one in addresses)),
        template=Template(subject=subject, body="Hello"),
        **given,
    )


def filters(**wanted: str) -> tuple[Filter, ...]:
    how = {"attendees": Comparison.HAS, "subject": Comparison.CONTAINS}
    return tuple(
        Filter(field=field, comparison=how.get(field, Comparison.EQUALS), value=value)
        for field, value in wanted.items()
    )


def meeting_with(address: str, holds: Holds) -> Condition:
    none = "no " if holds is Holds.NONE else "a "
    query = Query(entity=Entity.EVENT, filters=filters(attendees=address))
    return Condition(query=query, holds=holds, said=f"{none}meeting with {address[:2].title()}")


def unreplied(holds: Holds = Holds.NONE, **more: str) -> Condition:
    query = Query(entity=Entity.MAIL, filters=filters(sender=ITEM, to=ME, **more))
    said = "has not replied" if holds is Holds.NONE else "has replied"
    return Condition(query=query, holds=holds, said=said)


async def drafted(room: Room, *steps: Step, **given: Any) -> BulkDraft:
    plan = Plan(steps=steps, **{"reading": ("Send Hello to Ana.",), **given})
    draft = await room.manager.create_from_plan(
        plan, Origin("draft", "as planned", requester(), conversation())
    )
    assert isinstance(draft, BulkDraft)
    return draft


async def addresses(room: Room, draft: BulkDraft) -> Sequence[str]:
    return [item.label for item in await room.manager.items(draft)]


async def test_what_holds_is_drafted_and_its_reading_says_that_it_does(
    resting: Room, office: SmallOffice
) -> None:
    draft = await drafted(resting, writing(CY), condition=meeting_with(CY, Holds.NONE))
    assert draft.reading == ("No meeting with Cy: Send Hello to Ana.",)
    assert office.questions == 1


async def test_what_does_not_hold_is_not_drafted_and_the_person_reads_what_was_found(
    resting: Room,
) -> None:
    found = "Nothing is to be done: .*no meeting with An.*Budget review.*Thu 26 Nov, 14:00"
    with pytest.raises(Refused, match=found):
        await drafted(resting, writing(ANA), condition=meeting_with(ANA, Holds.NONE))
    with pytest.raises(Refused, match=r"a meeting with Cy.*nothing like that"):
        await drafted(resting, writing(CY), condition=meeting_with(CY, Holds.SOME))


async def test_the_other_thing_is_drafted_where_there_is_one(resting: Room) -> None:
    draft = await drafted(
        resting,
        writing(ANA),
        condition=meeting_with(ANA, Holds.NONE),
        otherwise=(writing(BO),),
        reading=(
            "If there is no meeting with An: Send Hello to Ana.",
            "Otherwise: Send Hello to Bo.",
        ),
    )
    assert await addresses(resting, draft) == [BO]
    [said] = draft.reading
    assert "Budget review" in said
    assert said.endswith("Instead: Send Hello to Bo.")


async def test_a_condition_is_not_lost_on_something_that_repeats(resting: Room) -> None:
    weekly = Timing(start=Every(weekdays=(0,), at=time(9), zone="UTC"))
    with pytest.raises(NotThereYet, match=r"no meeting with Cy.*anew for each run"):
        await drafted(resting, writing(CY), condition=meeting_with(CY, Holds.NONE), timing=weekly)


async def test_a_condition_about_items_is_never_asked_of_a_whole_plan(resting: Room) -> None:
    with pytest.raises(Refused, match="for a whole request"):
        await drafted(resting, writing(ANA), condition=unreplied())


async def test_only_those_who_have_not_replied_and_each_keeps_what_to_ask_again(
    resting: Room, office: SmallOffice
) -> None:
    draft = await drafted(resting, writing(ANA, BO, CY, only_if=unreplied()))
    assert office.questions == 1
    assert [(one.label, one.reason) for one in draft.left_out] == [(BO, "not so: has not replied")]
    ana, cy = await resting.manager.items(draft)
    assert (ana.label, cy.label) == (ANA, CY)


async def test_those_who_have_replied_are_the_others(resting: Room) -> None:
    draft = await drafted(resting, writing(ANA, BO, CY, only_if=unreplied(Holds.SOME)))
    assert await addresses(resting, draft) == [BO]


async def test_nobody_is_left_so_nothing_is_drafted(resting: Room) -> None:
    with pytest.raises(Refused, match="left out: not so: has not replied"):
        await drafted(resting, writing(BO, only_if=unreplied()))


async def test_an_edit_of_the_text_keeps_to_those_the_condition_holds_for(resting: Room) -> None:
    step = writing(ANA, BO, CY, only_if=unreplied())
    draft = await drafted(resting, step)
    later = writing(ANA, BO, CY, subject="Again", only_if=unreplied())
    edited = await resting.manager.edit(draft.id, later, requester().person)
    assert await addresses(resting, edited) == [ANA, CY]


async def test_a_condition_that_must_be_asked_singly_is_bounded(
    resting: Room, office: SmallOffice
) -> None:
    about = Condition(
        query=Query(entity=Entity.MAIL, filters=filters(sender=ME, subject=ITEM)),
        holds=Holds.NONE,
        said="nothing sent about them",
    )
    draft = await drafted(resting, writing(ANA, BO, only_if=about))
    assert (await addresses(resting, draft), office.questions) == ([ANA, BO], 2)
    many = writing(*(f"p{number}@acme.example" for number in range(201)), only_if=about)
    with pytest.raises(Refused, match="200 at a time, and this is for 201"):
        await drafted(resting, many)


async def test_a_thousand_are_asked_for_in_a_few_questions(
    resting: Room, office: SmallOffice
) -> None:
    many = [f"p{number}@acme.example" for number in range(999)]
    draft = await drafted(resting, writing(*many, BO, only_if=unreplied()))
    assert (draft.item_count, office.questions) == (999, 3)
