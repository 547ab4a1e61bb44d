"""How the parts of a process are made and joined; composition.py starts and stops them."""

import os
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.connectors.context import ConnectorContext
from app.connectors.registry import Connect, Registry
from app.dispatch.memory import MemoryJobs
from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.journal import DraftStore
from app.domain.ports import Clock, Planner
from app.engine.assembly import Assembly
from app.engine.calls import Caller
from app.engine.committer import Committer
from app.engine.drafts import BulkDraftManager
from app.engine.executor import BulkToolExecutor, Journal
from app.engine.forecast import Forecaster
from app.engine.gauges import Gauges
from app.engine.hours import SendHours
from app.engine.later import LaterDrafts
from app.engine.lease import Lease
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.rechecks import Rechecks
from app.engine.recovery import Recovery
from app.engine.recurring import RunDrafts, Runs
from app.engine.resolver import Resolver
from app.engine.retry import RetryPolicy
from app.engine.scheduler import Agenda, Scheduler
from app.engine.signals import Signals
from app.engine.templates import Templates
from app.engine.tempo import Tempo
from app.engine.vocabulary import Vocabularies
from app.roles import Role
from app.settings import Settings, SettingsError
from app.storage.allowance import SqlAllowances
from app.storage.appointments import SqlAppointments
from app.storage.cache import Cache
from app.storage.clock import JournalClock
from app.storage.database import Database
from app.storage.drafts import CacheDraftStore
from app.storage.hours import SqlZones
from app.storage.inbox import SqlInbox
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.owners import SqlOwners
from app.storage.postgres import PostgresDatabase
from app.storage.purge import Purge
from app.storage.schedules import SqlSchedules
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from app.storage.vault import Vault, load_or_make_key, parse_keys
from app.storage.windows import SqlRateWindows


@dataclass(frozen=True)
class Storage:
    """What is kept, and where; `alone`: no other process can have the journal open.

    `cache` is where drafts are, where they are not in the journal. `time` is the journal's.
    """

    alone: bool
    database: Database
    cache: Cache | None
    vault: Vault
    time: JournalClock
    lease: Lease
    gauges: Gauges
    owners: SqlOwners
    windows: SqlRateWindows
    inbox: SqlInbox
    ledger: SqlItemLedger
    operations: SqlOperationStore
    agenda: Agenda
    drafts: DraftStore
    allowances: SqlAllowances
    purge: Purge

    async def open(self) -> None:
        """Raises SchemaError, Unreachable."""
        await self.database.open()
        if self.cache:
            await self.cache.open()

    async def close(self) -> None:
        """Let go of the files and connections."""
        if self.cache:
            await self.cache.close()
        await self.database.close()


@dataclass(frozen=True)
class Engine:
    """What carries out operations."""

    dispatcher: PgQueuerDispatcher
    committer: Committer
    executor: BulkToolExecutor
    recovery: Recovery
    limiter: RateLimiter
    signals: Signals
    tracker: BulkProgressTracker
    manager: BulkDraftManager
    assembly: Assembly


@dataclass(frozen=True)
class Scheduling:
    """What starts later."""

    scheduler: Scheduler
    runs: Runs
    later: LaterDrafts


def connectors_of(
    settings: Settings, clock: Clock, connects: Sequence[Connect] | None = None
) -> Registry:
    """Every connector that is configured. Raises SettingsError for a variable of theirs."""
    zone = settings.options.get("OFFICE_ZONE", "UTC")
    context = ConnectorContext(settings.data, settings.options, clock, zone)
    try:
        return Registry.connected(context, connects)
    except ValueError as error:
        raise SettingsError(f"{error}.") from None


def storage_of(settings: Settings, role: Role, clock: Clock, signals: Signals) -> Storage:
    """The journal and the drafts, in the data folder or on Postgres."""
    settings.data.mkdir(parents=True, exist_ok=True)
    keys = parse_keys(settings.key) if settings.key else load_or_make_key(settings.data / "key")
    vault, database = Vault(keys), _database(settings)
    cache = None if settings.database_url else Cache(settings.data / "cache", vault)
    time, gauges = JournalClock(clock), Gauges(Tempo(settings.slots))
    owners = SqlOwners(database, time)
    lease = Lease(
        owners,
        clock,
        name=f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}",
        role=role.value,
        heartbeat=settings.heartbeat,
        measured=gauges.sizes.measured,
    )
    allowances = SqlAllowances(database, settings.allowance, clock)  # as operations are stamped
    operations = SqlOperationStore(
        database, vault, time.now, lambda: lease.owner, signals.decided, allowances.admit
    )
    drafts = CacheDraftStore(cache, clock) if cache else SqlDraftStore(database, vault, time)
    return Storage(
        alone=settings.database_url is None,
        database=database,
        cache=cache,
        vault=vault,
        time=time,
        lease=lease,
        gauges=gauges,
        owners=owners,
        windows=SqlRateWindows(database, time.now),
        inbox=SqlInbox(database, vault, time.now, lambda: lease.owner),
        ledger=SqlItemLedger(database, ItemCodec(vault), time.now, signals.touch),
        operations=operations,
        agenda=Agenda(
            SqlAppointments(database, vault, time.now, operations, signals.decided),
            SqlSchedules(database, vault),
            operations,
        ),
        drafts=drafts,
        allowances=allowances,
        purge=Purge(database, vault, drafts, time.now, settings.keep_days),
    )


def _database(settings: Settings) -> Database:
    if settings.database_url:
        return PostgresDatabase(settings.database_url)
    return SqliteDatabase(settings.data / "journal.db")


def engine_of(
    settings: Settings, clock: Clock, storage: Storage, registry: Registry, signals: Signals
) -> Engine:
    """The engine on that storage, with these connectors."""
    jobs = (
        PostgresJobs(settings.database_url, clock) if settings.database_url else MemoryJobs(clock)
    )
    dispatcher = PgQueuerDispatcher(jobs, clock, heartbeat=settings.heartbeat)
    limiter = RateLimiter(storage.windows, clock)
    committer = Committer(storage.ledger, storage.gauges.tempo, clock)
    forecaster = Forecaster(limiter, storage.owners, settings.slots)
    resolver = Resolver(registry, settings.max_items)
    assembly = Assembly(registry, resolver, Templates(), clock, settings.draft_lifetime, forecaster)
    executor = BulkToolExecutor(
        Journal(storage.ledger, storage.operations, committer),
        registry,
        dispatcher,
        Caller(limiter, RetryPolicy(), storage.gauges, storage.time),
        limiter,
        storage.lease,
        storage.time,
        storage.gauges,
        slots=settings.slots,
        hours=SendHours(SqlZones(storage.database, storage.time.now), clock),
    )
    return Engine(
        dispatcher=dispatcher,
        committer=committer,
        executor=executor,
        recovery=Recovery(
            storage.ledger,
            storage.operations,
            storage.owners,
            registry,
            dispatcher,
            storage.lease,
            clock,
            alone=storage.alone,
        ),
        limiter=limiter,
        signals=signals,
        tracker=BulkProgressTracker(storage.operations, registry, storage.time, forecaster),
        manager=BulkDraftManager(
            assembly,
            storage.drafts,
            storage.operations,
            dispatcher,
            clock,
            settings.approvers,
            storage.allowances,
        ),
        assembly=assembly,
    )


def scheduling_of(
    settings: Settings,
    clock: Clock,
    storage: Storage,
    engine: Engine,
    planner: Planner,
    vocabularies: Vocabularies,
) -> Scheduling:
    """What starts operations later, and prepares the runs of schedules."""
    assembly, agenda = engine.assembly, storage.agenda
    later = LaterDrafts(storage.drafts, engine.manager, assembly)
    drafts = RunDrafts(storage.drafts, engine.manager, later, storage.operations)
    runs = Runs(agenda.schedules, assembly, drafts, planner, vocabularies, clock)
    rechecks = Rechecks(assembly, agenda.appointments)
    scheduler = Scheduler(agenda, later, rechecks, runs, engine.dispatcher, clock, settings.late)
    return Scheduling(scheduler, runs, later)
