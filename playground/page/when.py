"""Times as a person reads them, in their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """A moment in three lengths: `clock` "14:02", `full` "Monday 23 November 2026, 14:02:11"."""

    iso: str
    clock: str
    full: str
    day: date


def moment(ts: str, zone: str) -> Moment:
    """Read a message timestamp ("1700000000.000100")."""
    there = datetime.fromtimestamp(float(ts), UTC).astimezone(ZoneInfo(zone))
    return Moment(
        there.isoformat(timespec="seconds"),
        there.strftime("%H:%M"),
        f"{there.strftime('%A')} {there.day} {there.strftime('%B %Y, %H:%M:%S')}",
        there.date(),
    )


def day_name(day: date, today: date) -> str:
    """Name a day: "Today", "Yesterday", else "Monday 23 November", with the year if it is another."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    named = f"{day.strftime('%A')} {day.day} {day.strftime('%B')}"
    return named if day.year == today.year else f"{named} {day.year}"


def today(now: float, zone: str) -> date:
    """The date in that zone at `now`, in seconds since the epoch."""
    return datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).date()
