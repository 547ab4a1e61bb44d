"""The figures of a draft: how many, how risky, how large its batches, how long it takes."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.batching import batch_size
from app.domain.operation import Account, BulkExecutionOptions, BulkItem, BulkMetadata
from app.domain.ports import Capability, Clock
from app.domain.risk import assess_operation, by_risk
from app.engine.forecast import Forecaster


class Figures:
    """Works them out from the items that are to run."""

    def __init__(self, forecaster: Forecaster, clock: Clock) -> None:
        self._forecaster = forecaster
        self._clock = clock

    async def of(
        self,
        items: Sequence[BulkItem],
        account: Account,
        capability: Capability,
        created_at: datetime,
        options: BulkExecutionOptions | None = None,
    ) -> BulkMetadata:
        """The figures, with the duration that is to be expected if it began now."""
        assessed = assess_operation(items)
        asked = options or BulkExecutionOptions()
        size = batch_size(capability.limits, assessed.risk, asked.batch_size)
        batches = size * asked.parallel_batches
        expected = await self._forecaster.of_new(account, capability, len(items), batches)
        return BulkMetadata(
            total_count=len(items),
            batch_size=size,
            risk_level=assessed.risk,
            risk_reason=assessed.reason,
            risks=by_risk(items),
            estimated_duration=expected.seconds,
            estimated_at=self._clock.now(),
            created_at=created_at,
            notifies=sum(item.notifies for item in items),
            zones=tuple(sorted({item.zone for item in items if item.zone})),
        )
