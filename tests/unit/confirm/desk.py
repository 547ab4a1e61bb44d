"""Where drafts are made and confirmed: the manager on a real journal, and nobody who carries out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from app.connectors.registry import Registry
from app.domain.allowance import Allowance, Limit
from app.domain.identity import Person
from app.domain.journal import DraftStore
from app.domain.kinds import BulkType, BulkVerb, OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.ports import Slice
from app.drafting import Kept, drafting_of
from app.engine.assembly import Assembly, Origin
from app.engine.forecast import Forecaster
from app.engine.rate_limiter import RateLimiter
from app.engine.resolver import Resolver
from app.engine.templates import Templates
from app.storage.allowance import SqlAllowances
from app.storage.clock import JournalClock
from app.storage.database import Database
from app.storage.operations import SqlOperationStore
from app.storage.owners import SqlOwners
from app.storage.schema import birth, item, operation
from app.storage.sql_drafts import SqlDraftStore
from app.storage.vault import Vault
from app.storage.windows import SqlRateWindows
from tests.contract.journal_samples import conversation, mails, requester, sam
from tests.contract.sql_journal import MovedClock
from tests.unit.engine.room import office_in

VAULT = Vault([b"k" * 32])

PLENTY = Allowance(
    person=Limit(runs=1000, items=1_000_000), workspace=Limit(runs=1000, items=1_000_000)
)

LEE = Person(tenant=sam().tenant, user_id="U0LEE")
"""An approver."""


class Queue:
    """The Dispatcher port of a process that only talks: it remembers what was queued."""

    def __init__(self) -> None:
        self.spreads: list[tuple[str, int]] = []

    async def enqueue(self, work: Slice, delay: float = 0.0, *, once: bool = False) -> None:
        raise NotImplementedError("Confirm spreads")

    async def spread(self, work: Slice, copies: int) -> None:
        self.spreads.append((work.operation_id, copies))

    async def run(self, entrypoint: Callable[[Slice], Awaitable[None]]) -> None:
        raise NotImplementedError("nobody carries out here")

    def health(self) -> Mapping[str, int]:
        return {}


@dataclass
class Desk:
    """One process; desks on the same database are several."""

    database: Database
    folder: Path
    clock: MovedClock
    drafts: DraftStore
    allowance: Allowance = PLENTY

    def __post_init__(self) -> None:
        now = self.clock.now
        self.queue = Queue()
        self.allowances = SqlAllowances(self.database, self.allowance, self.clock)
        self.operations = SqlOperationStore(
            self.database, VAULT, now, lambda: "me", lambda *_: None, self.allowances.admit
        )
        limiter = RateLimiter(SqlRateWindows(self.database, now), self.clock)
        owners = SqlOwners(self.database, JournalClock(self.clock))
        self.office = office_in(self.folder)
        registry = Registry([self.office])
        assembly = Assembly(
            registry,
            Resolver(registry, 100_000),
            Templates(),
            self.clock,
            timedelta(days=1),
            Forecaster(limiter, owners),
        )
        self.drafting = drafting_of(
            assembly,
            Kept(self.drafts, self.operations),
            self.queue,
            self.clock,
            frozenset({LEE.user_id}),
            self.allowances,
        )
        self.manager = self.drafting.manager

    def another(self) -> "Desk":
        """Another process on the same database."""
        drafts = SqlDraftStore(self.database, VAULT, self.clock)
        return Desk(self.database, self.folder, self.clock, drafts, self.allowance)

    async def drafted(self, count: int = 5, draft_id: str = "draft") -> BulkDraft:
        origin = Origin(draft_id, "thank them", requester(), conversation())
        items = mails(count)
        return await self.manager.create_bulk_draft(BulkType.EMAIL, BulkVerb.SEND, items, origin)

    async def confirm(self, draft: BulkDraft, by: Person | None = None) -> BulkOperation:
        return await self.manager.execute_bulk_draft(draft.id, draft.digest, by or sam())

    async def end(self, run: BulkOperation) -> None:
        """As if it had been carried out."""
        ended = update(operation).where(operation.c.id == run.id)
        values = {"status": OperationStatus.COMPLETED.value}
        await self.database.tx(lambda c: c.execute(ended.values(**values)).rowcount)

    async def written(self) -> tuple[int, int, int]:
        """Rows of operations, items and births."""
        return await self.database.tx(_written)

    async def close(self) -> None:
        await self.office.close()


def _written(connection: Any) -> tuple[int, int, int]:
    operations, items, births = (
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (operation, item, birth)
    )
    return operations, items, births
