"""The table of what becomes of an item, as data."""

import random

import pytest

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import ItemStatus
from app.domain.ports import Idempotency, LookUp, Outcome
from app.engine.retry import RETRY_RULES, RetryPolicy, Tried, Verdict

ALL = tuple(Idempotency)
RUN_AGAIN = (Idempotency.KEY, Idempotency.PRECONDITION)
ASK = (Idempotency.LOOKUP, Idempotency.NONE)
TWO_PHASE = Idempotency.TWO_PHASE

LATER = ItemStatus.PENDING


def error(kind: ErrorType = ErrorType.NETWORK, *, after: float | None = None) -> ItemError:
    retryable = kind in {ErrorType.NETWORK, ErrorType.RATE_LIMIT}
    return ItemError(type=kind, message="", retryable=retryable, retry_after=after)


def outcome(result: str, said: ItemError | None = None) -> Outcome:
    return Outcome.model_validate({"item_id": "1", "result": result, "error": said})


@pytest.fixture
def policy() -> RetryPolicy:
    return RetryPolicy(jitter=random.Random(1))  # noqa: S311 - the same waits each time


TABLE = [
    (outcome("done"), ALL, 1, ItemStatus.COMPLETED),
    (outcome("skipped"), ALL, 1, ItemStatus.SKIPPED),
    (outcome("failed", error()), ALL, 1, LATER),
    (outcome("failed", error()), ALL, 3, LATER),
    (outcome("failed", error()), ALL, 4, ItemStatus.FAILED),
    (outcome("failed", error(ErrorType.RATE_LIMIT)), ALL, 19, LATER),
    (outcome("failed", error(ErrorType.RATE_LIMIT)), ALL, 20, ItemStatus.FAILED),
    (outcome("failed", error(ErrorType.VALIDATION)), ALL, 1, ItemStatus.FAILED),
    (outcome("failed", error(ErrorType.PERMISSION)), ALL, 1, ItemStatus.FAILED),
    (outcome("failed", error(ErrorType.UNKNOWN)), ALL, 1, ItemStatus.FAILED),
    (outcome("failed"), ALL, 1, ItemStatus.FAILED),
    (outcome("unknown", error()), ASK, 1, ItemStatus.IN_DOUBT),
    (outcome("unknown"), ASK, 1, ItemStatus.IN_DOUBT),
    (outcome("unknown", error()), RUN_AGAIN, 1, LATER),
    (outcome("unknown", error(ErrorType.UNKNOWN)), RUN_AGAIN, 3, LATER),
    (outcome("unknown"), RUN_AGAIN, 3, LATER),
    (outcome("unknown"), RUN_AGAIN, 4, ItemStatus.IN_DOUBT),
]


@pytest.mark.parametrize(("said", "idempotencies", "attempt", "becomes"), TABLE)
def test_what_becomes_of_an_item(
    policy: RetryPolicy,
    said: Outcome,
    idempotencies: tuple[Idempotency, ...],
    attempt: int,
    becomes: ItemStatus,
) -> None:
    for idempotency in idempotencies:
        assert becomes is policy.judge(said, idempotency, Tried(attempt)).status


def prepared(reference: str = "draft-1") -> Outcome:
    return outcome("prepared").model_copy(update={"reference": reference})


NEXT = Verdict(LATER, None, "draft-1")

OF_TWO_PHASES = [
    (prepared(), "", 1, NEXT),
    (prepared(), "", 9, NEXT),
    (prepared(""), "", 4, Verdict(ItemStatus.FAILED)),
    (prepared("draft-2"), "draft-1", 1, Verdict(LATER, 0, "draft-2")),
    (prepared("draft-2"), "draft-1", 4, Verdict(ItemStatus.FAILED, 0, "draft-2")),
    (outcome("unknown"), "", 1, Verdict(LATER)),
    (outcome("unknown"), "", 4, Verdict(ItemStatus.FAILED)),
    (outcome("unknown"), "draft-1", 3, Verdict(LATER)),
    (outcome("unknown"), "draft-1", 4, Verdict(ItemStatus.IN_DOUBT)),
    (outcome("failed", error()), "draft-1", 3, Verdict(LATER)),
    (outcome("failed", error()), "draft-1", 4, Verdict(ItemStatus.FAILED)),
    (outcome("failed", error(ErrorType.PERMISSION)), "draft-1", 1, Verdict(ItemStatus.FAILED)),
    (
        outcome("failed", error(ErrorType.VALIDATION)),
        "draft-1",
        1,
        Verdict(ItemStatus.FAILED, 0, ""),
    ),
    (outcome("failed"), "draft-1", 1, Verdict(ItemStatus.FAILED, 0, "")),
    (outcome("failed"), "", 1, Verdict(ItemStatus.FAILED)),
    (outcome("done"), "draft-1", 1, Verdict(ItemStatus.COMPLETED)),
]


@pytest.mark.parametrize(("said", "reference", "attempt", "becomes"), OF_TWO_PHASES)
def test_what_becomes_of_an_item_with_two_phases(
    said: Outcome, reference: str, attempt: int, becomes: Verdict
) -> None:
    at_once = {kind: rule.model_copy(update={"base": 0}) for kind, rule in RETRY_RULES.items()}
    verdict = RetryPolicy(at_once).judge(said, TWO_PHASE, Tried(attempt), reference=reference)
    assert verdict == becomes


@pytest.mark.parametrize(
    ("answer", "attempt", "becomes"),
    [
        (LookUp.DONE, 9, ItemStatus.COMPLETED),
        (LookUp.UNKNOWN, 1, ItemStatus.IN_DOUBT),
        (LookUp.NOT_DONE, 3, LATER),
        (LookUp.NOT_DONE, 4, ItemStatus.FAILED),
    ],
)
def test_what_a_look_up_makes_of_it(
    policy: RetryPolicy, answer: LookUp, attempt: int, becomes: ItemStatus
) -> None:
    assert becomes is policy.after_look_up(answer, outcome("unknown"), Tried(attempt)).status


def test_waits_grow_up_to_the_longest_and_are_spread(policy: RetryPolicy) -> None:
    said = outcome("failed", error(ErrorType.RATE_LIMIT))
    for attempt in range(1, 20):
        highest = min(120.0, 2.0 * 2 ** (attempt - 1))
        judged = (policy.judge(said, Idempotency.NONE, Tried(attempt)) for _ in range(200))
        waits = [one.delay or 0.0 for one in judged]
        assert max(waits) <= highest
        assert max(waits) - min(waits) > 0.8 * highest


def test_a_wait_that_the_provider_names_is_kept(policy: RetryPolicy) -> None:
    for after in (0.0, 17.5):
        said = outcome("failed", error(ErrorType.RATE_LIMIT, after=after))
        assert after == policy.judge(said, Idempotency.NONE, Tried(1)).delay


def test_every_type_of_error_has_its_rule() -> None:
    assert set(ErrorType) == set(RETRY_RULES)


def test_without_retries_a_failure_is_final_but_a_request_to_slow_down_is_kept() -> None:
    policy = RetryPolicy(jitter=random.Random(1))  # noqa: S311 - the same waits every time
    failed = Outcome(
        item_id="1",
        result="failed",
        error=ItemError(type=ErrorType.NETWORK, message="no route", retryable=True),
    )
    slow = Outcome(
        item_id="1",
        result="failed",
        error=ItemError(
            type=ErrorType.RATE_LIMIT, message="slow down", retryable=True, retry_after=3
        ),
    )
    assert policy.judge(failed, Idempotency.NONE, Tried(1)).status is ItemStatus.PENDING
    assert policy.judge(failed, Idempotency.NONE, Tried(1), retry=False).status is ItemStatus.FAILED
    assert policy.judge(slow, Idempotency.NONE, Tried(1), retry=False).status is ItemStatus.PENDING


@pytest.mark.parametrize(
    ("kind", "within"), [(ErrorType.NETWORK, 600.0), (ErrorType.RATE_LIMIT, 3600.0)]
)
def test_an_item_is_not_tried_for_ever_however_few_its_attempts(
    policy: RetryPolicy, kind: ErrorType, within: float
) -> None:
    said = outcome("failed", error(kind, after=10))
    assert policy.judge(said, Idempotency.NONE, Tried(2, within - 11)).status is LATER
    assert policy.judge(said, Idempotency.NONE, Tried(2, within - 9)).status is ItemStatus.FAILED
    lost = outcome("unknown", error(kind, after=10))
    assert policy.judge(lost, Idempotency.KEY, Tried(2, within)).status is ItemStatus.IN_DOUBT


def test_a_wait_that_is_longer_than_all_the_time_there_is_fails_at_once(
    policy: RetryPolicy,
) -> None:
    said = outcome("failed", error(ErrorType.RATE_LIMIT, after=2 * 3600))
    assert policy.judge(said, Idempotency.NONE, Tried(1)).status is ItemStatus.FAILED
