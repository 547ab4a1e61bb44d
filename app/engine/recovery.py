"""What a restart finds, and what becomes of it.

Items that another start of the process held may or may not have happened. Where running again
can do no harm they run again; where the provider can tell it is asked; otherwise they stay in
doubt until the person answers. Then every open operation is queued: the queue is made anew.
"""

from collections.abc import Sequence

from app.domain.identity import Tenant
from app.domain.journal import DoubtfulItem, ItemLedger, OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Connectors, Dispatcher, Idempotency, Slice
from app.engine.calls import LOOKED_UP, look_up
from app.engine.lanes import Lane
from app.engine.retry import RUNS_AGAIN
from app.engine.run import Run

_OPEN = frozenset({OperationStatus.CONFIRMED, OperationStatus.EXECUTING})


class Recovery:
    """Runs once at the start, before any worker; `owner` is this start's own."""

    def __init__(
        self,
        ledger: ItemLedger,
        operations: OperationStore,
        connectors: Connectors,
        dispatcher: Dispatcher,
        owner: str,
    ) -> None:
        self._ledger = ledger
        self._operations = operations
        self._connectors = connectors
        self._dispatcher = dispatcher
        self._owner = owner

    async def run(self) -> Sequence[BulkOperation]:
        """Take over, decide what can be decided, queue; the operations whose end is not shown."""
        await self._resolve_all(await self._ledger.take_over(self._owner))
        unfinished = await self._operations.unfinished()
        for operation in unfinished:
            tenant_key = operation.requester.person.tenant.key
            if operation.status in _OPEN:
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
        operation = await self._operations.get(Tenant.of_key(tenant_key), operation_id)
        if operation is None or operation.status is OperationStatus.CANCELLED:
            return None  # nothing runs again after a cancel; the person is still asked
        connector, _, capability = self._connectors.acting(
            operation.requester, operation.type, operation.operation
        )
        return Run(operation, connector, capability, Lane(1))

    async def _resolve(self, run: Run, doubtful: DoubtfulItem) -> None:
        becomes = await self._becomes(run, doubtful)
        if becomes is not ItemStatus.IN_DOUBT:
            await self._ledger.resolve(doubtful, becomes)

    async def _becomes(self, run: Run, doubtful: DoubtfulItem) -> ItemStatus:
        idempotency = run.capability.idempotency
        if idempotency in RUNS_AGAIN and run.operation.status in _OPEN:
            return ItemStatus.PENDING
        if idempotency is Idempotency.LOOKUP:
            return LOOKED_UP[await look_up(run, doubtful.item)]
        return ItemStatus.IN_DOUBT
