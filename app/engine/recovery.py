"""What a restart finds, and what becomes of it.

Items that another start of the process held may or may not have happened. Where running again
can do no harm they run again; where the provider can tell it is asked; otherwise they stay in
doubt until the person answers. Then every open operation is queued: the queue is made anew.
"""

from collections.abc import Callable, Sequence

import structlog

from app.domain.errors import NotThereYet
from app.domain.identity import Tenant
from app.domain.journal import DoubtfulItem, ItemLedger, OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Connectors, Dispatcher, Idempotency, LookUp, Slice
from app.engine.calls import look_up
from app.engine.lanes import Lane
from app.engine.retry import RUNS_AGAIN
from app.engine.run import Run, provider_of

_log = structlog.get_logger(__name__)

SWEEP = 30.0
"""Seconds between two looks for open operations that nothing is queued for."""

_QUEUED = frozenset({OperationStatus.CONFIRMED, OperationStatus.EXECUTING})
_GOES_ON = _QUEUED | {OperationStatus.PAUSED}


class Recovery:
    """Runs once at the start, before any worker; `owner` is this start's own."""

    def __init__(
        self,
        ledger: ItemLedger,
        operations: OperationStore,
        connectors: Connectors,
        dispatcher: Dispatcher,
        clock: Clock,
        owner: str,
    ) -> None:
        self._ledger = ledger
        self._operations = operations
        self._connectors = connectors
        self._dispatcher = dispatcher
        self._clock = clock
        self._owner = owner

    async def run(self) -> Sequence[BulkOperation]:
        """Take over, decide what can be decided, queue; the operations whose end is not shown."""
        await self._operations.drop_unborn()
        await self._resolve_all(await self._ledger.take_over(self._owner))
        return await self._queue_open()

    async def sweep(self, found: Callable[[BulkOperation], None]) -> None:
        """Queue what is open, again and again: a slice that got lost costs a moment, not the run.

        `found` is told each open operation, so that whoever shows it can take it up again as well.
        Runs until cancelled. What is queued already stays queued once.
        """
        while True:
            await self._clock.sleep(SWEEP)
            try:
                for operation in await self._queue_open():
                    found(operation)
            except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                _log.exception("sweep_failed")

    async def _queue_open(self) -> Sequence[BulkOperation]:
        unfinished = await self._operations.unfinished()
        for operation in unfinished:
            tenant_key = operation.requester.person.tenant.key
            if operation.status in _QUEUED:
                await self._dispatcher.enqueue(
                    Slice(tenant_key=tenant_key, operation_id=operation.id)
                )
            else:
                await self._ledger.rest(tenant_key, operation.id)
        return unfinished

    async def _resolve_all(self, doubtful: Sequence[DoubtfulItem]) -> None:
        runs: dict[tuple[str, str], Run | None] = {}
        for one in doubtful:
            key = (one.tenant_key, one.operation_id)
            if key not in runs:
                runs[key] = await self._run_of(*key)
            if run := runs[key]:
                await self._resolve(run, one)

    async def _run_of(self, tenant_key: str, operation_id: str) -> Run | None:
        """None where nobody can be asked: the items stay in doubt."""
        operation = await self._operations.get(Tenant.of_key(tenant_key), operation_id)
        if operation is None:
            return None
        try:
            connector, capability = provider_of(self._connectors, operation)
        except NotThereYet:
            _log.warning("provider_gone", operation=operation_id)
            return None
        return Run(operation, connector, capability, Lane(1))

    async def _resolve(self, run: Run, doubtful: DoubtfulItem) -> None:
        becomes = await self._becomes(run, doubtful)
        if becomes is not ItemStatus.IN_DOUBT:
            await self._ledger.resolve(doubtful, becomes)

    async def _becomes(self, run: Run, doubtful: DoubtfulItem) -> ItemStatus:
        idempotency = run.capability.idempotency
        goes_on = run.operation.status in _GOES_ON
        if goes_on and idempotency in RUNS_AGAIN:
            return ItemStatus.PENDING
        if idempotency is Idempotency.NONE:
            return ItemStatus.IN_DOUBT
        return _BECOMES[await look_up(run, doubtful.item), goes_on]


_BECOMES = {
    (LookUp.DONE, True): ItemStatus.COMPLETED,
    (LookUp.DONE, False): ItemStatus.COMPLETED,
    (LookUp.NOT_DONE, True): ItemStatus.PENDING,
    (LookUp.NOT_DONE, False): ItemStatus.FAILED,  # nothing runs any more; Retry Failed would
    (LookUp.UNKNOWN, True): ItemStatus.IN_DOUBT,
    (LookUp.UNKNOWN, False): ItemStatus.IN_DOUBT,
}
"""What the provider's answer makes of an item, where its operation goes on and where not."""
