"""What may begin, when all of an account rests, and how long it will take: on the real windows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.batching import PADDING, Quota, Taken, expected_seconds, window_key
from app.domain.operation import Account
from app.engine.rate_limiter import RateLimiter, account_prefix, owner_of_quota
from app.storage.sqlite import SqliteDatabase
from app.storage.windows import SqlRateWindows
from tests.unit.engine.hand_clock import HandClock

SAM = Account(provider="office", name="sam@harbor.example", tenant_key="T0HARBOR")
ELSEWHERE = SAM.model_copy(update={"tenant_key": "T0OTHER"})
MINUTE = Quota(limit=50)


def key_of(account: Account, what: str = "bulk_email:bulk_send") -> str:
    return window_key(account.provider, owner_of_quota(account), what)


KEY = key_of(SAM)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def windows(tmp_path: Path, clock: HandClock) -> AsyncIterator[SqlRateWindows]:
    database = SqliteDatabase(tmp_path / "journal.db")
    await database.open()
    yield SqlRateWindows(database, clock.now)
    await database.close()


@pytest.fixture
def limiter(windows: SqlRateWindows, clock: HandClock) -> RateLimiter:
    return RateLimiter(windows, clock)


async def test_all_of_a_quota_is_used_and_never_more(
    limiter: RateLimiter, clock: HandClock
) -> None:
    quota, began = Quota(limit=20, seconds=5), clock.seconds
    for _ in range(100):
        await limiter.acquire(KEY, quota)
    assert clock.seconds - began == pytest.approx(4 * (5 + PADDING), abs=0.05)


async def test_a_stricter_budget_of_the_same_key_waits_for_its_own_room(
    limiter: RateLimiter, clock: HandClock
) -> None:
    """Progress may use 40 of 50 updates: after 45 it waits until six of them are past."""
    for _ in range(45):
        assert (await limiter.reserve(KEY, MINUTE, 1)).count == 1
        clock.seconds += 1
    permits = await limiter.reserve(KEY, Quota(limit=40), 1)
    assert permits.count == 0
    assert permits.wait == pytest.approx(60 + PADDING - 45 + 5)
    clock.seconds += permits.wait + 1e-9
    assert (await limiter.reserve(KEY, Quota(limit=40), 1)).count == 1


async def test_a_rest_is_for_all_that_goes_through_an_account_and_for_nobody_else(
    limiter: RateLimiter, clock: HandClock
) -> None:
    await limiter.close_account(SAM, 30)
    await limiter.close_account(SAM, 3)  # a shorter word does not open it earlier
    for what in ("bulk_email:bulk_send", "bulk_calendar:bulk_create"):
        permits = await limiter.reserve(key_of(SAM, what), MINUTE, 1)
        assert permits.count == 0
        assert permits.wait == pytest.approx(30)
    assert (await limiter.reserve(key_of(ELSEWHERE), MINUTE, 1)).count == 1
    assert limiter.rest_of(SAM) == pytest.approx(30)
    assert limiter.rest_of(ELSEWHERE) == 0
    clock.seconds += 30.01
    assert limiter.rest_of(SAM) == 0
    assert (await limiter.reserve(KEY, MINUTE, 1)).count == 1


async def test_another_process_learns_of_a_rest_that_no_quota_tells_it_of(
    limiter: RateLimiter, windows: SqlRateWindows, clock: HandClock
) -> None:
    other = RateLimiter(windows, clock)
    assert await other.ask_rest(SAM) == 0
    await limiter.close_account(SAM, 30)
    assert other.rest_of(SAM) == 0
    assert await other.ask_rest(SAM) == pytest.approx(30)
    assert other.rest_of(SAM) == pytest.approx(30)


async def test_one_window_can_rest_alone(limiter: RateLimiter) -> None:
    await limiter.close(KEY, 30)
    assert (await limiter.reserve(KEY, MINUTE, 1)).count == 0
    assert (await limiter.reserve(key_of(SAM, "other"), MINUTE, 1)).count == 1


async def test_a_prediction_knows_what_is_taken_and_for_how_long(
    limiter: RateLimiter, clock: HandClock
) -> None:
    async def predicted(items: int) -> float:
        return await limiter.predict(KEY, MINUTE, items, latency=1.0, in_flight=20)

    assert await predicted(50) == pytest.approx(3.0)
    assert await predicted(51) == pytest.approx(61.0)
    await limiter.reserve(KEY, MINUTE, 30)
    clock.seconds += 20
    assert await predicted(20) == pytest.approx(1.0)
    assert await predicted(21) == pytest.approx(40 + PADDING + 1)
    await limiter.close_account(SAM, 100)
    assert await predicted(20) == pytest.approx(101.0)
    assert await limiter.predict(KEY, None, 50, 1.0, 20) == pytest.approx(3.0)


def test_others_who_wait_take_turns_with_us() -> None:
    """A small run behind a large one waits for as many of its items, not for all of them."""
    taken = Taken(free=50, waiting=50_000)
    assert expected_seconds(12, 20, 1.0, MINUTE, taken) == pytest.approx(1.0)
    assert expected_seconds(40, 20, 1.0, MINUTE, taken) == pytest.approx(61.0)
    few = Taken(free=50, waiting=5)
    assert expected_seconds(40, 20, 1.0, MINUTE, few) == pytest.approx(2.0)


def test_the_names_of_accounts_are_in_no_key() -> None:
    assert SAM.name not in KEY
    assert KEY.startswith(account_prefix(SAM))
