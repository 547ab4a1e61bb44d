"""The clock that the app runs by: the real one, or as far away from it as one asks."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from app.domain.plan import Plan
from app.domain.ports import PlanRequest
from app.domain.sources import Comparison, Query
from app.engine.clock import SystemClock
from app.planning.planner import RulesPlanner
from tests.unit.planning.workspace import SAM, VOCABULARY


@freeze_time("2026-11-23 09:30:00", real_asyncio=True)
async def test_an_offset_moves_now_and_nothing_else() -> None:
    clock = SystemClock(timedelta(days=107))
    assert SystemClock().now() == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert clock.now() == datetime(2027, 3, 10, 9, 30, tzinfo=UTC)
    await clock.sleep(0)


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Linux only")
def test_time_passes_while_the_machine_is_suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of sleep after a hundred seconds awake: a lease of before must not hold."""
    awake, asleep = 100.0, 3600.0
    clocks = {time.CLOCK_MONOTONIC: awake, time.CLOCK_BOOTTIME: awake + asleep}
    monkeypatch.setattr(time, "clock_gettime", clocks.__getitem__)
    assert SystemClock().monotonic() == awake + asleep


@freeze_time("2026-03-28 22:30:00", real_asyncio=True)
async def test_tomorrow_is_23_hours_long_when_the_clocks_go_forward() -> None:
    """Half past eleven at night in Berlin, an hour and a half before the clocks change."""
    request = PlanRequest(
        text="Cancel all my meetings tomorrow",
        requester=SAM,
        now=SystemClock().now(),
    )
    plan = await RulesPlanner().plan(request, VOCABULARY)
    assert isinstance(plan, Plan)
    source = plan.steps[0].source
    assert isinstance(source, Query)
    limits = {one.comparison: one.value for one in source.filters if one.field == "start"}
    assert limits[Comparison.AT_LEAST] == "2026-03-28T23:00:00Z"
    assert limits[Comparison.BELOW] == "2026-03-29T22:00:00Z"
