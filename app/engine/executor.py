"""BulkToolExecutor: takes slices of operations, and claims their items as there is room.

    room (slots, and a few ahead) → claim, with its permits (durable) → a slot → the call → settled

An item is durably `executing` before its call leaves, and every claim is committed with all the
outcomes that were there before it: the journal never holds more items executing than are in flight
or were claimed ahead, and after a kill, no more than that is in doubt.
"""

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from app.domain.errors import NotThereYet, UnknownFailure
from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import ClaimedItem, ClaimRequest, ItemLedger, Settlement
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors, Dispatcher, Slice
from app.engine.calls import Caller
from app.engine.committer import Committer, Wish
from app.engine.flights import ELSEWHERE, Flights, batches_of
from app.engine.gauges import Gauges
from app.engine.hours import SendHours
from app.engine.lanes import Lane, Lanes
from app.engine.lease import BEAT, Lease
from app.engine.rate_limiter import RateLimiter
from app.engine.run import Run, run_of

_log = structlog.get_logger(__name__)

SLICE_ITEMS = 200
SLICE_SECONDS = 0.1
"""A slice claims so many items, and goes on for so long, before it queues its successor: one job an
item was 1.5 to 100 times slower in every engine measured."""

OVERTIME = 2.0
"""Seconds a slice goes on claiming until its successor comes. Another process may have taken that
one, and passes it on only after a while; a small operation need not wait for the end of a slice."""

MOST_HOPS = 5
HOP = 0.1
"""A slice that finds another of its operation at work is passed on so often, after so long."""

SOON = 0.05
"""Seconds until the next look at items that are due and that nobody could claim just now."""


@dataclass(frozen=True)
class Journal:
    """The parts of the journal that the executor writes to."""

    ledger: ItemLedger
    operations: OperationStore
    committer: Committer


class BulkToolExecutor:
    """Carries out slices of operations with `slots` calls in flight."""

    def __init__(  # noqa: PLR0913 - names its collaborators
        self,
        journal: Journal,
        connectors: Connectors,
        dispatcher: Dispatcher,
        caller: Caller,
        limiter: RateLimiter,
        lease: Lease,
        clock: Clock,
        gauges: Gauges,
        *,
        slots: int,
        hours: SendHours | None = None,
    ) -> None:
        self._journal = journal
        self._hours = hours
        self._connectors = connectors
        self._dispatcher = dispatcher
        self._limiter = limiter
        self._lease = lease
        self._clock = clock
        self._gauges = gauges
        self._most = slots
        self._lanes = Lanes()
        self._flights = Flights(
            journal.operations,
            journal.committer,
            caller,
            lease,
            dispatcher,
            self._lanes,
            clock,
            gauges,
            slots=slots,
        )
        self._stopping = False

    async def run_slice(self, work: Slice) -> None:
        """Claim a slice's worth of items and call for them; what is left is queued again."""
        if self._stopping:
            await self._dispatcher.enqueue(work, ELSEWHERE)
            return
        lane = self._lanes.of((work.tenant_key, work.operation_id))
        if lane.claiming:
            await self._join(lane, work)
            return
        lane.claiming, lane.again, lane.due = True, False, math.inf
        work = Slice(tenant_key=work.tenant_key, operation_id=work.operation_id)
        try:
            await self._carry_out(lane, work)
        finally:
            lane.claiming = False
            self._lanes.tidy(lane)
        if lane.again:
            await self._dispatcher.enqueue(work, SOON)

    async def stop(self, seconds: float) -> bool:
        """Claim no more, put back what nobody called for, and wait for what is in flight.

        Waits at most so many seconds; whether everything ended and is recorded.
        """
        self._stopping = True
        ended = await self._flights.end(seconds)
        return await self._journal.committer.certain() and ended

    def decided(self, tenant_key: str, operation_id: str) -> None:
        """Somebody decided about an operation; where it stands still now, nothing more is called."""
        lane = self._lanes.find((tenant_key, operation_id))
        if lane and lane.claimed and not self._stopping:
            self._flights.tasks.start("look", self._look(lane))

    async def _look(self, lane: Lane) -> None:
        tenant_key, operation_id = lane.key
        operation = await self._journal.operations.get(Tenant.of_key(tenant_key), operation_id)
        if operation is None or operation.status is not OperationStatus.EXECUTING:
            self._flights.give_back(lane)

    async def _join(self, lane: Lane, work: Slice) -> None:
        """One slice of an operation claims at a time in a process.

        It may be the successor that the other one waits for: then that goes on in its stead.
        """
        if lane.queued:
            self._allow(lane)
            return
        lane.again = True
        if work.hops < MOST_HOPS:
            await self._dispatcher.enqueue(work.model_copy(update={"hops": work.hops + 1}), HOP)

    async def _carry_out(self, lane: Lane, work: Slice) -> None:
        tenant = Tenant.of_key(work.tenant_key)
        operation = await self._journal.operations.get(tenant, work.operation_id)
        if operation is None or lane.halted:  # it is about to pause
            return
        if operation.status is OperationStatus.CONFIRMED:
            await self._journal.operations.start(tenant, work.operation_id)
        elif operation.status is not OperationStatus.EXECUTING:
            await self._go_on(lane, work)
            return
        try:
            run = self._enter(operation, lane)
        except NotThereYet as gone:
            giving_up = self._give_up(lane, work, gone)
            await asyncio.shield(self._flights.tasks.start("give up", giving_up))
            return
        await self._claim_on(run, lane, work)

    def _enter(self, operation: BulkOperation, lane: Lane) -> Run:
        run = run_of(self._connectors, operation)
        size = min(operation.metadata.batch_size, run.most_together)
        self._gauges.sizes.begin(run.limit_key, size)
        self._gauges.breaker.goes_on(run.key, run.account_key)
        lane.bound = False
        self._allow(lane)
        return run

    def _allow(self, lane: Lane) -> None:
        lane.allow(SLICE_ITEMS, self._clock.monotonic() + SLICE_SECONDS)

    async def _claim_on(self, run: Run, lane: Lane, work: Slice) -> None:
        if run.window is None:
            await self._limiter.ask_rest(run.account)
        gate = await self._hours.of(run.operation) if self._hours else None
        going_on = True
        while going_on and not self._stopping and not lane.halted:
            rest = self._limiter.rest_of(run.account) or (await gate.closed_for() if gate else 0)
            if rest or not self._lease.holds(self._lease.owner):
                await self._dispatcher.enqueue(work, rest or BEAT * self._lease.heartbeat)
                return
            if not await self._has_turn(lane, work):
                return
            going_on = await self._claim(run, lane, work)
        if self._stopping:
            await self._dispatcher.enqueue(work, ELSEWHERE)

    async def _has_turn(self, lane: Lane, work: Slice) -> bool:
        """Whether the slice may claim more; in time it queues its successor."""
        now = self._clock.monotonic()
        if lane.left > 0 or now < lane.until:
            return True
        if lane.queued:
            return False
        lane.queued, lane.until = True, now + OVERTIME
        await self._dispatcher.enqueue(work)
        return True

    async def _claim(self, run: Run, lane: Lane, work: Slice) -> bool:
        """Wait for room, claim as many items and call for them; whether there may be more."""
        size = self._gauges.sizes.size(run.limit_key, run.most_together)
        lane.size = run.calls_in_flight(size)
        slots, most = self._flights.slots, self._gauges.tempo.most_claims
        calls, used = await slots.take(lane, most), 0
        request = ClaimRequest(*run.key, self._lease.owner, 0, run.window)
        wish = Wish(request, calls, run.items_a_call(size), partial(slots.more, lane))
        try:
            if not calls or self._stopping or lane.halted:
                return False
            granted = await self._journal.committer.claim(wish)
            batches = batches_of(run, wish.request, granted.items, wish.items_a_call)
            used = len(batches)
            self._flights.begin(lane, batches)
        finally:
            slots.give_back(lane, wish.calls - used)
        lane.left -= len(granted.items)
        lane.bound = granted.wait > 0
        if lane.bound:
            await self._dispatcher.enqueue(work, granted.wait)
            return False
        return len(granted.items) == wish.request.limit or await self._go_on(lane, work)

    async def _go_on(self, lane: Lane, work: Slice) -> bool:
        """End the operation when all is settled, or queue it again for when it can go on.

        True when something may have become pending since the claim that found nothing.
        """
        lane.again = False
        rest = await self._journal.ledger.rest(work.tenant_key, work.operation_id)
        if rest.ended or self._stopping:
            return False
        if not rest.claimable:
            self._flights.give_back(lane)
            self._gauges.breaker.stands(lane.key)
        elif lane.again:
            return True
        elif rest.due_at is not None:
            await self._dispatcher.enqueue(work, max(SOON, self._seconds_until(rest.due_at)))
        return False

    def _seconds_until(self, due_at: datetime) -> float:
        return (due_at - self._clock.now()) / timedelta(seconds=1)

    async def _give_up(self, lane: Lane, work: Slice, gone: NotThereYet) -> None:
        """Nobody can carry these out any more: they fail with the reason, and the person is told.

        Once claimed they are settled, so that a stop does not leave them in doubt.
        """
        _log.warning("provider_gone", operation=work.operation_id, reason=gone.text)
        owner = self._lease.owner
        request = ClaimRequest(work.tenant_key, work.operation_id, owner, self._most)
        granted = await self._journal.committer.claim(Wish(request, self._most))
        if not granted.items:
            await self._go_on(lane, work)
            return
        failed = [_given_up(request, one, gone) for one in granted.items]
        await self._flights.settle(lane, failed)
        await self._dispatcher.enqueue(work)


def _given_up(request: ClaimRequest, claimed: ClaimedItem, gone: NotThereYet) -> Settlement:
    return Settlement(
        request.tenant_key,
        request.operation_id,
        request.owner,
        claimed.position,
        claimed.item_id,
        ItemStatus.FAILED,
        error=UnknownFailure(gone.text).as_item_error(claimed.item_id),
        claim=claimed.claim,
    )
