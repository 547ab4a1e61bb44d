"""Which operations did the same of late, or are about to: for the warning in a preview."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_

from app.domain.kinds import OperationStatus
from app.storage.schema import operation


def same(tenant_key: str, actions: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions; what waited for its start counts from its beginning on."""
    waits = operation.c.status == OperationStatus.SCHEDULED.value
    began = func.coalesce(operation.c.begun_at, operation.c.confirmed_at)
    not_cancelled = operation.c.status != OperationStatus.CANCELLED.value
    return (
        operation.c.tenant == tenant_key,
        operation.c.actions == actions,
        or_(waits, began >= since.timestamp()),
        operation.c.status != OperationStatus.EXPIRED.value,
        or_(not_cancelled, operation.c.started_at.is_not(None)),
    )
