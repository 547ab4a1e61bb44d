"""BulkDraftManager: a draft through every edit, to exactly one run.

What is confirmed is what was shown: the button carries the digest of the preview, and a draft
that changed since answers with PreviewOutOfDate.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from app.domain.errors import (
    AlreadyConfirmed,
    DraftGone,
    NotYours,
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
)
from app.domain.plan import Plan, Question, Step
from app.domain.ports import Clock
from app.domain.words import engine as words
from app.domain.words import sequences as sequence_words
from app.domain.words.reader import Reader
from app.engine.appointing import appointed, run_of, taken_out
from app.engine.assembly import Assembled, Assembly, Origin
from app.engine.cautions import Cautions
from app.engine.chunks import every_item
from app.engine.confirmations import Confirmations
from app.engine.confirming import confirmed
from app.engine.sequences import Sequences, covering, wanted_by


class BulkDraftManager:
    """Drafts of all tenants; `approvers` are Slack users who may press beside the requester."""

    def __init__(
        self,
        assembly: Assembly,
        sequences: Sequences,
        cautions: Cautions,
        confirmations: Confirmations,
        drafts: DraftStore,
        operations: OperationStore,
        clock: Clock,
        approvers: frozenset[str] = frozenset(),
    ) -> None:
        self._assembly = assembly
        self._sequences = sequences
        self._cautions = cautions
        self._confirmations = confirmations
        self._drafts = drafts
        self._operations = operations
        self._clock = clock
        self._approvers = approvers

    async def create_from_plan(self, plan: Plan, origin: Origin) -> BulkDraft | Question:
        """A stored draft, or the one question to ask. Raises Refused, BulkError."""
        assembled = await self._assembly.from_plan(plan, origin)
        if isinstance(assembled, Question):
            return assembled
        made = await self._sequences.led_by(assembled, wanted_by(plan))
        return made if isinstance(made, Question) else await self._store(made)

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
        draft = await self._cautions.with_warnings(assembled.draft)
        await self._sequences.save(replace(assembled, draft=draft))
        return draft

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

    async def edit(self, draft_id: str, step: Step, by: Person) -> BulkDraft:
        """Make the items anew, from all records at once, with an edited step. Raises Refused.

        What follows it is made anew with it; what follows another one, with that. Returns the
        draft whose preview shows it.
        """
        async with self._locked(draft_id, by) as lead:
            everything = Assembled(lead, await self.items(lead))
            wanted = await self._sequences.wanted(lead)
            if draft_id == lead.id:
                everything = await self._assembly.rebuild(everything, step)
            else:
                wanted = [
                    replace(one, step=step) if then.draft_id == draft_id else one
                    for then, one in zip(lead.then, wanted, strict=True)
                ]
            made = await self._sequences.led_by(everything, wanted)
            if isinstance(made, Question):  # it was clear before; an edit cannot be asked about
                raise Refused(made.text)
            return await self._store(made)

    @asynccontextmanager
    async def _locked(self, draft_id: str, by: Person) -> AsyncIterator[BulkDraft]:
        """The open draft whose preview shows this one, which nobody else decides meanwhile."""
        lead_id = (await self.load(draft_id, by)).follows or draft_id
        async with self._drafts.lock(by.tenant, lead_id):
            yield await self.require_open(lead_id, by)

    async def exclude(
        self, draft_id: str, item_ids: frozenset[str], by: Person, *, out: bool
    ) -> BulkDraft:
        """Take items out of the draft, or put them back; what follows them goes with them.

        Returns the draft whose preview shows it.
        """
        async with self._locked(draft_id, by) as lead:
            changed, followers = lead, await self._sequences.followers(lead)
            if draft_id == lead.id:
                changed = await self._without(lead, item_ids, out=out)
                followers = [
                    await self._sequences.with_places(one, item_ids, out=out) for one in followers
                ]
            else:
                if not out:
                    await self._sequences.require_running(lead, item_ids)
                followers = [
                    await self._without(one, item_ids, out=out) if one.id == draft_id else one
                    for one in followers
                ]
            for one in followers:
                await self._drafts.save(one)
            shown = await self._cautions.with_warnings(covering(changed, followers))
            await self._drafts.save(shown)
            return shown

    async def _without(self, draft: BulkDraft, item_ids: frozenset[str], *, out: bool) -> BulkDraft:
        excluded = draft.excluded | item_ids if out else draft.excluded - item_ids
        changed = draft.model_copy(update={"excluded": excluded})
        return await self._assembly.refigured(changed, every_item(self._drafts, changed))

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
            draft = await self.require_open(draft_id, by)
            return await self._sequences.end(draft, OperationStatus.CANCELLED)

    async def expire(self, draft: BulkDraft) -> BulkDraft | None:
        """Mark a draft whose time is over; None when it was decided meanwhile."""
        tenant = draft.requester.person.tenant
        async with self._drafts.lock(tenant, draft.id):
            latest = await self._drafts.load(tenant, draft.id)
            if latest is None or latest.status is not OperationStatus.DRAFT:
                return None
            if await self._operations.of_draft(tenant, draft.id):
                return None
            return await self._sequences.end(latest, OperationStatus.EXPIRED)

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
            await self._confirmations.go_on(await self.load(draft_id, by), held)
            draft = await self.require_open(draft_id, by)
            if digest != draft.shown:
                raise PreviewOutOfDate(words.preview_out_of_date())
            count = draft.metadata.total_count
            if not count:
                raise Refused(words.nothing_included())
            if refusal := await self._cautions.over_limit(draft, by):
                raise refusal  # `create` looks again, once it has written all of the items
            metadata = self._assembly.metadata(draft, options) if options else draft.metadata
            operation = confirmed(draft, by, metadata, options, self._clock.now())
            if draft.timing:
                out = await taken_out(self._drafts, draft)
                operation = operation.model_copy(update=appointed(draft, self._clock.now(), out))
            terms = Terms(held, draft.supersedes, run or run_of(draft))
            if not await self._confirmations.write(draft, operation, terms):
                await self._refuse_second(by.tenant, draft_id)
        return operation

    async def then_of(self, draft: BulkDraft) -> list[BulkOperation]:
        """The operations that follow the one of this draft."""
        return await self._confirmations.then_of(draft)

    async def followers(self, draft: BulkDraft) -> list[BulkDraft]:
        """The drafts that its preview shows beside it."""
        return await self._sequences.followers(draft)

    async def leader(self, draft: BulkDraft) -> BulkDraft:
        """The draft whose preview shows it."""
        return await self._sequences.leader(draft)

    async def require_open(self, draft_id: str, by: Person) -> BulkDraft:
        """A draft that can still be decided, and by itself. Raises what says why not."""
        draft = await self.load(draft_id, by)
        if draft.follows:
            raise Refused(sequence_words.ONE_CONFIRM)
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
