"""The figures of a draft: how many, how risky, how large its batches, how long it takes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from app.domain.agreed import ActionsDigest
from app.domain.batching import batch_size
from app.domain.digests import digest_at
from app.domain.operation import (
    Account,
    BulkDraft,
    BulkExecutionOptions,
    BulkItem,
    BulkMetadata,
    included,
)
from app.domain.ports import Capability, Clock
from app.domain.risk import RiskTally
from app.engine.forecast import Forecaster

AT_A_TIME = 250
"""Items that are summed up before anything else gets its turn: some milliseconds."""


class Tally:
    """What the figures take from items, which may come some at a time."""

    def __init__(self, items: Sequence[BulkItem] = ()) -> None:
        self.count = 0
        self.notifies = 0
        self.zones: set[str] = set()
        self.risks = RiskTally()
        self.add(items)

    def add(self, items: Sequence[BulkItem]) -> None:
        """The next ones, in their order."""
        self.count += len(items)
        self.notifies += sum(item.notifies for item in items)
        self.zones.update(item.zone for item in items if item.zone)
        self.risks.add(items)


class Summary:
    """What a draft says of the items that are included in it, which may come some at a time."""

    def __init__(self, draft: BulkDraft) -> None:
        self.tally = Tally()
        self._draft = draft
        self._actions = ActionsDigest(draft.type, draft.operation, draft.account)
        self._out: set[str] = set()

    def add(self, items: Sequence[BulkItem]) -> None:
        """The next of all items, in their order."""
        running = included(items, self._draft.excluded)
        if len(running) < len(items):
            self._out.update(self._draft.excluded.intersection(item.id for item in items))
        self.tally.add(running)
        self._actions.add(running)

    def draft(self, metadata: BulkMetadata) -> BulkDraft:
        """The draft with these figures, and the digests of what is included."""
        actions = self._actions.hexdigest()
        update: dict[str, Any] = {
            "metadata": metadata,
            "digest": digest_at(actions, self._draft.agreed),
            "actions": actions if self._draft.timing else "",
            "excluded": frozenset(self._out),
        }
        return self._draft.model_copy(update=update)


async def some_at_a_time(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    """Items that are all in memory, with a pause after each few: a digest would hold up the loop."""
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
        await asyncio.sleep(0)


class Figures:
    """Works them out from the items that are to run."""

    def __init__(self, forecaster: Forecaster, clock: Clock) -> None:
        self._forecaster = forecaster
        self._clock = clock

    async def of(
        self,
        tally: Tally,
        account: Account,
        capability: Capability,
        created_at: datetime,
        options: BulkExecutionOptions | None = None,
    ) -> BulkMetadata:
        """The figures, with the duration that is to be expected if it began now."""
        assessed = tally.risks.assessment()
        asked = options or BulkExecutionOptions()
        size = batch_size(capability.limits, assessed.risk, asked.batch_size)
        batches = size * asked.parallel_batches
        expected = await self._forecaster.of_new(account, capability, tally.count, batches)
        return BulkMetadata(
            total_count=tally.count,
            batch_size=size,
            risk_level=assessed.risk,
            risk_reason=assessed.reason,
            risks=tally.risks.by_risk(),
            estimated_duration=expected.seconds,
            estimated_at=self._clock.now(),
            created_at=created_at,
            notifies=tally.notifies,
            zones=tuple(sorted(tally.zones)),
        )
