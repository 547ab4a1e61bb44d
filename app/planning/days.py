"""Days and instants on the requester's own calendar."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.value import Value

MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3
DAYS_A_WEEK = 7


class Direction(StrEnum):
    """Where a day without a year, or a bare weekday, is looked for."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True)
class Days:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date


class When(Value):
    """A stretch of time: the person's `words`, their reading, and a label to show.

    `start` and `end` are instants in UTC, `end` is not included; None leaves that side open.
    """

    words: str
    start: datetime | None
    end: datetime | None
    label: str

    @property
    def said(self) -> str:
        """The words with their reading beside them: "next Tuesday (Tue 1 Dec)"."""
        return f"{self.words} ({self.label})"


def iso(at: datetime) -> str:
    """The instant as records hold it: "2026-11-23T09:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Calendar:
    """What "today" and "next week" mean at an instant in a zone. Weeks begin on Monday.

    What was said at another time (`said_at`) means the days around that one; what is over by `now`
    is over.
    """

    def __init__(self, now: datetime, zone: str, said_at: datetime | None = None) -> None:
        self.now = now.astimezone(UTC)
        self.said_at = (said_at or now).astimezone(UTC)
        self.zone = ZoneInfo(zone)
        self.today = self.said_at.astimezone(self.zone).date()

    def instant(self, day: date, at: time = time()) -> datetime:
        """The instant in UTC at which the clock shows `at` on `day`.

        A time that a change of the clocks skips is read as the moment it would have been.
        """
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        """The instant on the requester's clock."""
        return at.astimezone(self.zone)

    def starts(self, days: Days) -> datetime:
        """The first instant of these days."""
        return self.instant(days.first)

    def ends(self, days: Days) -> datetime:
        """The instant after these days."""
        return self.instant(days.last + timedelta(days=1))

    def weekday(self, number: int, direction: Direction) -> date:
        """The closest such weekday (Monday is 0) strictly before or after today."""
        if direction is Direction.PAST:
            return self.today - timedelta(days=(self.today.weekday() - number - 1) % 7 + 1)
        return self.today + timedelta(days=(number - self.today.weekday() - 1) % 7 + 1)

    def week(self, offset: int) -> Days:
        """The calendar week `offset` weeks from this one."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=offset)
        return Days(monday, monday + timedelta(days=6))

    def months(self, year: int, month: int, count: int = 1) -> Days:
        """`count` calendar months from one on; months beyond December run into the next years."""
        first, last = (
            shifted(date(year, 1, 1), month - 1),
            shifted(date(year, 1, 1), month + count - 1),
        )
        return Days(first, last - timedelta(days=1))

    def month(self, offset: int) -> Days:
        """The calendar month `offset` months from this one."""
        return self.months(self.today.year, self.today.month + offset)

    def quarter(self, offset: int) -> Days:
        """The calendar quarter `offset` quarters from this one."""
        first = (self.today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1
        return self.months(self.today.year, first + offset * MONTHS_A_QUARTER, MONTHS_A_QUARTER)

    def year(self, offset: int) -> Days:
        """The calendar year `offset` years from this one."""
        return self.months(self.today.year + offset, 1, MONTHS_A_YEAR)

    def back(self, count: int, unit: str) -> date:
        """The day `count` days, weeks, months, quarters or years before today (negative: after)."""
        if unit in ("day", "week"):
            return self.today - timedelta(days=count * (DAYS_A_WEEK if unit == "week" else 1))
        months = {"month": 1, "quarter": MONTHS_A_QUARTER, "year": MONTHS_A_YEAR}[unit]
        return shifted(self.today, -count * months)

    def closest(self, month: int, day: int, direction: Direction) -> date:
        """The closest such day of the year, today included, before or after now."""
        step = -1 if direction is Direction.PAST else 1
        for offset in range(9):  # 29 February may be eight years away
            year = self.today.year + step * offset
            if day <= calendar.monthrange(year, month)[1]:
                found = date(year, month, day)
                if (found - self.today).days * step >= 0:
                    return found
        raise ValueError("no such day")

    def day_label(self, day: date) -> str:
        """Like "Tue 1 Dec", with the year where it is another one."""
        year = "" if day.year == self.today.year else f" {day.year}"
        return f"{day:%a} {day.day} {day:%b}{year}"

    def label(self, days: Days) -> str:
        """Like "Tue 1 Dec", or the first and the last day with a dash between."""
        if days.first == days.last:
            return self.day_label(days.first)
        return f"{self.day_label(days.first)} \u2013 {self.day_label(days.last)}"

    def moment_label(self, at: datetime) -> str:
        """Like "Thu 26 Nov, 10:00"."""
        local = self.local(at)
        return f"{self.day_label(local.date())}, {local:%H:%M}"


def shifted(day: date, months: int) -> date:
    """The same day some months later (earlier when negative), or the last day of that month."""
    years, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))
