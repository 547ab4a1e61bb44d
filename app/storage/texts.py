"""Texts of operations that ended, and their removal.

Who did what kind of thing to how many, each item's outcome and the events stay; texts, targets and
values go. In chunks, each a transaction: whatever else is to be written waits for one of them at
most, and a removal that was cut off goes on where it stopped.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Row, select, text, update

from app.storage.births import Ref
from app.storage.database import Database
from app.storage.item_codec import REMOVED
from app.storage.operation_codec import OperationCodec
from app.storage.schema import item, operation
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

AT_ONCE = 1000
"""Rows that one transaction changes."""

TEXTS_LEFT = text("(purged IS NULL OR purged < total)")  # as the index operation_kept has it


class Texts:
    """Removes the texts of operations."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._codec = OperationCodec(vault)

    async def remove(self, ref: Ref, kept_days: int, *still: ColumnElement[bool]) -> int:
        """Remove those of an operation of which that is `still` so; how many items had some.

        `kept_days` is after how many days that is said to be: none, where its workspace left.
        """
        await self._database.tx(self._begin, ref, kept_days, still)
        removed = 0
        while some := await self._database.tx(_texts_of_some, ref):
            removed += some
        return removed

    def _begin(
        self,
        connection: Connection,
        ref: Ref,
        kept_days: int,
        still: Sequence[ColumnElement[bool]],
    ) -> None:
        """From here on nothing of it can run again; unless somebody did that just before."""
        unbegun = (*here(ref), operation.c.purged.is_(None), *still)
        row = connection.execute(select(operation).where(*unbegun).with_for_update()).first()
        if row is None:
            return
        sealed = self._head(row, kept_days)
        values = {"purged": 0, "pause": None, "never_ran": None, "sealed": sealed}
        connection.execute(update(operation).where(*here(ref)).values(**values))

    def _head(self, row: Row[Any], kept_days: int) -> bytes:
        try:
            return self._codec.without_texts(row, kept_days)
        except VaultError:  # sealed with a key that is gone: nobody reads it
            _log.warning("operation_unreadable", operation=row.id)
            return bytes(row.sealed)


def here(ref: Ref) -> tuple[ColumnElement[bool], ...]:
    """That operation."""
    return (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)


def _texts_of_some(connection: Connection, ref: Ref) -> int:
    """Remove the texts of the next items of an operation whose removal began; how many."""
    purged = select(operation.c.purged, operation.c.total).where(*here(ref)).with_for_update()
    row = connection.execute(purged).first()
    if row is None or row.purged is None or row.purged >= row.total:
        return 0
    upto = min(row.total, row.purged + AT_ONCE)
    some = (item.c.position >= row.purged, item.c.position < upto)
    connection.execute(
        update(item)
        .where(item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id, *some)
        .values(sealed=REMOVED, result=None, prepared=None)
    )
    connection.execute(update(operation).where(*here(ref)).values(purged=upto))
    return int(upto - row.purged)
