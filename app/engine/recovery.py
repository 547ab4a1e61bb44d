"""What dead processes leave, and what becomes of it.

Items that a lost owner held may or may not have happened. Where running again can do no harm they
run again; where the provider can tell it is asked; otherwise they stay in doubt until the person
answers. The queue may be lost at any time as well: it is made anew from the journal.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence

import structlog

from app.domain.errors import NotThereYet
from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import DoubtfulItem, ItemLedger, Owners
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors, Dispatcher, Idempotency, LookUp, Slice
from app.engine.calls import look_up
from app.engine.lease import LOOK, LOST, Lease
from app.engine.retry import RUNS_AGAIN
from app.engine.run import Run, run_of
from app.engine.watch import Watch

_log = structlog.get_logger(__name__)

LONGEST_SWEEP = 30.0
"""Seconds between two looks for open operations that nothing is queued for, at most."""

_SWEEP = 0.5
"""The same as a share of the heartbeat."""

_WAITED = 2
"""Calls that an item may take from its claim on: it waits for a slot as long as another's at most,
then its own goes out."""

MOST_LOOK_UPS = 10
"""At a time."""

_QUEUED = frozenset({OperationStatus.CONFIRMED, OperationStatus.EXECUTING})
_GOES_ON = _QUEUED | {OperationStatus.PAUSED}

_Place = tuple[str, str, int, str, int]
"""An item's tenant, operation and position, and whose claim of which number it was: attempts are
counted anew where a person sends again or a second phase begins."""


class Recovery:
    """Runs at the start, and goes on looking: for lost owners, and for operations left lying.

    `alone`: nobody else can have the journal open, so everybody else is lost.
    """

    def __init__(
        self,
        ledger: ItemLedger,
        operations: OperationStore,
        owners: Owners,
        connectors: Connectors,
        dispatcher: Dispatcher,
        lease: Lease,
        clock: Clock,
        *,
        alone: bool = False,
    ) -> None:
        self._ledger = ledger
        self._operations = operations
        self._owners = owners
        self._connectors = connectors
        self._dispatcher = dispatcher
        self._lease = lease
        self._clock = clock
        self._alone = alone
        self._watch = Watch(clock)
        self._asked: set[_Place] = set()
        self._unsettled = True

    async def run(self) -> Sequence[BulkOperation]:
        """Take over, decide what can be decided, queue; the operations whose end is not shown."""
        if self._alone:
            await self._owners.declare_others_lost(self._lease.owner)
        await self._operations.drop_unborn()
        await self._take_over()
        return await self._queue_open()

    async def watch(self) -> None:
        """Look for owners that fell silent, and take over what they held. Runs until cancelled."""
        while True:
            try:
                await self._look()
            except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                _log.exception("take_over_failed")
            await self._clock.sleep(LOOK * self._lease.heartbeat)

    async def sweep(self, found: Callable[[BulkOperation], None]) -> None:
        """Queue what is open, again and again: a slice that got lost costs a moment, not the run.

        `found` is told each open operation, so that whoever shows it can take it up again as well.
        Runs until cancelled. What is queued already stays queued once.
        """
        pause = min(LONGEST_SWEEP, _SWEEP * self._lease.heartbeat)
        while True:
            await self._clock.sleep(pause)
            self._unsettled = True  # whoever found an owner lost may have died over that
            try:
                for operation in await self._queue_open():
                    found(operation)
            except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                _log.exception("sweep_failed")

    async def _look(self) -> None:
        """Whoever finds an owner lost takes over; should it die over that, it is found lost too."""
        if self._lease.holds(self._lease.owner):  # otherwise the journal may be away
            self._watch.see(await self._owners.living())
        silent = self._watch.silent(LOST * self._lease.heartbeat)
        if silent and self._lease.in_time:
            self._unsettled = True  # also where the answer gets lost
            if lost := await self._owners.declare_lost(silent):
                _log.warning("owners_lost", owners=len(lost))
        if self._unsettled:
            await self._take_over()
            await self._operations.drop_unborn()

    async def _queue_open(self) -> Sequence[BulkOperation]:
        unfinished = await self._operations.unfinished()
        for operation in unfinished:
            key = (operation.requester.person.tenant.key, operation.id)
            if operation.status in _QUEUED:
                await self._queue(key)
            elif operation.status is not OperationStatus.SCHEDULED:
                await self._ledger.rest(*key)
        return unfinished

    async def _queue(self, key: tuple[str, str]) -> None:
        work = Slice(tenant_key=key[0], operation_id=key[1])
        await self._dispatcher.enqueue(work, once=True)

    async def _take_over(self) -> None:
        self._unsettled = True
        doubtful = await self._ledger.take_over()
        places = {_place(one) for one in doubtful}
        new = [one for one in doubtful if _place(one) not in self._asked]
        self._asked &= places
        for key in await self._resolve_all(new):
            await self._queue(key)
        self._unsettled = False

    async def _resolve_all(self, doubtful: Sequence[DoubtfulItem]) -> Collection[tuple[str, str]]:
        """Decide what can be decided, some items at a time; the operations they are of."""
        keys = {(one.tenant_key, one.operation_id) for one in doubtful}
        runs = {key: await self._run_of(*key) for key in keys}
        turns = asyncio.Semaphore(MOST_LOOK_UPS)

        async def resolve(one: DoubtfulItem) -> None:
            async with turns:
                await self._resolve(runs[one.tenant_key, one.operation_id], one)

        async with asyncio.TaskGroup() as together:
            for one in doubtful:
                together.create_task(resolve(one), name=f"resolve {one.item.item_id}")
        return keys

    async def _run_of(self, tenant_key: str, operation_id: str) -> Run | None:
        """None where nobody can be asked: the items stay in doubt."""
        operation = await self._operations.get(Tenant.of_key(tenant_key), operation_id)
        if operation is None:
            return None
        try:
            return run_of(self._connectors, operation)
        except NotThereYet:
            _log.warning("provider_gone", operation=operation_id)
            return None

    async def _resolve(self, run: Run | None, doubtful: DoubtfulItem) -> None:
        becomes = await _becomes(run, doubtful) if run else ItemStatus.IN_DOUBT
        if becomes is None:
            return
        await self._ledger.resolve(doubtful, becomes)
        self._asked.add(_place(doubtful))


async def _becomes(run: Run, doubtful: DoubtfulItem) -> ItemStatus | None:
    """None where its call may still be under way: it is asked again at a later look."""
    idempotency = run.capability.idempotency
    goes_on = run.operation.status in _GOES_ON
    if goes_on and idempotency in RUNS_AGAIN:
        return ItemStatus.PENDING
    if idempotency is Idempotency.NONE:
        return ItemStatus.IN_DOUBT
    if idempotency is Idempotency.TWO_PHASE and not doubtful.item.reference:
        return ItemStatus.FAILED  # whatever the first phase made, nobody sees it
    answer = await look_up(run, doubtful.item)
    if answer is LookUp.NOT_DONE and doubtful.age < _WAITED * run.capability.longest_call:
        return None
    return _BECOMES[answer, goes_on]


def _place(one: DoubtfulItem) -> _Place:
    item = one.item
    return (one.tenant_key, one.operation_id, item.position, one.owner, item.claim)


_BECOMES = {
    (LookUp.DONE, True): ItemStatus.COMPLETED,
    (LookUp.DONE, False): ItemStatus.COMPLETED,
    (LookUp.NOT_DONE, True): ItemStatus.PENDING,
    (LookUp.NOT_DONE, False): ItemStatus.FAILED,  # nothing runs any more; Retry Failed would
    (LookUp.UNKNOWN, True): ItemStatus.IN_DOUBT,
    (LookUp.UNKNOWN, False): ItemStatus.IN_DOUBT,
}
"""What the provider's answer makes of an item, where its operation goes on and where not."""
