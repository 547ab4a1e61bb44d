"""Providers that hang, ask to slow down, answer with errors of their own, or end the sign-in."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.domain.batching import Quota
from app.domain.errors import ErrorType
from app.domain.kinds import OperationStatus
from app.domain.ports import Idempotency
from app.engine.rate_limiter import account_prefix
from app.storage.schema import rate_window
from tests.faults.accounts import account_of
from tests.faults.calls import Kind
from tests.faults.operations import ACCOUNT, HARBOR, SAM
from tests.faults.provider import Fault, plan
from tests.faults.site import SLOTS, Site, site, until

COUNT = 200

KNOWN_BY = 0.6
"""Seconds until a rest is written down and every process knows of it."""


@pytest.mark.parametrize("idempotency", [Idempotency.NONE, Idempotency.KEY, Idempotency.LOOKUP])
async def test_calls_that_hang(tmp_path: Path, idempotency: Idempotency) -> None:
    """After the provider's own time-out they may have happened: asked only where nobody can tell."""
    async with site(tmp_path, latency=0.05, idempotency=idempotency) as place:
        plan(
            place.offer,
            Fault(name="before", kind="hang", count=3, seconds=0.4),
            Fault(name="after", kind="hang", count=2, seconds=0.4, after_effect=True),
        )
        run = await place.confirm(COUNT)
        await place.started()
        await place.ended(run)
        account = await account_of(place, run)
        assert len(place.calls.of(Kind.FAULT)) == 5
        assert len(account.in_doubt) == (5 if idempotency is Idempotency.NONE else 0)
        assert len(account.completed) == COUNT - len(account.in_doubt)


@pytest.mark.parametrize(
    ("named", "quota"),
    [
        pytest.param(2.0, None, id="retry-after"),
        pytest.param(2.0, Quota(limit=500, seconds=1.0), id="retry-after-quota"),
        pytest.param(None, None, id="without"),
    ],
)
async def test_429_rests_the_account_in_every_process(
    tmp_path: Path, postgres_url: str, named: float | None, quota: Quota | None
) -> None:
    async with site(tmp_path, postgres_url, latency=0.05, quota=quota) as place:
        await place.started(2)
        run = await place.confirm(3 * COUNT)
        await place.begun(COUNT)
        throttled = Fault(name="throttled", kind="throttled", count=12, seconds=named)
        plan(place.offer, throttled)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == 3 * COUNT
        told = [one.at for one in place.calls.of(Kind.FAULT)]
        assert len(told) == 12
        closed = await place.desk.storage.database.tx(_closed_until)
        if named:
            assert closed >= max(told) + named
        known = max(told) + KNOWN_BY
        early = place.calls.of(Kind.BEGUN, where=lambda one: known < one.at < closed)
        assert not early, f"{len(early)} calls in the {closed - known:.1f} s of rest"


def _closed_until(connection: Connection) -> float:
    """Until when the account rested last, by the journal's clock, which is this machine's."""
    query = select(rate_window.c.closed_until).where(rate_window.c.key == account_prefix(ACCOUNT))
    return float(connection.execute(query).scalar_one())


async def test_500_in_bursts(tmp_path: Path) -> None:
    """Each burst hits whatever is in flight, with and without its effect, and all of it is done."""
    async with site(tmp_path, latency=0.05, idempotency=Idempotency.KEY) as place:
        run = await place.confirm(COUNT)
        await place.started()
        for burst in range(3):
            await place.begun(30)
            plan(
                place.offer,
                Fault(name=f"lost{burst}", kind="unavailable", count=8, after_effect=True),
                Fault(name=f"error{burst}", kind="unavailable", count=8),
            )
        await place.ended(run)
        account = await account_of(place, run)
        assert len(place.calls.of(Kind.FAULT)) >= 32
        assert len(account.completed) == COUNT


async def test_the_sign_in_ends_midway(tmp_path: Path) -> None:
    """The run pauses by itself after ten refusals in a row, and goes on when it is resumed."""
    async with site(tmp_path, latency=0.05) as place:
        run = await place.confirm(COUNT)
        [worker] = await place.started()
        await place.begun(60)
        plan(place.offer, Fault(name="ended", kind="unauthorised"))
        await until(lambda: _paused(place, run.id), place.told)
        paused = await place.now(run)
        assert paused.pause
        assert paused.pause.error is ErrorType.PERMISSION
        assert paused.pause.failed >= 10
        await until(lambda: _nothing_in_flight(place, run.id), place.told)
        refused = len(place.calls.of(Kind.FAULT))
        # Of those in flight as it ended some still succeed: then ten in a row are counted anew.
        assert 10 <= refused <= 10 + 2 * SLOTS
        assert any("paused_by_itself" in line for line in worker.said)

        plan(place.offer)
        assert await place.operations.resume(HARBOR, run.id, SAM)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.failed) == refused
        assert await place.operations.retry_failed(HARBOR, run.id, SAM) == refused
        await place.ended(run)
        at_last = await account_of(place, run)
        assert len(at_last.completed) == COUNT


async def _paused(place: Site, run_id: str) -> bool:
    found = await place.operations.get(HARBOR, run_id)
    return found is not None and found.status is OperationStatus.PAUSED


async def _nothing_in_flight(place: Site, run_id: str) -> bool:
    return not await place.held(run_id)
