"""The engine as composition wires it, on real files and the real office, without Slack.

A Room is one start of the process. Rooms opened on the same folder share its journal and its
office, as a process and its successor do.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.connectors.office import Office, OfficeSettings
from app.connectors.registry import Registry
from app.dispatch.memory import MemoryJobs
from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.errors import ErrorType
from app.domain.identity import Tenant
from app.domain.journal import Choose, DoubtAnswer, Pick
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimRequest, Turn
from app.domain.operation import BulkItem, BulkOperation
from app.domain.ports import Connector, Slice
from app.domain.progress import Counts, ItemLine
from app.engine.assembly import Assembly
from app.engine.calls import Caller
from app.engine.clock import SystemClock
from app.engine.committer import Committer
from app.engine.drafts import BulkDraftManager
from app.engine.executor import BulkToolExecutor, Journal
from app.engine.forecast import Forecaster
from app.engine.gauges import Gauges
from app.engine.lease import Lease
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.recovery import Recovery
from app.engine.resolver import Resolver
from app.engine.retry import RetryPolicy, RetryRule
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.engine.templates import Templates
from app.engine.tempo import Tempo
from app.storage.cache import Cache
from app.storage.clock import JournalClock
from app.storage.database import Database
from app.storage.drafts import CacheDraftStore
from app.storage.events import SqlEvents
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.owners import SqlOwners
from app.storage.postgres import PostgresDatabase
from app.storage.sqlite import SqliteDatabase
from app.storage.vault import Vault
from app.storage.windows import SqlRateWindows
from tests.contract.journal_samples import sam
from tests.contract.journal_steps import in_chunks

KEY = b"k" * 32

WITHIN = 20.0
"""Seconds after which a test that waits has failed; none should come near it."""

HASTY = {
    ErrorType.RATE_LIMIT: RetryRule(attempts=20, base=0, longest=0),
    ErrorType.NETWORK: RetryRule(attempts=4, base=0, longest=0),
    ErrorType.VALIDATION: RetryRule(attempts=1, base=0, longest=0),
    ErrorType.PERMISSION: RetryRule(attempts=1, base=0, longest=0),
    ErrorType.UNKNOWN: RetryRule(attempts=1, base=0, longest=0),
}
"""The retry rules without their waits."""


class HastyClock(SystemClock):
    """The real time, but no wait is longer than a moment."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))


class Standstill(SystemClock):
    """The clock that a lease goes by, of a process that can be stopped for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.stopped


@dataclass
class Room:
    """One start of the process; `owner` is its name in the journal, `heartbeat` in seconds.

    `alone`: whoever else was an owner is lost, as on a data folder that one process holds. With a
    `url` the journal and the queue are on that Postgres.
    """

    folder: Path
    owner: str
    connector: Connector
    slots: int
    clock: HastyClock = field(default_factory=HastyClock)
    pulse: Standstill = field(default_factory=Standstill)
    most_items: int = 10_000
    heartbeat: float = 10.0
    alone: bool = True
    url: str | None = None

    def __post_init__(self) -> None:
        vault, self.signals = Vault([KEY]), Signals()
        self.database: Database = (
            PostgresDatabase(self.url) if self.url else SqliteDatabase(self.folder / "journal.db")
        )
        self.time = JournalClock(self.clock)
        self.cache = Cache(
            self.folder / f"cache-{self.owner}" if self.url else self.folder / "cache", vault
        )
        self._keep(vault, self.time.now)
        self.drafts = CacheDraftStore(self.cache, self.clock)
        self.events = SqlEvents(self.database)
        self.registry = Registry([self.connector])
        jobs = PostgresJobs(self.url, self.clock) if self.url else MemoryJobs(self.clock)
        self.dispatcher = PgQueuerDispatcher(jobs, self.clock, hold=0.05)
        self.policy = RetryPolicy(HASTY, random.Random(7))  # noqa: S311 - the same waits each time
        self._carry_out()
        self.forecaster = Forecaster(self.limiter, self.owners)
        self.tracker = BulkProgressTracker(
            self.operations, self.registry, self.time, self.forecaster
        )
        self.manager = self.new_manager()
        self._workers = TaskKeeper()
        self._vanished = False

    def _keep(self, vault: Vault, now: Callable[[], datetime]) -> None:
        self.gauges = Gauges(Tempo(self.slots))
        self.owners = SqlOwners(self.database, self.time)
        self.lease = Lease(
            self.owners,
            self.pulse,
            name=self.owner,
            role="run",
            heartbeat=self.heartbeat,
            measured=self.gauges.sizes.measured,
        )
        self.windows = SqlRateWindows(self.database, now)
        self.ledger = SqlItemLedger(self.database, ItemCodec(vault), now, self.signals.touch)
        self.operations = SqlOperationStore(
            self.database, vault, now, lambda: self.lease.owner, self.signals.decided
        )

    def _carry_out(self) -> None:
        self.limiter = RateLimiter(self.windows, self.clock)
        self.committer = Committer(self.ledger, self.gauges.tempo, self.clock)
        self.executor = BulkToolExecutor(
            Journal(self.ledger, self.operations, self.committer),
            self.registry,
            self.dispatcher,
            Caller(self.limiter, self.policy, self.gauges, self.time),
            self.limiter,
            self.lease,
            self.time,
            self.gauges,
            slots=self.slots,
        )
        self.signals.tell(self.executor.decided)
        self.recovery = Recovery(
            self.ledger,
            self.operations,
            self.owners,
            self.registry,
            self.dispatcher,
            self.lease,
            self.clock,
            alone=self.alone,
        )

    def new_manager(self) -> BulkDraftManager:
        """A manager with locks of its own, as another process has."""
        resolver = Resolver(self.registry, self.most_items)
        day = timedelta(days=1)
        assembly = Assembly(self.registry, resolver, Templates(), self.clock, day, self.forecaster)
        return BulkDraftManager(assembly, self.drafts, self.operations, self.dispatcher, self.clock)

    async def open(self) -> None:
        await self.database.open()
        await self.cache.open()
        await self.lease.begin()

    def work(self, *, beat: bool = True) -> None:
        """Let workers run from here on."""
        if beat:
            self._workers.start("heartbeat", self.lease.run())
        self._workers.start("committer", self.committer.run())
        self._workers.start("dispatcher", self.dispatcher.run(self.executor.run_slice))

    def watch(self) -> None:
        """Look for owners that fell silent, and for what lies there."""
        self._workers.start("take-over", self.recovery.watch())
        self._workers.start("sweeper", self.recovery.sweep(lambda _run: None))

    async def vanish(self) -> None:
        """What a kill does: everything ends where it stands, and nothing more is written."""
        await self._workers.stop()
        await self.executor.stop(0)
        self._vanished = True

    async def close(self, drain: float = WITHIN) -> None:
        if not self._vanished and await self.executor.stop(drain):
            await self.lease.end()
        await self._workers.stop()
        await self.dispatcher.close()
        await self.cache.close()
        await self.database.close()

    async def confirm(self, items: Sequence[BulkItem], operation: BulkOperation) -> BulkOperation:
        """What a Confirm does: the journal has it, and a worker will come."""
        assert await self.create(operation, items)
        await self.queue(operation)
        return operation

    async def create(self, operation: BulkOperation, items: Sequence[BulkItem]) -> bool:
        """The journal has it, and nobody comes yet."""
        return await self.operations.create(operation, in_chunks(items))

    async def left_by_a_kill(
        self, operation: BulkOperation, items: Sequence[BulkItem], claimed: int
    ) -> None:
        """Leave the journal as a process does that dies with so many items in flight."""
        assert await self.create(operation, items)
        assert await self.operations.start(tenant_of(operation), operation.id)
        request = ClaimRequest(tenant_of(operation).key, operation.id, self.lease.owner, claimed)
        [granted] = await self.ledger.turn(Turn(claims=[request]))
        assert len(granted.items) == claimed

    def slice_of(self, operation: BulkOperation) -> Slice:
        return Slice(tenant_key=tenant_of(operation).key, operation_id=operation.id)

    async def queue(self, operation: BulkOperation) -> None:
        await self.dispatcher.enqueue(self.slice_of(operation))

    async def retry(self, operation: BulkOperation) -> int:
        """Press Retry Failed."""
        again = await self.operations.retry_failed(tenant_of(operation), operation.id, sam())
        await self.queue(operation)
        return again

    async def answer(self, operation: BulkOperation, answer: DoubtAnswer) -> int:
        """Answer for all items in doubt."""
        tenant = tenant_of(operation)
        decided = await self.operations.decide(tenant, operation.id, None, answer, sam())
        await self.queue(operation)
        return decided

    async def counts(self, operation: BulkOperation) -> Counts:
        return (await self.tracker.look(tenant_of(operation), operation.id)).progress.counts

    async def lines(
        self, operation: BulkOperation, status: ItemStatus | None = None
    ) -> list[ItemLine]:
        look = await self.tracker.look(tenant_of(operation), operation.id, everything(status))
        return list(look.lines)

    async def ended(self, operation: BulkOperation) -> BulkOperation:
        """Wait until the operation ended, with nothing in flight."""
        return await self.until(operation, lambda counts, done: done and not counts.executing)

    async def until(
        self, operation: BulkOperation, holds: Callable[[Counts, bool], bool]
    ) -> BulkOperation:
        """Wait until something holds of the counts and of whether it ended."""
        tenant = tenant_of(operation)
        watch = self.signals.watch(tenant.key, operation.id)
        try:
            async with asyncio.timeout(WITHIN):
                while True:
                    look = await self.tracker.look(tenant, operation.id)
                    if holds(look.progress.counts, look.operation.completed_at is not None):
                        return look.operation
                    await watch.changed()
        finally:
            watch.close()


def everything(status: ItemStatus | None) -> Choose:
    """Picks all items in a status; None for all there are."""
    return lambda *_: [Pick(status=status, limit=100_000)]


def tenant_of(operation: BulkOperation) -> Tenant:
    return operation.requester.person.tenant


def office_in(folder: Path, **given: Any) -> Office:
    """An office on the folder's files; the settings are OfficeSettings'."""
    settings = OfficeSettings(path=folder / "office.db", outbox=folder / "outbox", **given)
    clock = SystemClock()
    return Office(settings, now=clock.now, sleep=clock.sleep)


@asynccontextmanager
async def opened(
    folder: Path,
    connector: Connector,
    *,
    owner: str = "first",
    slots: int = 50,
    work: bool = True,
    **given: Any,
) -> AsyncIterator[Room]:
    """A room, closed in the end; with `work`, its workers run."""
    room = Room(folder, owner, connector, slots, **given)
    await room.open()
    if work:
        room.work()
    try:
        yield room
    finally:
        await room.close()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again until something holds; a test that never sees it fails."""
    async with asyncio.timeout(WITHIN):
        while not await holds():  # noqa: ASYNC110 - a file, not an event
            await asyncio.sleep(0.002)
