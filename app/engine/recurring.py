"""The runs of a schedule: each reads the request again, and is a draft like any other."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.errors import AlreadyConfirmed, Refused
from app.domain.identity import Person
from app.domain.journal import DraftStore, Held, OperationStore, RunOf
from app.domain.kinds import BulkVerb
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.plan import Plan, Question, Refusal, Step
from app.domain.ports import Clock, Planner, PlanRequest
from app.domain.recurring import PREVIEW_BEFORE, Schedule, Schedules, target_of
from app.domain.schedule import Once, Timing
from app.domain.sources import Listed
from app.domain.words import engine as engine_words
from app.domain.words import schedule as words
from app.engine.appointing import taken_out, targets
from app.engine.assembly import Assembled, Assembly, Origin
from app.engine.drafts import BulkDraftManager
from app.engine.later import LaterDrafts
from app.engine.vocabulary import Vocabularies


@dataclass(frozen=True)
class RunDrafts:
    """Where drafts of schedules and of their runs go through."""

    store: DraftStore
    manager: BulkDraftManager
    later: LaterDrafts
    operations: OperationStore


class Runs:
    """Makes schedules of confirmed drafts, and drafts of their runs."""

    def __init__(
        self,
        schedules: Schedules,
        assembly: Assembly,
        drafts: RunDrafts,
        planner: Planner,
        vocabularies: Vocabularies,
        clock: Clock,
    ) -> None:
        self._schedules = schedules
        self._assembly = assembly
        self._drafts = drafts
        self._planner = planner
        self._vocabularies = vocabularies
        self._clock = clock

    async def adopt(self, draft_id: str, digest: str, by: Person, pressed: str = "") -> Schedule:
        """Confirm a schedule as it was shown, with the press `pressed`. Raises what says why not."""
        kept: list[Schedule] = []

        async def keep(draft: BulkDraft, held: Held | None) -> None:
            schedule = await self._schedule(draft, pressed)
            await self._schedules.add(schedule, schedule.next_at - PREVIEW_BEFORE, held)
            kept.append(schedule)

        await self._drafts.later.agree(draft_id, digest, by, keep)
        return kept[0]

    async def _schedule(self, draft: BulkDraft, pressed: str) -> Schedule:
        timing = draft.timing
        if timing is None or timing.every is None or draft.step is None:
            raise Refused(words.NOT_SCHEDULED)
        now = self._clock.now()
        out = await taken_out(self._drafts.store, draft)
        return Schedule(
            id=draft.id,
            requester=draft.requester,
            conversation=draft.conversation,
            request=draft.request,
            answers=draft.answers,
            reading=draft.reading,
            step=draft.step,
            edited=engine_words.edited() in draft.reading,
            taken_out=targets(out),
            rule=timing.every,
            hours=timing.hours,
            next_at=timing.every.next_after(now),
            most=draft.without_asking,
            created_at=now,
            pressed=pressed,
        )

    async def advance(self, schedule: Schedule) -> bool:
        """Go on to the next run that is still to come."""
        start = schedule.rule.next_after(max(schedule.next_at, self._clock.now()))
        return await self._schedules.advance(schedule, start, start - PREVIEW_BEFORE)

    async def make(self, schedule: Schedule) -> BulkDraft | None:
        """The draft of the next run; None where it was stopped, or somebody prepared it, meanwhile.

        Raises Refused where there is nothing to do, and BulkError.
        """
        made = await self._assembled(schedule)
        if not await self.is_next(schedule):
            return None
        return await self._drafts.later.keep(made)

    async def is_next(self, schedule: Schedule) -> bool:
        """Whether that run is still to come: nobody stopped the schedule, or went on."""
        there = await self._schedules.get(schedule.requester.person.tenant, schedule.id)
        return isinstance(there, Schedule) and there.next_at == schedule.next_at

    async def became(self, schedule: Schedule) -> BulkOperation | None:
        """What its next run became already: prepared and confirmed before a crash."""
        tenant = schedule.requester.person.tenant
        return await self._drafts.operations.of_draft(tenant, _run_id(schedule))

    async def expired(self, schedule: Schedule) -> BulkDraft | None:
        """End the open draft of its next run, which is over; None where there is none."""
        tenant = schedule.requester.person.tenant
        left = await self._drafts.store.load(tenant, _run_id(schedule))
        return await self._drafts.manager.expire(left) if left else None

    async def called_off(self, schedule: Schedule, by: Person) -> list[BulkDraft]:
        """Cancel the drafts of its runs that were shown and not confirmed yet."""
        ended, now = [], self._clock.now()
        start = schedule.rule.next_after(now - self._assembly.late)
        while start <= now + PREVIEW_BEFORE:
            run = schedule.model_copy(update={"next_at": start})
            with suppress(Refused):  # there is none, or it was decided
                ended.append(await self._drafts.manager.cancel_bulk_draft(_run_id(run), by))
            start = schedule.rule.next_after(start)
        return ended

    async def _assembled(self, schedule: Schedule) -> Assembled:
        where = schedule.conversation
        origin = Origin(_run_id(schedule), schedule.request, schedule.requester, where)
        start = Once(at=schedule.next_at, zone=schedule.rule.zone)
        timing = Timing(start=start, hours=schedule.hours)
        step, said = await self._step(schedule, schedule.next_at)
        when = words.timing(timing, self._clock.now(), schedule.rule.zone)
        plan = Plan(steps=(step,), reading=(*said, when), timing=timing)
        made = await self._assembly.from_plan(plan, origin)
        if isinstance(made, Question):
            raise Refused(words.UNCLEAR_NOW)
        out = {
            one.id
            for one in made.items
            if target_of(one.parameters, one.label) in schedule.taken_out
        }
        update = {"schedule_id": schedule.id, "excluded": frozenset(out)}
        changed = replace(made, draft=made.draft.model_copy(update=update))
        return await self._assembly.refigure(changed) if out else changed

    async def _step(self, schedule: Schedule, now: datetime) -> tuple[Step, tuple[str, ...]]:
        """What the words mean on the day of the run, with what the person edited."""
        request = PlanRequest(
            text=schedule.request,
            requester=schedule.requester,
            now=now,
            answers=schedule.answers,
        )
        vocabulary = self._vocabularies.of(schedule.requester)
        read = await self._planner.plan(request, vocabulary)
        if isinstance(read, Question | Refusal):
            raise Refused(words.UNCLEAR_NOW)
        step, said = read.steps[0], read.reading[:1]
        if not schedule.edited:
            return step, said
        if isinstance(schedule.step.source, Listed):
            return schedule.step, (*said, engine_words.edited())
        edited = schedule.step.model_copy(update={"source": step.source})
        return edited, (*said, engine_words.edited())

    async def plan_now(self, schedule: Schedule) -> Plan:
        """What a run would be at this moment. Raises Refused where the words are not clear."""
        step, said = await self._step(schedule, self._clock.now())
        timing = Timing(hours=schedule.hours) if schedule.hours else None
        return Plan(steps=(step,), reading=said, timing=timing)

    async def confirm(self, schedule: Schedule, draft: BulkDraft) -> BulkOperation | None:
        """Confirm a run by itself where the owner allowed that for so many; a delete always asks."""
        count, most = draft.metadata.total_count, schedule.most
        if most is None or count > most or draft.operation is BulkVerb.DELETE:
            return None
        run = RunOf(schedule.id, schedule.next_at)
        try:
            return await self._drafts.manager.execute_bulk_draft(
                draft.id, draft.digest, schedule.requester.person, run=run
            )
        except AlreadyConfirmed as before:  # by this very code, before a restart
            tenant = schedule.requester.person.tenant
            return await self._drafts.operations.get(tenant, before.operation_id)
        except Refused:
            return None


def _run_id(schedule: Schedule) -> str:
    """The same for the same run: one that is prepared again meets its own draft."""
    named = f"{schedule.id}:{schedule.next_at.isoformat()}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]
