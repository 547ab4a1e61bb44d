"""When an operation starts, and within which hours it works: values and pure arithmetic.

Local times become instants by the zone's own rules (PEP 495): a local time that a change of the
clocks skips stands for the first moment after the gap, one that comes twice for the first of them.
"""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from app.domain.value import Value

ALL_DAYS = tuple(range(7))
"""Monday is 0."""

WORKDAYS = ALL_DAYS[:5]

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_FAR = 800
"""Days that a search looks ahead: more than the longest time between two runs or windows."""


class Once(Value):
    """A start at one instant (aware, UTC); `zone` (IANA) is whose clock it was said by."""

    kind: Literal["once"] = "once"
    at: datetime
    zone: str


class Every(Value):
    """A start again and again: on some weekdays, or on one day of each month, at a local time.

    A month without that day has its run on its last day.
    """

    kind: Literal["every"] = "every"
    at: time
    zone: str
    weekdays: tuple[int, ...] = ()
    month_day: int | None = Field(default=None, ge=1, le=31)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.weekdays) == (self.month_day is not None):
            raise ValueError("either weekdays or a day of the month")
        if not set(self.weekdays) <= set(ALL_DAYS):
            raise ValueError("weekdays are 0 (Monday) to 6")
        return self

    def next_after(self, instant: datetime) -> datetime:
        """The first start strictly after an instant, in UTC."""
        for day in _days_from(instant, self.zone):
            if self._meets(day):
                start = resolved(day, self.at, self.zone)
                if start > instant:
                    return start
        raise ValueError("no such day")  # pragma: no cover - every rule has a day a month

    def _meets(self, day: date) -> bool:
        if self.month_day is None:
            return day.weekday() in self.weekdays
        return day.day == min(self.month_day, calendar.monthrange(day.year, day.month)[1])


Start = Annotated[Once | Every, Field(discriminator="kind")]


class Hours(Value):
    """The hours in which items may be carried out, by the sender's or each recipient's clock.

    `end` is not included.
    """

    start: time
    end: time
    weekdays: tuple[int, ...] = WORKDAYS
    whose: Literal["sender", "recipient"] = "sender"

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start >= self.end:
            raise ValueError("hours end after they start, on the same day")
        if not self.weekdays:
            raise ValueError("hours need a day")
        return self

    def is_open(self, instant: datetime, zone: str) -> bool:
        """Whether the clock in `zone` shows a time within the hours."""
        local = instant.astimezone(ZoneInfo(zone))
        return local.weekday() in self.weekdays and self.start <= local.time() < self.end

    def next_open(self, instant: datetime, zone: str) -> datetime:
        """The instant itself where the hours are open then, else when they next open, in UTC."""
        if self.is_open(instant, zone):
            return instant
        for opening in self._openings(instant, zone):
            if opening > instant and self.is_open(opening, zone):
                return opening
        raise ValueError("hours that never open")  # pragma: no cover - a week has every weekday

    def next_close(self, instant: datetime, zone: str) -> datetime:
        """When hours that are open at an instant next close, in UTC."""
        local = instant.astimezone(ZoneInfo(zone))
        for fold in (local.fold, 1):
            end = datetime.combine(local.date(), self.end, ZoneInfo(zone)).replace(fold=fold)
            closing = end.astimezone(UTC)
            if closing > instant and not self.is_open(closing, zone):
                return closing
        return resolved(local.date() + _DAY, time(), zone)

    def _openings(self, instant: datetime, zone: str) -> Iterator[datetime]:
        """Both times where the start of a day's hours comes twice: the second may be the one."""
        for day in _days_from(instant, zone):
            first = resolved(day, self.start, zone)
            yield first
            again = datetime.combine(day, self.start, ZoneInfo(zone)).replace(fold=1)
            if again.astimezone(UTC) > first:
                yield again.astimezone(UTC)


class Timing(Value):
    """When an operation starts (None: at once), and its hours (None: any)."""

    start: Start | None = None
    hours: Hours | None = None

    @property
    def once(self) -> Once | None:
        """The one start that was asked for."""
        return self.start if isinstance(self.start, Once) else None

    @property
    def every(self) -> Every | None:
        """The rule of a recurring one."""
        return self.start if isinstance(self.start, Every) else None

    @property
    def agreed(self) -> str:
        """What a digest covers of it: the same text for the same times."""
        return self.model_dump_json()


def known_zone(name: str) -> str:
    """The IANA name itself; empty where there is no such zone."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def resolved(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) at which a zone's clocks show a time of a day.

    Where they skip it, the first moment after the gap; where they show it twice, the first one.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), instant, zone)


def _end_of_gap(before: datetime, after: datetime, zone: str) -> datetime:
    """The instant at which the clocks change, somewhere between two instants around it."""
    there = ZoneInfo(zone)
    later = after.astimezone(there).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(there).utcoffset() == later:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def _days_from(instant: datetime, zone: str) -> Iterator[date]:
    first = instant.astimezone(ZoneInfo(zone)).date() - _DAY
    return (first + timedelta(days=offset) for offset in range(_FAR))
