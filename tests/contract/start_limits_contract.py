"""Limits that hold for starts too, as every journal keeps to them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.domain.allowance import Allowance, Limit
from app.domain.errors import OverLimit
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.storage.allowance import SqlAllowances
from app.storage.appointments import SqlAppointments
from tests.contract.journal_samples import HARBOR, mails, sam
from tests.contract.later import START, VAULT, Later

MOST = 99
A_SECOND = timedelta(seconds=1)


class TimeOf:
    """The clock of these stores."""

    def __init__(self, later: Later) -> None:
        self._later = later

    def now(self) -> datetime:
        return self._later.now

    def monotonic(self) -> float:
        return self._later.now.timestamp()

    async def sleep(self, _seconds: float) -> None:
        raise AssertionError("nobody waits for a limit")


def limited(later: Later, *, runs: int = MOST, items: int = MOST) -> Later:
    """The same stores, whose starts keep to a limit of each person, and room for more in all."""
    allowance = Allowance(
        person=Limit(runs=runs, items=items), workspace=Limit(runs=MOST, items=MOST)
    )
    allowances = SqlAllowances(later.database, allowance, TimeOf(later))
    later.appointments = SqlAppointments(
        later.database,
        VAULT,
        lambda: later.now,
        later.operations,
        lambda *_: None,
        allowances.admit_start,
    )
    return later


async def starts(later: Later, count: int, items: int = 3) -> list[BulkOperation]:
    """So many that wait for the same moment, which has come."""
    made = [await later.scheduled(mails(items), draft_id=f"d{n}") for n in range(count)]
    later.now = START
    return made


async def begun(later: Later, made: Sequence[BulkOperation]) -> list[BulkOperation]:
    """Those that begin, of all that try to at once; the others are over the limit, and wait."""
    taken = [await later.take(one) for one in made]
    latest = START + timedelta(days=1)
    answers = await asyncio.gather(
        *(later.appointments.begin(one, latest) for one in taken), return_exceptions=True
    )
    for one, answer in zip(made, answers, strict=True):
        waits = await later.status(one) is OperationStatus.SCHEDULED
        assert waits is isinstance(answer, OverLimit), answer
        assert waits or answer is True
    return [one for one, answer in zip(made, answers, strict=True) if answer is True]


class StartLimitsContract:
    """Starts that come together begin only as far as there is room."""

    async def test_no_more_begin_at_once_than_may_run(self, later: Later) -> None:
        made = await starts(limited(later, runs=2), 5)
        running = await begun(later, made)
        assert len(running) == 2
        waiting = [one for one in made if one not in running]
        assert await begun(later, waiting) == []
        await later.operations.cancel(HARBOR, running[0].id, sam())
        assert len(await begun(later, waiting)) == 1

    async def test_no_more_items_begin_within_an_hour_than_may(self, later: Later) -> None:
        made = await starts(limited(later, items=10), 5, items=4)
        running = await begun(later, made)
        assert len(running) == 2
        waiting = [one for one in made if one not in running]
        later.now += timedelta(hours=1) - A_SECOND
        assert await begun(later, waiting) == []
        later.now += A_SECOND
        assert len(await begun(later, waiting)) == 2

    async def test_an_hour_counts_from_the_beginning_and_not_from_confirm(
        self, later: Later
    ) -> None:
        [first] = await starts(limited(later, items=10), 1, items=8)
        late = await later.scheduled(mails(8), draft_id="late")
        later.now = START + timedelta(minutes=50)
        assert await begun(later, [first]) == [first]
        later.now = START + timedelta(hours=1, minutes=1)
        assert await begun(later, [late]) == []
        later.now = START + timedelta(hours=1, minutes=50)
        assert await begun(later, [late]) == [late]

    async def test_what_can_never_fit_says_so(self, later: Later) -> None:
        [made] = await starts(limited(later, items=2), 1)
        with pytest.raises(OverLimit, match="2 items an hour is the most") as refused:
            await later.appointments.begin(await later.take(made), START)
        assert refused.value.again_at is None
        assert "draft" not in refused.value.text
