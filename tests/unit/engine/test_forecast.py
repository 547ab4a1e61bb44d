"""When it will be done: by the quota, by what others hold, and by how long items took of late."""

from datetime import UTC, datetime

import pytest

from app.domain.batching import BatchLimits, Quota
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb, OperationStatus, Risk
from app.domain.ledger import Forecast, Permits
from app.domain.operation import Account, BulkMetadata, BulkOperation
from app.domain.ports import Capability, Idempotency, Undo
from app.domain.progress import Counts
from app.engine.clock import SystemClock
from app.engine.forecast import Expected, Forecaster
from app.engine.rate_limiter import RateLimiter

NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
TENANT = Tenant(team_id="T1")
ACCOUNT = Account(provider="office", name="sam@harbor.example", tenant_key=TENANT.key)
A_HUNDRED_A_MINUTE = Quota(limit=100, seconds=60)


class OneWindow:
    """The only rate window there is, as the others left it."""

    def __init__(self, **seen: float) -> None:
        self.seen = Forecast(**{"free": 100, "closed_for": 0, "next_in": 0, "waiting": 0, **seen})  # type: ignore[arg-type]
        self.asked: list[tuple[str, Quota]] = []

    async def reserve(self, key: str, quota: Quota, wanted: int) -> Permits:
        raise AssertionError(f"took {wanted} of {quota} in {key}")

    async def close(self, key: str, seconds: float) -> None:
        raise AssertionError(f"closed {key} for {seconds}")

    async def forecast(self, key: str, quota: Quota) -> Forecast:
        self.asked.append((key, quota))
        return self.seen


class Workers:
    """Workers that told how long items took."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self.asked: set[str] = set()

    async def measured(self, key: str) -> float | None:
        self.asked.add(key)
        return self.seconds


def capability(quota: Quota | None = A_HUNDRED_A_MINUTE, latency: float = 1.0) -> Capability:
    return Capability(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        call_items=1,
        limits=BatchLimits(default=10, maximum=25, quota=quota),
        idempotency=Idempotency.NONE,
        undo=Undo.NONE,
        latency=latency,
    )


def forecaster(window: OneWindow, workers: Workers | None = None, slots: int = 50) -> Forecaster:
    return Forecaster(RateLimiter(window, SystemClock()), workers or Workers(), slots)


def run() -> BulkOperation:
    person = Person(tenant=TENANT, user_id="USAM")
    return BulkOperation(
        id="o1",
        draft_id="d1",
        type=BulkType.EMAIL,
        operation=BulkVerb.SEND,
        title="",
        requester=Requester(person=person, name="Sam", email="sam@harbor.example", zone="UTC"),
        conversation=Conversation(tenant=TENANT, channel="D1"),
        account=ACCOUNT,
        metadata=BulkMetadata(total_count=40, batch_size=10, risk_level=Risk.LOW, created_at=NOW),
        digest="",
        status=OperationStatus.EXECUTING,
        confirmed_by=person,
        confirmed_at=NOW,
    )


async def new(with_: Forecaster, items: int, of: Capability | None = None) -> Expected:
    return await with_.of_new(ACCOUNT, of or capability(), items, 20)


async def test_the_declared_latency_counts_until_somebody_has_measured() -> None:
    assert (await new(forecaster(OneWindow()), 40)).seconds == pytest.approx(2.0)
    assert (await new(forecaster(OneWindow(), Workers(0.25)), 40)).seconds == pytest.approx(0.5)


async def test_quota_and_latency_are_those_of_the_same_window() -> None:
    window, workers = OneWindow(), Workers()
    await new(forecaster(window, workers), 40)
    assert workers.asked == {key for key, _ in window.asked}


async def test_fewer_slots_than_batches_take_longer() -> None:
    assert (await new(forecaster(OneWindow(), slots=4), 40)).seconds == pytest.approx(10.0)


async def test_a_quota_makes_it_wait_and_is_named_as_what_limits() -> None:
    free = await new(forecaster(OneWindow()), 100)
    assert free == Expected(5.0)
    over = await new(forecaster(OneWindow()), 250)
    assert over == Expected(121.0, by_quota=True)


async def test_an_item_of_two_phases_takes_two_calls_one_after_the_other() -> None:
    two = capability().model_copy(update={"idempotency": Idempotency.TWO_PHASE})
    assert await new(forecaster(OneWindow()), 40, two) == Expected(4.0)
    assert await new(forecaster(OneWindow()), 5, two) == Expected(2.0)
    assert await new(forecaster(OneWindow()), 125, two) == Expected(121.0, by_quota=True)


async def test_what_others_took_and_wait_for_comes_on_top() -> None:
    taken = OneWindow(free=0, next_in=30)
    assert (await new(forecaster(taken), 10)).seconds == pytest.approx(31.0)
    waiting = OneWindow(free=0, next_in=30, waiting=5_000)
    assert (await new(forecaster(waiting), 60)).seconds > (await new(forecaster(taken), 60)).seconds
    rests = OneWindow(closed_for=600)
    assert (await new(forecaster(rests), 10)).seconds == pytest.approx(601.0)


async def test_without_a_quota_only_the_calls_count_and_no_window_is_asked() -> None:
    window = OneWindow(free=0, next_in=30)
    expected = await new(forecaster(window), 1_000, capability(quota=None))
    assert expected == Expected(50.0)
    assert window.asked == []


async def test_a_run_does_not_wait_for_itself() -> None:
    """All that waits for its window are its own items."""
    alone = forecaster(OneWindow(waiting=60))
    counts = Counts(completed=40, pending=60)
    expected = await alone.of_run(run(), capability(), counts)
    assert expected.seconds == pytest.approx(3.0)


async def test_what_is_in_flight_waits_for_no_quota_any_more() -> None:
    closed = forecaster(OneWindow(free=0, next_in=60))
    counts = Counts(completed=90, executing=10)
    expected = await closed.of_run(run(), capability(), counts)
    assert expected == Expected(1.0)
