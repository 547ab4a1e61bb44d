"""Calls under way: started when they have a slot, settled when they ended, put back unsent.

An item is durably `executing` before it comes here. A call leaves only while the lease of the
owner that claimed it holds and nothing speaks against it; otherwise its items are settled as not
sent, and are pending again as if nobody had touched them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import structlog

from app.domain.errors import InvalidMove
from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimedItem, ClaimRequest, Settlement
from app.domain.operation import Pause
from app.domain.ports import Clock, Dispatcher, Slice
from app.engine.calls import Caller
from app.engine.committer import Committer, not_sent
from app.engine.gauges import Gauges
from app.engine.lanes import Lane, Lanes, Slots
from app.engine.lease import Lease
from app.engine.run import Run
from app.engine.tasks import TaskKeeper

_log = structlog.get_logger(__name__)

SETTLE_AGAIN = 1.0
"""Seconds between attempts to write down an outcome while the journal cannot be written."""

ELSEWHERE = 1.0
"""Seconds until what this process gives back is claimed again: it is about to end."""


ON_ITS_WAY = 0.2
"""Seconds that a queued slice may be overdue: each of 50 calls that end together, and whose items are
pending again at once, would queue one more."""


class Batch(NamedTuple):
    """The items of one call, and the claim that they are of."""

    run: Run
    items: Sequence[ClaimedItem]
    claim: ClaimRequest


class Flights:
    """Calls of this process, `slots` of them at a time."""

    def __init__(  # noqa: PLR0913 - names its collaborators
        self,
        operations: OperationStore,
        committer: Committer,
        caller: Caller,
        lease: Lease,
        dispatcher: Dispatcher,
        lanes: Lanes,
        clock: Clock,
        gauges: Gauges,
        *,
        slots: int,
    ) -> None:
        self._operations = operations
        self._committer = committer
        self._caller = caller
        self._lease = lease
        self._dispatcher = dispatcher
        self._lanes = lanes
        self._clock = clock
        self._gauges = gauges
        self.slots: Slots[Batch] = Slots(slots, gauges.tempo, self._start)
        self.tasks = TaskKeeper()
        self._ending = False

    def begin(self, lane: Lane, batches: Sequence[Batch]) -> None:
        """Call for claimed items, as slots come free; their room was taken before."""
        for batch in batches:
            self.slots.begin(lane, batch)

    def give_back(self, lane: Lane) -> None:
        """What waits for a slot is not called for any more."""
        self._unsend(self.slots.withdraw(lane))

    async def end(self, seconds: float) -> bool:
        """Begin no more calls, and wait for those in flight, at most so long; whether all ended.

        With all room free and all outcomes recorded, nothing is under way.
        """
        self._ending = True
        self.slots.close()
        self._unsend(self.slots.withdraw())
        until = self._clock.monotonic() + seconds
        ended = await self.slots.all_free(seconds)
        await self.tasks.drain(max(0.0, until - self._clock.monotonic()))
        ended = ended and not self.tasks.running
        if not ended:
            _log.warning("stopped_with_calls_in_flight", seconds=seconds)
        await self.tasks.stop()
        return ended

    async def settle(self, lane: Lane, settlements: Sequence[Settlement]) -> None:
        """Return when the outcomes are durable, however long the journal needs: the call happened.

        They are in the committer's queue before this first waits.
        """
        try:
            await self._committer.settle(settlements)
        except Exception:  # noqa: BLE001 - the committer logged it; the item is settled all the same
            self.slots.keep(lane)
            try:
                await self._settle_again(settlements)
            finally:
                self.slots.give_back(lane)

    async def _settle_again(self, settlements: Sequence[Settlement]) -> None:
        while True:
            await self._clock.sleep(SETTLE_AGAIN)
            try:
                await self._committer.settle(settlements)
            except Exception:  # noqa: BLE001, S112 - the committer logged it
                continue
            return

    def _start(self, lane: Lane, batch: Batch) -> None:
        self.tasks.start("call", self._call(lane, batch))

    async def _call(self, lane: Lane, batch: Batch) -> None:
        """The operation ends with the transaction that settles its last item: nothing is left.

        The slot is free as soon as the call ended. Whoever waits for its room is woken before the
        outcome is queued, and so claims in the same transaction.
        """
        run, claim = batch.run, batch.claim
        try:
            if self._ending or lane.halted or not self._lease.holds(claim.owner):
                settlements = self._not_sent(batch)
            else:
                if claim.window:
                    count = len(batch.items)
                    self._committer.begin(claim.window.key, claim.owner, count, count)
                settlements = await self._caller.carry_out(run, batch.items, claim.owner)
        finally:
            self.slots.ended(lane)
        pause = self._judge(run, lane, settlements)
        await self.settle(lane, settlements)
        if pause:
            await self._pause(run, lane, pause)
        await self._wake(lane, settlements)
        self._lanes.tidy(lane)

    def _not_sent(self, batch: Batch) -> Sequence[Settlement]:
        claim = batch.claim
        if claim.window:  # its permits go back unused
            self._committer.begin(claim.window.key, claim.owner, len(batch.items), 0)
        return [not_sent(claim, one) for one in batch.items]

    def _unsend(self, batches: Sequence[tuple[Lane, Batch]]) -> None:
        for lane, batch in batches:
            self.tasks.start("put back", self._put_back(lane, self._not_sent(batch)))

    async def _put_back(self, lane: Lane, settlements: Sequence[Settlement]) -> None:
        await self.settle(lane, settlements)
        if self._ending:
            await self._wake(lane, settlements)
        self._lanes.tidy(lane)

    def _judge(self, run: Run, lane: Lane, settlements: Sequence[Settlement]) -> Pause | None:
        """Why the run has to pause, where it has; from here on none of its calls begins."""
        note = self._gauges.breaker.note
        pauses = [note(run.key, run.account_key, one.status, one.error) for one in settlements]
        pause = next((one for one in reversed(pauses) if one), None)
        if pause is None or lane.halted:
            return None
        lane.halted = True
        self.give_back(lane)
        return pause

    async def _pause(self, run: Run, lane: Lane, pause: Pause) -> None:
        """Let the run stand still until a person wants it to go on."""
        tenant_key, operation_id = run.key
        try:
            # What was in flight may fail as well, and find that it was paused already.
            if await self._operations.pause(Tenant.of_key(tenant_key), operation_id, pause):
                _log.warning("paused_by_itself", operation=operation_id, failed=pause.failed)
        except InvalidMove:
            pass  # it has ended, or was cancelled
        except Exception:  # noqa: BLE001 - logged with its trace; the next failure asks again
            _log.exception("pause_not_written", operation=operation_id)
            await self._dispatcher.enqueue(_slice(lane), SETTLE_AGAIN)
        finally:
            self.give_back(lane)
            lane.halted = False

    async def _wake(self, lane: Lane, settlements: Sequence[Settlement]) -> None:
        """What is pending again is claimed when it is due: by the slice at work, or by a new one."""
        waits = [one.delay or 0.0 for one in settlements if one.status is ItemStatus.PENDING]
        if not waits or lane.halted:
            return
        if lane.claiming:
            lane.again = True
            return
        delay = max(min(waits), ELSEWHERE if self._ending else 0.0)
        now = self._clock.monotonic()
        due = now + delay
        if lane.due <= due and now < lane.due + ON_ITS_WAY:
            return  # a slice is queued for then; one that is long overdue may have got lost
        lane.due = due
        await self._dispatcher.enqueue(_slice(lane), delay)


def batches_of(
    run: Run, claim: ClaimRequest, items: Sequence[ClaimedItem], size: int
) -> list[Batch]:
    """Claimed items as the calls that they make, `size` items a call."""
    return [Batch(run, items[at : at + size], claim) for at in range(0, len(items), size)]


def _slice(lane: Lane) -> Slice:
    tenant_key, operation_id = lane.key
    return Slice(tenant_key=tenant_key, operation_id=operation_id)
