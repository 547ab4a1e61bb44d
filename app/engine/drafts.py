"""BulkDraftManager: a draft through every edit, to exactly one run.

What is confirmed is what was shown: the button carries the digest of the preview, and a draft
that changed since answers with PreviewOutOfDate.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import structlog

from app.domain.allowance import Allowances, Wish
from app.domain.errors import (
    AlreadyConfirmed,
    DraftGone,
    NotYours,
    OverLimit,
    PreviewOutOfDate,
    Refused,
)
from app.domain.identity import Person, Tenant
from app.domain.journal import DraftStore, OperationStore, RunOf, Terms
from app.domain.kinds import BulkType, BulkVerb, OperationStatus
from app.domain.operation import (
    BulkDraft,
    BulkExecutionOptions,
    BulkItem,
    BulkOperation,
    Place,
    included,
)
from app.domain.plan import Plan, Question, Step
from app.domain.ports import Clock, Dispatcher, Slice
from app.domain.words import engine as words
from app.domain.words.reader import Reader
from app.engine.appointing import appointed, run_of, taken_out
from app.engine.assembly import Assembled, Assembly, Origin
from app.engine.confirming import confirmed

_log = structlog.get_logger(__name__)

RAN_BEFORE = timedelta(hours=24)
"""A run of the same actions since then is warned of in the preview."""

CHUNK = 250
"""Items that are read at a time: as many as the stores keep and write together."""

SLICE_ITEMS, MOST_SLICES = 200, 4
"""A slice is about so many items, and a new operation begins with so many slices at most: several
workers take part in it at once, and it does not fill the queue before anybody else's."""


class BulkDraftManager:
    """Drafts of all tenants; `approvers` are Slack users who may press beside the requester.

    Without `allowances`, nobody has a limit.
    """

    def __init__(
        self,
        assembly: Assembly,
        drafts: DraftStore,
        operations: OperationStore,
        dispatcher: Dispatcher,
        clock: Clock,
        approvers: frozenset[str] = frozenset(),
        allowances: Allowances | None = None,
    ) -> None:
        self._assembly = assembly
        self._drafts = drafts
        self._operations = operations
        self._dispatcher = dispatcher
        self._clock = clock
        self._approvers = approvers
        self._allowances = allowances

    async def create_from_plan(self, plan: Plan, origin: Origin) -> BulkDraft | Question:
        """A stored draft, or the one question to ask. Raises Refused, BulkError."""
        assembled = await self._assembly.from_plan(plan, origin)
        if isinstance(assembled, Question):
            return assembled
        return await self._store(assembled)

    async def create_bulk_draft(
        self,
        kind: BulkType,
        verb: BulkVerb,
        items: Sequence[BulkItem],
        origin: Origin,
        options: BulkExecutionOptions | None = None,
    ) -> BulkDraft:
        """A stored draft of explicit items, without any planner. Raises Refused."""
        made = await self._assembly.from_items(kind, verb, items, origin, options)
        return await self._store(made)

    def overdue_drafts(self) -> AsyncIterator[BulkDraft]:
        """Drafts of all tenants that nobody decided in time."""
        return self._drafts.open_drafts(self._clock.now())

    async def _store(self, assembled: Assembled) -> BulkDraft:
        draft = await self.with_warnings(assembled.draft)
        await self._drafts.save(draft, assembled.items)
        return draft

    async def with_warnings(self, draft: BulkDraft) -> BulkDraft:
        """What the person should know before they confirm, as it stands now."""
        tenant, since = draft.requester.person.tenant, self._clock.now() - RAN_BEFORE
        warnings = []
        before = await self._operations.recent(tenant, draft.actions or draft.digest, since)
        if before and not _expected(draft, before):
            warnings.append(_same(before, Reader.of(draft.requester)))
        if refusal := await self._over_limit(draft, draft.requester.person):
            warnings.append(refusal.text)
        return draft.model_copy(update={"warnings": tuple(warnings)})

    async def _over_limit(self, draft: BulkDraft, by: Person) -> OverLimit | None:
        if self._allowances is None:
            return None
        at_once = draft.send_at is None or draft.send_at <= self._clock.now()
        wish = Wish(draft.requester, by, draft.metadata.total_count, at_once)
        return await self._allowances.refusal(wish)

    async def load(self, draft_id: str, by: Person) -> BulkDraft:
        """A draft as it stands, for somebody who may press. Raises DraftGone, NotYours."""
        draft = await self._drafts.load(by.tenant, draft_id)
        if draft is None:
            raise DraftGone(words.draft_gone())
        self.require_allowed(draft, by)
        return draft

    def require_allowed(self, owned: BulkDraft | BulkOperation, by: Person) -> None:
        """Raise NotYours unless the person is the requester or one of the approvers."""
        owner = owned.requester.person
        if by.tenant != owner.tenant or by.user_id not in {owner.user_id, *self._approvers}:
            raise NotYours(words.not_yours(owned.requester.name))

    async def items(
        self, draft: BulkDraft, start: int = 0, stop: int | None = None
    ) -> Sequence[BulkItem]:
        """Items of a draft, excluded ones among them. Raises DraftGone."""
        items = await self._drafts.items(draft, start, stop)
        if not items and draft.item_count > start:
            raise DraftGone(words.draft_gone())
        return items

    async def every(self, draft: BulkDraft) -> AsyncIterator[Sequence[BulkItem]]:
        """All items of a draft, a chunk at a time. Raises DraftGone where one is missing."""
        for start in range(0, draft.item_count, CHUNK):
            stop = min(start + CHUNK, draft.item_count)
            items = await self._drafts.items(draft, start, stop)
            if len(items) != stop - start:
                raise DraftGone(words.draft_gone())
            yield items

    async def edit(self, draft_id: str, step: Step, by: Person) -> BulkDraft:
        """Make the items anew, from all records at once, with an edited step. Raises Refused."""
        async with self._drafts.lock(by.tenant, draft_id):
            draft = await self.require_open(draft_id, by)
            everything = Assembled(draft, await self.items(draft))
            return await self._store(await self._assembly.rebuild(everything, step))

    async def exclude(
        self, draft_id: str, item_ids: frozenset[str], by: Person, *, out: bool
    ) -> BulkDraft:
        """Take items out of the draft, or put them back."""
        async with self._drafts.lock(by.tenant, draft_id):
            draft = await self.require_open(draft_id, by)
            excluded = draft.excluded | item_ids if out else draft.excluded - item_ids
            changed = draft.model_copy(update={"excluded": excluded})
            changed = await self._assembly.refigured(changed, self.every(changed))
            draft = await self.with_warnings(changed)
            await self._drafts.save(draft)
            return draft

    async def place(
        self, draft: BulkDraft, preview_at: Place | None, notice_at: Place | None = None
    ) -> BulkDraft:
        """Remember which messages show the draft."""
        tenant = draft.requester.person.tenant
        async with self._drafts.lock(tenant, draft.id):
            latest = await self._drafts.load(tenant, draft.id) or draft
            places = {
                "preview_at": preview_at or latest.preview_at,
                "notice_at": notice_at or latest.notice_at,
            }
            placed = latest.model_copy(update=places)
            await self._drafts.save(placed)
            return placed

    async def cancel_bulk_draft(self, draft_id: str, by: Person) -> BulkDraft:
        """Call the draft off. Raises DraftGone, AlreadyConfirmed."""
        async with self._drafts.lock(by.tenant, draft_id):
            return await self._end(await self.require_open(draft_id, by), OperationStatus.CANCELLED)

    async def expire(self, draft: BulkDraft) -> BulkDraft | None:
        """Mark a draft whose time is over; None when it was decided meanwhile."""
        tenant = draft.requester.person.tenant
        async with self._drafts.lock(tenant, draft.id):
            latest = await self._drafts.load(tenant, draft.id)
            if latest is None or latest.status is not OperationStatus.DRAFT:
                return None
            if await self._operations.of_draft(tenant, draft.id):
                return None
            return await self._end(latest, OperationStatus.EXPIRED)

    async def _end(self, draft: BulkDraft, status: OperationStatus) -> BulkDraft:
        ended = draft.model_copy(update={"status": status})
        await self._drafts.save(ended)
        return ended

    async def execute_bulk_draft(
        self,
        draft_id: str,
        digest: str,
        by: Person,
        options: BulkExecutionOptions | None = None,
        run: RunOf | None = None,
    ) -> BulkOperation:
        """Confirm what was shown and start it, once; a run only while its schedule is not stopped.

        `run` says that nobody confirms it in person: it must be the next one of its schedule.
        Raises PreviewOutOfDate when the draft changed since, AlreadyConfirmed with the run there
        is, OverLimit (the draft stays as it is), DraftGone, NotYours.
        """
        async with self._drafts.lock(by.tenant, draft_id) as held:
            draft = await self.require_open(draft_id, by)
            if digest != draft.digest:
                raise PreviewOutOfDate(words.preview_out_of_date())
            count = draft.metadata.total_count
            if not count:
                raise Refused(words.nothing_included())
            if refusal := await self._over_limit(draft, by):
                raise refusal  # `create` looks again, once it has written all of the items
            metadata = self._assembly.metadata(draft, options) if options else draft.metadata
            operation = confirmed(draft, by, metadata, options, self._clock.now())
            if draft.timing:
                out = await taken_out(self._drafts, draft)
                operation = operation.model_copy(update=appointed(draft, self._clock.now(), out))
            terms = Terms(held, draft.supersedes, run or run_of(draft))
            if not await self._create(operation, draft, terms):
                await self._refuse_second(by.tenant, draft_id)
            if operation.status is OperationStatus.CONFIRMED:
                work = Slice(tenant_key=by.tenant.key, operation_id=operation.id)
                await self._dispatcher.spread(work, max(1, min(MOST_SLICES, count // SLICE_ITEMS)))
            await self._mark_confirmed(draft)
        return operation

    async def _create(self, operation: BulkOperation, draft: BulkDraft, terms: Terms) -> bool:
        """What takes the place of something that started, or was stopped, can never be confirmed."""
        try:
            return await self._operations.create(operation, self._running(draft), terms)
        except DraftGone:
            if terms.supersedes or (terms.run and terms.run.next_at is None):
                await self._end(draft, OperationStatus.EXPIRED)
            raise

    async def _running(self, draft: BulkDraft) -> AsyncIterator[Sequence[BulkItem]]:
        """The items that will run, a chunk at a time. Raises DraftGone where one is missing."""
        async for items in self.every(draft):
            if running := included(items, draft.excluded):
                yield running

    async def _mark_confirmed(self, draft: BulkDraft) -> None:
        """The journal has the run already: a cache that cannot be written changes nothing."""
        try:
            await self._end(draft, OperationStatus.CONFIRMED)
        except Exception:  # noqa: BLE001 - logged with its trace; the run goes on
            _log.exception("draft_not_marked", draft=draft.id)

    async def require_open(self, draft_id: str, by: Person) -> BulkDraft:
        """A draft that can still be decided. Raises what says why not."""
        draft = await self.load(draft_id, by)
        await self._refuse_second(by.tenant, draft_id)
        if draft.status is OperationStatus.CANCELLED:
            raise DraftGone(words.draft_cancelled())
        if draft.status is OperationStatus.EXPIRED or draft.expires_at <= self._clock.now():
            moment = Reader.of(draft.requester).moment(draft.expires_at)
            raise DraftGone(words.draft_expired(moment))
        return draft

    async def _refuse_second(self, tenant: Tenant, draft_id: str) -> None:
        if run := await self._operations.of_draft(tenant, draft_id):
            raise AlreadyConfirmed(words.already_confirmed(), run.id)


def _expected(draft: BulkDraft, before: BulkOperation) -> bool:
    """Another run of the same schedule, or what this takes the place of, surprises nobody."""
    planned = before.appointment
    run_of = planned.schedule_id if planned else ""
    return before.id == draft.supersedes or bool(run_of and run_of == draft.schedule_id)


def _same(before: BulkOperation, reader: Reader) -> str:
    if before.status is OperationStatus.SCHEDULED and before.starts_at:
        return words.scheduled_before(reader.moment(before.starts_at))
    began = before.started_at if before.appointment else None
    return words.ran_before(reader.moment(began or before.confirmed_at))
