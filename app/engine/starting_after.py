"""What becomes of an operation that follows another one: it waits, runs, or never does."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.domain.errors import OverLimit
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import After, Appointment, BulkOperation
from app.domain.places import place_of
from app.domain.ports import Clock, Dispatcher, Slice
from app.domain.recurring import LATE, Appointments, Checked, DueStart
from app.domain.words import sequences as words
from app.engine.host import Host

AGAIN = timedelta(seconds=20)
"""How long until the next look, where a person has to decide or there is no room."""

_UNTIL = {
    OperationStatus.EXECUTING: timedelta(seconds=2),
    OperationStatus.CONFIRMED: timedelta(seconds=2),
    OperationStatus.PAUSED: AGAIN,
    OperationStatus.SCHEDULED: timedelta(minutes=1),
}
"""How long until the next look at the one before; a start can be brought forward at any time."""

SLICE, MOST_SLICES = 200, 4
"""Items that a first slice stands for, and slices that an operation begins with at most."""

_NEVER = {
    OperationStatus.CANCELLED: words.CANCELLED,
    OperationStatus.EXPIRED: words.NEVER_RAN,
}

_OPEN = frozenset({ItemStatus.PENDING, ItemStatus.EXECUTING, ItemStatus.IN_DOUBT})


class StartingAfter:
    """Looks at the operation before, again and again, until it is known what it did."""

    def __init__(
        self,
        appointments: Appointments,
        operations: OperationStore,
        dispatcher: Dispatcher,
        clock: Clock,
        late: timedelta = LATE,
    ) -> None:
        self._appointments = appointments
        self._operations = operations
        self._dispatcher = dispatcher
        self._clock = clock
        self._late = late

    async def due(
        self, due: DueStart, operation: BulkOperation, planned: Appointment, host: Host
    ) -> None:
        """Do what the operation before allows by now."""
        first = await self._operations.get(due.tenant, planned.first)
        if first is None:
            await self._expire(due, operation, host, words.GONE)
        elif first.status in _NEVER:
            await self._expire(due, operation, host, _NEVER[first.status])
        elif first.status in _UNTIL:
            await self._appointments.look_again(due, self._clock.now() + _UNTIL[first.status])
        else:
            await self._after(due, operation, planned, first, host)

    async def _after(
        self,
        due: DueStart,
        operation: BulkOperation,
        planned: Appointment,
        first: BulkOperation,
        host: Host,
    ) -> None:
        """What is in doubt there, a person decides: until then nothing is known of it."""
        done = await self._appointments.done(due.tenant, first.id)
        undone = [place for place, statuses in done.items() if _undone(statuses)]
        if any(_OPEN & statuses for statuses in done.values()):
            await self._appointments.look_again(due, self._clock.now() + AGAIN)
        elif planned.after is After.ALL and undone:
            await self._expire(due, operation, host, words.not_all_of(len(undone)))
        elif planned.after is After.EACH and not await self._some_left(due, done):
            await self._expire(due, operation, host, words.NOTHING_DONE)
        else:
            await self._begin(due, operation, first.completed_at, host)

    async def _some_left(self, due: DueStart, done: Mapping[int, frozenset[ItemStatus]]) -> bool:
        """Leave out what the one before was not done for; whether anything is left to do."""
        reasons, left = {}, 0
        async for chunk in self._appointments.planned(due.tenant, due.operation_id):
            for one in chunk:
                if _undone(done.get(place_of(one.item_id), frozenset())):
                    reasons[one.position] = words.NOT_DONE
                else:
                    left += 1
        if left and reasons:
            await self._appointments.skip(due.tenant, due.operation_id, reasons)
        return left > 0

    async def _begin(
        self, due: DueStart, operation: BulkOperation, since: datetime | None, host: Host
    ) -> None:
        """Start; over a limit it is tried again for as long as a start may be late."""
        now = self._clock.now()
        try:
            began = await self._appointments.begin(due, now + self._late)
        except OverLimit as full:
            if since and now - since > self._late:
                await self._expire(due, operation, host, full.text)
            else:
                await self._appointments.look_again(due, now + AGAIN, Checked.FULL)
            return
        if began:
            copies = min(MOST_SLICES, operation.metadata.total_count // SLICE) or 1
            work = Slice(tenant_key=due.tenant.key, operation_id=operation.id)
            await self._dispatcher.spread(work, copies)
            await host.started(operation, late="")

    async def _expire(self, due: DueStart, operation: BulkOperation, host: Host, why: str) -> None:
        if await self._appointments.expire(due, why):
            host.expired(operation)


def _undone(statuses: frozenset[ItemStatus]) -> bool:
    """Whether anything of a place was not done; nothing at all is there for what was taken out."""
    return statuses != {ItemStatus.COMPLETED}
