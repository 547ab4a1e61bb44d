"""Leads and deals."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count, cycle
from typing import NamedTuple

from app.connectors.office.instants import at_local, iso, quarter_start
from app.connectors.office.seed import names, people
from app.connectors.office.seed.calendar import Day, staff
from app.connectors.office.seed.row import Row
from app.domain.record import Entity

_NOBODY = ("",)

# How many leads each has, in order; one has nobody.
_LEAD_OWNERS = (
    *staff("akira") * 8,
    *staff("jinsoo") * 7,
    *staff("lisa") * 8,
    *staff("carlos") * 6,
    *staff("omar") * 6,
    *_NOBODY,
)
_DEAL_OWNERS = staff("akira", "jinsoo", "lisa", "carlos", "freya")

# Ages in days of the deals that are still open.
_OPEN_DEALS = {
    "Qualification": (2, 5, 8, 12, 19, 26, 33, 47),
    "Proposal": (3, 9, 14, 21, 35, 41, 48, 60, 75, 93),
    "Negotiation": (11, 24, 39, 52, 66, 80),
}
_LOST_DAYS_AGO = (6, 20, 45, 70, 110)
# Where in its quarter a deal was won, from its first moment (0) to its last, or to now.
_WON = {
    0: (0.15, 0.4, 0.65, 0.9),
    1: (0.1, 0.25, 0.4, 0.55, 0.7, 0.85),
    2: (0.2, 0.5, 0.8),
}
_LOGGED = 12
_ACTIVITIES = (
    ("call", "Asked for prices"),
    ("email", "Sent the brochure"),
    ("meeting", "Showed the pilot"),
    ("note", "Decides in spring"),
)
_SALES_CYCLE = timedelta(days=50)


class _Life(NamedTuple):
    stage: str
    created: datetime
    closed: datetime | None


def leads(now: datetime) -> Iterator[Row]:
    """One lead for each of the owners above, spread over the last months."""
    for number, owner in enumerate(_LEAD_OWNERS):
        name = people.invented_name(number + 1000)
        company, domain, _ = names.COMPANIES[number * 5 % len(names.COMPANIES)]
        fields = {
            "name": name,
            "company": company,
            "email": people.invented_address(name, domain),
            "phone": "",
            "product": names.PRODUCTS[number % len(names.PRODUCTS)],
            "owner": owner,
            "status": names.LEAD_STATUSES[number % len(names.LEAD_STATUSES)],
            "notes": "",
            "created_at": iso(now - timedelta(days=3 * number + 1)),
            "contacted_at": iso(now - timedelta(days=2 * number)),
            "follow_up_at": iso(now + timedelta(days=number % 10 + 1)),
        }
        yield Row(Entity.LEAD, f"lead-{number + 1:04}", fields)


def deals(day: Day, book: Sequence[Row]) -> Iterator[Row]:
    """Deals of every stage, each with another customer; one has no owner."""
    customers = cycle(
        [row for row in book if row.fields["kind"] == "customer" and people.reachable(row)]
    )
    owners = cycle(_DEAL_OWNERS)
    for number, life in zip(count(1), _lives(day), strict=False):
        customer = next(customers)
        product = names.PRODUCTS[number % len(names.PRODUCTS)]
        fields = {
            "name": f"{customer.fields['company']} {product}",
            "company": customer.fields["company"],
            "contact_id": customer.id,
            "owner": next(owners) if number > 1 else "",
            "stage": life.stage,
            "amount": 4_000 + number * 1_750 % 46_000,
            "created_at": iso(life.created),
            "closed_at": iso(life.closed) if life.closed else "",
        }
        yield Row(Entity.DEAL, f"deal-{number:04}", fields)


def activities(now: datetime) -> Iterator[Row]:
    """What the owners of the first leads did for them, a few days apart."""
    for number, owner in enumerate(_LEAD_OWNERS[:_LOGGED]):
        kind, text = _ACTIVITIES[number % len(_ACTIVITIES)]
        fields = {
            "kind": kind,
            "text": text,
            "at": iso(now - timedelta(days=2 * number + 1)),
            "about": Entity.LEAD.value,
            "about_id": f"lead-{number + 1:04}",
            "owner": owner,
        }
        yield Row(Entity.ACTIVITY, f"act-{number + 1:04}", fields)


def _lives(day: Day) -> Iterator[_Life]:
    for stage, ages in _OPEN_DEALS.items():
        for age in ages:
            yield _Life(stage, day.now - timedelta(days=age), None)
    for age in _LOST_DAYS_AGO:
        yield _closed("Lost", day.now - timedelta(days=age))
    for back, shares in _WON.items():
        first, last = _quarter(day, back)
        for share in shares:
            yield _closed("Won", first + (last - first) * share)


def _closed(stage: str, at: datetime) -> _Life:
    return _Life(stage, at - _SALES_CYCLE, at)


def _quarter(day: Day, back: int) -> tuple[datetime, datetime]:
    """The bounds of a quarter as the requester counts it; the present one ends now."""
    today = day.now.astimezone(day.zone).date()
    first = at_local(quarter_start(today, back), time(), day.zone)
    if not back:
        return first, day.now.astimezone(UTC)
    return first, at_local(quarter_start(today, back - 1), time(), day.zone)
