"""The one message of an operation as it stands: waiting for its start, running, ended, never begun."""

from collections.abc import Sequence

from app.domain.kinds import OperationStatus
from app.domain.words.reader import Reader
from app.engine.progress import Look
from blocks import schedule
from blocks.message import Message
from blocks.progress import progress
from blocks.run_view import ProgressView
from blocks.summary import summary


def view_of(look: Look) -> ProgressView:
    """What the blocks are made from."""
    operation = look.operation
    return ProgressView(
        kind=operation.type,
        verb=operation.operation,
        entity=operation.entity,
        manner=operation.manner,
        progress=look.progress,
        lines=look.lines,
        reader=Reader.of(operation.requester),
        now=look.at,
        account=operation.account.name,
        pause=operation.pause,
        starts_at=operation.starts_at,
        others=not operation.conversation.private,
        kept_days=operation.kept_days,
    )


def standing(look: Look, notes: Sequence[str] = (), *, right: bool | None = None) -> Message:
    """How it stands now; `notes` are said of a start, `right` is the answer after an end."""
    reader = Reader.of(look.operation.requester).reading_at(look.at)
    if look.progress.status is OperationStatus.SCHEDULED:
        planned = look.operation.appointment
        if planned and planned.first:
            return schedule.waits(look.operation)
        return schedule.scheduled(look.operation, reader, *notes)
    if look.progress.status is OperationStatus.EXPIRED:
        return schedule.expired(look.operation, reader, look.operation.never_ran)
    view = view_of(look)
    return progress(view) if look.progress.running else summary(view, right=right)


def told_beside(look: Look) -> Message | None:
    """What is said beside a start that never came, however short it was: an edit notifies nobody."""
    if look.progress.status is not OperationStatus.EXPIRED:
        return None
    return schedule.notice(standing(look).text)
