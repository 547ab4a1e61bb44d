"""A window remembers no more than it needs, and forgets nothing too early."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.batching import PADDING, Quota
from app.domain.ledger import Begun
from app.storage.window_log import HELD, MOST_STARTS, Span, WindowLog

BUSY = Quota(limit=6000, seconds=60)
LENGTH = BUSY.seconds + PADDING


def fresh() -> WindowLog:
    return WindowLog([], {})


def read_back(window: WindowLog) -> WindowLog:
    row = window.columns()
    return WindowLog.read(str(row["starts"]), str(row["held"]), float(row["closed_until"]))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), slowest=st.floats(0.01, 0.2))
def test_thousands_of_calls_are_remembered_by_few_moments_and_none_too_short(
    seed: int, slowest: float
) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    window, now, calls = fresh(), 1_700_000_000.0, list[float]()
    for _ in range(700):
        now += chance.uniform(0.0005, slowest)
        window.count(1, now)
        calls.append(now)
        window.free(Span(BUSY, now))
    window = read_back(window)
    assert len(str(window.columns()["starts"])) < 40 * MOST_STARTS
    counted = BUSY.limit - window.free(Span(BUSY, now))
    there = sum(1 for at in calls if at > now - LENGTH)
    grain = LENGTH / MOST_STARTS
    assert there <= counted <= sum(1 for at in calls if at > now - LENGTH - grain)


def test_a_call_counts_for_the_whole_window_and_the_padding() -> None:
    window, quota = fresh(), Quota(limit=2, seconds=60)
    window.count(2, 100.0)
    assert window.free(Span(quota, 100.0 + LENGTH - 0.001)) == 0
    assert window.free(Span(quota, 100.0 + LENGTH)) == 2


def test_how_long_to_wait_is_told_by_the_call_that_has_to_leave_first() -> None:
    window, quota = fresh(), Quota(limit=3, seconds=60)
    window.count(1, 100.0)
    window.count(2, 110.0)
    assert window.wait(Span(quota, 120.0)) == pytest.approx(LENGTH - 20)
    assert window.next_in(Span(quota, 120.0)) == pytest.approx(LENGTH - 20)
    window.hold("me", 1)  # one more than there is room for: another quota was declared since
    assert window.wait(Span(quota, 120.0)) == pytest.approx(LENGTH - 10)


def test_where_all_permits_are_held_it_is_asked_again_soon() -> None:
    window = fresh()
    window.hold("me", 3)
    assert window.wait(Span(Quota(limit=3, seconds=60), 100.0)) == HELD


def test_calls_that_turn_out_to_begin_later_count_from_then() -> None:
    window, quota = fresh(), Quota(limit=2, seconds=60)
    window.count(2, 100.0)
    window.count_later(2, 100.0, 105.0)
    assert window.free(Span(quota, 104.0 + LENGTH)) == 0
    assert window.free(Span(quota, 105.0 + LENGTH)) == 2


def test_words_about_permits_that_nobody_holds_change_nothing() -> None:
    window, quota = fresh(), Quota(limit=5, seconds=60)
    window.hold("me", 2)
    window.begin(Begun("mail", "lost", number=1, held=3, used=3), 100.0)
    window.begin(Begun("mail", "me", number=1, held=4, used=4), 100.0)
    assert window.free(Span(quota, 100.0)) == 3
    assert read_back(window).free(Span(quota, 100.0 + LENGTH)) == 5


def test_a_telling_that_comes_again_counts_once() -> None:
    window, quota = fresh(), Quota(limit=5, seconds=60)
    window.hold("me", 3)
    told = Begun("mail", "me", number=1, held=2, used=2)
    window.begin(told, 100.0)
    window = read_back(window)
    window.begin(told, 101.0)
    assert window.free(Span(quota, 100.0)) == 2
    assert window.free(Span(quota, 100.0 + LENGTH)) == 4
