"""The buttons of what starts later: start now, stop, run now; and the list of all that is to come."""

import hashlib
import re

from slack_bolt.async_app import AsyncApp

from app.domain.errors import NotYours, Refused
from app.domain.identity import Person
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.plan import Plan, Question
from app.domain.recurring import Schedule, UnreadableSchedule
from app.domain.schedule import Timing
from app.domain.words import engine as engine_words
from app.domain.words import schedule as words
from app.domain.words.reader import Reader
from app.engine.assembly import Origin
from app.slack.deliveries import Press, Request
from app.slack.listeners import on_press
from app.slack.services import Services
from app.slack.starts import Starts
from blocks import ids
from blocks import schedule as blocks
from blocks.preview import ClosedHow

_LISTS = re.compile(
    r"(?:(?:show|list)\s+)?(?:me\s+)?(?:all\s+)?(?:(?:my|the)\s+)?(?:schedules|scheduled(?:\s+\w+)?)[\s.!?]*",
    re.IGNORECASE,
)

MOST_READ = blocks.MOST_LISTED + 1
"""One more than is shown, so that it can be said that there are more."""


def register(app: AsyncApp, services: Services) -> None:
    """Listen for these buttons."""
    surface = ScheduleButtons(services)
    on_press(app, services, ids.START_NOW, surface.start_now)
    on_press(app, services, ids.RUN_NOW, surface.run_now)
    on_press(app, services, ids.SCHEDULE_RUN_NOW, surface.run_schedule_now)
    on_press(app, services, ids.SCHEDULE_STOP, surface.stop)
    on_press(app, services, ids.SCHEDULE_UNASKED, surface.allow)
    on_press(app, services, ids.LISTED_CANCEL, surface.cancel)


def asks_for_list(text: str) -> bool:
    """Whether a request asks what is scheduled."""
    return bool(_LISTS.fullmatch(text.strip()))


class ScheduleButtons:
    """Decides about what starts later, for those who may."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._starts = Starts(services)

    async def start_now(self, press: Press) -> None:
        """Start before its time, if it is still what was confirmed."""
        operation = await self._operation(press)
        if operation.status is not OperationStatus.SCHEDULED:
            raise Refused(words.NOT_SCHEDULED)
        await self._services.scheduler.start_now(operation, self._starts)

    async def cancel(self, press: Press) -> None:
        """Cancel a start from the list; its own message says so."""
        operation = await self._operation(press)
        await self._services.operations.cancel(press.person.tenant, operation.id, press.person)
        self._services.runs.follow(operation)

    async def run_now(self, press: Press) -> None:
        """A new preview of what never started: what it would do now."""
        operation = await self._operation(press)
        planned = operation.appointment
        if planned is None or planned.step is None:
            raise Refused(words.UNCLEAR_NOW)
        timing = Timing(hours=operation.hours) if operation.hours else None
        said = words.without_time(planned.reading)
        plan = Plan(steps=(planned.step,), reading=said, timing=timing)
        origin = Origin(
            _id_of(press),
            planned.request,
            operation.requester,
            operation.conversation,
            supersedes=operation.id,
            schedule_id=planned.schedule_id,
        )
        await self._show(plan, origin)

    async def run_schedule_now(self, press: Press) -> None:
        """A new preview of the run that was missed."""
        schedule = await self._schedule(press)
        plan = await self._services.schedule_runs.plan_now(schedule)
        where = schedule.conversation
        requester, run_of = schedule.requester, schedule.id
        origin = Origin(_id_of(press), schedule.request, requester, where, schedule_id=run_of)
        await self._show(plan, origin)

    async def _show(self, plan: Plan, origin: Origin) -> None:
        made = await self._services.drafts.create_from_plan(plan, origin)
        if isinstance(made, Question):
            raise Refused(words.UNCLEAR_NOW)
        await self._starts.show_draft(made)

    async def allow(self, press: Press) -> None:
        """Take the owner's choice whether its runs ask."""
        ref = ids.UnaskedRef.parse(press.value)
        most = ref.most or None
        draft = await self._services.later.allow(ref.draft_id, most, press.person)
        await self._services.previews.refresh(draft)

    async def stop(self, press: Press) -> None:
        """No more runs; a preview of one that nobody confirmed yet is called off."""
        schedule = await self._schedule(press)
        await self._services.agenda.schedules.stop(press.person.tenant, schedule.id)
        if press.place:
            ended = blocks.ended(schedule, words.stopped_by(words.again(schedule.rule)))
            await self._services.gateway.post(
                press.person.tenant, press.channel, ended, press.thread_ts or None
            )
        for draft in await self._services.schedule_runs.called_off(schedule, press.person):
            await self._services.previews.close(draft, ClosedHow.CANCELLED, press.person)

    async def list_all(self, request: Request) -> None:
        """Show what is to come to the person who asks, in their direct messages."""
        person = request.person
        requester = await self._services.people.requester(person)
        agenda = self._services.agenda
        message = blocks.listing(
            await agenda.schedules.schedules_of(person, MOST_READ),
            await agenda.appointments.of_person(person, MOST_READ),
            Reader.of(requester).reading_at(self._services.clock.now()),
        )
        channel = await self._services.gateway.direct(person.user_id)
        await self._services.gateway.post(person.tenant, channel, message)

    async def _operation(self, press: Press) -> BulkOperation:
        """The operation, for somebody who may press. Raises NotYours, Refused."""
        operation_id = ids.OperationRef.parse(press.value).operation_id
        operation = await self._services.operations.get(press.person.tenant, operation_id)
        if operation is None:
            raise Refused(engine_words.no_run())
        self._services.drafts.require_allowed(operation, press.person)
        return operation

    async def _schedule(self, press: Press) -> Schedule:
        """The schedule, for its owner; one that cannot be read is stopped. Raises NotYours, Refused."""
        schedule_id = ids.ScheduleRef.parse(press.value).schedule_id
        tenant = press.person.tenant
        schedule = await self._services.agenda.schedules.get(tenant, schedule_id)
        if schedule is None:
            raise Refused(words.NO_SCHEDULE)
        if isinstance(schedule, UnreadableSchedule):
            await self._drop(schedule, press.person)
            raise Refused(words.UNREADABLE)
        if press.person != schedule.requester.person:
            raise NotYours(words.only_owner(schedule.requester.name))
        return schedule

    async def _drop(self, lost: UnreadableSchedule, by: Person) -> None:
        if by != lost.owner:
            raise NotYours(words.only_owner(""))
        await self._services.agenda.schedules.stop(by.tenant, lost.id)


async def confirm(
    services: Services, draft: BulkDraft, digest: str, press: Press
) -> BulkOperation | None:
    """Confirm a draft as what it is: an operation, or a schedule, which is shown here at once."""
    if draft.timing is None or draft.timing.every is None:
        return await services.drafts.execute_bulk_draft(draft.id, digest, press.person)
    schedule = await _cut_off(services, draft, press)
    if schedule is None:
        pressed = press.trigger_id
        schedule = await services.schedule_runs.adopt(draft.id, digest, press.person, pressed)
    await Starts(services).adopted(schedule, draft)
    return None


async def _cut_off(services: Services, draft: BulkDraft, press: Press) -> Schedule | None:
    """The schedule that this very press confirmed before a restart; another press is one too many."""
    if draft.status is not OperationStatus.CONFIRMED:
        return None
    kept = await services.agenda.schedules.get(press.person.tenant, draft.id)
    if not isinstance(kept, Schedule) or kept.pressed != press.trigger_id:
        return None
    return kept


def _id_of(press: Press) -> str:
    """The same for the same press: one that is worked on again meets its own draft."""
    named = f"{press.value}:{press.trigger_id}:{press.person.user_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]
