"""What becomes of a start that is due: one more look, then it runs, waits, or never does."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.errors import BulkError, NotYours, OverLimit, Refused
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
    Schedules,
)
from app.domain.words import lateness, sequences
from app.domain.words import schedule as words
from app.engine.host import Host
from app.engine.later import LaterDrafts
from app.engine.rechecks import Rechecks
from app.engine.starting_after import StartingAfter

_log = structlog.get_logger(__name__)

TAKEN = 60.0
"""Seconds for which a start belongs to whoever looks at it; if they die, somebody else does."""

LOOKED_AT = 40.0
"""Seconds that a look may take: what is found after another process took it over is lost."""

AGAIN = timedelta(seconds=20)
"""How long to wait for a provider that did not answer, or for room."""

FRESH = timedelta(minutes=5)
"""How long what a look found is good enough to start by."""

SLICE = 200
"""Items that a first slice stands for."""

MOST_SLICES = 4

_WORTH_SAYING = timedelta(minutes=1)

_DECIDED = {
    Checked.FINE: Checked.FINE,
    Checked.FULL: Checked.FINE,
    Checked.GREW: Checked.GREW,
}
"""What counts as looked at; one that was fine may have waited for room since."""

_REASONS = {Checked.FULL: lateness.WAS_FULL, Checked.UNASKED: lateness.NOT_ASKED}
"""Why a start is late, where the journal knows."""


@dataclass(frozen=True)
class Agenda:
    """What is to start, and where it stands."""

    appointments: Appointments
    schedules: Schedules
    operations: OperationStore


class Starting:
    """Looks at starts. `late` is how late one may be, `patience` (seconds) how long a look takes.

    `since` is when this process began to look, so that nobody is told that it did not run.
    """

    def __init__(
        self,
        agenda: Agenda,
        later: LaterDrafts,
        rechecks: Rechecks,
        dispatcher: Dispatcher,
        clock: Clock,
        late: timedelta = LATE,
        patience: float = LOOKED_AT,
    ) -> None:
        self._appointments = agenda.appointments
        self._operations = agenda.operations
        self._after = StartingAfter(agenda.appointments, agenda.operations, dispatcher, clock, late)
        self._later = later
        self._rechecks = rechecks
        self._dispatcher = dispatcher
        self._clock = clock
        self._late = late
        self._patience = patience
        self.since: datetime | None = None

    async def now(self, operation: BulkOperation, host: Host) -> None:
        """Start before its time, after the same look. Raises Refused, BulkError.

        Where that fails it is due again in a while, and then waits for its own time.
        """
        if operation.appointment and operation.appointment.first:
            raise Refused(sequences.WAITS_FOR_FIRST)
        tenant = operation.requester.person.tenant
        due = await self._appointments.take(tenant, operation.id, self._clock.now(), TAKEN)
        if due is None:
            raise Refused(words.NOT_SCHEDULED)
        if not await self._begun_now(due, operation, host):
            now = await self._operations.get(tenant, operation.id)
            waits = now is not None and now.status is OperationStatus.SCHEDULED
            raise Refused(words.LOOKED_AT_NOW if waits else words.NOT_SCHEDULED)

    async def _begun_now(self, due: DueStart, operation: BulkOperation, host: Host) -> bool:
        try:
            found = await self._found(due, operation, host, at_once=True)
            if found is Checked.GREW:
                raise Refused(words.GREW_NOW)
            return found is not None and await self._begin(due, operation, host)
        except TimeoutError:
            raise Refused(lateness.NOT_ASKED_NOW) from None
        except OverLimit as full:
            raise OverLimit(f"{full.text} {lateness.KEEPS_ITS_START}", full.again_at) from None

    async def due(self, due: DueStart, host: Host) -> None:
        """Do what its time asks for."""
        operation = await self._operations.get(due.tenant, due.operation_id)
        if operation is None or operation.starts_at is None:
            return
        planned = operation.appointment
        if planned and planned.first:
            await self._after.due(due, operation, planned, host)
            return
        first = operation.starts_at - CHECK_BEFORE
        if self._clock.now() < first:  # somebody wanted it at once, and that failed
            await self._appointments.look_again(due, first)
            return
        if self._clock.now() - operation.starts_at > self._late:
            await self._too_late(due, operation, host)
            return
        checked = self._known(due, operation.starts_at) or await self._check(due, operation, host)
        if checked is None:
            return
        if self._clock.now() < operation.starts_at:
            await self._appointments.look_again(due, operation.starts_at)
        elif checked is Checked.GREW:
            await self._expire(due, operation, host, words.GREW_UNCONFIRMED)
        else:
            await self._begin_or_wait(due, operation, host)

    def _known(self, due: DueStart, starts_at: datetime) -> Checked | None:
        """What was found lately; before its start a look counts only once all was done about it."""
        now = self._clock.now()
        fresh = due.checked_at is not None and now - due.checked_at <= FRESH
        return _DECIDED.get(due.checked) if due.checked and fresh and now >= starts_at else None

    async def _begin_or_wait(self, due: DueStart, operation: BulkOperation, host: Host) -> None:
        """Over a limit it is tried again until its last moment, and then says why it never ran."""
        try:
            if not await self._begin(due, operation, host):
                await self._too_late(due, operation, host)
        except OverLimit as full:
            now = self._clock.now()
            if now + AGAIN > self._latest(operation):
                await self._expire(due, operation, host, full.text)
            else:
                await self._appointments.look_again(due, now + AGAIN, Checked.FULL)

    async def _too_late(self, due: DueStart, operation: BulkOperation, host: Host) -> None:
        """It did not begin: cancelled meanwhile, or its last moment came while this stood still.

        While it is the taker's it is not begun by anybody, so it is at once decided that it never is.
        """
        why = lateness.missed(self._late, self._why_late(due, operation))
        await self._expire(due, operation, host, why)

    def _why_late(self, due: DueStart, operation: BulkOperation) -> str:
        if due.checked in _REASONS:
            return _REASONS[due.checked]
        return lateness.why_late(self.since, operation.starts_at)

    async def _check(self, due: DueStart, operation: BulkOperation, host: Host) -> Checked | None:
        """Look once more; None where it is not to start, or not to be decided yet."""
        try:
            return await self._found(due, operation, host)
        except NotYours:
            await self._expire(due, operation, host, words.NO_MEMBER)
        except Refused as unclear:
            await self._expire(due, operation, host, unclear.text)
        except (BulkError, TimeoutError) as error:
            _log.warning("recheck_failed", operation=operation.id, reason=str(error) or "too slow")
            await self._appointments.look_again(due, self._clock.now() + AGAIN, Checked.UNASKED)
        return None

    async def _found(
        self, due: DueStart, operation: BulkOperation, host: Host, *, at_once: bool = False
    ) -> Checked | None:
        """Look once more, leave out what fell away and show what grew. Raises what prevents it.

        None where it was cancelled, or taken by somebody else, while this looked. It is fine only
        once all that fell away is left out: a crash in between makes it be looked at again.
        """
        async with asyncio.timeout(self._patience):
            await host.require_member(operation.requester)
            found = await self._rechecks.look(operation, at_once=at_once)
        if found.gone and not found.grown:
            await self._appointments.skip(due.tenant, operation.id, found.gone)
        checked = Checked.GREW if found.grown else Checked.FINE
        if not await self._appointments.found(due, checked):
            return None
        if found.grown:
            draft = await self._later.keep(found.grown)
            await host.grew(operation, draft, at_once=at_once)
        return checked

    async def _begin(self, due: DueStart, operation: BulkOperation, host: Host) -> bool:
        """Start; False where it is cancelled, not this look's any more, or too late by now.

        Raises OverLimit.
        """
        if not await self._appointments.begin(due, self._latest(operation)):
            return False
        copies = min(MOST_SLICES, operation.metadata.total_count // SLICE) or 1
        work = Slice(tenant_key=due.tenant.key, operation_id=operation.id)
        await self._dispatcher.spread(work, copies)
        late = self._why_late(due, operation) if self._is_late(operation) else ""
        await host.started(operation, late=late)
        return True

    def _latest(self, operation: BulkOperation) -> datetime:
        return (operation.starts_at or self._clock.now()) + self._late

    def _is_late(self, operation: BulkOperation) -> bool:
        starts_at = operation.starts_at
        return starts_at is not None and self._clock.now() - starts_at > _WORTH_SAYING

    async def _expire(self, due: DueStart, operation: BulkOperation, host: Host, why: str) -> None:
        if await self._appointments.expire(due, why):
            host.expired(operation)
