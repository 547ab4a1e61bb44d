"""The machine's clock is set by an hour while a run is under way: nothing stands still for it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.composition import Application
from app.domain.batching import Quota
from app.domain.ports import Idempotency
from app.engine.clock import SystemClock
from app.roles import Role
from app.settings import Settings
from tests.faults.accounts import account_of
from tests.faults.calls import Kind
from tests.faults.forms import forms
from tests.faults.provider import Fault, Provider, plan
from tests.faults.site import Site, site

LIMIT = Quota(limit=20, seconds=0.5)
COUNT = 85
"""And 35 for each jump."""


class SetClock(SystemClock):
    """The real time, but for what the wall clock was set by."""

    def __init__(self) -> None:
        super().__init__()
        self._by = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self._by

    def set(self, hours: float) -> None:
        """Set the wall clock, and only that."""
        self._by += timedelta(hours=hours)


@pytest.mark.parametrize("jumps", forms(1, 7))
@pytest.mark.parametrize("hours", [1.0, -1.0])
async def test_an_hour_each_way(tmp_path: Path, hours: float, jumps: int) -> None:
    """With retries that wait and a quota that is used up at that moment, there and back.

    A wait that a jump made an hour longer would not be over by the end of the test.
    """
    async with site(tmp_path, latency=0.05, idempotency=Idempotency.KEY, quota=LIMIT) as place:
        plan(place.offer, Fault(name="retried", kind="unavailable", count=6))
        count = COUNT + 35 * jumps
        run = await place.confirm(count)
        clock = SetClock()
        async with _app(place, clock):
            await place.begun(30)
            for number in range(jumps):
                clock.set(-hours if number % 2 else hours)
                await place.begun(35)
            clock.set(-hours * (jumps % 2))
            await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == count
        begun = sorted(one.at for one in place.calls.of(Kind.BEGUN))
        assert max(_within(begun, at) for at in begun) <= LIMIT.limit


def _app(place: Site, clock: SetClock) -> Application:
    """A process's app in this one, where its clock can be set."""
    settings = Settings.from_environment(place.environment)
    return Application(
        settings, clock, role=Role.WORKER, connects=[lambda _context: Provider(place.offer)]
    )


def _within(begun: list[float], at: float) -> int:
    """Calls that began in the window that begins then."""
    return sum(at <= one < at + LIMIT.seconds for one in begun)
