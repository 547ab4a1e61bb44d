"""Event rows, written in the transaction that makes them true."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, literal_column, select

from app.domain.events import Event, EventKind
from app.domain.identity import Tenant
from app.storage.database import Database
from app.storage.instants import instant
from app.storage.schema import event

Changed = Callable[[str, str], None]
"""Told the tenant key and the operation id after a commit that changed it."""

_INSERT = insert(event)


def record(
    connection: Connection,
    tenant_key: str,
    operation_id: str,
    kind: EventKind,
    at: datetime,
    data: Mapping[str, Any],
) -> None:
    """Add one event to the running transaction."""
    row = {
        "tenant": tenant_key,
        "operation": operation_id,
        "kind": kind.value,
        "at": at.timestamp(),
        "data": json.dumps(data, separators=(",", ":")),
    }
    connection.execute(_INSERT, row)


def every(
    connection: Connection, tenant_key: str, operation_id: str, kind: EventKind
) -> Sequence[Mapping[str, Any]]:
    """The data of all events of a kind, oldest first; for kinds of which there are few."""
    query = (
        select(event.c.data)
        .where(
            event.c.tenant == tenant_key,
            event.c.operation == operation_id,
            event.c.kind == literal_column(f"'{kind.value}'"),  # a small index is on some kinds
        )
        .order_by(event.c.seq)
    )
    return [json.loads(data) for data in connection.execute(query).scalars()]


class SqlEvents:
    """Reading the events of one operation, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tenant: Tenant, operation_id: str) -> Sequence[Event]:
        """All events of an operation."""
        return await self._database.tx(_of, tenant.key, operation_id)


def _of(connection: Connection, tenant_key: str, operation_id: str) -> list[Event]:
    query = (
        select(event)
        .where(event.c.tenant == tenant_key, event.c.operation == operation_id)
        .order_by(event.c.seq)
    )
    return [
        Event(
            seq=row.seq,
            tenant_key=row.tenant,
            operation_id=row.operation,
            kind=EventKind(row.kind),
            at=instant(row.at),
            data=json.loads(row.data),
        )
        for row in connection.execute(query)
    ]
