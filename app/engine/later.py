"""Drafts of what runs later: kept as they are made, confirmed as schedules."""

from collections.abc import Awaitable, Callable

from app.domain.digests import digest_at
from app.domain.errors import NotYours, PreviewOutOfDate, Refused
from app.domain.identity import Person
from app.domain.journal import DraftStore, Held
from app.domain.kinds import BulkVerb, OperationStatus
from app.domain.operation import BulkDraft
from app.domain.words import engine as engine_words
from app.domain.words import schedule as words
from app.engine.assembly import Assembled
from app.engine.cautions import Cautions
from app.engine.drafts import BulkDraftManager


class LaterDrafts:
    """Beside the manager: what only drafts with a time know."""

    def __init__(self, drafts: DraftStore, manager: BulkDraftManager, cautions: Cautions) -> None:
        self._cautions = cautions
        self._drafts = drafts
        self._manager = manager

    async def keep(self, assembled: Assembled) -> BulkDraft:
        """Store a draft that was made by itself; one of that id that is there already stays."""
        draft = assembled.draft
        tenant = draft.requester.person.tenant
        async with self._drafts.lock(tenant, draft.id):
            there = await self._drafts.load(tenant, draft.id)
            if there is None:
                draft = await self._cautions.with_warnings(draft)
                await self._drafts.save(draft, assembled.items)
        return there or draft

    async def agree(
        self,
        draft_id: str,
        digest: str,
        by: Person,
        keep: Callable[[BulkDraft, Held | None], Awaitable[None]],
    ) -> BulkDraft:
        """Confirm the draft of a schedule, which `keep` writes down while the lock holds.

        Raises what says why not.
        """
        async with self._drafts.lock(by.tenant, draft_id) as held:
            draft = await self._manager.require_open(draft_id, by)
            if draft.status is OperationStatus.CONFIRMED:
                raise Refused(words.SCHEDULED_ALREADY)
            if digest != draft.digest:
                raise PreviewOutOfDate(engine_words.preview_out_of_date())
            await keep(draft, held)
            confirmed = draft.model_copy(update={"status": OperationStatus.CONFIRMED})
            await self._drafts.save(confirmed)
        return confirmed

    async def allow(self, draft_id: str, most: int | None, by: Person) -> BulkDraft:
        """Let the runs of a schedule run without asking, up to so many items (None: ask).

        Raises NotYours for anybody but its owner, and for deletes, which always ask.
        """
        async with self._drafts.lock(by.tenant, draft_id):
            draft = await self._manager.require_open(draft_id, by)
            if by != draft.requester.person:
                raise NotYours(words.only_owner(draft.requester.name))
            if draft.operation is BulkVerb.DELETE and most is not None:
                raise NotYours(words.DELETES_ASK)
            changed = draft.model_copy(update={"without_asking": most})
            digest = digest_at(changed.actions or changed.digest, changed.agreed)
            changed = changed.model_copy(update={"digest": digest})
            await self._drafts.save(changed)
        return changed
