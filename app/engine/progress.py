"""BulkProgressTracker: reads how far an operation is. It keeps nothing of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import InvalidMove
from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors
from app.domain.progress import BulkProgress, Counts, ItemLine, batch_of, estimate
from app.domain.words import engine as words

# How many items of each status a look brings along: while it runs the newest of each, at the end
# everything that did not simply succeed. The rest is in View Details.
_WHILE_RUNNING = (
    (ItemStatus.FAILED, 5),
    (ItemStatus.IN_DOUBT, 5),
    (ItemStatus.EXECUTING, 5),
    (ItemStatus.COMPLETED, 5),
    (ItemStatus.PENDING, 3),
)
_AT_THE_END = ((ItemStatus.FAILED, 100), (ItemStatus.SKIPPED, 100), (ItemStatus.IN_DOUBT, 20))
_NEWEST_FIRST = frozenset({ItemStatus.FAILED, ItemStatus.COMPLETED})

FEW = 10
"""Up to so many items are all shown, in their order."""


@dataclass(frozen=True)
class Look:
    """One look at an operation: where it stands, and the items worth showing."""

    operation: BulkOperation
    progress: BulkProgress
    lines: Sequence[ItemLine]
    at: datetime


class BulkProgressTracker:
    """Looks at operations of any tenant, through the journal."""

    def __init__(self, operations: OperationStore, connectors: Connectors, clock: Clock) -> None:
        self._operations = operations
        self._connectors = connectors
        self._clock = clock

    async def get_bulk_progress(self, tenant: Tenant, draft_id: str) -> BulkProgress:
        """Where the run of a draft stands. Raises InvalidMove when there is none."""
        operation = await self._operations.of_draft(tenant, draft_id)
        if operation is None:
            raise InvalidMove(words.no_run())
        return (await self.look(tenant, operation.id)).progress

    async def look(self, tenant: Tenant, operation_id: str) -> Look:
        """Where an operation stands now. Raises InvalidMove when it is not there."""
        operation = await self._operations.get(tenant, operation_id)
        if operation is None:
            raise InvalidMove(words.no_run())
        counts = await self._operations.counts(tenant, operation_id)
        now = self._clock.now()
        progress = self._progress(operation, counts, now)
        lines = await self._lines(tenant, operation_id, progress)
        return Look(operation, progress, lines, now)

    def _progress(self, operation: BulkOperation, counts: Counts, now: datetime) -> BulkProgress:
        current, total = batch_of(counts, operation.metadata.batch_size)
        return BulkProgress(
            draft_id=operation.draft_id,
            operation_id=operation.id,
            status=operation.status,
            counts=counts,
            current_batch=current,
            total_batches=total,
            start_time=operation.started_at,
            estimated_completion=self._estimate(operation, counts, now),
            finished_at=operation.completed_at,
        )

    def _estimate(self, operation: BulkOperation, counts: Counts, now: datetime) -> datetime | None:
        """From the rate so far, and never sooner than the account's quota allows."""
        if operation.started_at is None:
            return None
        _, _, capability = self._connectors.acting(
            operation.requester, operation.type, operation.operation
        )
        quota = capability.limits.quota
        floor = (counts.pending // quota.limit) * quota.seconds
        return estimate(counts, operation.started_at, now, floor)

    async def _lines(
        self, tenant: Tenant, operation_id: str, progress: BulkProgress
    ) -> Sequence[ItemLine]:
        if progress.counts.total <= FEW:
            return await self._operations.lines(tenant, operation_id, limit=FEW)
        lines: list[ItemLine] = []
        for status, limit in _WHILE_RUNNING if progress.running else _AT_THE_END:
            newest = progress.running and status in _NEWEST_FIRST
            found = await self._operations.lines(
                tenant, operation_id, (status,), limit=limit, newest_first=newest
            )
            lines.extend(reversed(found) if newest else found)
        return lines
