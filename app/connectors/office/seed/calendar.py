"""Three weeks of the company's calendar around a day, and what yesterday had in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count, cycle
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.connectors.office.instants import at_local, iso
from app.connectors.office.seed import names, people
from app.connectors.office.seed.row import Row
from app.domain.record import Entity

_PAST_DAYS = 10
_COMING_DAYS = 16
"""Far enough for "next Tuesday" read either way: at most 14 days ahead."""

_SATURDAY = 5


class Meeting(NamedTuple):
    """What stands in the calendar of one day; the first attendee is the organizer."""

    title: str
    start: time
    minutes: int
    attendees: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """The moment a seed is made at, in the zone of the people it is made for."""

    now: datetime
    zone: ZoneInfo

    def after(self, days: int, clock: time) -> datetime:
        """The instant of that clock time, so many local days from today."""
        return at_local(self.now.astimezone(self.zone).date() + timedelta(days), clock, self.zone)

    def is_working(self, days: int) -> bool:
        """Whether the day so many days from today is Monday to Friday."""
        return (self.now.astimezone(self.zone).date() + timedelta(days)).weekday() < _SATURDAY


def staff(*first_names: str) -> tuple[str, ...]:
    """The addresses of colleagues."""
    return tuple(f"{first_name}@{names.DOMAIN}" for first_name in first_names)


Q4_PLANNING = Meeting(
    "Q4 planning",
    time(10),
    60,
    (
        *staff("sam", "john", "sarah", "mike", "lisa", "priya", "akira", "grace"),
        *staff("ines", "helen", "mei"),
        "sarah@polartools.example",
        "zoe.lefevre@lumenworks.example",
    ),
)
BUDGET_REVIEW = Meeting(
    "Budget review", time(14), 45, staff("grace", "sam", "viktor", "noor", "eleanor")
)

# What others have on any working day; none of it concerns Sam.
_OTHERS = (
    Meeting("Sales pipeline", time(9), 30, staff("john", "akira", "jinsoo", "lisa", "carlos")),
    Meeting("Sprint review", time(11), 60, staff("mike", "ines", "soren", "tariq", "anya", "ben")),
    Meeting("Ticket triage", time(13), 30, staff("jamal", "elena", "kofi", "yuki")),
    Meeting("Campaign check-in", time(15), 30, staff("priya", "sarah", "hugo", "mei")),
    Meeting("Contract desk", time(16), 30, staff("helen", "paul", "omar")),
)
_FOCUS_TIME = Meeting("Focus time", time(11), 90, (names.ME,))
_STAND_UP = Meeting("Operations stand-up", time(9, 30), 15, staff("ruth", "sam", "alex", "jamal"))
_WRAP_UP = Meeting("Daily wrap-up", time(17), 15, staff("sam", "ruth", "alex", "jamal"))
_ONE_TO_ONES = ("priya", "grace", "alex", "john", "maria")


def events(day: Day, book: Sequence[Row], yesterday: Sequence[Meeting]) -> Iterator[Row]:
    """The calendar; `yesterday` is all that Sam had on the day before."""
    numbers = count(1)
    guests = cycle([contact for contact in book if people.reachable(contact)])
    for offset in range(-_PAST_DAYS, _COMING_DAYS + 1):
        if offset == -1:
            own: Sequence[Meeting] = yesterday
        elif day.is_working(offset) or offset == 1:
            own = _own_meetings(offset, next(guests))
        else:
            own = ()
        shared = _others(offset) if day.is_working(offset) else ()
        for meeting in (*own, *shared):
            yield _row(next(numbers), meeting, day.after(offset, meeting.start))


def _own_meetings(offset: int, guest: Row) -> tuple[Meeting, ...]:
    """Sam's day: alone, with the team, with a customer, and every other day with one person.

    The stand-up is Ruth's; of the others of a coming day Sam organises three at least.
    """
    call = Meeting(
        f"Call with {guest.fields['company']}",
        time(14),
        30,
        (names.ME, *staff("lisa"), guest.fields["email"]),
    )
    if offset < 0:
        return (_FOCUS_TIME, call)
    if offset % 2:
        return (_FOCUS_TIME, _STAND_UP, call, _WRAP_UP)
    other = _ONE_TO_ONES[offset // 2 % len(_ONE_TO_ONES)]
    one_to_one = Meeting(f"One-to-one with {other.title()}", time(16), 30, staff("sam", other))
    return (_FOCUS_TIME, _STAND_UP, call, one_to_one, _WRAP_UP)


def _others(offset: int) -> tuple[Meeting, ...]:
    return tuple(_OTHERS[(offset + step) % len(_OTHERS)] for step in range(3))


def _row(number: int, meeting: Meeting, start: datetime) -> Row:
    fields = {
        "title": meeting.title,
        "start": iso(start),
        "end": iso(start + timedelta(minutes=meeting.minutes)),
        "organizer": meeting.attendees[0],
        "attendees": list(meeting.attendees),
        "location": "Video call" if len(meeting.attendees) > 1 else "",
        "accepted": [],
        "declined": [],
        "tentative": [],
    }
    return Row(Entity.EVENT, f"evt-{number:04}", fields)
