"""Items that came finished are not trusted: what they are is checked, and what they risk."""

import pytest

from app.domain.actions import Action, CreateRecord, DeleteRecord, Invite, SendMail
from app.domain.errors import Refused
from app.domain.kinds import BulkType, BulkVerb, Risk
from app.domain.operation import BulkDraft, BulkItem
from app.domain.record import Entity
from app.engine.assembly import Origin
from tests.contract.journal_samples import conversation, items_of, mails, requester
from tests.unit.engine.room import Room


async def drafted(
    room: Room, kind: BulkType, verb: BulkVerb, items: list[BulkItem], draft_id: str = "draft"
) -> BulkDraft:
    origin = Origin(draft_id, "as given", requester(), conversation())
    return await room.manager.create_bulk_draft(kind, verb, items, origin)


def contact(address: str) -> CreateRecord:
    return CreateRecord(entity=Entity.CONTACT, values={"email": address, "name": "N"})


def removal(number: int) -> DeleteRecord:
    return DeleteRecord(entity=Entity.CONTACT, id=f"c{number}", version="1")


def mail(address: str) -> SendMail:
    return SendMail(to=address, subject="Hello", body="Hello")


def invitation(event: str, attendee: str) -> Invite:
    return Invite(
        event_key=event,
        title="Review",
        start="2026-11-26T09:00:00Z",
        end="2026-11-26T09:30:00Z",
        zone="UTC",
        attendee=attendee,
    )


async def test_an_id_that_comes_twice_is_refused(resting: Room) -> None:
    items = [BulkItem(id="x", label="one", parameters=contact(f"u{n}@x.example")) for n in range(3)]
    with pytest.raises(Refused, match="Two items have the id “x”"):
        await drafted(resting, BulkType.CONTACT, BulkVerb.CREATE, items)
    with pytest.raises(Refused, match="no id"):
        await drafted(
            resting,
            BulkType.CONTACT,
            BulkVerb.CREATE,
            [items[0].model_copy(update={"id": ""})],
        )


@pytest.mark.parametrize(
    ("kind", "verb", "action"),
    [
        (BulkType.EMAIL, BulkVerb.SEND, removal(1)),
        (BulkType.CONTACT, BulkVerb.CREATE, removal(1)),
        (BulkType.CRM, BulkVerb.DELETE, removal(1)),
        (BulkType.CALENDAR, BulkVerb.CREATE, mail("a@b.example")),
        (BulkType.CRM, BulkVerb.CREATE, contact("a@b.example")),
    ],
)
async def test_an_action_of_another_kind_is_refused(
    resting: Room, kind: BulkType, verb: BulkVerb, action: Action
) -> None:
    with pytest.raises(Refused, match="is not something that"):
        await drafted(resting, kind, verb, items_of([action]))


@pytest.mark.parametrize(
    ("kind", "verb", "actions", "said"),
    [
        (BulkType.EMAIL, BulkVerb.SEND, [mail("a@b.example"), mail("A@b.example")], "duplicate"),
        (BulkType.EMAIL, BulkVerb.SEND, [mail("nowhere")], "invalid"),
        (
            BulkType.CALENDAR,
            BulkVerb.CREATE,
            [invitation("e", "a@b.example"), invitation("e", "a@b.example")],
            "duplicate",
        ),
        (BulkType.CONTACT, BulkVerb.CREATE, [contact("broken@")], "invalid"),
    ],
)
async def test_an_address_must_be_one_and_come_once(
    resting: Room, kind: BulkType, verb: BulkVerb, actions: list[Action], said: str
) -> None:
    with pytest.raises(Refused, match=f"{said} address"):
        await drafted(resting, kind, verb, items_of(actions))


async def test_somebody_may_be_invited_to_two_events(resting: Room) -> None:
    actions = [invitation("one", "a@b.example"), invitation("two", "a@b.example")]
    draft = await drafted(resting, BulkType.CALENDAR, BulkVerb.CREATE, items_of(actions))
    assert draft.item_count == 2


async def test_more_than_one_operation_holds_is_refused(resting: Room) -> None:
    resting.most_items = 4
    resting.manager = resting.new_manager()
    with pytest.raises(Refused, match="5 items; one operation can hold 4"):
        await drafted(resting, BulkType.EMAIL, BulkVerb.SEND, mails(5))


async def test_the_risk_follows_from_what_is_done(resting: Room) -> None:
    claimed = [
        one.model_copy(update={"risk": Risk.LOW, "risk_reason": "harmless"})
        for one in items_of([removal(number) for number in range(3)])
    ]
    draft = await drafted(resting, BulkType.CONTACT, BulkVerb.DELETE, claimed)
    assert (draft.metadata.risk_level, draft.metadata.risk_reason) == (
        Risk.HIGH,
        "removes a record",
    )
    kept = await resting.manager.items(draft)
    assert {item.risk for item in kept} == {Risk.HIGH}


async def test_what_goes_to_an_address_is_shown_with_it(resting: Room) -> None:
    items = [BulkItem(id="1", label="tidy up", parameters=mail("ana@example.org"))]
    draft = await drafted(resting, BulkType.EMAIL, BulkVerb.SEND, items)
    [kept] = await resting.manager.items(draft)
    assert kept.label == "ana@example.org"
