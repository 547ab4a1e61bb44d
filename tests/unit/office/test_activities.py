"""Activities in the office: each is about a record that is there."""

from app.domain.actions import CreateRecord, DeleteRecord
from app.domain.record import Entity
from tests.unit.office.desk import Build, find, run


def _called(about: str, about_id: str) -> CreateRecord:
    values = {
        "kind": "call",
        "text": "",
        "at": "2026-11-22T23:00:00Z",
        "about": about,
        "about_id": about_id,
    }
    return CreateRecord(entity=Entity.ACTIVITY, values=values)


async def test_nothing_is_logged_for_a_record_that_is_gone(build: Build) -> None:
    office = build()
    [lead, *_] = await find(office, Entity.LEAD)
    gone = DeleteRecord(entity=Entity.LEAD, id=lead.id, version=lead.version)
    outcomes = await run(office, gone, _called("lead", lead.id), _called("deal", "deal-0001"))
    assert [(one.result, one.note) for one in outcomes] == [
        ("done", ""),
        ("skipped", "no longer there"),
        ("done", ""),
    ]


async def test_an_activity_is_about_something(build: Build) -> None:
    [outcome] = await run(build(), _called("weather", "1"))
    assert outcome.error is not None
    assert outcome.error.message == "An activity is about a lead, a deal or a contact."
