"""What a person should know of a draft before they confirm it, and what keeps them from it."""

from datetime import timedelta

from app.domain.allowance import Allowances, Wish
from app.domain.errors import OverLimit
from app.domain.identity import Person
from app.domain.journal import OperationStore
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.ports import Clock
from app.domain.words import engine as words
from app.domain.words.reader import Reader

RAN_BEFORE = timedelta(hours=24)
"""A run of the same actions since then is warned of in the preview."""


class Cautions:
    """Looks at drafts as they stand; without `allowances`, nobody has a limit."""

    def __init__(
        self, operations: OperationStore, clock: Clock, allowances: Allowances | None = None
    ) -> None:
        self._operations = operations
        self._clock = clock
        self._allowances = allowances

    async def with_warnings(self, draft: BulkDraft) -> BulkDraft:
        """What the person should know before they confirm, as it stands now."""
        tenant, since = draft.requester.person.tenant, self._clock.now() - RAN_BEFORE
        warnings = []
        before = await self._operations.recent(tenant, draft.actions or draft.digest, since)
        if before and not _expected(draft, before):
            warnings.append(_same(before, Reader.of(draft.requester)))
        if refusal := await self.over_limit(draft, draft.requester.person):
            warnings.append(refusal.text)
        return draft.model_copy(update={"warnings": tuple(warnings)})

    async def over_limit(self, draft: BulkDraft, by: Person) -> OverLimit | None:
        """Why so many items may not be confirmed now, if they may not."""
        if self._allowances is None:
            return None
        at_once = draft.send_at is None or draft.send_at <= self._clock.now()
        wish = Wish(draft.requester, by, draft.everything, at_once)
        return await self._allowances.refusal(wish)


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
