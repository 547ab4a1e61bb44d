"""Batches, durations, progress and risk: arithmetic over what was declared."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.actions import Action, CreateRecord, DeleteRecord, Invite, SendMail, UpdateRecord
from app.domain.batching import SOURCE_DESIGN_LIMITS, Quota, batch_size, expected_seconds
from app.domain.kinds import BulkType, OperationStatus, Risk
from app.domain.operation import BulkItem
from app.domain.progress import Counts, batch_of, estimate, running
from app.domain.record import Entity
from app.domain.risk import MANY, assess_item, assess_operation, by_risk

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OWN = "harbor.example"

COUNTS = st.builds(Counts, **dict.fromkeys(Counts.model_fields, st.integers(0, 500)))

WHO = {"entity": Entity.CONTACT, "id": "1", "version": "1"}


@pytest.mark.parametrize(
    ("kind", "default", "maximum", "a_minute"),
    [
        (BulkType.EMAIL, 10, 25, 100),
        (BulkType.CALENDAR, 5, 15, 50),
        (BulkType.CONTACT, 20, 50, 200),
        (BulkType.CRM, 15, 30, 100),
    ],
)
def test_the_limits_are_those_of_the_design(
    kind: BulkType, default: int, maximum: int, a_minute: int
) -> None:
    limits = SOURCE_DESIGN_LIMITS[kind]
    assert limits.quota == Quota(limit=a_minute, seconds=60)
    assert batch_size(limits, Risk.LOW) == default
    assert batch_size(limits, Risk.HIGH) == default // 2
    assert batch_size(limits, Risk.LOW, 10_000) == maximum
    assert batch_size(limits, Risk.HIGH, 1) == 1


def test_fifty_mails_of_a_second_each() -> None:
    """The source design's own example: twice 10 in flight, then 25."""
    quota = Quota(limit=100)
    assert expected_seconds(50, 20, 1.0, quota) == pytest.approx(3.0)
    assert expected_seconds(50, 25, 1.0, quota) == pytest.approx(2.0)


def test_a_quota_makes_it_last() -> None:
    quota = Quota(limit=100)
    assert expected_seconds(100, 100, 0.1, quota) == pytest.approx(0.1)
    assert expected_seconds(101, 100, 0.1, quota) == pytest.approx(60.1)
    assert expected_seconds(0, 0, 1.0, quota) == pytest.approx(1.0)


@given(counts=COUNTS, size=st.integers(1, 50))
def test_the_current_batch_is_one_of_those_there_are(counts: Counts, size: int) -> None:
    current, total = batch_of(counts, size)
    assert 1 <= current <= total
    assert (total - 1) * size < max(1, counts.total) <= total * size
    assert counts.total == sum(counts.model_dump().values())


@given(
    counts=COUNTS,
    passed=st.none() | st.floats(0.1, 10_000),
    expected=st.none() | st.floats(0, 10_000),
    by_rate=st.booleans(),
)
def test_an_estimate_is_in_the_future_and_never_beats_what_is_expected(
    counts: Counts,
    passed: float | None,
    expected: float | None,
    by_rate: bool,  # noqa: FBT001 - drawn
) -> None:
    started = None if passed is None else NOW - timedelta(seconds=passed)
    done_at = estimate(counts, started, NOW, expected, by_rate=by_rate)
    left = counts.pending + counts.executing
    nothing_to_go_by = expected is None and (started is None or counts.settled == 0)
    assert (done_at is None) == (left == 0 or nothing_to_go_by)
    if done_at is not None:
        assert done_at >= NOW + timedelta(seconds=expected or 0) - timedelta(microseconds=1)


def test_a_run_that_goes_slower_than_expected_is_done_later() -> None:
    half = Counts(completed=50, pending=50)
    began = NOW - timedelta(minutes=10)
    assert estimate(half, began, NOW, 60) == NOW + timedelta(minutes=10)
    assert estimate(half, began, NOW, 1_200) == NOW + timedelta(minutes=20)
    assert estimate(half, None, NOW, 60) == NOW + timedelta(minutes=1)


def test_where_the_quota_limits_the_rate_within_one_window_says_nothing() -> None:
    """The first hundred went within a second, and a minute later it is the next one's turn."""
    begun = Counts(completed=100, pending=100)
    almost = NOW - timedelta(seconds=59)
    assert estimate(begun, almost, NOW, 1, by_rate=False) == NOW + timedelta(seconds=1)
    assert estimate(begun, almost, NOW, 1) == NOW + timedelta(seconds=59)


@pytest.mark.parametrize(
    ("status", "counts", "goes_on"),
    [
        (OperationStatus.CONFIRMED, Counts(pending=3), True),
        (OperationStatus.SCHEDULED, Counts(pending=3), True),
        (OperationStatus.EXECUTING, Counts(pending=1), True),
        (OperationStatus.EXECUTING, Counts(completed=3), True),  # its end is not written yet
        (OperationStatus.PAUSED, Counts(pending=1), True),
        (OperationStatus.CANCELLED, Counts(executing=1, cancelled=2), True),
        (OperationStatus.CANCELLED, Counts(completed=1, cancelled=2), False),
        (OperationStatus.COMPLETED, Counts(completed=3), False),
        (OperationStatus.COMPLETED, Counts(completed=2, in_doubt=1), False),
        (OperationStatus.FAILED, Counts(failed=3), False),
    ],
)
def test_it_runs_until_it_has_ended_and_nothing_is_in_flight(
    status: OperationStatus, counts: Counts, *, goes_on: bool
) -> None:
    assert running(status, counts) is goes_on


def mail(to: str) -> SendMail:
    return SendMail(to=to, subject="Hello", body="Hello")


@pytest.mark.parametrize(
    ("action", "notified", "risk"),
    [
        (mail("lisa@harbor.example"), 0, Risk.LOW),
        (mail("LISA@Harbor.Example"), 0, Risk.LOW),
        (mail("zoe@lumenworks.example"), 0, Risk.MEDIUM),
        (mail("zoe@not-harbor.example"), 0, Risk.MEDIUM),
        (CreateRecord(entity=Entity.CONTACT, values={}), 0, Risk.LOW),
        (UpdateRecord(**WHO, set={}), 0, Risk.MEDIUM),
        (DeleteRecord(**WHO), 0, Risk.HIGH),
        (DeleteRecord(entity=Entity.EVENT, id="1", version="1"), 0, Risk.MEDIUM),
        (DeleteRecord(entity=Entity.EVENT, id="1", version="1"), 3, Risk.HIGH),
        (
            Invite(
                event_key="e", title="t", start="s", end="e", zone="UTC", attendee="a@b.example"
            ),
            0,
            Risk.LOW,
        ),
    ],
)
def test_how_risky_an_action_is(action: Action, notified: int, risk: Risk) -> None:
    assert assess_item(action, OWN, notified).risk is risk


def items(*risks: Risk) -> list[BulkItem]:
    return [
        BulkItem(id=str(n), parameters=mail("a@b.example"), label="", risk=one, risk_reason=one)
        for n, one in enumerate(risks)
    ]


def test_an_operation_is_as_risky_as_its_riskiest_item_or_its_size() -> None:
    assert assess_operation([]).risk is Risk.LOW
    worst = assess_operation(items(Risk.LOW, Risk.HIGH, Risk.MEDIUM))
    assert (worst.risk, worst.reason) == (Risk.HIGH, "high")
    few, many = (items(Risk.MEDIUM, *[Risk.LOW] * (n - 1)) for n in (MANY - 1, MANY))
    assert (assess_operation(few).risk, assess_operation(many).risk) == (Risk.MEDIUM, Risk.HIGH)
    assert assess_operation(items(*[Risk.LOW] * MANY)).risk is Risk.LOW
    assert list(by_risk(many).items()) == [(Risk.MEDIUM, 1), (Risk.LOW, MANY - 1)]
