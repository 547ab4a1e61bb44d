"""Five weeks of Larkspur's calendar around Wednesday 11 March 2026.

Yesterday had two budget reviews, and there is one more tomorrow and one next Tuesday.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.connectors.office import Row
from app.domain.record import Entity
from tests.golden.people import DOMAIN, Someone

ZONE = "Europe/Berlin"
TODAY = date(2026, 3, 11)
_BEFORE, _AFTER = 14, 21
_SATURDAY = 5


class _Meeting(NamedTuple):
    """`who` are boxes of colleagues or addresses; the first is the organizer."""

    title: str
    at: str
    minutes: int
    who: str


# Days from today: what stands there once.
_ONCE: dict[int, tuple[_Meeting, ...]] = {
    -5: (
        _Meeting(
            "Tasting with Orion Cafes", "11:00", 60, "nina lena adele.arendt@orioncafes.example"
        ),
    ),
    -2: (_Meeting("Kickoff Atlas", "10:00", 60, "nina ravi ida chloe tim.brandt farah"),),
    -1: (
        _Meeting("Budget review", "10:00", 45, "beatrix nina marta joao"),
        _Meeting("Budget review", "15:00", 45, "beatrix nina tim.oduya lena kenji"),
    ),
    0: (
        _Meeting("Packaging review", "13:00", 60, "farah nina sarah.winter"),
        _Meeting("Call with Pebble", "16:00", 30, "nina lena dan@pebble.example"),
    ),
    1: (
        _Meeting("Budget review", "10:00", 45, "beatrix nina marta"),
        _Meeting("Lunch with Sarah", "12:30", 60, "nina sarah.bloom"),
        _Meeting("Harvest planning", "15:00", 90, "nina pia otto stefan"),
    ),
    2: (
        _Meeting("Sales forecast", "09:30", 60, "tim.oduya nina lena kenji sarah.bloom rosa"),
        _Meeting("Interview", "14:00", 45, "nora nina moses"),
    ),
    5: (
        _Meeting("Supplier call Tramontana", "11:00", 30, "nina pia marta.ruiz@tramontana.example"),
        _Meeting("Board preparation", "14:00", 120, "quentin nina beatrix"),
    ),
    6: (
        _Meeting("Budget review", "10:00", 45, "beatrix nina joao"),
        _Meeting("Harvest planning", "15:00", 90, "nina pia otto stefan"),
    ),
    7: (_Meeting("Website relaunch", "10:00", 60, "farah nina sarah.winter ida"),),
    9: (_Meeting("Lunch with Ravi", "12:30", 60, "nina ravi"),),
    13: (_Meeting("Quarterly town hall", "16:00", 60, "quentin nina moses ravi tim.oduya"),),
    16: (_Meeting("Spring fair", "09:00", 240, "gus nina farah sarah.winter"),),
}
# What is there on every working day, by the day of the week where one is given.
_DAILY = (
    _Meeting("Standup", "09:15", 15, "nina otto pia stefan"),
    _Meeting("Focus time", "17:00", 60, "nina"),
    _Meeting("Support triage", "09:00", 30, "hana igor judy wanda"),
    _Meeting("Dev sync", "11:30", 30, "ravi ida chloe dev tim.brandt"),
    _Meeting("Shift handover", "14:30", 15, "stefan tess"),
)
_WEEKLY = {
    0: _Meeting("Sales pipeline", "15:30", 45, "tim.oduya lena kenji rosa sarah.bloom"),
    2: _Meeting("One-to-one Otto", "14:30", 30, "nina otto"),
    4: _Meeting("Weekly wrap-up", "16:00", 30, "nina otto pia"),
}


def instant(days: int, clock: str) -> datetime:
    """The instant (UTC) at which clocks in the zone show a time so many days from today."""
    at = datetime.combine(TODAY + timedelta(days), time.fromisoformat(clock), ZoneInfo(ZONE))
    return at.astimezone(UTC)


def events(guests: tuple[Someone, ...]) -> Iterator[Row]:
    """The calendar; every third working day has a tasting with somebody from outside."""
    numbers = count(1)
    for offset in range(-_BEFORE, _AFTER + 1):
        for meeting in _on(offset, guests):
            yield _row(f"evt-{next(numbers):04}", meeting, offset)


def _on(offset: int, guests: tuple[Someone, ...]) -> Iterator[_Meeting]:
    yield from _ONCE.get(offset, ())
    weekday = (TODAY + timedelta(offset)).weekday()
    if weekday >= _SATURDAY:
        return
    yield from _DAILY
    if weekday in _WEEKLY:
        yield _WEEKLY[weekday]
    if not offset % 3 and offset:
        guest = guests[offset % len(guests)]
        yield _Meeting(f"Tasting with {guest.company}", "13:30", 30, f"lena {guest.email}")


def _row(identity: str, meeting: _Meeting, offset: int) -> Row:
    start = instant(offset, meeting.at)
    end = start + timedelta(minutes=meeting.minutes)
    who = [one if "@" in one else f"{one}@{DOMAIN}" for one in meeting.who.split()]
    fields = {
        "title": meeting.title,
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "organizer": who[0],
        "attendees": who,
        "location": "Tea room" if len(who) > 1 else "",
    }
    return Row(Entity.EVENT, identity, fields)
