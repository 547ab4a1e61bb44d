"""A draft made from a plan, edited: the preview stays true of everybody the words covered."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.errors import BadTemplate, Refused
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import BulkDraft, BulkItem
from app.domain.plan import ChangeHow, EventDetails, FieldChange, Plan, Step, Template
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Listed, Query, Typed
from app.engine.assembly import Origin
from tests.contract.journal_samples import conversation, mails, operation, requester, sam
from tests.unit.engine.room import Room

ODETTE = "Odette Petersen (odette.petersen@acme.example)"
"""The one at Acme who is tagged vip already."""

AT_ACME = Query(
    entity=Entity.CONTACT,
    filters=(Filter(field="company", comparison=Comparison.EQUALS, value="Acme GmbH"),),
)
MINE = Query(
    entity=Entity.EVENT,
    filters=(Filter(field="attendees", comparison=Comparison.HAS, value=ME),),
)


def tagging(tag: str) -> Step:
    change = FieldChange(field="tags", how=ChangeHow.ADD, value=tag)
    return Step(
        kind=BulkType.CONTACT,
        verb=BulkVerb.UPDATE,
        entity=Entity.CONTACT,
        source=AT_ACME,
        changes=(change,),
    )


def mailing(body: str, subject: str = "News") -> Step:
    people = (Typed(address="ana@acme.example", name="Ana"), Typed(address="bob@acme.example"))
    return Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=Listed(entries=people),
        template=Template(subject=subject, body=body),
    )


def inviting(*addresses: str, minutes: int = 30) -> Step:
    return Step(
        kind=BulkType.CALENDAR,
        verb=BulkVerb.CREATE,
        entity=Entity.EVENT,
        source=Listed(entries=tuple(Typed(address=address) for address in addresses)),
        event=EventDetails(
            title="Review", start="2031-11-27T09:00:00Z", minutes=minutes, zone="UTC"
        ),
    )


async def drafted(room: Room, step: Step, draft_id: str = "draft") -> BulkDraft:
    origin = Origin(draft_id, "as planned", requester(), conversation())
    draft = await room.manager.create_from_plan(Plan(steps=(step,)), origin)
    assert isinstance(draft, BulkDraft)
    return draft


def left_out(draft: BulkDraft) -> dict[str, str]:
    return {one.label: one.reason for one in draft.left_out}


async def running(room: Room, draft: BulkDraft) -> list[BulkItem]:
    return [item for item in await room.manager.items(draft) if item.id not in draft.excluded]


async def test_another_tag_is_for_those_too_who_had_the_first(resting: Room) -> None:
    draft = await drafted(resting, tagging("vip"))
    assert left_out(draft) == {ODETTE: "already so"}
    gold = await resting.manager.edit(draft.id, tagging("gold"), sam())
    assert ODETTE in {item.label for item in await running(resting, gold)}
    assert left_out(gold) == {}
    assert gold.metadata.total_count == 9
    again = await resting.manager.edit(draft.id, tagging("vip"), sam())
    assert (left_out(again), again.digest) == (left_out(draft), draft.digest)


async def test_a_tag_that_some_have_already_leaves_them_out_and_says_so(resting: Room) -> None:
    draft = await drafted(resting, tagging("vip"))
    partner = await resting.manager.edit(draft.id, tagging("partner"), sam())
    assert set(left_out(partner).values()) == {"already so"}
    assert len(left_out(partner)) == 2
    assert partner.metadata.total_count == 7


async def test_an_edit_after_which_nothing_is_left_is_refused(resting: Room) -> None:
    draft = await drafted(resting, tagging("vip"))
    with pytest.raises(Refused, match="Everything that matches was left out: already so"):
        await resting.manager.edit(draft.id, tagging("newsletter"), sam())
    assert (await resting.manager.load(draft.id, sam())).digest == draft.digest


async def test_who_was_taken_out_stays_out_through_every_edit(resting: Room) -> None:
    draft = await drafted(resting, tagging("vip"))
    everybody = {item.label: item.id for item in await resting.manager.items(draft)}
    emre, teresa = (name for name in everybody if name.startswith(("Emre", "Teresa")))
    without = frozenset({everybody[emre], everybody[teresa]})
    await resting.manager.exclude(draft.id, without, sam(), out=True)

    # Emre is a partner already; Odette, who stands before Teresa, joins.
    partner = await resting.manager.edit(draft.id, tagging("partner"), sam())
    assert teresa not in {item.label for item in await running(resting, partner)}
    assert ODETTE in {item.label for item in await running(resting, partner)}
    gold = await resting.manager.edit(draft.id, tagging("gold"), sam())
    labels = {item.label for item in await running(resting, gold)}
    assert not labels & {emre, teresa}
    assert len(labels) == 7
    back = await resting.manager.exclude(draft.id, without, sam(), out=False)
    assert back.metadata.total_count == 9


async def test_a_field_that_is_empty_for_one_who_was_taken_out_stops_no_edit(
    resting: Room,
) -> None:
    draft = await drafted(resting, mailing("Hello"))
    with pytest.raises(Refused, match="1 of them could not be done"):
        await resting.manager.edit(draft.id, mailing("Hello {{ name }}"), sam())
    bob = next(i.id for i in await resting.manager.items(draft) if i.label.startswith("bob"))
    await resting.manager.exclude(draft.id, frozenset({bob}), sam(), out=True)
    named = await resting.manager.edit(draft.id, mailing("Hello {{ name }}"), sam())
    assert left_out(named) == {
        "bob@acme.example (bob@acme.example)": "nothing to put into {{ name }}"
    }
    plain = await resting.manager.edit(draft.id, mailing("Hello all"), sam())
    assert [item.label for item in await running(resting, plain)] == ["ana@acme.example"]
    assert plain.excluded == {bob}


async def test_listing_the_same_people_again_changes_nobody(resting: Room) -> None:
    draft = await drafted(resting, inviting("ana@acme.example", "nowhere", "bob@acme.example"))
    assert left_out(draft) == {"nowhere (nowhere)": "invalid address"}
    edited = await resting.manager.edit(
        draft.id, inviting("ana@acme.example", "bob@acme.example", minutes=45), sam()
    )
    assert left_out(edited) == left_out(draft)
    with pytest.raises(Refused, match="broken@"):
        await resting.manager.edit(draft.id, inviting("ana@acme.example", "broken@"), sam())
    fewer = await resting.manager.edit(draft.id, inviting("bob@acme.example"), sam())
    assert (fewer.metadata.total_count, fewer.left_out) == (1, ())


@pytest.mark.parametrize("verb", [BulkVerb.DELETE, BulkVerb.UPDATE])
async def test_meetings_that_somebody_else_organises_are_left_alone(
    resting: Room, verb: BulkVerb
) -> None:
    later = (FieldChange(field="start", how=ChangeHow.SHIFT, value=30),)
    changes = later if verb is BulkVerb.UPDATE else ()
    step = Step(
        kind=BulkType.CALENDAR, verb=verb, entity=Entity.EVENT, source=MINE, changes=changes
    )
    draft = await drafted(resting, step)
    organizers = {
        item.record.text("organizer") for item in await resting.manager.items(draft) if item.record
    }
    assert organizers == {"sam@harbor.example"}
    assert set(left_out(draft).values()) == {"organised by ruth@harbor.example"}
    assert all(label.startswith("Operations stand-up") for label in left_out(draft))


async def test_the_same_invitation_again_is_warned_of(resting: Room) -> None:
    first = await drafted(resting, inviting("ana@acme.example"), "first")
    await resting.manager.execute_bulk_draft(first.id, first.digest, sam())
    second = await drafted(resting, inviting("ana@acme.example"), "second")
    assert "The same was already run" in "".join(second.warnings)
    longer = await drafted(resting, inviting("ana@acme.example", minutes=45), "third")
    assert longer.warnings == ()


async def test_a_date_in_another_year_is_shown_with_it(resting: Room) -> None:
    draft = await drafted(resting, inviting("ana@acme.example"))
    [item] = await resting.manager.items(draft)
    assert item.preview == "Review, Thu 27 Nov 2031, 09:00–09:30"  # noqa: RUF001 - a range


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ name | replace: 'a', 'b' }}", "no filter called replace"),
        ("{{ name | nope }}", "no filter called nope"),
        ("{{ name | truncate: 'x' }}", "truncate expected an integer"),
        ("{{ name | slice }}", "missing 1 required"),
        ("{% if name > 3 %}x{% endif %}", "cannot be filled in"),
        ("{{ name.x }}", "{{ name.x }} is not a field here"),
        ("{{ name[0] }}", "is not a field here"),
        ("x" * 20_001, "the result is too large"),
    ],
)
async def test_what_is_wrong_with_a_text_is_named(resting: Room, body: str, said: str) -> None:
    draft = await drafted(resting, mailing("Hello"))
    with pytest.raises(BadTemplate) as refused:
        await resting.manager.edit(draft.id, mailing(body), sam())
    assert said in refused.value.text
    assert refused.value.part == "body"


async def test_the_journal_holds_an_id_once_in_an_operation(resting: Room) -> None:
    items = [item.model_copy(update={"id": "x"}) for item in mails(2)]
    with pytest.raises(IntegrityError):
        await resting.create(operation(items), items)
