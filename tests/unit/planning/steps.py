"""The steps that golden requests stand for, as small makers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import ChangeHow, EventDetails, FieldChange, Step
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Hop, Listed, Query, Typed

MINE = Filter(field="attendees", comparison=Comparison.HAS, value=ME)


def equals(field: str, value: object) -> Filter:
    return Filter(field=field, comparison=Comparison.EQUALS, value=value)


def tagged(value: str) -> Filter:
    return Filter(field="tags", comparison=Comparison.HAS, value=value)


def within(field: str, start: str, end: str) -> tuple[Filter, Filter]:
    return (
        Filter(field=field, comparison=Comparison.AT_LEAST, value=start),
        Filter(field=field, comparison=Comparison.BELOW, value=end),
    )


def below(field: str, end: str) -> Filter:
    return Filter(field=field, comparison=Comparison.BELOW, value=end)


TOMORROW = within("start", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z")
NEXT_TUESDAY = within("start", "2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z")
YESTERDAY = within("start", "2026-11-21T23:00:00Z", "2026-11-22T23:00:00Z")
LAST_QUARTER = within("closed_at", "2026-06-30T22:00:00Z", "2026-09-30T22:00:00Z")
THIRTY_DAYS_AGO = (datetime(2026, 11, 23, 13, tzinfo=UTC) - timedelta(days=30)).strftime(
    "%Y-%m-%dT%H:%M:%SZ"
)


def contacts(*filters: Filter) -> Query:
    return Query(entity=Entity.CONTACT, filters=filters)


def meetings(*filters: Filter) -> Query:
    return Query(entity=Entity.EVENT, filters=(MINE, *filters))


def contact_change(how: ChangeHow, tag: str, *filters: Filter) -> Step:
    return Step(
        kind=BulkType.CONTACT,
        verb=BulkVerb.UPDATE,
        entity=Entity.CONTACT,
        source=contacts(*filters),
        changes=(FieldChange(field="tags", how=how, value=tag),),
    )


def contact_delete(*filters: Filter) -> Step:
    return Step(
        kind=BulkType.CONTACT,
        verb=BulkVerb.DELETE,
        entity=Entity.CONTACT,
        source=contacts(*filters),
    )


def cancel(*filters: Filter) -> Step:
    return Step(
        kind=BulkType.CALENDAR,
        verb=BulkVerb.DELETE,
        entity=Entity.EVENT,
        source=meetings(*filters),
    )


def shift(minutes: int, *filters: Filter) -> Step:
    return Step(
        kind=BulkType.CALENDAR,
        verb=BulkVerb.UPDATE,
        entity=Entity.EVENT,
        source=meetings(*filters),
        changes=(FieldChange(field="start", how=ChangeHow.SHIFT, value=minutes),),
    )


def crm_set(entity: Entity, field: str, value: str, *filters: Filter) -> Step:
    return Step(
        kind=BulkType.CRM,
        verb=BulkVerb.UPDATE,
        entity=entity,
        source=Query(entity=entity, filters=filters),
        changes=(FieldChange(field=field, how=ChangeHow.SET, value=value),),
    )


def crm_delete(entity: Entity, *filters: Filter) -> Step:
    return Step(
        kind=BulkType.CRM,
        verb=BulkVerb.DELETE,
        entity=entity,
        source=Query(entity=entity, filters=filters),
    )


def review(start: str, minutes: int, title: str = "Pipeline review") -> Step:
    return Step(
        kind=BulkType.CALENDAR,
        verb=BulkVerb.CREATE,
        entity=Entity.EVENT,
        source=Query(
            entity=Entity.COLLEAGUE, filters=(equals("department", "Sales"),), exclude=(ME,)
        ),
        event=EventDetails(title=title, start=start, minutes=minutes, zone="Europe/Berlin"),
    )


def added(*addresses: str, tag: str = "") -> Step:
    values: dict[str, Any] = {"email": "{{ email }}", "name": "{{ name }}"}
    if tag:
        values["tags"] = [tag]
    return Step(
        kind=BulkType.CONTACT,
        verb=BulkVerb.CREATE,
        entity=Entity.CONTACT,
        source=Listed(entries=tuple(Typed(address=address) for address in addresses)),
        values=values,
    )


def new_deals(name: str, source: Query) -> Step:
    return Step(
        kind=BulkType.CRM,
        verb=BulkVerb.CREATE,
        entity=Entity.DEAL,
        source=source,
        values={
            "name": name,
            "contact_id": "{{ id }}",
            "company": "{{ company }}",
            "owner": "sam@harbor.example",
            "stage": "Lead",
        },
    )


CLOSED_LAST_QUARTER = Query(
    entity=Entity.CONTACT,
    of=Hop(
        relation="customer",
        query=Query(entity=Entity.DEAL, filters=(equals("stage", "Won"), *LAST_QUARTER)),
    ),
)

AKIRAS = equals("owner", "akira@harbor.example")
JINSOO = "jinsoo@harbor.example"
