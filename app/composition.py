"""The only place that constructs adapters, wires them, and starts and stops tasks."""

import fcntl
import logging
import os
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import structlog
from aiohttp import ClientConnectorError
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from app.connectors.context import ConnectorContext
from app.connectors.registry import Connect, Registry
from app.dispatch.in_process import InProcessDispatcher
from app.domain.ports import Clock
from app.engine.assembly import Assembly
from app.engine.calls import Caller
from app.engine.clock import SystemClock
from app.engine.committer import Committer
from app.engine.drafts import BulkDraftManager
from app.engine.executor import BulkToolExecutor, Journal
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.recovery import Recovery
from app.engine.resolver import Resolver
from app.engine.retry import RetryPolicy
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.engine.templates import Templates
from app.engine.vocabulary import Vocabularies
from app.links import Link, link_for
from app.planning.planner import RulesPlanner
from app.settings import Settings, SettingsError
from app.slack import answers, edits, fallback, lists, operations, requests
from app.slack import drafts as draft_buttons
from app.slack.asking import Asking, Mind
from app.slack.gateway import SlackGateway
from app.slack.inbox import InboxProcessor
from app.slack.pace import Pace
from app.slack.people import People
from app.slack.previews import Previews
from app.slack.runs import RunMessages
from app.slack.services import Services
from app.storage.cache import Cache
from app.storage.database import Database
from app.storage.drafts import CacheDraftStore
from app.storage.inbox import SqlInbox
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.vault import Vault, load_or_make_key, parse_keys

_log = structlog.get_logger(__name__)

SURFACES = (requests, answers, draft_buttons, edits, lists, operations, fallback)


@dataclass(frozen=True)
class Storage:
    """What is kept, and where."""

    database: Database
    cache: Cache
    vault: Vault
    inbox: SqlInbox
    ledger: SqlItemLedger
    operations: SqlOperationStore
    drafts: CacheDraftStore


@dataclass(frozen=True)
class Engine:
    """What carries out operations."""

    dispatcher: InProcessDispatcher
    committer: Committer
    executor: BulkToolExecutor
    recovery: Recovery
    limiter: RateLimiter
    signals: Signals
    tracker: BulkProgressTracker
    manager: BulkDraftManager


class Application:
    """Everything of one process; `start` and `stop` it, or use it as a context manager.

    `connections` and `ping` (seconds) are of Socket Mode, `pace` is how fast it goes with Slack,
    and `connects` makes the connectors where they are not to be discovered.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        connections: int = 2,
        ping: float = 10.0,
        pace: Pace | None = None,
        connects: Sequence[Connect] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.pace = pace or Pace()
        self.registry = connectors_of(settings, self.clock, connects)
        signals = Signals()
        self.storage = _storage(settings, self.clock, signals)
        self.engine = _engine(settings, self.clock, self.storage, self.registry, signals)
        self.tasks = TaskKeeper()
        self._workers = TaskKeeper()
        self.bolt = _bolt(settings, self.pace)
        self.services = self._services()
        for surface in SURFACES:
            surface.register(self.bolt, self.services)
        self.link: Link = link_for(self.bolt, settings, connections, ping)
        self._lock: IO[str] | None = None

    def _services(self) -> Services:
        engine, storage, clock = self.engine, self.storage, self.clock
        gateway = SlackGateway(self.bolt.client, engine.limiter, self.pace, clock)
        people = People(gateway, clock, self.pace.known)
        previews = Previews(engine.manager, gateway, clock)
        mind = Mind(
            RulesPlanner(), Vocabularies(self.registry, clock), engine.manager, storage.drafts
        )
        return Services(
            inbox=InboxProcessor(storage.inbox, gateway, self.tasks, clock),
            gateway=gateway,
            people=people,
            asking=Asking(mind, gateway, people, previews, clock),
            previews=previews,
            runs=RunMessages(
                engine.tracker,
                storage.operations,
                gateway,
                engine.signals,
                self.tasks,
                clock,
                self.pace,
            ),
            drafts=engine.manager,
            operations=storage.operations,
            tracker=engine.tracker,
            dispatcher=engine.dispatcher,
            tasks=self.tasks,
            clock=clock,
        )

    async def start(self) -> None:
        """Open what is kept, take up what a restart left, then let deliveries in.

        Raises SettingsError when another process holds the data folder.
        """
        try:
            self._lock = _only_one(self.settings.data)
            await self._begin()
        except BaseException:
            await self.stop()
            raise

    async def _begin(self) -> None:
        await self.storage.database.open()
        await self.storage.cache.open()
        self._workers.start("committer", self.engine.committer.run())
        for operation in await self.engine.recovery.run():
            self.services.runs.follow(operation)
        self._workers.start(
            "dispatcher", self.engine.dispatcher.run(self.engine.executor.run_slice)
        )
        self._workers.start("sweeper", self.engine.recovery.sweep(self.services.runs.take_up))
        self._workers.start("expiry", draft_buttons.watch_expiry(self.services, self.pace))
        await self.services.inbox.resume()
        await self.link.open()
        _log.info("started", transport=self.settings.transport.value)

    async def stop(self) -> None:
        """Let nothing more in, end what is in flight and record it, then close."""
        await self.link.close()
        await self.engine.executor.stop(self.settings.drain_seconds)
        await self.tasks.drain(self.pace.stop)
        await self.tasks.stop()
        await self._workers.stop()
        await self.registry.close()
        await self.storage.cache.close()
        await self.storage.database.close()
        if self._lock:
            self._lock.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


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


def _storage(settings: Settings, clock: Clock, signals: Signals) -> Storage:
    settings.data.mkdir(parents=True, exist_ok=True)
    keys = parse_keys(settings.key) if settings.key else load_or_make_key(settings.data / "key")
    vault = Vault(keys)
    database = Database(settings.data / "journal.db")
    cache = Cache(settings.data / "cache", vault)
    return Storage(
        database=database,
        cache=cache,
        vault=vault,
        inbox=SqlInbox(database, vault, clock.now),
        ledger=SqlItemLedger(database, ItemCodec(vault), clock.now, signals.touch),
        operations=SqlOperationStore(database, vault, clock.now, signals.touch),
        drafts=CacheDraftStore(cache, clock),
    )


def _engine(
    settings: Settings, clock: Clock, storage: Storage, registry: Registry, signals: Signals
) -> Engine:
    owner = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    dispatcher, limiter = InProcessDispatcher(clock), RateLimiter(clock)
    committer = Committer(storage.ledger)
    resolver = Resolver(registry, settings.max_items)
    assembly = Assembly(
        registry, resolver, Templates(), clock, settings.draft_lifetime, settings.slots
    )
    return Engine(
        dispatcher=dispatcher,
        committer=committer,
        executor=BulkToolExecutor(
            Journal(storage.ledger, storage.operations, committer),
            registry,
            dispatcher,
            Caller(committer, limiter, RetryPolicy(), clock),
            limiter,
            clock,
            owner=owner,
            slots=settings.slots,
        ),
        recovery=Recovery(storage.ledger, storage.operations, registry, dispatcher, clock, owner),
        limiter=limiter,
        signals=signals,
        tracker=BulkProgressTracker(storage.operations, registry, clock),
        manager=BulkDraftManager(
            assembly, storage.drafts, storage.operations, dispatcher, clock, settings.approvers
        ),
    )


def _bolt(settings: Settings, pace: Pace) -> AsyncApp:
    client = AsyncWebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        timeout=pace.call,  # type: ignore[arg-type]  # handed to aiohttp, which takes fractions
        retry_handlers=[
            # Only where no connection came about: after that, the message may have been posted.
            AsyncConnectionErrorRetryHandler(max_retry_count=2, error_types=[ClientConnectorError]),
            AsyncRateLimitErrorRetryHandler(max_retry_count=5),
        ],
    )
    return AsyncApp(
        client=client,
        signing_secret=settings.signing_secret,
        request_verification_enabled=bool(settings.signing_secret),
        logger=logging.getLogger("slack_bolt"),
    )


def _only_one(data: Path) -> IO[str]:
    """Hold the data folder: a second process on it would take this one's items for lost."""
    file = (data / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise SettingsError(
            f"BULKHEAD_DATA: Bulkhead already runs on {data}. Stop it, or use another folder."
        ) from None
    return file
