"""Records of the office that become one, all or none of them."""

from app.connectors.office import Office
from app.domain.actions import CreateRecord, DeleteRecord, MergeRecords, Other, UpdateRecord
from app.domain.record import Entity, Record
from tests.unit.office.desk import Build, find, run


async def _three(office: Office) -> list[Record]:
    """Contacts of which the first two have deals."""
    deals = await find(office, Entity.DEAL)
    ids = list(dict.fromkeys(one.text("contact_id") for one in deals))[:2]
    contacts = {one.id: one for one in await find(office, Entity.CONTACT)}
    rest = [one for key, one in contacts.items() if key not in ids]
    return [contacts[ids[0]], contacts[ids[1]], rest[0]]


def _merge(kept: Record, *others: Record, **given: str) -> MergeRecords:
    return MergeRecords(
        entity=kept.entity,
        id=kept.id,
        version=kept.version,
        set=given,
        others=tuple(Other(id=one.id, version=one.version) for one in others),
    )


async def test_the_others_go_and_what_was_theirs_follows(build: Build) -> None:
    office = build()
    kept, second, third = await _three(office)
    theirs = {one.id for one in await find(office, Entity.DEAL, contact_id=second.id)}
    called = {"kind": "call", "about": "contact", "about_id": third.id}
    made, outcome = await run(
        office,
        CreateRecord(entity=Entity.ACTIVITY, values=called),
        _merge(kept, second, third, city="Potsdam"),
    )
    assert outcome.result == "done", outcome
    contacts = {one.id: one for one in await find(office, Entity.CONTACT)}
    assert contacts[kept.id].text("city") == "Potsdam"
    assert not {second.id, third.id} & contacts.keys()
    assert theirs <= {one.id for one in await find(office, Entity.DEAL, contact_id=kept.id)}
    [activity] = await find(office, Entity.ACTIVITY, id=made.reference)
    assert activity.text("about_id") == kept.id


async def test_one_that_changed_since_leaves_them_all_alone(build: Build) -> None:
    office = build()
    kept, second, third = await _three(office)
    change = UpdateRecord(
        entity=third.entity, id=third.id, version=third.version, set={"city": "Bonn"}
    )
    before = len(await find(office, Entity.CONTACT))
    outcomes = await run(office, change, _merge(kept, second, third, city="Potsdam"))
    assert [(one.result, one.note) for one in outcomes] == [
        ("done", ""),
        ("skipped", "changed since the preview"),
    ]
    assert len(await find(office, Entity.CONTACT)) == before
    [same] = await find(office, Entity.CONTACT, id=kept.id)
    assert same == kept


async def test_one_that_is_gone_leaves_them_all_alone(build: Build) -> None:
    office = build()
    kept, second, third = await _three(office)
    gone = DeleteRecord(entity=Entity.CONTACT, id=third.id, version=third.version)
    outcomes = await run(office, gone, _merge(kept, second, third))
    assert [(one.result, one.note) for one in outcomes] == [
        ("done", ""),
        ("skipped", "no longer there"),
    ]
    assert await find(office, Entity.CONTACT, id=second.id) == [second]


async def test_a_merge_takes_two(build: Build) -> None:
    office = build()
    kept, *_ = await _three(office)
    for outcome in await run(office, _merge(kept), _merge(kept, kept)):
        assert outcome.error is not None
        assert "two different records" in outcome.error.message
