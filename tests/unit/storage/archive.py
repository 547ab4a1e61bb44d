"""A journal with what ended in it, for the tests of its purge."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Settlement
from app.domain.operation import BulkItem, BulkOperation
from app.domain.progress import Counts
from app.storage.database import Database
from app.storage.item_codec import ItemCodec
from app.storage.operations import SqlOperationStore
from app.storage.purge import Purge
from app.storage.schema import item, operation
from app.storage.sql_drafts import SqlDraftStore
from app.storage.vault import Vault
from tests.contract import journal_samples as samples
from tests.contract.journal_samples import HARBOR, mails
from tests.contract.sql_journal import MovedClock

VAULT = Vault([b"k" * 32])
DAY = 24 * 3600.0

OUTCOMES = (ItemStatus.COMPLETED, ItemStatus.FAILED, ItemStatus.IN_DOUBT, ItemStatus.SKIPPED)


class Archive:
    """A journal with what ended in it, and its purge."""

    def __init__(self, database: Database, vault: Vault = VAULT) -> None:
        self.database, self.clock = database, MovedClock()
        self.operations = SqlOperationStore(
            database, vault, self.clock.now, lambda: "me", lambda *_: None
        )
        self.drafts = SqlDraftStore(database, vault, self.clock)
        self.purge = Purge(database, vault, self.drafts, self.clock.now)

    async def run(self, items: Sequence[BulkItem], **given: Any) -> BulkOperation:
        """An operation that runs."""
        run = samples.operation(
            items, title="Thank Guest Ondrej", confirmed_at=self.clock.now(), **given
        )
        assert await self.operations.create(run, chunks(items))
        assert await self.operations.start(HARBOR, run.id)
        return run

    async def ended(self, count: int = 8, **given: Any) -> BulkOperation:
        """One that ended now, its items in every way that there is."""
        run = await self.run(mails(count), **given)
        await self.database.tx(end, run, self.clock.now().timestamp())
        return run

    async def latest(self, run: BulkOperation) -> BulkOperation:
        found = await self.operations.get(HARBOR, run.id)
        assert found is not None
        return found

    async def counts(self, run: BulkOperation) -> Counts:
        glance = await self.operations.glance(HARBOR, run.id, lambda *_: ())
        assert glance is not None
        return glance.counts

    async def stored(self, table: Any) -> bytes:
        """Everything that a table's sealed columns hold."""
        rows = await self.database.tx(lambda connection: connection.execute(select(table)).all())
        return b" ".join(one for row in rows for one in row if isinstance(one, bytes))


async def chunks(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    for start in range(0, len(items), 250):
        yield items[start : start + 250]


def end(connection: Connection, run: BulkOperation, at: float) -> None:
    """As a worker leaves it: each outcome with its sealed result."""
    codec = ItemCodec(VAULT)
    for row in connection.execute(select(item).where(item.c.operation == run.id)).all():
        status = OUTCOMES[row.position % len(OUTCOMES)]
        error = ItemError(type=ErrorType.VALIDATION, message=f"{row.item_id}@acme.example bounced")
        settled = Settlement(
            row.tenant, row.operation, "me", row.position, row.item_id, status, 0.5, error
        )
        values = {"status": status.value, "result": codec.result(settled), "finished_at": at}
        here = (item.c.operation == run.id, item.c.position == row.position)
        connection.execute(update(item).where(*here).values(**values))
    ended = {"status": OperationStatus.COMPLETED.value, "completed_at": at}
    connection.execute(update(operation).where(operation.c.id == run.id).values(**ended))


class Killed:
    """A database whose process dies before the transaction that comes `after` so many writes."""

    def __init__(self, database: Database, after: int) -> None:
        self._database = database
        self._left = after + 1  # and the look for what ended

    async def open(self) -> None:
        await self._database.open()

    async def tx(self, body: Any, *args: Any, **kwargs: Any) -> Any:
        if self._left == 0:
            raise ConnectionError("gone")
        self._left -= 1
        return await self._database.tx(body, *args, **kwargs)

    async def close(self) -> None:
        await self._database.close()
