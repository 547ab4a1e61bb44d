"""Who shows an operation: one owner at a time, until its turn is over or it is not alive."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, update

from app.storage.alive import free_for
from app.storage.births import Ref
from app.storage.schema import operation


def publish(connection: Connection, ref: Ref, owner: str, now: datetime, seconds: float) -> bool:
    """One statement: of two that ask at once, the second sees whom the first put there."""
    free = or_(
        operation.c.publisher == owner,
        operation.c.publisher_until <= now.timestamp(),
        free_for(operation.c.publisher, owner),
    )
    here = (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
    until = now + timedelta(seconds=seconds)
    values = {"publisher": owner, "publisher_until": until.timestamp()}
    return connection.execute(update(operation).where(*here, free).values(**values)).rowcount == 1
