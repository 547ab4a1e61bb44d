"""The engine's parts as composition wires them, on real files and the real office."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.connectors.registry import Registry
from app.dispatch.memory import MemoryJobs
from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.errors import ErrorType
from app.domain.ports import Connector
from app.drafting import Kept, drafting_of
from app.engine.assembly import Assembly
from app.engine.calls import Caller
from app.engine.clock import SystemClock
from app.engine.committer import Committer
from app.engine.conditions import Conditions
from app.engine.drafts import BulkDraftManager
from app.engine.executor import BulkToolExecutor, Journal
from app.engine.finding import Finder
from app.engine.forecast import Forecaster
from app.engine.gauges import Gauges
from app.engine.lease import Lease
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.recovery import Recovery
from app.engine.resolver import Resolver
from app.engine.retry import RetryPolicy, RetryRule
from app.engine.signals import Signals
from app.engine.templates import Templates
from app.engine.tempo import Tempo
from app.storage.cache import Cache
from app.storage.clock import JournalClock
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
from tests.unit.engine.pulse import Machine, Pulse

KEY = b"k" * 32

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


@dataclass
class Parts:
    """One start of the process; `owner` is its name in the journal, `heartbeat` in seconds.

    Its heart, and what looks for others', live by `pulse`; the rest goes by the real time.

    `alone`: whoever else was an owner is lost, as on a data folder that one process holds. With a
    `url` the journal and the queue are on that Postgres.
    """

    folder: Path
    owner: str
    connector: Connector
    slots: int
    clock: HastyClock = field(default_factory=HastyClock)
    pulse: Pulse = field(default_factory=Pulse)
    most_items: int = 10_000
    heartbeat: float = 10.0
    alone: bool = True
    url: str | None = None

    def __post_init__(self) -> None:
        vault, self.signals = Vault([KEY]), Signals()
        self.database: PostgresDatabase | SqliteDatabase = (
            PostgresDatabase(self.url) if self.url else SqliteDatabase(self.folder / "journal.db")
        )
        self.time = JournalClock(self.clock)
        self.machine = Machine(self.pulse, self.clock)
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

    def _keep(self, vault: Vault, now: Callable[[], datetime]) -> None:
        self.gauges = Gauges(Tempo(self.slots))
        self.owners = SqlOwners(self.database, self.time, self.database.apart)
        self.lease = Lease(
            self.owners,
            self.machine,
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
            Caller(
                self.limiter,
                self.policy,
                self.gauges,
                self.time,
                Conditions(Finder(self.registry, 10_000)),
            ),
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
            self.machine,
            alone=self.alone,
        )

    def new_manager(self) -> BulkDraftManager:
        """A manager with locks of its own, as another process has."""
        resolver = Resolver(self.registry, self.most_items)
        day = timedelta(days=1)
        assembly = Assembly(self.registry, resolver, Templates(), self.clock, day, self.forecaster)
        kept = Kept(self.drafts, self.operations)
        return drafting_of(assembly, kept, self.dispatcher, self.clock).manager
