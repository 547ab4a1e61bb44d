"""A look at a scheduled operation before its start: what fell away, changed, or came to it since."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.errors import BadFile, BadGroup, NotThereYet, Refused
from app.domain.operation import Appointment, BulkDraft, BulkItem, BulkOperation, LeftOut
from app.domain.plan import Plan, Question, Step
from app.domain.record import Entity, Record
from app.domain.recurring import Appointments, PlannedItem, target_of, version_of
from app.domain.schedule import Once, Timing
from app.domain.words import schedule as words
from app.engine.assembly import Assembled, Assembly, Origin

NAMED = 3
"""New items that the warning in a preview names."""


@dataclass
class Found:
    """What a look found: items to leave out, by position, and the draft of a set that grew."""

    gone: dict[int, str] = field(default_factory=dict)
    grown: Assembled | None = None


class Rechecks:
    """Resolves scheduled operations again."""

    def __init__(self, assembly: Assembly, appointments: Appointments) -> None:
        self._assembly = assembly
        self._appointments = appointments

    async def look(self, operation: BulkOperation, *, at_once: bool = False) -> Found:
        """What changed since Confirm; `at_once`: what grew is not to wait for the start.

        Raises BulkError where a provider cannot be asked now, Refused where the words are not
        clear any more.
        """
        planned = operation.appointment
        if planned is None or planned.step is None:
            return Found()  # explicit items: there are no words that could find others
        now = await self._now(operation, planned, planned.step, at_once=at_once)
        items = now.items if now else ()
        tenant = operation.requester.person.tenant
        gone: dict[int, str] = {}
        left = _Left(items, _reasons(now, planned.step) if now else {})
        async for chunk in self._appointments.planned(tenant, operation.id):
            gone.update(left.without(chunk))
        known = planned.taken_out | await self._left_out(operation)
        fresh = left.fresh(known)
        if now is None or not fresh:
            return Found(gone)
        return Found(gone, await self._assembly.refigure(_grown(now, fresh, operation, planned)))

    async def _left_out(self, operation: BulkOperation) -> frozenset[str]:
        """What an earlier look left out is not new, though the words find it again."""
        out: set[str] = set()
        tenant = operation.requester.person.tenant
        async for chunk in self._appointments.skipped(tenant, operation.id):
            out.update(target_of(one.action, one.label) for one in chunk)
        return frozenset(out)

    async def _now(
        self, operation: BulkOperation, planned: Appointment, step: Step, *, at_once: bool
    ) -> Assembled | None:
        """The draft that the words would make now; None where they find nothing."""
        origin = Origin(
            operation.draft_id, planned.request, operation.requester, operation.conversation
        )
        start = Once(at=planned.starts_at, zone=operation.requester.zone)
        timing = Timing(start=None if at_once else start, hours=operation.hours)
        when = words.timing(timing, operation.confirmed_at, operation.requester.zone)
        said = (*words.without_time(planned.reading), when)
        plan = Plan(steps=(step,), reading=tuple(filter(None, said)), timing=timing)
        try:
            made = await self._assembly.from_plan(plan, origin)
        except (NotThereYet, BadFile, BadGroup):  # what is gone says nothing of its people
            raise
        except Refused:
            return None
        if isinstance(made, Question):
            raise Refused(words.UNCLEAR_NOW)
        return made


class _Left:
    """The items that the words find now, and which of them were confirmed."""

    def __init__(self, items: Sequence[BulkItem], reasons: Mapping[str, str]) -> None:
        self._items = [(target_of(one.parameters, one.label), one) for one in items]
        self._counts = Counter(target for target, _ in self._items)
        self._versions = {target: version_of(one.parameters) for target, one in self._items}
        self._reasons = reasons

    def without(self, chunk: Sequence[PlannedItem]) -> dict[int, str]:
        """Take the confirmed ones off; the reasons why some are to be left out, by position."""
        gone = {}
        for one in chunk:
            target = target_of(one.action, one.label)
            if self._counts[target] < 1:
                gone[one.position] = self._reasons.get(target, words.NO_LONGER)
                continue
            self._counts[target] -= 1
            if version_of(one.action) != self._versions[target]:
                gone[one.position] = words.CHANGED_SINCE
        return gone

    def fresh(self, taken_out: frozenset[str]) -> list[BulkItem]:
        """Those that nobody confirmed."""
        return [
            one
            for target, one in self._items
            if self._counts[target] > 0 and target not in taken_out
        ]


def _reasons(now: Assembled, step: Step) -> Mapping[str, str]:
    """Why what is found is left out, by its target."""
    return {
        target: one.reason
        for one in now.draft.left_out
        if (record := one.record)
        for target in _targets(one, record, step.entity)
    }


def _targets(one: LeftOut, record: Record, entity: Entity) -> tuple[str, ...]:
    return (f"{entity}:{record.id}", f"{entity}+{one.label}", record.text("email").casefold())


def _grown(
    now: Assembled, fresh: Sequence[BulkItem], operation: BulkOperation, planned: Appointment
) -> Assembled:
    """The draft of all that is found now, which says what is new in it."""
    out = {one.id for one in now.items if target_of(one.parameters, one.label) in planned.taken_out}
    few = [one.label for one in fresh[:NAMED]]
    new = words.new_since(few, len(fresh), operation.confirmed_at, operation.requester)
    update = {
        "id": _draft_id(operation, now.draft),
        "excluded": frozenset(out),
        "reading": (*now.draft.reading, new),
        "supersedes": operation.id,
        "schedule_id": planned.schedule_id,
    }
    draft: BulkDraft = now.draft.model_copy(update=update)
    return Assembled(draft, now.items)


def _draft_id(operation: BulkOperation, found: BulkDraft) -> str:
    """The same for the same find: a look that is made again meets its own draft."""
    return hashlib.sha256(f"{operation.id}:{found.digest}".encode()).hexdigest()[:24]
