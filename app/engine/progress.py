"""BulkProgressTracker: reads how far an operation is. It keeps nothing of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import InvalidMove, NotThereYet
from app.domain.identity import Tenant
from app.domain.journal import Choose, OperationStore, Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors
from app.domain.progress import BulkProgress, Counts, ItemLine, batch_of, estimate, running
from app.domain.words import engine as words
from app.engine.forecast import Forecaster
from app.engine.hours import opens_at
from app.engine.run import provider_of

# How many items of each status a look brings along: while it runs the newest of each, at the end
# everything that did not simply succeed. The rest is in View Details.
_WHILE_RUNNING = (
    Pick(status=ItemStatus.FAILED, limit=5, newest_first=True),
    Pick(status=ItemStatus.IN_DOUBT, limit=5),
    Pick(status=ItemStatus.EXECUTING, limit=5),
    Pick(status=ItemStatus.COMPLETED, limit=5, newest_first=True),
    Pick(status=ItemStatus.PENDING, limit=3),
)
_AT_THE_END = (
    Pick(status=ItemStatus.FAILED, limit=100),
    Pick(status=ItemStatus.SKIPPED, limit=100),
    Pick(status=ItemStatus.IN_DOUBT, limit=20),
)

FEW = 10
"""Up to so many items are all shown, in their order."""

_ALL_OF_FEW = (Pick(status=None, limit=FEW),)


@dataclass(frozen=True)
class Look:
    """One look at an operation: where it stands, and the items worth showing."""

    operation: BulkOperation
    progress: BulkProgress
    lines: Sequence[ItemLine]
    at: datetime


class BulkProgressTracker:
    """Looks at operations of any tenant, through the journal."""

    def __init__(
        self,
        operations: OperationStore,
        connectors: Connectors,
        clock: Clock,
        forecaster: Forecaster,
    ) -> None:
        self._operations = operations
        self._connectors = connectors
        self._clock = clock
        self._forecaster = forecaster

    async def get_bulk_progress(self, tenant: Tenant, draft_id: str) -> BulkProgress:
        """Where the run of a draft stands. Raises InvalidMove when there is none."""
        operation = await self._operations.of_draft(tenant, draft_id)
        if operation is None:
            raise InvalidMove(words.no_run())
        return (await self.look(tenant, operation.id)).progress

    async def look(self, tenant: Tenant, operation_id: str, choose: Choose | None = None) -> Look:
        """Where an operation stands now. Raises InvalidMove when it is not there.

        `choose` picks the items to bring along; by default those worth showing in a message.
        """
        glance = await self._operations.glance(tenant, operation_id, choose or worth_showing)
        if glance is None:
            raise InvalidMove(words.no_run())
        now = self._clock.now()
        ends = await self._estimate(glance.operation, glance.counts, now)
        progress = _progress(glance.operation, glance.counts, ends, now)
        return Look(glance.operation, progress, glance.lines, now)

    async def _estimate(
        self, operation: BulkOperation, counts: Counts, now: datetime
    ) -> datetime | None:
        """None where it stands still, or nobody can know."""
        if operation.status not in _MOVING:
            return None
        try:
            _, capability = provider_of(self._connectors, operation)
        except NotThereYet:
            return None
        expected = await self._forecaster.of_run(operation, capability, counts)
        by_rate = not expected.by_quota
        return estimate(counts, operation.started_at, now, expected.seconds, by_rate=by_rate)


_MOVING = frozenset({OperationStatus.CONFIRMED, OperationStatus.EXECUTING})


def _progress(
    operation: BulkOperation, counts: Counts, ends: datetime | None, now: datetime
) -> BulkProgress:
    current, total = batch_of(counts, operation.metadata.batch_size)
    waits = operation.status in _MOVING and counts.pending and not counts.executing
    return BulkProgress(
        draft_id=operation.draft_id,
        operation_id=operation.id,
        status=operation.status,
        counts=counts,
        current_batch=current,
        total_batches=total,
        start_time=operation.started_at,
        estimated_completion=ends,
        finished_at=operation.completed_at,
        opens_at=opens_at(operation, now) if waits else None,
    )


def worth_showing(status: OperationStatus, counts: Counts) -> Sequence[Pick]:
    """What a message shows of an operation: all of a few, or the interesting ones of many."""
    if counts.total <= FEW:
        return _ALL_OF_FEW
    return _WHILE_RUNNING if running(status, counts) else _AT_THE_END
