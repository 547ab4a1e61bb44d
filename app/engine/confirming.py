"""The operation that a draft becomes at Confirm."""

import uuid
from datetime import datetime

from app.domain.identity import Person
from app.domain.kinds import OperationStatus
from app.domain.operation import (
    After,
    Appointment,
    BulkDraft,
    BulkExecutionOptions,
    BulkMetadata,
    BulkOperation,
)


def confirmed(
    draft: BulkDraft,
    by: Person,
    metadata: BulkMetadata,
    options: BulkExecutionOptions | None,
    now: datetime,
) -> BulkOperation:
    """A new operation that does what the draft shows, confirmed `now`."""
    return BulkOperation(
        id=uuid.uuid4().hex,
        draft_id=draft.id,
        type=draft.type,
        operation=draft.operation,
        title=draft.title,
        entity=draft.step.entity if draft.step else None,
        manner=draft.step.manner if draft.step else None,
        only_if=draft.step.only_if if draft.step else None,
        requester=draft.requester,
        conversation=draft.conversation,
        account=draft.account,
        metadata=metadata,
        options=options or BulkExecutionOptions(),
        digest=draft.digest,
        actions=draft.actions or draft.digest,
        status=OperationStatus.CONFIRMED,
        confirmed_by=by,
        confirmed_at=now,
        preview_at=draft.preview_at,
        notice_at=draft.notice_at,
    )


def following(draft: BulkDraft, first: BulkOperation) -> BulkOperation:
    """The operation that a draft becomes which follows the first one's: it waits for that one."""
    at, by = first.confirmed_at, first.confirmed_by
    waiting = confirmed(draft, by, draft.metadata, None, at)
    alone = draft.after is After.ENDED
    planned = Appointment(
        starts_at=at,
        step=draft.step if alone else None,
        reading=draft.reading,
        request=draft.request,
        first=first.id,
        after=draft.after,
    )
    update = {
        "status": OperationStatus.SCHEDULED,
        "appointment": planned,
        "preview_at": first.preview_at,
        "notice_at": None,
    }
    return waiting.model_copy(update=update)
