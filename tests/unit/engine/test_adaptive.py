"""Batches grow while all is well, and halve when a provider has too much to do."""

import pytest

from app.domain.errors import ErrorType
from app.engine.adaptive import AdaptiveSizes

KEY, MOST = "office:sam:mail", 25


class Calls:
    """Calls of one item each, at a pace that a test sets."""

    def __init__(self) -> None:
        self.sizes = AdaptiveSizes()
        self.now = 100.0
        self.sizes.begin(KEY, 10)

    @property
    def size(self) -> int:
        return self.sizes.size(KEY, MOST)

    def call(
        self, times: int = 1, *, seconds: float = 0.05, error: ErrorType | None = None
    ) -> None:
        for _ in range(times):
            began, self.now = self.now, self.now + seconds
            self.end(began, error)

    def end(self, began: float, error: ErrorType | None = None) -> None:
        seconds = self.now - began
        self.sizes.done(KEY, 1, began=began, seconds=seconds, ceiling=MOST, error=error)


@pytest.fixture
def calls() -> Calls:
    return Calls()


def test_one_more_with_every_good_round_and_never_more_than_declared(calls: Calls) -> None:
    calls.call(9)
    assert calls.size == 10
    calls.call(1)
    assert calls.size == 11
    calls.call(11)
    assert calls.size == 12
    calls.call(1000)
    assert calls.size == MOST


@pytest.mark.parametrize("sign", [ErrorType.RATE_LIMIT, ErrorType.NETWORK])
def test_half_when_the_provider_has_too_much_to_do_and_never_none(
    calls: Calls, sign: ErrorType
) -> None:
    sizes = []
    for _ in range(6):
        calls.call(error=sign)
        sizes.append(calls.size)
    assert sizes == [5, 2, 1, 1, 1, 1]
    calls.call(3)
    assert calls.size == 3


def test_calls_that_were_in_flight_together_halve_it_once(calls: Calls) -> None:
    together = calls.now
    calls.now += 0.05
    for _ in range(8):
        calls.end(together, ErrorType.RATE_LIMIT)
    assert calls.size == 5


def test_an_item_that_is_refused_says_nothing_of_the_pace(calls: Calls) -> None:
    calls.call(10, error=ErrorType.VALIDATION)
    assert calls.size == 11


def test_calls_that_become_slow_halve_it_and_what_stays_slow_is_usual(calls: Calls) -> None:
    calls.call(60, seconds=0.2)
    before = calls.size
    calls.call(9, seconds=1.0)
    assert calls.size == before // 2
    calls.call(100, seconds=1.0)
    assert calls.size > before // 2


def test_a_busy_moment_is_not_slowness(calls: Calls) -> None:
    calls.call(30, seconds=0.001)
    calls.call(30, seconds=0.08)
    assert calls.size >= 10


def test_another_run_of_the_account_does_not_ask_for_more_than_was_borne(calls: Calls) -> None:
    calls.call(error=ErrorType.RATE_LIMIT)
    calls.sizes.begin(KEY, 20)
    assert calls.size == 5
    assert calls.sizes.size(KEY, 2) == 2
    calls.sizes.begin("another account", 20)
    assert calls.sizes.size("another account", 25) == 20


def test_how_long_calls_took_is_told_once(calls: Calls) -> None:
    assert calls.sizes.measured() == {}
    calls.call(50, seconds=0.3)
    assert calls.sizes.measured() == {KEY: pytest.approx(0.3)}
    assert calls.sizes.measured() == {}
    calls.call(1, seconds=0.3)
    assert list(calls.sizes.measured()) == [KEY]


def test_thousands_of_accounts_leave_nothing_behind(calls: Calls) -> None:
    for number in range(3000):
        calls.sizes.begin(f"account {number}", 10)
    assert len(calls.sizes._measures) <= 1000
