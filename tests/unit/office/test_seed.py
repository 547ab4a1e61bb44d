"""Whenever and wherever the office is opened, the requests in the documentation find something."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from email_validator import EmailNotValidError, validate_email

from app.connectors.office.instants import iso
from app.connectors.office.seed import Row, SeedName, seed
from app.connectors.office.seed.names import COLLEAGUES, ME
from app.domain.record import Entity

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata", "UTC")

_DAYS = (
    *(date(2026, 11, day) for day in range(23, 30)),  # a Monday to a Sunday
    date(2026, 12, 31),  # the last day of a year
    date(2027, 1, 1),
    date(2027, 3, 28),  # clocks go forward in Berlin
    date(2026, 10, 25),  # and back
    date(2026, 11, 1),  # and back in New York
    date(2028, 2, 29),
    *(date(2026, month, 1) for month in (4, 7, 10)),
    date(2026, 6, 30),
)
MOMENTS = [
    pytest.param(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), id=f"{day}T{hour:02}")
    for day in _DAYS
    for hour in range(day.day % 4, 24, 4)
]


class Calendar(NamedTuple):
    """A moment, as a person in a zone counts days."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def on(self, rows: list[Row], day: date, at: str = "start") -> list[Row]:
        """The rows whose instant falls on that local day."""
        return self.within(rows, day, day + timedelta(days=1), at)

    def within(self, rows: list[Row], first: date, end: date, at: str) -> list[Row]:
        begin, stop = (iso(datetime.combine(day, time(), self.zone)) for day in (first, end))
        return [row for row in rows if begin <= row.fields[at] < stop]


def of(rows: tuple[Row, ...], entity: Entity, **equal: Any) -> list[Row]:
    return [
        row
        for row in rows
        if row.entity is entity and all(row.fields[name] == equal[name] for name in equal)
    ]


def mine(rows: tuple[Row, ...]) -> list[Row]:
    return [event for event in of(rows, Entity.EVENT) if ME in event.fields["attendees"]]


def organised(rows: tuple[Row, ...]) -> list[Row]:
    """Those that are Sam's to cancel and to move."""
    return [event for event in mine(rows) if event.fields["organizer"] == ME]


def yesterday(rows: tuple[Row, ...], calendar: Calendar) -> list[Row]:
    return calendar.on(mine(rows), calendar.today - timedelta(days=1))


def tuesdays(calendar: Calendar) -> Iterator[date]:
    """Both readings of "next Tuesday"."""
    coming = calendar.today + timedelta(days=(1 - calendar.today.weekday() - 1) % 7 + 1)
    yield from (coming, coming + timedelta(days=7))


def proposals(rows: tuple[Row, ...], calendar: Calendar, *, old: bool) -> list[Row]:
    """Deals in Proposal on one side of 30 days, by the more demanding of two readings."""
    day = calendar.today - timedelta(days=30)
    cut = datetime.combine(day + timedelta(days=not old), time(), calendar.zone)
    deals = of(rows, Entity.DEAL, stage="Proposal")
    return [deal for deal in deals if (deal.fields["created_at"] < iso(cut)) is old]


def won(rows: tuple[Row, ...], calendar: Calendar, back: int) -> list[Row]:
    """Deals won in the quarter that lies so many before the present one."""
    months = calendar.today.year * 12 + (calendar.today.month - 1) // 3 * 3 - 3 * back
    first, end = (date(month // 12, month % 12 + 1, 1) for month in (months, months + 3))
    return calendar.within(of(rows, Entity.DEAL, stage="Won"), first, end, "closed_at")


Find = Callable[[tuple[Row, ...], Calendar], list[Any]]

# What a request of the documentation finds, and how many it must find at least.
REQUESTS: dict[str, tuple[int, Find]] = {
    "everyone in sales": (5, lambda rows, _: of(rows, Entity.COLLEAGUE, department="Sales")),
    "customers in Berlin": (
        6,
        lambda rows, _: of(rows, Entity.CONTACT, city="Berlin", kind="customer"),
    ),
    "contacts at Acme": (5, lambda rows, _: of(rows, Entity.CONTACT, company="Acme GmbH")),
    "contacts tagged bounced": (
        4,
        lambda rows, _: [
            row for row in of(rows, Entity.CONTACT) if "bounced" in row.fields["tags"]
        ],
    ),
    "Akira's leads": (5, lambda rows, _: of(rows, Entity.LEAD, owner="akira@harbor.example")),
    "Jinsoo's leads": (5, lambda rows, _: of(rows, Entity.LEAD, owner="jinsoo@harbor.example")),
    "my meetings tomorrow": (
        3,
        lambda rows, now: now.on(organised(rows), now.today + timedelta(days=1)),
    ),
    "deals in Proposal older than 30 days": (
        5,
        lambda rows, now: proposals(rows, now, old=True),
    ),
    "younger deals in Proposal": (3, lambda rows, now: proposals(rows, now, old=False)),
    "customers who closed last quarter": (
        5,
        lambda rows, now: list({deal.fields["contact_id"] for deal in won(rows, now, 1)}),
    ),
    "deals won this quarter": (3, lambda rows, now: won(rows, now, 0)),
    "follow-ups to yesterday's meeting": (
        12,
        lambda rows, now: [
            guest
            for event in yesterday(rows, now)
            for guest in event.fields["attendees"]
            if guest != ME
        ],
    ),
}


@cache
def rows_at(now: datetime, zone: str) -> tuple[Row, ...]:
    return seed(now, zone, SeedName.DEFAULT)


@pytest.mark.parametrize("now", MOMENTS)
def test_every_request_finds_something_at_any_time(now: datetime) -> None:
    for zone in ZONES:
        calendar = Calendar(now, ZoneInfo(zone))
        rows = rows_at(now, zone)
        found = {words: len(find(rows, calendar)) for words, (_, find) in REQUESTS.items()}
        few = {
            words: found[words] for words, (least, _) in REQUESTS.items() if found[words] < least
        }
        assert not few, zone


@pytest.mark.parametrize("now", MOMENTS)
def test_next_tuesday_has_meetings_alone_and_with_guests_however_it_is_read(
    now: datetime,
) -> None:
    for zone in ZONES:
        calendar = Calendar(now, ZoneInfo(zone))
        for tuesday in tuesdays(calendar):
            meetings = calendar.on(organised(rows_at(now, zone)), tuesday)
            others = calendar.on(mine(rows_at(now, zone)), tuesday)
            assert tuesday.weekday() == 1
            assert len(meetings) >= 3
            assert len(others) > len(meetings)
            assert {len(meeting.fields["attendees"]) > 1 for meeting in meetings} == {True, False}


@pytest.mark.parametrize("now", MOMENTS)
def test_yesterdays_meeting_is_one_and_in_the_other_seed_two(now: datetime) -> None:
    for zone in ZONES:
        calendar = Calendar(now, ZoneInfo(zone))
        [event] = yesterday(rows_at(now, zone), calendar)
        assert event.fields["title"] == "Q4 planning"
        assert len(set(event.fields["attendees"])) == 13
    ambiguous = yesterday(seed(now, zone, SeedName.AMBIGUOUS), calendar)
    assert [row.fields["title"] for row in ambiguous] == ["Q4 planning", "Budget review"]
    assert all(len(row.fields["attendees"]) > 2 for row in ambiguous)


@pytest.mark.parametrize("now", MOMENTS)
def test_nothing_was_made_sent_or_closed_in_the_future(now: datetime) -> None:
    for zone in ZONES:
        dates = [
            row.fields[name]
            for row in rows_at(now, zone)
            for name in ("created_at", "closed_at", "date")
            if row.fields.get(name)
        ]
        assert max(dates) <= iso(now)


ANY_DAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def rows() -> tuple[Row, ...]:
    return rows_at(ANY_DAY, "Europe/Berlin")


def test_there_is_enough_of_everything(rows: tuple[Row, ...]) -> None:
    least = {
        Entity.COLLEAGUE: 25,
        Entity.CONTACT: 150,
        Entity.EVENT: 80,
        Entity.LEAD: 30,
        Entity.DEAL: 30,
        Entity.MAIL: 200,
    }
    assert not {entity for entity, number in least.items() if len(of(rows, entity)) < number}


def test_the_same_moment_gives_the_same_rows_and_ids_are_unique(rows: tuple[Row, ...]) -> None:
    assert seed(ANY_DAY, "Europe/Berlin", SeedName.DEFAULT) == rows
    assert len({(row.entity, row.id) for row in rows}) == len(rows)


def test_the_mess_of_a_real_address_book_is_there(rows: tuple[Row, ...]) -> None:
    contacts = of(rows, Entity.CONTACT)
    addresses = [row.fields["email"].casefold() for row in contacts]
    twice = {address for address in addresses if address and addresses.count(address) > 1}
    bad = {row.fields["name"] for row in contacts if not writable(row.fields["email"])}
    assert twice == {"ingrid@granite.example"}
    assert bad == {"Nadia Petrova", "Tom Archer"}
    names = {row.fields["name"] for row in contacts}
    assert names > {"Zoë Lefèvre", "Łukasz Wójcik", "山田 花子", "محمد العلي", "Sunny 🌻 Baker"}
    assert len(of(rows, Entity.DEAL, owner="")) == 1


def test_only_sarah_is_a_first_name_inside_and_outside_the_company(
    rows: tuple[Row, ...],
) -> None:
    staff = [name.split()[0] for name, _, _ in COLLEAGUES]
    outside = {
        row.fields["name"].split()[0]
        for entity in (Entity.CONTACT, Entity.LEAD)
        for row in of(rows, entity)
    }
    assert len(set(staff)) == len(staff)
    assert set(staff) & outside == {"Sarah"}


def test_everyone_at_a_meeting_and_behind_a_deal_is_known(rows: tuple[Row, ...]) -> None:
    known = {
        row.fields["email"] for row in rows if row.entity in {Entity.COLLEAGUE, Entity.CONTACT}
    }
    invited = {one for event in of(rows, Entity.EVENT) for one in event.fields["attendees"]}
    assert invited <= known
    assert all(writable(address) for address in invited)
    organized = [
        event.fields["organizer"] in event.fields["attendees"] for event in of(rows, Entity.EVENT)
    ]
    assert all(organized)
    contacts = {row.id for row in of(rows, Entity.CONTACT)}
    assert {deal.fields["contact_id"] for deal in of(rows, Entity.DEAL)} <= contacts
    owners = {row.fields["owner"] for row in rows if "owner" in row.fields} - {""}
    assert owners <= {row.fields["email"] for row in of(rows, Entity.COLLEAGUE)}


def test_no_address_leads_out_of_the_reserved_domains(rows: tuple[Row, ...]) -> None:
    addresses = {row.fields.get("email", "") for row in rows} - {""}
    assert all(address.endswith(".example") for address in addresses)


def test_so_many_more_contacts_can_all_be_written_to() -> None:
    bulk = [
        row
        for row in seed(ANY_DAY, "UTC", SeedName.DEFAULT, contacts=2_000)
        if "bulk" in row.fields.get("tags", ())
    ]
    assert len({row.fields["email"] for row in bulk}) == 2_000
    assert all(writable(row.fields["email"]) for row in bulk[::50])


def writable(address: str) -> bool:
    try:
        return bool(validate_email(address, check_deliverability=False))
    except EmailNotValidError:
        return False
