"""The words of a meeting that moves: from when to when it was, and will be."""

from datetime import datetime

from app.domain.words.reader import Reader

Span = tuple[datetime, datetime]

TIME = "time"
"""What is said to change."""


def moved(reader: Reader, old: Span, new: Span) -> tuple[str, str]:
    """Like ("11:00–12:30", "11:30–13:00"), or with the day on both sides where one changes.

    Where the clocks change in between, each time says which it is: 02:30 is then told twice.
    """  # noqa: RUF002 - a range
    every = [reader.local(at) for at in (*old, *new)]
    days = len({at.date() for at in every}) > 1
    zones = len({at.utcoffset() for at in every}) > 1
    return _span(reader, old, days=days, zones=zones), _span(reader, new, days=days, zones=zones)


def _span(reader: Reader, span: Span, *, days: bool, zones: bool) -> str:
    start, end = span
    same_day = reader.local(start).date() == reader.local(end).date()
    begins = _told(reader, start, day=days, zone=zones)
    if start == end:
        return begins
    ends = _told(reader, end, day=days and not same_day, zone=zones)
    return f"{begins}–{ends}" if same_day or not days else f"{begins} – {ends}"  # noqa: RUF001 - a range


def _told(reader: Reader, at: datetime, *, day: bool, zone: bool) -> str:
    said = reader.moment(at) if day else reader.time(at)
    return f"{said} {reader.local(at):%Z}" if zone else said
