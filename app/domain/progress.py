"""How far an operation is: counts that always add up, a rate and an estimate."""

import math
from datetime import datetime, timedelta

from app.domain.errors import ItemError
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.transitions import ENDED
from app.domain.value import Value


class Counts(Value):
    """Items by status; `total` is their sum at every moment."""

    pending: int = 0
    executing: int = 0
    completed: int = 0
    failed: int = 0
    in_doubt: int = 0
    skipped: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """All items of the operation."""
        return self.settled + self.pending + self.executing

    @property
    def settled(self) -> int:
        """Items that nothing more will happen to by itself."""
        return self.completed + self.failed + self.in_doubt + self.skipped + self.cancelled


class ItemLine(Value):
    """One item as a progress message or a details list shows it.

    `seconds` is how long it took; `again_at` is when one that waits is tried again, at the soonest.
    """

    id: str
    label: str
    status: ItemStatus
    seconds: float | None = None
    error: ItemError | None = None
    note: str = ""
    preview: str = ""
    again_at: datetime | None = None

    @property
    def waits_again(self) -> bool:
        """Whether it failed for now, and waits for its next attempt."""
        failed = self.error is not None or self.again_at is not None
        return self.status is ItemStatus.PENDING and failed

    @property
    def tried_again(self) -> bool:
        """The same, or whether that attempt is under way."""
        under_way = self.status is ItemStatus.EXECUTING and self.error is not None
        return self.waits_again or under_way


class BulkProgress(Value):
    """The source design's BulkProgress, with counts by status.

    `opens_at` is when it goes on, where its hours are closed and nothing is under way.
    """

    draft_id: str
    operation_id: str
    status: OperationStatus
    counts: Counts
    current_batch: int
    total_batches: int
    start_time: datetime | None
    estimated_completion: datetime | None
    finished_at: datetime | None = None
    opens_at: datetime | None = None

    @property
    def running(self) -> bool:
        """True until it has ended and nothing of it is in flight."""
        return running(self.status, self.counts)


def running(status: OperationStatus, counts: Counts) -> bool:
    """True until an operation has ended and nothing of it is in flight."""
    return status not in ENDED or counts.executing > 0


def batch_of(counts: Counts, batch_size: int) -> tuple[int, int]:
    """(current batch, total batches), counted from one."""
    total = max(1, math.ceil(counts.total / batch_size))
    return min(total, counts.settled // batch_size + 1), total


def estimate(
    counts: Counts,
    started: datetime | None,
    now: datetime,
    expected: float | None,
    *,
    by_rate: bool = True,
) -> datetime | None:
    """When the rest is done; None where nothing is left, or nobody can know.

    `expected` are the seconds that quota and latency let expect. With `by_rate` it is no sooner
    than at the rate so far: what slows a run down (others in its slots, a provider that is
    tired) is seen there first. Where the quota is what limits, that says nothing.
    """
    left = counts.pending + counts.executing
    begun = started is not None and counts.settled > 0
    if not left or (expected is None and not begun):
        return None
    seconds = expected or 0.0
    if started is not None and begun and (by_rate or expected is None):
        so_far = max(0.0, (now - started).total_seconds())
        seconds = max(seconds, so_far / counts.settled * left)
    return now + timedelta(seconds=seconds)
