"""Times as the requests of these tests mean them, and what becomes of a request."""

from datetime import UTC, datetime, time

from app.domain.plan import Plan, Question, Reading
from app.domain.schedule import Every, Once

BERLIN = "Europe/Berlin"
TELL = "all customers in Berlin that we moved"


def berlin(day: int, hour: int, minute: int = 0) -> Once:
    """A start in November 2026, an hour ahead of UTC."""
    return Once(at=datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC), zone=BERLIN)


def weekly(*days: int, at: time = time(8)) -> Every:
    return Every(weekdays=days, at=at, zone=BERLIN)


def planned(reading: Reading) -> Plan:
    assert isinstance(reading, Plan), reading
    return reading


def asked(reading: Reading) -> Question:
    assert isinstance(reading, Question), reading
    return reading
