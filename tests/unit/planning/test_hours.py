"""Hours in which things may be sent, in people's words."""

from datetime import time

import pytest

from app.domain.schedule import ALL_DAYS, Hours, Timing
from tests.unit.planning.timed import TELL, berlin, planned
from tests.unit.planning.workspace import read

_WINDOWS: tuple[tuple[Hours, tuple[str, ...]], ...] = (
    (
        Hours(start=time(9), end=time(17)),
        (
            f"Only between 9 and 17, email {TELL}",
            "Email all customers in Berlin “We moved” only between 9:00 and 17:00",
            "Email all customers in Berlin “We moved” during business hours",
            "Email all customers in Berlin “We moved”, only on weekdays between 9 and 5",
            "Email all customers in Berlin “We moved” between 9 and 17 in my time",
        ),
    ),
    (
        Hours(start=time(9), end=time(17), whose="recipient"),
        (
            "Email all customers in Berlin “We moved” between 9:00 and 17:00 in their time zone",
            "Email all customers in Berlin “We moved” only between 9 and 17 recipient's time",
            "Email all customers in Berlin “We moved” during their business hours",
            f"During business hours in each recipient's time, email {TELL}",
            "Email all customers in Berlin “We moved” only from 9 to 17 local time",
        ),
    ),
    (
        Hours(start=time(8), end=time(20, 30), weekdays=ALL_DAYS),
        ("Email all customers in Berlin “We moved” only between 8 and 20:30 on any day",),
    ),
)


@pytest.mark.parametrize(
    ("text", "hours"),
    [pytest.param(text, hours, id=text) for hours, texts in _WINDOWS for text in texts],
)
async def test_hours_are_understood(text: str, hours: Hours) -> None:
    plan = planned(await read(text))
    assert plan.timing == Timing(hours=hours)
    assert plan.reading[1].startswith(f"Only between {hours.start:%H:%M} and {hours.end:%H:%M}")


async def test_a_start_and_hours_go_together() -> None:
    hours = Hours(start=time(9), end=time(17), whose="recipient")
    for text in (
        "Tomorrow at 9, only between 9 and 17 in their time, email all customers “We moved”",
        "Tomorrow at 9 email all customers “We moved” only between 9 and 17 in their time zone",
        "Email all customers “We moved” tomorrow at 9, only between 9 and 17 in their time zone",
    ):
        plan = planned(await read(text))
        assert plan.timing == Timing(start=berlin(24, 9), hours=hours)
        assert plan.reading[1] == (
            "Starts Tue 24 Nov 09:00 (Berlin); Only between 09:00 and 17:00, Monday to Friday, "
            "in each recipient's time"
        )
