"""The only place that constructs a process, and starts and stops its tasks; wiring.py has the parts."""

import fcntl
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from app.connectors.registry import Connect
from app.domain.operation import BulkOperation
from app.domain.ports import Clock
from app.engine.clock import SystemClock
from app.engine.revising import Revisions
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.engine.vocabulary import Vocabularies
from app.links import Link, link_for
from app.planning.following import RulesFollowUps
from app.planning.planner import RulesPlanner
from app.roles import Role
from app.settings import Settings, SettingsError
from app.slack import answers, edits, fallback, lists, operations, requests, schedules, uninstalled
from app.slack import drafts as draft_buttons
from app.slack.asking import Asking, Mind
from app.slack.files import SlackFiles
from app.slack.gateway import SlackGateway
from app.slack.inbox import InboxProcessor
from app.slack.pace import Pace
from app.slack.people import People
from app.slack.previews import Previews
from app.slack.roster import SlackRoster
from app.slack.runs import RunMessages
from app.slack.services import Services
from app.slack.starts import Starts
from app.slack.throttling import retry_handlers
from app.storing import storage_of
from app.wiring import Shared, connectors_of, engine_of, planner_of, scheduling_of

_log = structlog.get_logger(__name__)

SURFACES = (
    requests,
    answers,
    draft_buttons,
    edits,
    lists,
    operations,
    schedules,
    uninstalled,
    fallback,
)

DAY = 24 * 3600.0


class Application:
    """Everything of one process; `start` and `stop` it, or use it as a context manager.

    `role` says what it does. `connections` and `ping` (seconds) are of Socket Mode, `pace` is how
    fast it goes with Slack, and `connects` makes the connectors where they are not discovered.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        role: Role = Role.RUN,
        connections: int = 2,
        ping: float = 10.0,
        pace: Pace | None = None,
        connects: Sequence[Connect] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.role = role
        self.pace = pace or Pace()
        self.registry = connectors_of(settings, self.clock, connects)
        signals = Signals()
        self.storage = storage_of(settings, role, self.clock, signals)
        client = _client(settings, self.pace)
        shared = Shared(SlackFiles(client), SlackRoster(client))
        self.engine = engine_of(settings, self.clock, self.storage, self.registry, signals, shared)
        signals.tell(self.engine.executor.decided)
        signals.tell(self.engine.dispatcher.announce)
        self.tasks = TaskKeeper()
        self._workers = TaskKeeper()
        self._lock: IO[str] | None = None
        if role.talks:
            self._talk(connections, ping)

    def _talk(self, connections: int, ping: float) -> None:
        self.bolt = _bolt(self.settings, self.pace)
        self.services = self._services()
        for surface in SURFACES:
            surface.register(self.bolt, self.services)
        self.link: Link = link_for(self.bolt, self.settings, connections, ping)

    def _services(self) -> Services:
        engine, storage, clock = self.engine, self.storage, self.storage.time
        gateway = SlackGateway(self.bolt.client, engine.limiter, self.pace, clock)
        people = People(gateway, clock, self.pace.known)
        previews = Previews(engine.manager, gateway, clock)
        rules, words = RulesPlanner(), Vocabularies(self.registry, clock)
        planner = planner_of(self.settings, rules)
        drafting = engine.drafting
        revisions = Revisions(
            drafting.manager,
            drafting.assembly,
            drafting.sequences,
            drafting.cautions,
            storage.drafts,
        )
        changes, uploads = RulesFollowUps(), engine.uploads
        mind = Mind(planner, changes, words, engine.manager, revisions, storage.drafts, uploads)
        scheduling = scheduling_of(self.settings, storage, engine, rules, words)
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
            agenda=storage.agenda,
            scheduler=scheduling.scheduler,
            schedule_runs=scheduling.runs,
            later=scheduling.later,
            departures=storage.departures,
            pace=self.pace,
        )

    async def start(self) -> None:
        """Open what is kept, take up what dead processes left, then let deliveries in.

        Raises SettingsError when another process holds the data folder.
        """
        try:
            if self.storage.alone:
                self._lock = _only_one(self.settings.data)
            await self.storage.open()
            await self.storage.lease.begin()
            await self._begin()
        except BaseException:
            await self.stop()
            raise

    async def _begin(self) -> None:
        engine, recovery = self.engine, self.engine.recovery
        self._workers.start("heartbeat", self.storage.lease.run())
        self._workers.start("committer", engine.committer.run())
        for operation in await recovery.run():
            self._found(operation)
        self._workers.start("take-over", recovery.watch())
        self._workers.start("sweeper", recovery.sweep(self._found))
        self._workers.start("purge", self._purge_daily())
        if self.role.works:
            work = engine.dispatcher.run(engine.executor.run_slice, engine.executor.decided)
            self._workers.start("dispatcher", work)
        if self.role.talks:
            await self._begin_to_talk()
        _log.info("started", role=self.role.value, transport=self.settings.transport.value)

    async def _begin_to_talk(self) -> None:
        self._workers.start("expiry", draft_buttons.watch_expiry(self.services, self.pace))
        self._workers.start("inbox", self._take_up_deliveries())
        starts = Starts(self.services)
        self._workers.start("scheduler", self.services.scheduler.run(starts))
        await self.services.inbox.resume()
        await self.link.open()

    def _found(self, operation: BulkOperation) -> None:
        """An operation is open, or its end was not shown: whoever talks keeps its message true."""
        if self.role.talks:
            self.services.runs.take_up(operation)

    async def _take_up_deliveries(self) -> None:
        """Work on what another process acknowledged and did not live to do."""
        while True:
            await self.clock.sleep(self.settings.heartbeat)
            try:
                await self.services.inbox.resume()
            except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                _log.exception("inbox_failed")

    async def _purge_daily(self) -> None:
        while True:
            await self.storage.purge.run_once()
            await self.clock.sleep(DAY)

    async def stop(self) -> None:
        """Let nothing more in, end what is in flight and record it, then close."""
        if self.role.talks:
            await self.link.close()
        drained = await self.engine.executor.stop(self.settings.drain_seconds)
        await self.tasks.drain(self.pace.stop)
        await self.tasks.stop()
        await self._workers.stop()
        if drained:
            await self.storage.lease.end()
        await self.engine.dispatcher.close()
        await self.registry.close()
        await self.storage.close()
        if self._lock:
            self._lock.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


def _client(settings: Settings, pace: Pace) -> AsyncWebClient:
    return AsyncWebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        timeout=pace.call,  # type: ignore[arg-type]  # handed to aiohttp, which takes fractions
        retry_handlers=[*retry_handlers()],
    )


def _bolt(settings: Settings, pace: Pace) -> AsyncApp:
    return AsyncApp(
        client=_client(settings, pace),
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
