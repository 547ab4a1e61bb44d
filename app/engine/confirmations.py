"""What a Confirm writes down: the operation, then those that follow it, each once."""

import structlog

from app.domain.errors import DraftGone
from app.domain.identity import Tenant
from app.domain.journal import NO_TERMS, DraftStore, Held, OperationStore, Terms
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.ports import Dispatcher, Slice
from app.domain.words import sequences as words
from app.engine.chunks import running_items
from app.engine.confirming import following
from app.engine.sequences import Sequences

_log = structlog.get_logger(__name__)

SLICE_ITEMS, MOST_SLICES = 200, 4
"""A slice is about so many items, and a new operation begins with so many slices at most: several
workers take part in it at once, and it does not fill the queue before anybody else's."""


class Confirmations:
    """Puts confirmed drafts into the journal."""

    def __init__(
        self,
        sequences: Sequences,
        drafts: DraftStore,
        operations: OperationStore,
        dispatcher: Dispatcher,
    ) -> None:
        self._sequences = sequences
        self._drafts = drafts
        self._operations = operations
        self._dispatcher = dispatcher

    async def write(self, draft: BulkDraft, operation: BulkOperation, terms: Terms) -> bool:
        """Write it down and set it going, and all that follows it; False when it has a run already.

        Raises what the terms do not allow, and DraftGone where something is lost.
        """
        if not await self._create(operation, draft, terms):
            return False
        if operation.status is OperationStatus.CONFIRMED:
            tenant_key, count = operation.requester.person.tenant.key, draft.metadata.total_count
            work = Slice(tenant_key=tenant_key, operation_id=operation.id)
            copies = max(1, min(MOST_SLICES, count // SLICE_ITEMS))
            await self._dispatcher.spread(work, copies)
        await self._write_then(draft, operation, terms.held)
        await self._mark_confirmed(draft)
        return True

    async def go_on(self, draft: BulkDraft, held: Held | None) -> None:
        """A crash may have come between an operation and what follows it: write that down, too."""
        tenant = draft.requester.person.tenant
        first = await self._operations.of_draft(tenant, draft.id) if draft.then else None
        if first:
            await self._write_then(draft, first, held)

    async def then_of(self, draft: BulkDraft) -> list[BulkOperation]:
        """The operations that follow the one of this draft."""
        tenant: Tenant = draft.requester.person.tenant
        found = [await self._operations.of_draft(tenant, one.draft_id) for one in draft.then]
        return [one for one in found if one is not None]

    async def _write_then(self, draft: BulkDraft, first: BulkOperation, held: Held | None) -> None:
        followers = await self._sequences.followers(draft)
        if len(followers) < len(draft.then):
            raise DraftGone(words.LOST)
        for one in followers:
            if one.metadata.total_count:
                await self._create(following(one, first), one, NO_TERMS._replace(held=held))
            await self._mark_confirmed(one)

    async def _create(self, operation: BulkOperation, draft: BulkDraft, terms: Terms) -> bool:
        """What takes the place of something that started, or was stopped, can never be confirmed."""
        try:
            items = running_items(self._drafts, draft)
            return await self._operations.create(operation, items, terms)
        except DraftGone:
            if terms.supersedes or (terms.run and terms.run.next_at is None):
                await self._sequences.end(draft, OperationStatus.EXPIRED)
            raise

    async def _mark_confirmed(self, draft: BulkDraft) -> None:
        """The journal has the run already: a cache that cannot be written changes nothing."""
        try:
            await self._drafts.save(draft.model_copy(update={"status": OperationStatus.CONFIRMED}))
        except Exception:  # noqa: BLE001 - logged with its trace; the run goes on
            _log.exception("draft_not_marked", draft=draft.id)
