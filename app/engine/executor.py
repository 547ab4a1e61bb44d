"""BulkToolExecutor: the one loop that carries out items.

    slot free → permits from the limiter → claim (durable) → call → slot free, settle (durable)

An item is durably `executing` before its call leaves, and the next claim for its slot is
committed with its outcome or after it: the journal never holds more items executing than there
are slots, and after a kill, what may have happened unseen is at most what was in flight.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.errors import NotThereYet, UnknownFailure
from app.domain.identity import Tenant
from app.domain.journal import ClaimedItem, ClaimRequest, ItemLedger, OperationStore, Settlement
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors, Dispatcher, Slice
from app.engine.calls import Caller
from app.engine.committer import Committer
from app.engine.lanes import Lanes, Slots
from app.engine.rate_limiter import Grant, RateLimiter
from app.engine.run import Run, provider_of
from app.engine.tasks import TaskKeeper

_log = structlog.get_logger(__name__)

SLICE_ITEMS = 200
"""Items a slice claims before it queues its successor: one job an item was 1.5 to 100 times
slower in every engine measured."""


@dataclass(frozen=True)
class Journal:
    """The parts of the journal that the executor writes to."""

    ledger: ItemLedger
    operations: OperationStore
    committer: Committer


@dataclass(frozen=True)
class _Took:
    """What one attempt to claim came to; `wait` is seconds until the quota allows more."""

    items: int
    wait: float = 0.0


class BulkToolExecutor:
    """Carries out slices of operations; `owner` is unique to this start of this process."""

    def __init__(
        self,
        journal: Journal,
        connectors: Connectors,
        dispatcher: Dispatcher,
        caller: Caller,
        limiter: RateLimiter,
        clock: Clock,
        *,
        owner: str,
        slots: int,
    ) -> None:
        self._journal = journal
        self._connectors = connectors
        self._dispatcher = dispatcher
        self._caller = caller
        self._limiter = limiter
        self._clock = clock
        self._owner = owner
        self._slots = Slots(slots)
        self._lanes = Lanes()
        self._calls = TaskKeeper()
        self._stopping = False

    async def run_slice(self, work: Slice) -> None:
        """Claim up to SLICE_ITEMS items and start their calls; what is left is queued again."""
        tenant = Tenant.of_key(work.tenant_key)
        operation = await self._journal.operations.get(tenant, work.operation_id)
        if operation is None or self._stopping:
            return
        if operation.status is OperationStatus.CONFIRMED:
            await self._journal.operations.start(tenant, work.operation_id)
        try:
            run = self._enter(operation)
        except NotThereYet as gone:
            name = f"give up {operation.id}"
            await asyncio.shield(self._calls.start(name, self._give_up(work, gone)))
            return
        try:
            await self._claim_until_empty(run, work)
        finally:
            self._lanes.leave(run.key)

    async def _give_up(self, work: Slice, gone: NotThereYet) -> None:
        """Nobody can carry these out any more: they fail with the reason, and the person is told.

        Once claimed they are settled, so that a stop does not leave them in doubt.
        """
        _log.warning("provider_gone", operation=work.operation_id, reason=gone.text)
        request = ClaimRequest(
            tenant_key=work.tenant_key,
            operation_id=work.operation_id,
            owner=self._owner,
            limit=SLICE_ITEMS,
        )
        items = await self._journal.committer.claim(request)
        if not items:
            await self._go_on(work)
            return
        await self._caller.settle([_given_up(request, one, gone) for one in items])
        await self._dispatcher.enqueue(work)

    def _enter(self, operation: BulkOperation) -> Run:
        connector, capability = provider_of(self._connectors, operation)
        in_flight = operation.metadata.batch_size * operation.options.parallel_batches
        key = (operation.requester.person.tenant.key, operation.id)
        lane = self._lanes.enter(key, max(1, in_flight // capability.call_items))
        return Run(operation, connector, capability, lane)

    async def _claim_until_empty(self, run: Run, work: Slice) -> None:
        left = SLICE_ITEMS
        while left > 0 and not self._stopping:
            took = await self._claim_for_free_slots(run, left)
            if took.wait:
                await self._dispatcher.enqueue(work, took.wait)
                return
            if not took.items:
                await self._go_on(work)
                return
            left -= took.items
        await self._dispatcher.enqueue(work)

    async def _claim_for_free_slots(self, run: Run, most: int) -> _Took:
        """Wait for a slot, then claim and call for as many items as there are slots free."""
        size = run.capability.call_items
        lanes = await run.lane.slots.take(-(-most // size))
        slots = await self._slots.take(lanes)
        run.lane.slots.free(lanes - slots)
        used = 0
        try:
            took, items = await self._claim(run, min(most, slots * size))
            used = self._start_calls(run, items)
        finally:
            self._slots.free(slots - used)
            run.lane.slots.free(slots - used)
        return took

    async def _claim(self, run: Run, wanted: int) -> tuple[_Took, Sequence[ClaimedItem]]:
        """Permits first, then the claim; permits that found no item go back."""
        if self._stopping:  # the slot came free because the process ends
            return _Took(0), []
        grant = self._limiter.hold(run.limit_key, run.capability.limits.quota, wanted)
        if grant.count == 0:
            return _Took(0, grant.wait), []
        items: Sequence[ClaimedItem] = []
        try:
            items = await self._journal.committer.claim(self._request(run, grant))
        finally:
            self._limiter.begin(run.limit_key, grant, len(items))
        return _Took(len(items)), items

    def _request(self, run: Run, grant: Grant) -> ClaimRequest:
        tenant_key, operation_id = run.key
        return ClaimRequest(
            tenant_key=tenant_key, operation_id=operation_id, owner=self._owner, limit=grant.count
        )

    def _start_calls(self, run: Run, items: Sequence[ClaimedItem]) -> int:
        """Start the calls of claimed items; how many."""
        batches = list(_batches(items, run.capability.call_items))
        for batch in batches:
            self._lanes.enter(run.key, 1)
            name = f"call {run.operation.id}:{batch[0].item_id}"
            self._calls.start(name, self._call(run, batch))
        return len(batches)

    async def _call(self, run: Run, batch: Sequence[ClaimedItem]) -> None:
        """The operation ends with the transaction that settles its last item: nothing is left."""
        try:
            settlements = await self._carry_out(run, batch)
            await self._caller.settle(settlements)
        finally:
            self._lanes.leave(run.key)
        due = [one.next_at for one in settlements if one.next_at]
        if due:
            tenant_key, operation_id = run.key
            work = Slice(tenant_key=tenant_key, operation_id=operation_id)
            await self._dispatcher.enqueue(work, self._seconds_until(min(due)))

    async def _carry_out(self, run: Run, batch: Sequence[ClaimedItem]) -> Sequence[Settlement]:
        """The call itself; its slot is free as soon as it ended.

        Whoever waits for the slot is woken before the outcome is queued, and so claims in the same
        transaction.
        """
        try:
            return await self._caller.carry_out(run, batch, self._owner)
        finally:
            self._slots.free()
            run.lane.slots.free()

    async def _go_on(self, work: Slice) -> None:
        """End the operation when all is settled, or queue it again for when it can go on."""
        rest = await self._journal.ledger.rest(work.tenant_key, work.operation_id)
        if rest.ended or not rest.claimable or rest.due_at is None or self._stopping:
            return
        await self._dispatcher.enqueue(work, self._seconds_until(rest.due_at))

    def _seconds_until(self, due_at: datetime) -> float:
        return max(0.0, (due_at - self._clock.now()) / timedelta(seconds=1))

    async def stop(self, seconds: float) -> None:
        """Claim no more, and wait for what is in flight, at most so long.

        A claim and a call have a slot: with all slots free and all outcomes recorded, nothing is
        under way.
        """
        self._stopping = True
        try:
            async with asyncio.timeout(seconds):
                await self._slots.all_free()
                await self._calls.drain(seconds)
        except TimeoutError:
            _log.warning("stopped_with_calls_in_flight", seconds=seconds)
        await self._calls.stop()


def _given_up(request: ClaimRequest, claimed: ClaimedItem, gone: NotThereYet) -> Settlement:
    return Settlement(
        tenant_key=request.tenant_key,
        operation_id=request.operation_id,
        owner=request.owner,
        position=claimed.position,
        item_id=claimed.item_id,
        status=ItemStatus.FAILED,
        error=UnknownFailure(gone.text).as_item_error(claimed.item_id),
    )


def _batches(items: Sequence[ClaimedItem], size: int) -> Iterator[Sequence[ClaimedItem]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
