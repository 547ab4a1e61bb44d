"""Never more than the quota in any window, and never less than it allows."""

import asyncio
from collections import deque
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.batching import Quota
from app.engine.rate_limiter import HELD, PADDING, Grant, RateLimiter

KEY = ("office", "sam@harbor.example", "bulk_email:bulk_send")


class HandClock:
    """Time that a test moves; whoever sleeps moves it too."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.seconds += seconds + 1e-9


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def limiter(clock: HandClock) -> RateLimiter:
    return RateLimiter(clock)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), st.integers(1, 12)),
        st.tuples(st.just("begin"), st.floats(0, 1)),
        st.tuples(st.just("pass"), st.floats(0, 7)),
        st.tuples(st.just("close"), st.floats(0, 3)),
    ),
    max_size=60,
)


@given(limit=st.integers(1, 8), span=st.sampled_from([0.5, 1.0, 5.0]), steps=STEPS)
@settings(max_examples=300, deadline=None)
def test_no_window_ever_has_more_starts_and_none_is_kept_back_without_reason(
    limit: int, span: float, steps: list[tuple[str, float]]
) -> None:
    """Calls of several operations: held, begun later or given back, in any order."""
    clock, quota = HandClock(), Quota(limit=limit, seconds=span)
    limiter = RateLimiter(clock)
    held: deque[Grant] = deque()
    starts: list[float] = []
    closed = 0.0
    for step, value in steps:
        now = clock.seconds
        if step == "hold":
            recent = sum(1 for start in starts if start + span + PADDING > now)
            free = limit - recent - sum(grant.count for grant in held)
            grant = limiter.hold(KEY, quota, int(value))
            assert (0 if closed > now else min(int(value), free)) == grant.count
            assert (grant.wait > 0) == (closed > now or grant.count == free)
            held.append(grant)
        elif step == "begin" and held:
            grant = held.popleft()
            used = round(grant.count * value)
            limiter.begin(KEY, grant, used)
            starts.extend([now] * used)
        elif step == "pass":
            clock.seconds += value
        elif step == "close":
            limiter.close(KEY, value)
            closed = max(closed, now + value)
    for first, later in zip(starts, starts[limit:], strict=False):
        assert later - first > span


def test_what_was_given_back_is_free_again_and_moves_nothing_else(
    limiter: RateLimiter, clock: HandClock
) -> None:
    """The permits of one who found nothing to do must not make another's calls look older."""
    quota = Quota(limit=10, seconds=60)
    early = limiter.hold(KEY, quota, 5)
    clock.seconds += 30
    assert limiter.reserve(KEY, quota, 5).count == 5
    limiter.begin(KEY, early, 0)
    clock.seconds += 30 + PADDING + 0.01  # a minute after the first were held
    assert limiter.reserve(KEY, quota, 10).count == 5


def test_a_call_counts_from_when_it_begins(limiter: RateLimiter, clock: HandClock) -> None:
    """The journal was slow between the permit and the call."""
    quota = Quota(limit=3, seconds=10)
    slow = limiter.hold(KEY, quota, 3)
    clock.seconds += 9
    assert limiter.hold(KEY, quota, 1) == Grant(0, HELD)
    limiter.begin(KEY, slow, 3)
    clock.seconds += 9
    assert limiter.reserve(KEY, quota, 3).count == 0


async def test_all_of_a_quota_is_used(limiter: RateLimiter, clock: HandClock) -> None:
    quota, began = Quota(limit=50, seconds=5), clock.seconds
    for _ in range(500):
        await limiter.acquire(KEY, quota)
    assert clock.seconds - began == pytest.approx(9 * (5 + PADDING), abs=0.01)


async def test_a_stricter_budget_of_the_same_key_waits_for_its_own_room(
    limiter: RateLimiter, clock: HandClock
) -> None:
    """Progress may use 40 of 50 updates: after 45 it waits until six of them are past."""
    for _ in range(45):
        limiter.reserve(KEY, Quota(limit=50), 1)
        clock.seconds += 1
    grant = limiter.reserve(KEY, Quota(limit=40), 1)
    clock.seconds += grant.wait + 1e-9
    assert limiter.reserve(KEY, Quota(limit=40), 1).count == 1
    assert grant.wait == pytest.approx(60 + PADDING - 45 + 5)


def test_a_closed_account_starts_nothing_and_others_go_on(
    limiter: RateLimiter, clock: HandClock
) -> None:
    quota = Quota(limit=5)
    limiter.close(KEY, 30)
    limiter.close(KEY, 3)  # a shorter word does not open it earlier
    assert limiter.reserve(KEY, quota, 1) == Grant(0, 30)
    assert limiter.reserve("another account", quota, 1).count == 1
    clock.seconds += 30
    assert limiter.reserve(KEY, quota, 1).count == 1
