"""The journal on a SQL database, as the contracts want it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection, Table, func, select

from app.domain.events import Event
from app.domain.identity import Tenant
from app.domain.journal import DraftStore
from app.domain.operation import BulkOperation
from app.domain.progress import Counts
from app.engine.clock import SystemClock
from app.storage.clock import JournalClock, Reading
from app.storage.database import Database
from app.storage.departures import SqlDepartures
from app.storage.events import SqlEvents
from app.storage.inbox import SqlInbox
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.owners import SqlOwners
from app.storage.schedules import SqlSchedules
from app.storage.schema import item, rate_window
from app.storage.vault import Vault
from app.storage.windows import SqlRateWindows
from tests.contract.journal_samples import NOW
from tests.contract.journal_steps import ME, tenant_of

VAULT = Vault([b"k" * 32])


class MovedClock(SystemClock):
    """A clock that stands still but for what a test moves it by."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = timedelta(0)

    def now(self) -> datetime:
        return NOW + self._passed

    def monotonic(self) -> float:
        return self._passed.total_seconds()

    def move(self, seconds: float) -> None:
        self._passed += timedelta(seconds=seconds)


class MovedJournalClock(JournalClock):
    """The journal's clock as a test moves it, also where the database has one of its own."""

    def __init__(self, clock: MovedClock) -> None:
        super().__init__(clock)
        self._moved = clock

    def read(self, connection: Connection) -> Reading:  # noqa: ARG002 - it would be asked
        return Reading(self._moved.now(), self._moved.monotonic(), 0.0)


class SqlJournal:
    """A journal on a database, as the process called `owner` has it open."""

    def __init__(
        self,
        database: Database,
        drafts: DraftStore,
        clock: MovedClock,
        owner: str = ME,
    ) -> None:
        self.database = database
        self.drafts = drafts
        self._clock = clock
        now, name = clock.now, lambda: owner
        self.inbox = SqlInbox(database, VAULT, now, name)
        self.ledger = SqlItemLedger(database, ItemCodec(VAULT), now, _nobody)
        self.operations = SqlOperationStore(database, VAULT, now, name, _nobody)
        self.owners = SqlOwners(database, MovedJournalClock(clock))
        self.windows = SqlRateWindows(database, now)
        self.schedules = SqlSchedules(database, VAULT)
        self.departures = SqlDepartures(database, VAULT, drafts, self.operations, now)

    def now(self) -> datetime:
        return self._clock.now()

    def move(self, seconds: float) -> None:
        self._clock.move(seconds)

    def of(self, owner: str) -> Self:
        return type(self)(self.database, self.drafts, self._clock, owner)

    async def counted(self, run: BulkOperation) -> Counts:
        return await self.database.tx(_counted, tenant_of(run).key, run.id)

    async def written(self) -> int:
        return await self.database.tx(_written)

    async def sealed(self, table: Table, tenant: Tenant) -> set[bytes]:
        return await self.database.tx(_sealed, table, tenant.key)

    async def held_by(self, key: str) -> dict[str, list[int]]:
        held = await self.database.tx(_held_of, key)
        return {owner: list(pair) for owner, pair in json.loads(held).items()}

    async def events(self, run: BulkOperation) -> Sequence[Event]:
        return await SqlEvents(self.database).of(tenant_of(run), run.id)


def _nobody(_tenant_key: str, _operation_id: str) -> None:
    """Nobody waits for changes here."""


def _counted(connection: Connection, tenant_key: str, operation_id: str) -> Counts:
    query = (
        select(item.c.status, func.count())
        .where(item.c.tenant == tenant_key, item.c.operation == operation_id)
        .group_by(item.c.status)
    )
    return Counts.model_validate(dict(tuple(row) for row in connection.execute(query)))


def _sealed(connection: Connection, table: Table, tenant_key: str) -> set[bytes]:
    rows = connection.execute(select(table).where(table.c.tenant == tenant_key))
    return {one for row in rows for one in row if isinstance(one, bytes) and one}


def _held_of(connection: Connection, key: str) -> str:
    query = select(rate_window.c.held).where(rate_window.c.key == key)
    return str(connection.execute(query).scalar_one())


def _written(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(item)).scalar_one()
