"""What must still be so when an operation comes to be, asked in the transaction that makes it so.

Each row that decides is locked until the commit: a start that begins at the same moment, a Stop of
the schedule or another Confirm comes before it, or after it and finds what it left.
"""

from sqlalchemy import Connection, select, update

from app.domain.errors import DraftGone
from app.domain.journal import RunOf, Terms
from app.domain.kinds import OperationStatus
from app.domain.words import schedule as words
from app.storage import decisions, draft_locks
from app.storage.births import Ref
from app.storage.decisions import Doing
from app.storage.schema import operation, schedule

ACTIVE = "active"
"""The status of a schedule that was not stopped."""


def require(connection: Connection, ref: Ref, terms: Terms, doing: Doing) -> None:
    """To be asked of an operation just inserted, which an error rolls back.

    Raises PreviewOutOfDate, DraftGone.
    """
    draft_locks.require(connection, terms.held)
    if terms.run:
        _require_run(connection, ref, terms.run)
    if terms.supersedes:
        _replace(connection, Ref(ref.tenant_key, terms.supersedes), ref, doing)


def _require_run(connection: Connection, ref: Ref, run: RunOf) -> None:
    query = select(schedule.c.id).where(
        schedule.c.tenant == ref.tenant_key,
        schedule.c.id == run.schedule_id,
        schedule.c.status == ACTIVE,
    )
    if run.next_at is not None:
        query = query.where(schedule.c.next_at == run.next_at.timestamp())
    if connection.execute(query.with_for_update()).first() is None:
        raise DraftGone(words.RUN_STOPPED)


def _replace(connection: Connection, old: Ref, new: Ref, doing: Doing) -> None:
    """Cancel what waits for its start; what never ran has nothing to cancel, but one place."""
    here = (operation.c.tenant == old.tenant_key, operation.c.id == old.operation_id)
    query = select(operation.c.status, operation.c.replaced_by).where(*here).with_for_update()
    row = connection.execute(query).first()
    if row is not None and row.replaced_by:
        raise DraftGone(words.REPLACED_BEFORE)
    if row is None or row.status not in _REPLACED:
        raise DraftGone(words.STARTED_BEFORE)
    connection.execute(update(operation).where(*here).values(replaced_by=new.operation_id))
    if row.status == OperationStatus.SCHEDULED.value:
        decisions.cancel(connection, old, doing)


_REPLACED = frozenset({OperationStatus.SCHEDULED.value, OperationStatus.EXPIRED.value})
"""Statuses of what never started, and never does once another one took its place."""
