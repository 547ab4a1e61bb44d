"""How an operation ends: decided from its items' counts, in the transaction that looks."""

from datetime import datetime

from sqlalchemy import (
    Connection,
    Exists,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from app.domain.events import EventKind
from app.domain.journal import Rest
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from app.domain.transitions import sources_of
from app.storage import events
from app.storage.instants import instant
from app.storage.schema import item, operation


def _one_in(status: str) -> Exists:
    return exists(
        select(item.c.position).where(
            item.c.tenant == bindparam("of"),
            item.c.operation == bindparam("op"),
            item.c.status == literal_column(f"'{status}'"),  # so that the partial index applies
        )
    )


_OPEN_ITEM = select(1).where(or_(_one_in("pending"), _one_in("executing")))


def counts(connection: Connection, tenant_key: str, operation_id: str) -> Counts:
    """Items by status."""
    query = (
        select(item.c.status, func.count())
        .where(item.c.tenant == tenant_key, item.c.operation == operation_id)
        .group_by(item.c.status)
    )
    return Counts.model_validate(dict(tuple(row) for row in connection.execute(query)))


def move(
    connection: Connection,
    tenant_key: str,
    operation_id: str,
    new: OperationStatus,
    now: datetime,
    by: str = "",
) -> bool:
    """Move an operation where its status allows it, with the event; False where it does not."""
    here = (operation.c.tenant == tenant_key, operation.c.id == operation_id)
    old = status_of(connection, tenant_key, operation_id)
    if old not in sources_of(new):
        return False
    connection.execute(update(operation).where(*here).values(status=new.value))
    data = {"old": old, "new": new.value, "by": by}
    events.record(connection, tenant_key, operation_id, EventKind.OPERATION_STATUS, now, data)
    return True


def rest(connection: Connection, now: datetime, tenant_key: str, operation_id: str) -> Rest:
    """End the operation when nothing is pending or in flight; what is left otherwise."""
    if end_if_done(connection, now, tenant_key, operation_id):
        return Rest(ended=True)
    left = counts(connection, tenant_key, operation_id)
    return Rest(
        ended=False,
        claimable=status_of(connection, tenant_key, operation_id) is OperationStatus.EXECUTING,
        pending=left.pending,
        executing=left.executing,
        due_at=_due(connection, tenant_key, operation_id),
    )


def end_if_done(connection: Connection, now: datetime, tenant_key: str, operation_id: str) -> bool:
    """End the operation when nothing is pending or in flight; whether that is so.

    Called in the transaction that settles an item, so that there is no moment in which all items
    are done and the operation is not.
    """
    values = {"of": tenant_key, "op": operation_id}
    if connection.execute(_OPEN_ITEM, values).first():
        return False
    left = counts(connection, tenant_key, operation_id)
    ended = OperationStatus.COMPLETED if _something_done(left) else OperationStatus.FAILED
    move(connection, tenant_key, operation_id, ended, now)
    _stamp_end(connection, tenant_key, operation_id, now)
    return True


def cancel_pending(
    connection: Connection, now: datetime, tenant_key: str, operation_id: str
) -> None:
    """Cancel what waits in a cancelled operation, with the event: nothing of it runs again."""
    stopped = connection.execute(
        update(item)
        .where(
            item.c.tenant == tenant_key,
            item.c.operation == operation_id,
            item.c.status == ItemStatus.PENDING.value,
        )
        .values(status=ItemStatus.CANCELLED.value, finished_at=now.timestamp(), next_at=None)
    ).rowcount
    if stopped:
        data = {ItemStatus.CANCELLED.value: stopped}
        events.record(connection, tenant_key, operation_id, EventKind.ITEMS_CANCELLED, now, data)


def _due(connection: Connection, tenant_key: str, operation_id: str) -> datetime | None:
    """When the first pending item may be claimed; 1970 for at once."""
    earliest = select(func.min(func.coalesce(item.c.next_at, 0.0))).where(
        item.c.tenant == tenant_key,
        item.c.operation == operation_id,
        item.c.status == ItemStatus.PENDING.value,
    )
    due = connection.execute(earliest).scalar()
    return None if due is None else instant(due)


def status_of(connection: Connection, tenant_key: str, operation_id: str) -> OperationStatus | None:
    """Where an operation stands; None when it is not there."""
    here = (operation.c.tenant == tenant_key, operation.c.id == operation_id)
    status = connection.execute(select(operation.c.status).where(*here)).scalar()
    return None if status is None else OperationStatus(status)


def _something_done(left: Counts) -> bool:
    # Items in doubt may have happened, so the whole is not called failed while there are any;
    # an operation whose items were all skipped did what it should: nothing.
    return bool(left.completed or left.in_doubt or not left.failed)


def _stamp_end(connection: Connection, tenant_key: str, operation_id: str, now: datetime) -> None:
    connection.execute(
        update(operation)
        .where(
            operation.c.tenant == tenant_key,
            operation.c.id == operation_id,
            operation.c.completed_at.is_(None),
        )
        .values(completed_at=now.timestamp())
    )
