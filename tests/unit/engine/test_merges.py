"""What becomes of several records that are one."""

from datetime import UTC, datetime
from typing import Any

from app.domain.actions import MergeRecords, Other
from app.domain.identity import Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb, Risk
from app.domain.operation import BulkItem
from app.domain.plan import ChangeHow, FieldChange, Step
from app.domain.record import Entity, Record
from app.domain.recurring import version_of
from app.domain.sources import Comparison, Filter, Query
from app.engine.builders import Task, build, numbered
from app.engine.templates import Templates

SAM = Requester(
    person=Person(tenant=Tenant(team_id="T1"), user_id="U1"),
    name="Sam Rivera",
    email="sam@harbor.example",
    zone="Europe/Berlin",
)


def _contact(number: int, **fields: Any) -> Record:
    blank = {"name": "", "email": "", "phone": "", "city": "", "tags": []}
    return Record(entity=Entity.CONTACT, id=f"c{number}", version="1", fields=blank | fields)


def _lead(number: int, **fields: Any) -> Record:
    return Record(entity=Entity.LEAD, id=f"l{number}", version="1", fields=fields)


def _merged(*records: Record, field: str = "email") -> list[BulkItem]:
    entity = records[0].entity
    filled = Filter(field=field, comparison=Comparison.NOT_EMPTY)
    step = Step(
        kind=BulkType.CONTACT if entity is Entity.CONTACT else BulkType.CRM,
        verb=BulkVerb.UPDATE,
        entity=entity,
        source=Query(entity=entity, filters=(filled,)),
        changes=(FieldChange(field=field, how=ChangeHow.MERGE, value=None),),
    )
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return build(Task(step, SAM, Templates(), {}, "seed", now), numbered(records)).items


def _action(item: BulkItem) -> MergeRecords:
    assert isinstance(item.parameters, MergeRecords)
    return item.parameters


def test_the_first_keeps_what_it_has_and_gets_what_it_lacks_from_the_newest() -> None:
    [item] = _merged(
        _contact(1, name="Ann Lee", email="ann@acme.example", phone="030 1", tags=["vip"]),
        _contact(2, name="Ann Lee", email="ANN@acme.example", city="Bonn", tags=["Trial"]),
        _contact(3, name="A. Lee", email="ann@acme.example", phone="030 2", city="Berlin"),
    )
    action = _action(item)
    assert (action.id, action.others) == (
        "c1",
        (Other(id="c3", version="1"), Other(id="c2", version="1")),
    )
    assert action.set == {"city": "Berlin", "tags": ["vip", "Trial"]}
    assert item.label == "3 → 1: Ann Lee (ann@acme.example)"
    assert item.risk is Risk.HIGH
    said = {(one.field, one.old, one.new) for one in item.changes}
    assert ("phone", "030 2", "dropped") in said
    assert ("name", "A. Lee", "dropped") in said
    assert ("city", "Bonn", "dropped") in said
    assert "email" not in {one.field for one in item.changes}


def test_what_is_lost_is_told_before_what_is_gained() -> None:
    [item] = _merged(
        _contact(1, name="Ann", email="ann@acme.example", phone="030 1"),
        _contact(2, name="Ann", email="ann@acme.example", phone="030 2", city="Berlin"),
    )
    assert [one.field for one in item.changes] == ["phone", "city"]


def test_who_stands_alone_is_left_as_they_are() -> None:
    items = _merged(
        _contact(1, name="Ann", email="ann@acme.example"),
        _contact(2, name="Bo", email="bo@acme.example"),
        _contact(3, name="Bo", email="Bo@Acme.example"),
        _contact(4, name="Cy", email=""),
        _contact(5, name="Di", email=""),
    )
    assert [_action(one).id for one in items] == ["c2"]


def test_the_lead_that_was_made_first_stays_wherever_it_is_listed() -> None:
    [item] = _merged(
        _lead(1, name="Ann", email="a@x.example", notes="", created_at="2026-03-01T00:00:00Z"),
        _lead(2, name="Ann", email="a@x.example", notes="b", created_at="2026-01-01T00:00:00Z"),
    )
    assert _action(item).id == "l2"
    assert _action(item).set == {}
    assert item.changes == ()


def test_by_name_different_addresses_are_named_as_lost() -> None:
    [item] = _merged(
        _contact(1, name="Ann  Lee", email="ann@acme.example"),
        _contact(2, name="ann lee", email="ann.lee@acme.example"),
        field="name",
    )
    assert [(one.field, one.old, one.new) for one in item.changes] == [
        ("email", "ann.lee@acme.example", "dropped")
    ]


def test_one_more_duplicate_is_another_merge() -> None:
    two = (_contact(1, name="A", email="a@x.example"), _contact(2, name="A", email="a@x.example"))
    [before], [after] = _merged(*two), _merged(*two, _contact(3, name="A", email="a@x.example"))
    assert version_of(before.parameters) != version_of(after.parameters)
    assert version_of(before.parameters) == version_of(_merged(*two)[0].parameters)
