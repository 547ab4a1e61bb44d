"""The date grammar on frozen days, in several zones and across changes of the clocks."""

from datetime import UTC, datetime

import pytest

from app.planning.clock import take_age, take_clock, take_minutes
from app.planning.dates import take_when
from app.planning.days import Calendar, Direction, iso
from app.planning.sentence import Sentence

MONDAY = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def when(
    text: str,
    now: datetime = MONDAY,
    zone: str = "Europe/Berlin",
    direction: Direction = Direction.FUTURE,
) -> tuple[str, str]:
    """The first and the last local minute-less moment of a phrase, for reading."""
    cal = Calendar(now, zone)
    found = take_when(Sentence(text), cal, direction)
    assert found, text

    def shown(at: datetime | None) -> str:
        return f"{cal.local(at):%Y-%m-%d %H:%M}" if at else ""

    return shown(found.start), shown(found.end)


def day(text: str) -> tuple[str, str]:
    """From midnight to midnight."""
    first, _, last = text.partition(" to ")
    return f"{first} 00:00", f"{last} 00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-23 to 2026-11-24"),
        ("tomorrow", "2026-11-24 to 2026-11-25"),
        ("yesterday's", "2026-11-22 to 2026-11-23"),
        ("the day after tomorrow", "2026-11-25 to 2026-11-26"),
        ("on Thursday", "2026-11-26 to 2026-11-27"),
        ("on Monday", "2026-11-30 to 2026-12-01"),
        ("this Monday", "2026-11-23 to 2026-11-24"),
        ("this Thursday", "2026-11-26 to 2026-11-27"),
        ("next Tuesday", "2026-12-01 to 2026-12-02"),
        ("Tuesday next week", "2026-12-01 to 2026-12-02"),
        ("next week Tuesday", "2026-12-01 to 2026-12-02"),
        ("last Friday", "2026-11-20 to 2026-11-21"),
        ("this week", "2026-11-23 to 2026-11-30"),
        ("next week", "2026-11-30 to 2026-12-07"),
        ("last week", "2026-11-16 to 2026-11-23"),
        ("next month", "2026-12-01 to 2027-01-01"),
        ("last quarter", "2026-07-01 to 2026-10-01"),
        ("this quarter", "2026-10-01 to 2027-01-01"),
        ("last year", "2025-01-01 to 2026-01-01"),
        ("the rest of the week", "2026-11-23 to 2026-11-30"),
        ("in November", "2026-11-01 to 2026-12-01"),
        ("in March", "2027-03-01 to 2027-04-01"),
        ("next November", "2027-11-01 to 2027-12-01"),
        ("last November", "2025-11-01 to 2025-12-01"),
        ("in May 2026", "2026-05-01 to 2026-06-01"),
        ("on 24 Nov", "2026-11-24 to 2026-11-25"),
        ("on the 24th of November", "2026-11-24 to 2026-11-25"),
        ("Nov 24", "2026-11-24 to 2026-11-25"),
        ("November 24th, 2027", "2027-11-24 to 2027-11-25"),
        ("24.11.", "2026-11-24 to 2026-11-25"),
        ("24.11.2026", "2026-11-24 to 2026-11-25"),
        ("24/11", "2026-11-24 to 2026-11-25"),
        ("11/24/2026", "2026-11-24 to 2026-11-25"),
        ("2026-11-24", "2026-11-24 to 2026-11-25"),
        ("on 3 January", "2027-01-03 to 2027-01-04"),
        ("on 29 February", "2028-02-29 to 2028-03-01"),
        ("1-5 December", "2026-12-01 to 2026-12-06"),
        ("in the last 7 days", "2026-11-16 to 2026-11-24"),
        ("in the next two weeks", "2026-11-23 to 2026-12-08"),
        ("in 3 days", "2026-11-26 to 2026-11-27"),
        ("two weeks ago", "2026-11-09 to 2026-11-10"),
        ("from Tuesday to Thursday", "2026-11-24 to 2026-11-27"),
        ("between 1 Dec and 3 Dec", "2026-12-01 to 2026-12-04"),
    ],
)
def test_days(text: str, expected: str) -> None:
    assert day(expected) == when(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("after Friday", "2026-11-28 00:00", ""),
        ("since Friday", "2026-11-27 00:00", ""),
        ("before Friday", "", "2026-11-27 00:00"),
        ("until Friday", "", "2026-11-28 00:00"),
        ("from Friday on", "2026-11-27 00:00", ""),
        ("tomorrow morning", "2026-11-24 00:00", "2026-11-24 12:00"),
        ("on Friday afternoon", "2026-11-27 12:00", "2026-11-27 18:00"),
        ("this evening", "2026-11-23 18:00", "2026-11-24 00:00"),
        ("tonight", "2026-11-23 18:00", "2026-11-24 00:00"),
    ],
)
def test_bounds_and_parts_of_the_day(text: str, start: str, end: str) -> None:
    assert (start, end) == when(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Friday", "2026-11-20 to 2026-11-21"),
        ("Monday's", "2026-11-16 to 2026-11-17"),
        ("on 24 Nov", "2025-11-24 to 2025-11-25"),
        ("in December", "2025-12-01 to 2026-01-01"),
    ],
)
def test_looking_back(text: str, expected: str) -> None:
    assert day(expected) == when(text, direction=Direction.PAST)


@pytest.mark.parametrize(
    "text",
    [
        "3/4",
        "31 February",
        "2026-13-01",
        "24.13.",
        "Tuesdays",
        "you may march",
        "30 minutes",
        "Sunnyvale",
    ],
)
def test_what_is_no_date_or_could_be_two(text: str) -> None:
    assert take_when(Sentence(text), Calendar(MONDAY, "UTC")) is None


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", "2026-11-24T00:00:00Z"),
        ("Asia/Tokyo", "2026-11-23T15:00:00Z"),
        ("America/Los_Angeles", "2026-11-24T08:00:00Z"),
        ("Asia/Kolkata", "2026-11-23T18:30:00Z"),
        ("Pacific/Auckland", "2026-11-24T11:00:00Z"),
    ],
)
def test_tomorrow_begins_where_the_requester_is(zone: str, expected: str) -> None:
    found = take_when(Sentence("tomorrow"), Calendar(MONDAY, zone))
    assert found
    assert found.start
    assert expected == iso(found.start)


@pytest.mark.parametrize(
    ("now", "zone", "hours"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "Europe/Berlin", 25),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "Europe/Berlin", 23),
        (datetime(2026, 10, 31, 18, tzinfo=UTC), "America/New_York", 25),
        (datetime(2027, 3, 13, 18, tzinfo=UTC), "America/New_York", 23),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "UTC", 24),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_own_length(
    now: datetime, zone: str, hours: int
) -> None:
    found = take_when(Sentence("tomorrow"), Calendar(now, zone))
    assert found
    assert found.start
    assert found.end
    assert hours * 3600 == (found.end - found.start).total_seconds()


def test_the_turn_of_the_year() -> None:
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day("2027-01-01 to 2027-01-02") == when("today", now)
    assert day("2026-12-31 to 2027-01-01") == when("today", now, "UTC")
    assert day("2026-10-01 to 2027-01-01") == when("last quarter", now)


def test_a_reading_names_the_year_only_where_it_is_another() -> None:
    cal = Calendar(MONDAY, "Europe/Berlin")
    found = take_when(Sentence("next Tuesday"), cal)
    assert found
    assert found.said == "next Tuesday (Tue 1 Dec)"
    later = take_when(Sentence("on 3 January"), cal)
    assert later
    assert later.label == "Sun 3 Jan 2027"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("at 10", "10:00", None),
        ("at 2", "14:00", None),
        ("at 6:30", "18:30", None),
        ("at 06:30", "06:30", None),
        ("at 7", "07:00", None),
        ("10am", "10:00", None),
        ("2.30pm", "14:30", None),
        ("12 am", "00:00", None),
        ("14:30", "14:30", None),
        ("at noon", "12:00", None),
        ("10 o'clock", "10:00", None),
        ("from 10 to 11", "10:00", "11:00"),
        ("from 11 to 1pm", "11:00", "13:00"),
        ("from 2 to 4pm", "14:00", "16:00"),
        ("10:00-11:30", "10:00", "11:30"),
        ("after 3pm", "15:00", None),
        ("before noon", None, "12:00"),
    ],
)
def test_times_of_day(text: str, start: str | None, end: str | None) -> None:
    clock = take_clock(Sentence(text))
    assert clock
    shown = [f"{at:%H:%M}" if at else None for at in (clock.start, clock.end)]
    assert [start, end] == shown


@pytest.mark.parametrize(
    "text", ["by 30 minutes", "at 25", "at 13pm", "30-minute", "in 10 days", "at 10%"]
)
def test_what_is_no_time_of_day(text: str) -> None:
    assert take_clock(Sentence(text)) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30-minute", 30),
        ("30 min", 30),
        ("half an hour", 30),
        ("an hour", 60),
        ("1.5 hours", 90),
        ("1,5 hours", 90),
        ("an hour and a half", 90),
        ("one and a half hours", 90),
        ("1 hour and 30 minutes", 90),
        ("1h30", 90),
        ("a quarter of an hour", 15),
        ("two days", 2880),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    sentence = Sentence(text)
    assert minutes == take_minutes(sentence)
    assert sentence.leftover() == ()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("older than 30 days", "2026-10-24T13:00:00Z"),
        ("more than two weeks old", "2026-11-09T13:00:00Z"),
        ("older than 3 months", "2026-08-23T12:00:00Z"),
        ("older than a year", "2025-11-23T13:00:00Z"),
    ],
)
def test_ages(text: str, at: str) -> None:
    age = take_age(Sentence(text), Calendar(MONDAY, "Europe/Berlin"))
    assert age
    assert at == iso(age.at)


@pytest.mark.parametrize(
    "text", ["more than 30 days", "older than the hills", "older than 9999 years"]
)
def test_what_is_no_age(text: str) -> None:
    assert take_age(Sentence(text), Calendar(MONDAY, "Europe/Berlin")) is None
