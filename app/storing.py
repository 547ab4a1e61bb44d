"""What a process keeps, and where: made and joined from settings."""

import os
import socket
import uuid
from dataclasses import dataclass

from app.domain.journal import DraftStore
from app.domain.ports import Clock
from app.engine.gauges import Gauges
from app.engine.lease import Lease
from app.engine.signals import Signals
from app.engine.starting import Agenda
from app.engine.tempo import Tempo
from app.roles import Role
from app.settings import Settings
from app.storage.allowance import SqlAllowances
from app.storage.appointments import SqlAppointments
from app.storage.cache import Cache
from app.storage.clock import JournalClock
from app.storage.database import Database
from app.storage.departures import SqlDepartures
from app.storage.drafts import CacheDraftStore
from app.storage.events import Changed
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
    departures: SqlDepartures

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


def storage_of(settings: Settings, role: Role, clock: Clock, signals: Signals) -> Storage:
    """The journal and the drafts, in the data folder or on Postgres."""
    settings.data.mkdir(parents=True, exist_ok=True)
    keys = parse_keys(settings.key) if settings.key else load_or_make_key(settings.data / "key")
    vault, database = Vault(keys), _database(settings)
    cache = None if settings.database_url else Cache(settings.data / "cache", vault)
    time, gauges = JournalClock(clock), Gauges(Tempo(settings.slots))
    owners = SqlOwners(database, time, database.apart)
    lease = _lease(settings, role, clock, owners, gauges)
    allowances = SqlAllowances(database, settings.allowance, time)
    operations = SqlOperationStore(
        database, vault, time.now, lambda: lease.owner, signals.decided, allowances.admit
    )
    drafts = CacheDraftStore(cache, time) if cache else SqlDraftStore(database, vault, time)
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
        agenda=_agenda(database, operations, vault, time, signals.decided, allowances),
        drafts=drafts,
        allowances=allowances,
        purge=Purge(database, vault, drafts, time.now, settings.keep_days),
        departures=SqlDepartures(database, vault, drafts, operations, time.now),
    )


def _lease(
    settings: Settings, role: Role, clock: Clock, owners: SqlOwners, gauges: Gauges
) -> Lease:
    return Lease(
        owners,
        clock,
        name=f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}",
        role=role.value,
        heartbeat=settings.heartbeat,
        measured=gauges.sizes.measured,
    )


def _agenda(
    database: Database,
    operations: SqlOperationStore,
    vault: Vault,
    time: JournalClock,
    changed: Changed,
    allowances: SqlAllowances,
) -> Agenda:
    admit = allowances.admit_start
    appointments = SqlAppointments(database, vault, time.now, operations, changed, admit)
    return Agenda(appointments, SqlSchedules(database, vault), operations)


def _database(settings: Settings) -> PostgresDatabase | SqliteDatabase:
    if settings.database_url:
        return PostgresDatabase(settings.database_url, heartbeat=settings.heartbeat)
    return SqliteDatabase(settings.data / "journal.db")
