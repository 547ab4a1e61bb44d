"""Starts what was confirmed for later, after one more look; and prepares the runs of schedules.

Several processes may run this: whatever one of them looks at, it takes by a conditional update.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.errors import BulkError, NotYours, Refused
from app.domain.journal import OperationStore
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock, Dispatcher, Slice
from app.domain.recurring import (
    CHECK_BEFORE,
    LATE,
    Appointments,
    Checked,
    DueStart,
    Schedule,
    Schedules,
    UnreadableSchedule,
)
from app.domain.words import schedule as words
from app.engine.host import Host
from app.engine.later import LaterDrafts
from app.engine.rechecks import Rechecks
from app.engine.recurring import Runs

_log = structlog.get_logger(__name__)

LONGEST_SLEEP = 30.0
"""Seconds between two looks at the journal: what another process confirmed tells nobody here."""

TAKEN = 60.0
"""Seconds for which a start belongs to whoever looks at it; if they die, somebody else does."""

AGAIN = timedelta(seconds=20)
"""How long to wait for a provider that cannot be asked."""

FRESH = timedelta(minutes=5)
"""How long what a look found is good enough to start by."""

SLICE = 200
"""Items that a first slice stands for."""

MOST_SLICES = 4


@dataclass(frozen=True)
class Agenda:
    """What is to start, and where it stands."""

    appointments: Appointments
    schedules: Schedules
    operations: OperationStore


class Scheduler:
    """Looks at what is due. `late` is how late a start may be at most."""

    def __init__(
        self,
        agenda: Agenda,
        later: LaterDrafts,
        rechecks: Rechecks,
        runs: Runs,
        dispatcher: Dispatcher,
        clock: Clock,
        late: timedelta = LATE,
    ) -> None:
        self._appointments = agenda.appointments
        self._schedules = agenda.schedules
        self._operations = agenda.operations
        self._later = later
        self._rechecks = rechecks
        self._runs = runs
        self._dispatcher = dispatcher
        self._clock = clock
        self._late = late
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Something new was scheduled here: look when it is due."""
        self._nudged.set()

    async def run(self, host: Host) -> None:
        """Look at all that is due, again and again, until cancelled."""
        while True:
            wait = LONGEST_SLEEP
            try:
                await self.look(host)
                wait = await self._until_next()
            except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                _log.exception("schedules_failed")
            await self._sleep(wait)

    async def look(self, host: Host) -> None:
        """Start what is due, and prepare the runs that are."""
        now = self._clock.now()
        for due in await self._appointments.take_due(now, TAKEN):
            await self._safely(self._due(due, host), due.operation_id)
        for schedule in await self._schedules.take_runs(now, TAKEN):
            if isinstance(schedule, UnreadableSchedule):
                await self._safely(self._drop(schedule, host), schedule.id)
            else:
                await self._safely(self._prepare(schedule, host), schedule.id)

    async def start_now(self, operation: BulkOperation, host: Host) -> None:
        """Start before its time, after the same look. Raises Refused, BulkError.

        Where that fails it is due again in a while, and then waits for its own time.
        """
        tenant = operation.requester.person.tenant
        due = await self._appointments.take(tenant, operation.id, self._clock.now(), TAKEN)
        if due is None:
            raise Refused(words.NOT_SCHEDULED)
        found = await self._found(due, operation, host, at_once=True)
        if found is Checked.GREW:
            raise Refused(words.GREW_NOW)
        if found is None or not await self._begin(due, operation, host):
            now = await self._operations.get(tenant, operation.id)
            waits = now is not None and now.status is OperationStatus.SCHEDULED
            raise Refused(words.LOOKED_AT_NOW if waits else words.NOT_SCHEDULED)

    async def _safely(self, work: Awaitable[None], which: str) -> None:
        """What fails keeps nothing else from its start; a start that does is due again soon."""
        try:
            await work
        except Exception:  # noqa: BLE001 - logged with its trace
            _log.exception("start_failed", which=which)

    async def _until_next(self) -> float:
        dues = [await self._appointments.next_due(), await self._schedules.next_due()]
        now = self._clock.now()
        waits = [(due - now) / timedelta(seconds=1) for due in dues if due]
        return max(0.0, min([LONGEST_SLEEP, *waits]))

    async def _sleep(self, seconds: float) -> None:
        """Until then, or until something new is there."""
        waiting = [
            asyncio.create_task(self._clock.sleep(seconds), name="scheduler sleeps"),
            asyncio.create_task(self._nudged.wait(), name="scheduler listens"),
        ]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        self._nudged.clear()

    async def _due(self, due: DueStart, host: Host) -> None:
        operation = await self._operations.get(due.tenant, due.operation_id)
        if operation is None or operation.starts_at is None:
            return
        first = operation.starts_at - CHECK_BEFORE
        if self._clock.now() < first:  # somebody wanted it at once, and that failed
            await self._appointments.look_again(due, first)
            return
        if self._clock.now() - operation.starts_at > self._late:
            await self._expire(due, operation, host, words.missed(self._late))
            return
        checked = self._known(due, operation.starts_at) or await self._check(due, operation, host)
        if checked is None:
            return
        if self._clock.now() < operation.starts_at:
            await self._appointments.look_again(due, operation.starts_at)
        elif checked is Checked.GREW:
            await self._expire(due, operation, host, words.GREW_UNCONFIRMED)
        elif not await self._begin(due, operation, host):
            await self._too_late(due, operation, host)

    def _known(self, due: DueStart, starts_at: datetime) -> Checked | None:
        """What was found lately; before its start a look counts only once all was done about it."""
        now = self._clock.now()
        fresh = due.checked_at is not None and now - due.checked_at <= FRESH
        return due.checked if fresh and now >= starts_at else None

    async def _too_late(self, due: DueStart, operation: BulkOperation, host: Host) -> None:
        """It did not begin: cancelled meanwhile, or its last moment came while this stood still.

        While it is the taker's it is not begun by anybody, so it is at once decided that it never is.
        """
        await self._expire(due, operation, host, words.missed(self._late))

    async def _check(self, due: DueStart, operation: BulkOperation, host: Host) -> Checked | None:
        """Look once more; None where it is not to start, or not to be decided yet."""
        try:
            return await self._found(due, operation, host)
        except NotYours:
            await self._expire(due, operation, host, words.NO_MEMBER)
        except Refused as unclear:
            await self._expire(due, operation, host, unclear.text)
        except BulkError as error:
            _log.warning("recheck_failed", operation=operation.id, reason=error.text)
            await self._appointments.look_again(due, self._clock.now() + AGAIN)
        return None

    async def _found(
        self, due: DueStart, operation: BulkOperation, host: Host, *, at_once: bool = False
    ) -> Checked | None:
        """Look once more, leave out what fell away and show what grew. Raises what prevents it.

        None where it was cancelled, or taken by somebody else, while this looked.
        """
        await host.require_member(operation.requester)
        found = await self._rechecks.look(operation, at_once=at_once)
        checked = Checked.GREW if found.grown else Checked.FINE
        if not await self._appointments.found(due, checked):
            return None
        if found.grown:
            await host.grew(operation, await self._later.keep(found.grown))
        elif found.gone:
            await self._appointments.skip(due.tenant, operation.id, found.gone)
        return checked

    async def _begin(self, due: DueStart, operation: BulkOperation, host: Host) -> bool:
        """Start; False where it is cancelled, not this look's any more, or too late by now."""
        tenant, starts_at = due.tenant, operation.starts_at
        latest = (starts_at or self._clock.now()) + self._late
        if not await self._appointments.begin(due, latest):
            return False
        copies = min(MOST_SLICES, operation.metadata.total_count // SLICE) or 1
        work = Slice(tenant_key=tenant.key, operation_id=operation.id)
        await self._dispatcher.spread(work, copies)
        await host.started(operation, late=self._is_late(operation))
        return True

    def _is_late(self, operation: BulkOperation) -> bool:
        starts_at = operation.starts_at
        return starts_at is not None and self._clock.now() - starts_at > _WORTH_SAYING

    async def _expire(self, due: DueStart, operation: BulkOperation, host: Host, why: str) -> None:
        if await self._appointments.expire(due, why):
            host.expired(operation)

    async def _drop(self, lost: UnreadableSchedule, host: Host) -> None:
        """Told first: who stopped it and died would leave its owner waiting for runs."""
        await self._safely(host.unreadable(lost), lost.id)
        await self._schedules.stop(lost.owner.tenant, lost.id)

    async def _prepare(self, schedule: Schedule, host: Host) -> None:
        """Prepare the run of a schedule, and go on to the next one."""
        try:
            await host.require_member(schedule.requester)
        except NotYours:
            if await self._schedules.stop(schedule.requester.person.tenant, schedule.id):
                await host.stopped(schedule, words.NO_MEMBER)
            return
        if self._clock.now() - schedule.next_at > self._late:
            told = host.no_run(schedule, words.missed(self._late), missed=True)
            await self._safely(told, schedule.id)
        elif not await self._prepared(schedule, host):
            return
        await self._runs.advance(schedule)

    async def _prepared(self, schedule: Schedule, host: Host) -> bool:
        """Show the run; False where its provider cannot be asked now: later, then."""
        try:
            draft = await self._runs.make(schedule)
        except BulkError as error:
            _log.warning("run_not_prepared", schedule=schedule.id, reason=error.text)
            return False
        except Refused as nothing:
            if await self._runs.is_next(schedule):
                told = host.no_run(schedule, nothing.text, missed=False)
                await self._safely(told, schedule.id)
            return True
        if draft is None:
            return True
        await host.prepared(draft)
        operation = await self._runs.confirm(schedule, draft)
        if operation:
            await host.confirmed(schedule, draft, operation)
            self.nudge()
        return True


_WORTH_SAYING = timedelta(minutes=1)
