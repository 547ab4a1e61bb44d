"""Forecaster: when work will be done, as far as anybody can know.

By three things: what the account's quota leaves, with what other runs hold and wait for; how long
an item took of late, as those who carry items out told; and, while nobody has measured anything,
the latency that the connector declares.
"""

from dataclasses import dataclass
from typing import Protocol

from app.domain.batching import expected_seconds, window_key
from app.domain.operation import Account, BulkOperation
from app.domain.ports import Capability
from app.domain.progress import Counts
from app.engine.rate_limiter import RateLimiter, owner_of_quota

BOUND = 1.1
"""By how much the quota has to make it longer than the calls alone, to be what limits."""


@dataclass(frozen=True)
class Expected:
    """How long some items take, in seconds; `by_quota` says that their quota is what limits."""

    seconds: float
    by_quota: bool = False


class Measures(Protocol):
    """What of the Owners port a forecast needs."""

    async def measured(self, key: str) -> float | None:
        """Seconds an item took of late, by window key; None: nobody knows."""
        ...


class Forecaster:
    """Predicts for drafts and for runs; `slots` is how many calls a worker has in flight."""

    def __init__(self, limiter: RateLimiter, measures: Measures, slots: int = 50) -> None:
        self._limiter = limiter
        self._measures = measures
        self._slots = slots

    async def of_new(
        self, account: Account, capability: Capability, items: int, batches: int
    ) -> Expected:
        """How long `items` take that begin now, with so many in flight as `batches` have."""
        return await self._expected(account, capability, items, batches, queued=0)

    async def of_run(
        self, operation: BulkOperation, capability: Capability, counts: Counts
    ) -> Expected:
        """How long what is left of a run takes, from now on."""
        batches = operation.metadata.batch_size * operation.options.parallel_batches
        account, waiting = operation.account, counts.pending
        if not waiting:
            return await self._expected(account, _begun(capability), counts.executing, batches)
        return await self._expected(account, capability, waiting, batches, queued=waiting)

    async def _expected(
        self,
        account: Account,
        capability: Capability,
        items: int,
        batches: int,
        queued: int = 0,
    ) -> Expected:
        what = f"{capability.kind}:{capability.verb}"
        key = window_key(account.provider, owner_of_quota(account), what)
        measured = await self._measures.measured(key)
        latency = capability.latency if measured is None else measured
        in_flight = max(1, min(batches, self._slots * capability.call_items, items))
        quota, calls = capability.limits.quota, items * capability.phases
        seconds = await self._limiter.predict(key, quota, calls, latency, in_flight, queued=queued)
        alone = expected_seconds(calls, in_flight, latency, None)
        return Expected(seconds, by_quota=seconds > alone * BOUND)


def _begun(capability: Capability) -> Capability:
    """The same for items that are in flight: no quota holds those up any more."""
    limits = capability.limits.model_copy(update={"quota": None})
    return capability.model_copy(update={"limits": limits})
