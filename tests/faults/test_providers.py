"""Providers that hang, ask to slow down, answer with errors of their own, or end the sign-in."""

import itertools
from functools import partial
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import Connection, select

from app.domain.batching import Quota
from app.domain.errors import ErrorType
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Idempotency
from app.engine.rate_limiter import account_prefix
from app.engine.retry import RETRY_RULES
from app.storage.schema import rate_window
from tests.faults.accounts import AT_MOST_IN_DOUBT, account_of
from tests.faults.calls import Kind
from tests.faults.forms import forms
from tests.faults.operations import ACCOUNT, HARBOR, SAM
from tests.faults.provider import Fault, plan
from tests.faults.site import SLOTS, Site, site, until

COUNT = 200

HANG = 5
"""Calls that hang in a round: fewer in a row than make a run pause by itself."""

ENOUGH = 50
"""Calls between two rounds, so that they are not in a row."""

STILL_LEAVE = 2 * AT_MOST_IN_DOUBT
"""Calls that may begin after the account rests: what two processes had claimed by then."""


@pytest.mark.parametrize("times", forms(1, 5))
@pytest.mark.parametrize("idempotency", [Idempotency.NONE, Idempotency.KEY, Idempotency.LOOKUP])
async def test_calls_that_hang(tmp_path: Path, idempotency: Idempotency, times: int) -> None:
    """After the provider's own time-out they may have happened: asked only where nobody can tell."""
    async with site(tmp_path, latency=0.05, idempotency=idempotency) as place:
        run = await place.confirm(COUNT * times)
        for number in range(1, times + 1):
            _plan_to_hang(place, number)
            if number == 1:
                await place.started()
            await until(partial(_faults, place, HANG * number), place.told)
            if number < times:
                await place.begun(ENOUGH)
        await place.ended(run)
        account = await account_of(place, run)
        hung = len(place.calls.of(Kind.FAULT))
        assert hung == HANG * times
        assert len(account.in_doubt) == (hung if idempotency is Idempotency.NONE else 0)
        assert len(account.completed) == COUNT * times - len(account.in_doubt)


def _plan_to_hang(place: Site, number: int) -> None:
    """Three calls that are lost on the way, and two whose answer is."""
    plan(
        place.offer,
        Fault(name=f"before {number}", kind="hang", count=3, seconds=0.4),
        Fault(name=f"after {number}", kind="hang", count=2, seconds=0.4, after_effect=True),
    )


@pytest.mark.parametrize(("times", "named"), forms((1, 2.0), (3, 3.0)))
@pytest.mark.parametrize("quota", [None, Quota(limit=500, seconds=1.0)], ids=["free", "quota"])
async def test_429_rests_the_account_in_every_process(
    tmp_path: Path, postgres_url: str, quota: Quota | None, times: int, named: float
) -> None:
    """It says when to come back, and until then nothing leaves but what was claimed by then."""
    async with site(tmp_path, postgres_url, latency=0.05, quota=quota) as place:
        await place.started(2)
        run = await place.confirm(3 * COUNT * times)
        for number in range(1, times + 1):
            await place.begun(COUNT)
            throttled = Fault(name=f"{number}", kind="throttled", count=12, seconds=named)
            plan(place.offer, throttled)
            await until(partial(_faults, place, 12 * number), place.told)
            await _rested(place, named)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == 3 * COUNT * times


async def _faults(place: Site, count: int) -> bool:
    return len(place.calls.of(Kind.FAULT)) == count


async def _rested(place: Site, named: float) -> None:
    """Wait until calls begin again after the last 429, which rests the account."""
    last = max(one.at for one in place.calls.of(Kind.FAULT))
    await until(lambda: _is_closed(place, last + named), place.told)
    await until(lambda: _begun_since(place, last + named), place.told)
    early = place.calls.of(Kind.BEGUN, where=lambda one: last < one.at < last + named)
    assert len(early) <= STILL_LEAVE, f"{len(early)} calls in the {named:.1f} s of rest"


async def _is_closed(place: Site, until_: float) -> bool:
    return await place.desk.storage.database.tx(_closed_until) >= until_


async def _begun_since(place: Site, at: float) -> bool:
    return bool(place.calls.of(Kind.BEGUN, where=lambda one: one.at >= at))


@pytest.mark.parametrize("rounds", forms(2, 3))
async def test_429_that_names_no_time_is_waited_for_longer_each_time(
    tmp_path: Path, postgres_url: str, rounds: int
) -> None:
    """All that is in flight is refused, again and again: the whole account waits, ever longer."""
    many = 2 * SLOTS
    async with site(tmp_path, postgres_url, latency=0.05) as place:
        plan(place.offer, Fault(name="throttled", kind="throttled", count=rounds * many))
        await place.started(2)
        run = await place.confirm(many)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == many
        assert set(account.effects.values()) == {1}
        assert len(place.calls.of(Kind.FAULT)) == rounds * many
        most = RETRY_RULES[ErrorType.RATE_LIMIT].attempts
        assert all(1 < one.attempts <= most for one in await place.items(run))
        waits = [_waits(place, one.item_id) for one in await place.items(run)]
        for number in range(2, rounds + 1):
            # The account waits as long as the longest of twenty that chance drew: one of them is
            # beyond what the wait before could have come to at most, or a coin fell twenty times.
            highest_before = RETRY_RULES[ErrorType.RATE_LIMIT].base * 2 ** (number - 2)
            found = [one[number - 1] for one in waits if len(one) >= number]
            assert median(found) > highest_before


def _waits(place: Site, item: str) -> list[float]:
    """Seconds from each refusal of it to its next call."""
    lines = [one for one in place.calls.of(Kind.FAULT, Kind.BEGUN) if one.item == item]
    pairs = itertools.pairwise(lines)
    return [new.at - old.at for old, new in pairs if old.kind is Kind.FAULT]


def _closed_until(connection: Connection) -> float:
    """Until when the account rests, by the journal's clock, which is this machine's; 0 at first."""
    query = select(rate_window.c.closed_until).where(rate_window.c.key == account_prefix(ACCOUNT))
    return float(connection.execute(query).scalar() or 0.0)


@pytest.mark.parametrize("bursts", forms(3, 20))
async def test_500_in_bursts(tmp_path: Path, bursts: int) -> None:
    """Each burst hits whatever is in flight, with and without its effect, and all of it is done."""
    async with site(tmp_path, latency=0.05, idempotency=Idempotency.KEY) as place:
        count = COUNT + 40 * bursts
        run = await place.confirm(count)
        await place.started()
        for burst in range(bursts):
            await place.begun(30)
            plan(
                place.offer,
                Fault(name=f"lost{burst}", kind="unavailable", count=8, after_effect=True),
                Fault(name=f"error{burst}", kind="unavailable", count=8),
            )
        await place.ended(run)
        account = await account_of(place, run)
        assert len(place.calls.of(Kind.FAULT)) >= 10 * bursts
        assert len(account.completed) == count


@pytest.mark.parametrize("times", forms(1, 5))
async def test_the_sign_in_ends_midway(tmp_path: Path, times: int) -> None:
    """The run pauses by itself after ten refusals in a row, and goes on when it is resumed."""
    async with site(tmp_path, latency=0.05) as place:
        run = await place.confirm(COUNT * times)
        [worker] = await place.started()
        for number in range(times):
            await place.begun(60)
            plan(place.offer, Fault(name=f"ended{number}", kind="unauthorised"))
            await _pauses(place, run)
            plan(place.offer)
            assert await place.operations.resume(HARBOR, run.id, SAM)
        assert sum("paused_by_itself" in line for line in worker.said) == times
        await place.ended(run)
        refused = len(place.calls.of(Kind.FAULT))
        account = await account_of(place, run)
        assert len(account.failed) == refused
        assert await place.operations.retry_failed(HARBOR, run.id, SAM) == refused
        await place.ended(run)
        at_last = await account_of(place, run)
        assert len(at_last.completed) == COUNT * times


async def _pauses(place: Site, run: BulkOperation) -> None:
    """Wait until it has paused by itself, with nothing in flight any more."""
    before = len(place.calls.of(Kind.FAULT))
    await until(lambda: _paused(place, run.id), place.told)
    paused = await place.now(run)
    assert paused.pause
    assert paused.pause.error is ErrorType.PERMISSION
    assert paused.pause.failed >= 10
    await until(lambda: _nothing_in_flight(place, run.id), place.told)
    # Of those in flight as it ended some still succeed: then ten in a row are counted anew.
    assert 10 <= len(place.calls.of(Kind.FAULT)) - before <= 10 + 2 * SLOTS


async def _paused(place: Site, run_id: str) -> bool:
    found = await place.operations.get(HARBOR, run_id)
    return found is not None and found.status is OperationStatus.PAUSED


async def _nothing_in_flight(place: Site, run_id: str) -> bool:
    return not await place.held(run_id)
