"""Instants as records hold them, and the local days they fall on."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MONTHS_OF_A_QUARTER = 3


def iso(at: datetime) -> str:
    """ISO 8601 in UTC to the second, like "2026-11-23T09:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in `zone` show that day and time."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def quarter_start(day: date, back: int = 0) -> date:
    """The first day of the quarter that `day` is in, or of the one `back` quarters before."""
    quarter = day.year * 4 + (day.month - 1) // MONTHS_OF_A_QUARTER - back
    return date(quarter // 4, quarter % 4 * MONTHS_OF_A_QUARTER + 1, 1)
