"""What people see of what starts later: its message until then, and what became of it."""

from app.domain.identity import Requester
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.recurring import Schedule, UnreadableSchedule
from app.domain.words import schedule as words
from app.domain.words.reader import Reader
from app.slack.deliveries import Request
from app.slack.run_places import RunPlaces
from app.slack.services import Services
from blocks import schedule as blocks
from blocks.message import Message
from blocks.preview import ClosedHow


class Starts:
    """The scheduler's Host in Slack."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._places = RunPlaces(services.operations, services.gateway)

    def follow(self, operation: BulkOperation, *notes: str) -> None:
        """Show what was confirmed: its progress, or when it starts."""
        if operation.status is not OperationStatus.SCHEDULED:
            self._services.runs.follow(operation)
            return
        self._services.scheduler.nudge()
        if operation.progress_at is None:
            self._services.runs.follow(operation, notes=notes)

    async def superseded(self, draft: BulkDraft) -> None:
        """What this confirmed draft took the place of was cancelled with that: show it."""
        if not draft.supersedes:
            return
        tenant = draft.requester.person.tenant
        old = await self._services.operations.get(tenant, draft.supersedes)
        if old and old.status is OperationStatus.CANCELLED:
            self._services.runs.follow(old)

    async def require_member(self, requester: Requester) -> None:
        """Raise NotYours for somebody who is a guest, a stranger or gone by now."""
        await self._services.people.requester(requester.person)

    async def started(self, operation: BulkOperation, *, late: str) -> None:
        """The same message shows the progress from now on."""
        self._services.runs.follow(operation)
        if late and operation.starts_at and operation.progress_at:
            reader = self._reader(operation.requester)
            text = blocks.notice(words.late(reader, operation.starts_at, late))
            await self._places.reply(operation, operation.progress_at.channel, text)

    async def grew(self, operation: BulkOperation, draft: BulkDraft, *, at_once: bool) -> None:
        """Show what is new, and that it does not start without a Confirm."""
        await self.show_draft(draft)
        held = words.HELD_FOR_NOW if at_once else words.HELD
        await self._edit(operation, blocks.held(operation, self._reader(operation.requester), held))

    async def closed(self, draft: BulkDraft) -> None:
        """A preview that nobody decided: it counts no more."""
        await self._services.previews.close(draft, ClosedHow.EXPIRED)

    def expired(self, operation: BulkOperation) -> None:
        """Say so where it was to start, however long Slack needs."""
        self._services.runs.follow(operation)

    async def prepared(self, draft: BulkDraft) -> None:
        """The preview of a run, ahead of time."""
        await self.show_draft(draft)

    async def confirmed(
        self, schedule: Schedule, draft: BulkDraft, operation: BulkOperation
    ) -> None:
        """A run that was confirmed by itself: its preview says so, and when it starts."""
        shown = await self._services.drafts.load(draft.id, schedule.requester.person)
        await self._services.previews.close(shown, ClosedHow.SCHEDULED)
        note = words.by_itself(operation.metadata.total_count, schedule.most or 0)
        self.follow(operation, note)

    async def no_run(self, schedule: Schedule, why: str, *, missed: bool) -> None:
        """There is no run this time."""
        message = blocks.no_run(schedule, self._reader(schedule.requester), why, missed=missed)
        await self._say(schedule, message)

    async def stopped(self, schedule: Schedule, why: str) -> None:
        """There will be no more runs."""
        await self._say(schedule, blocks.ended(schedule, words.stopped(why)))

    async def unreadable(self, lost: UnreadableSchedule) -> None:
        """The same, of one whose words are lost: its owner hears of it in direct messages."""
        channel = await self._services.gateway.direct(lost.owner.user_id)
        message = blocks.notice(words.UNREADABLE)
        await self._services.gateway.post(lost.owner.tenant, channel, message)

    async def adopted(self, schedule: Schedule, draft: BulkDraft) -> None:
        """A schedule was confirmed: what it does, and how to stop it."""
        self._services.scheduler.nudge()
        message = blocks.adopted(schedule, self._reader(schedule.requester))
        place = draft.preview_at
        await self._say(schedule, message, place.ts if place else None)

    async def show_draft(self, draft: BulkDraft) -> None:
        """Where the request was made; a preview that was shown already stays."""
        request = Request(
            person=draft.requester.person,
            key=f"draft:{draft.id}",
            text=draft.request,
            conversation=draft.conversation,
            told=True,
        )
        await self._services.previews.show(draft, request)

    async def _edit(self, operation: BulkOperation, message: Message) -> None:
        if operation.progress_at is None:
            await self._places.begin(operation, message)
        else:
            await self._places.end(operation, message)

    async def _say(self, schedule: Schedule, message: Message, thread: str | None = None) -> None:
        """Where it was asked for; where that is gone, to its owner."""
        where, owner = schedule.conversation, schedule.requester.person
        await self._services.gateway.post_where_allowed(
            owner, where.channel, message, where.thread_ts or thread
        )

    def _reader(self, requester: Requester) -> Reader:
        return Reader.of(requester).reading_at(self._services.clock.now())
