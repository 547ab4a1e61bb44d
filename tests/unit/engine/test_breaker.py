"""When items keep failing the same way, a run stops by itself; throttling is no such failure."""

import pytest

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import ItemStatus
from app.domain.operation import Pause
from app.engine.breaker import Breaker

RUN, OTHER = ("T0HARBOR", "run"), ("T0HARBOR", "other")
ACCOUNT = "office:sam:"
FAILED, DONE = ItemStatus.FAILED, ItemStatus.COMPLETED


@pytest.fixture
def breaker() -> Breaker:
    return Breaker()


def error(kind: ErrorType = ErrorType.PERMISSION, text: str = "Sign in again.") -> ItemError:
    return ItemError(type=kind, message=text)


def fail(
    breaker: Breaker,
    times: int,
    kind: ErrorType = ErrorType.PERMISSION,
    *,
    run: tuple[str, str] = RUN,
    status: ItemStatus = FAILED,
) -> list[Pause | None]:
    return [breaker.note(run, ACCOUNT, status, error(kind)) for _ in range(times)]


def succeed(breaker: Breaker, times: int) -> list[Pause | None]:
    return [breaker.note(RUN, ACCOUNT, DONE, None) for _ in range(times)]


def test_ten_in_a_row_pause_the_run_and_say_why(breaker: Breaker) -> None:
    assert succeed(breaker, 2) == [None] * 2
    assert fail(breaker, 9) == [None] * 9
    assert fail(breaker, 1) == [
        Pause(error=ErrorType.PERMISSION, failed=10, tried=12, text="Sign in again.")
    ]


def test_one_that_works_ends_the_row(breaker: Breaker) -> None:
    assert fail(breaker, 5) == [None] * 5
    assert succeed(breaker, 60) == [None] * 60
    assert fail(breaker, 9) == [None] * 9


def test_so_does_one_that_fails_in_another_way(breaker: Breaker) -> None:
    assert succeed(breaker, 100) == [None] * 100
    assert fail(breaker, 9) == [None] * 9
    assert fail(breaker, 9, ErrorType.VALIDATION) == [None] * 9


def test_a_third_of_what_was_tried_is_too_many_but_not_before_twenty(breaker: Breaker) -> None:
    noted = []
    for _ in range(7):
        noted += succeed(breaker, 2) + fail(breaker, 1)
    assert noted[:-2] == [None] * 19
    assert noted[-1] == Pause(error=ErrorType.PERMISSION, failed=7, tried=21, text="Sign in again.")


def test_the_share_is_of_one_kind_of_failure(breaker: Breaker) -> None:
    kinds = (ErrorType.PERMISSION, ErrorType.VALIDATION, ErrorType.UNKNOWN)
    for _ in range(20):
        for kind in kinds:
            assert fail(breaker, 1, kind) == [None]
        assert succeed(breaker, 2) == [None] * 2


def test_in_doubt_counts_and_what_waits_to_be_tried_again_does_not(breaker: Breaker) -> None:
    waits = fail(breaker, 50, ErrorType.NETWORK, status=ItemStatus.PENDING)
    assert waits == [None] * 50
    noted = fail(breaker, 10, ErrorType.NETWORK, status=ItemStatus.IN_DOUBT)
    assert noted[:-1] == [None] * 9
    assert noted[-1] is not None


def test_a_provider_that_asks_to_slow_down_pauses_nothing(breaker: Breaker) -> None:
    assert fail(breaker, 100, ErrorType.RATE_LIMIT) == [None] * 100


def test_an_account_that_is_refused_stops_each_of_its_runs(breaker: Breaker) -> None:
    assert fail(breaker, 10)[-1] is not None
    assert fail(breaker, 1, run=OTHER) == [
        Pause(error=ErrorType.PERMISSION, failed=11, tried=11, text="Sign in again.")
    ]


def test_after_resume_the_counts_start_anew(breaker: Breaker) -> None:
    fail(breaker, 30)
    breaker.goes_on(RUN, ACCOUNT)
    assert fail(breaker, 9) == [None] * 9
    assert fail(breaker, 1)[0] is not None


def test_a_pause_by_a_person_is_one_as_well_and_a_new_slice_is_none(breaker: Breaker) -> None:
    fail(breaker, 6)
    breaker.goes_on(RUN, ACCOUNT)  # its next slice: it never stood still
    fail(breaker, 3)
    breaker.stands(RUN)
    breaker.goes_on(RUN, ACCOUNT)
    assert fail(breaker, 9) == [None] * 9


def test_thousands_of_runs_leave_nothing_behind(breaker: Breaker) -> None:
    for number in range(3000):
        breaker.note(("T", str(number)), f"account {number}", FAILED, error())
    assert len(breaker._runs) <= 1000
    assert len(breaker._streaks) <= 1000
