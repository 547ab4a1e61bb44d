"""How the parts of a process are made and joined; composition.py starts and stops them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.connectors.context import ConnectorContext
from app.connectors.registry import Connect, Registry
from app.dispatch.memory import MemoryJobs
from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.files import Files
from app.domain.ports import Clock, Planner
from app.domain.roster import Roster
from app.drafting import Drafting, Kept, drafting_of
from app.engine.assembly import Assembly
from app.engine.calls import Caller
from app.engine.committer import Committer
from app.engine.conditions import Conditions
from app.engine.drafts import BulkDraftManager
from app.engine.executor import BulkToolExecutor, Journal
from app.engine.finding import Finder
from app.engine.forecast import Forecaster
from app.engine.hours import SendHours
from app.engine.later import LaterDrafts
from app.engine.preparing import Preparing
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.rechecks import Rechecks
from app.engine.recovery import Recovery
from app.engine.recurring import RunDrafts, Runs
from app.engine.resolver import Resolver
from app.engine.retry import RetryPolicy
from app.engine.scheduler import Scheduler
from app.engine.signals import Signals
from app.engine.starting import Starting
from app.engine.templates import Templates
from app.engine.uploads import Uploads
from app.engine.vocabulary import Vocabularies
from app.settings import Settings, SettingsError
from app.storage.hours import SqlZones
from app.storing import Storage


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
    drafting: Drafting
    uploads: Uploads

    @property
    def manager(self) -> BulkDraftManager:
        """The drafts of all tenants."""
        return self.drafting.manager


@dataclass(frozen=True)
class Shared:
    """What Slack can be asked for as a source: shared files, and who is where."""

    files: Files | None = None
    roster: Roster | None = None


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


def engine_of(
    settings: Settings,
    clock: Clock,
    storage: Storage,
    registry: Registry,
    signals: Signals,
    shared: Shared | None = None,
) -> Engine:
    """The engine on that storage, with these connectors; without `shared` nothing of Slack is a source."""
    dispatcher = PgQueuerDispatcher(_jobs(settings, clock), clock, heartbeat=settings.heartbeat)
    limiter = RateLimiter(storage.windows, clock)
    committer = Committer(storage.ledger, storage.gauges.tempo, clock)
    forecaster = Forecaster(limiter, storage.owners, settings.slots)
    shared = shared or Shared()
    resolver = Resolver(registry, settings.max_items, shared.files, shared.roster)
    assembly = _assembly(settings, storage, resolver, registry, forecaster)
    carrying = Carrying(registry, dispatcher, limiter, committer)
    return Engine(
        dispatcher=dispatcher,
        committer=committer,
        executor=_executor(settings, storage, carrying),
        recovery=_recovery(clock, storage, carrying),
        limiter=limiter,
        signals=signals,
        tracker=BulkProgressTracker(storage.operations, registry, storage.time, forecaster),
        drafting=_drafting(settings, storage, assembly, dispatcher),
        uploads=resolver.uploads,
    )


@dataclass(frozen=True)
class Carrying:
    """What whoever carries out items goes through."""

    registry: Registry
    dispatcher: PgQueuerDispatcher
    limiter: RateLimiter
    committer: Committer


def _jobs(settings: Settings, clock: Clock) -> PostgresJobs | MemoryJobs:
    return (
        PostgresJobs(settings.database_url, clock) if settings.database_url else MemoryJobs(clock)
    )


def _assembly(
    settings: Settings,
    storage: Storage,
    resolver: Resolver,
    registry: Registry,
    forecaster: Forecaster,
) -> Assembly:
    return Assembly(
        registry,
        resolver,
        Templates(),
        storage.time,
        settings.draft_lifetime,
        forecaster,
        settings.late,
    )


def _executor(settings: Settings, storage: Storage, carrying: Carrying) -> BulkToolExecutor:
    return BulkToolExecutor(
        Journal(storage.ledger, storage.operations, carrying.committer),
        carrying.registry,
        carrying.dispatcher,
        Caller(
            carrying.limiter,
            RetryPolicy(),
            storage.gauges,
            storage.time,
            Conditions(Finder(carrying.registry, settings.max_items)),
        ),
        carrying.limiter,
        storage.lease,
        storage.time,
        storage.gauges,
        slots=settings.slots,
        hours=SendHours(SqlZones(storage.database, storage.time.now), storage.time),
    )


def _recovery(clock: Clock, storage: Storage, carrying: Carrying) -> Recovery:
    return Recovery(
        storage.ledger,
        storage.operations,
        storage.owners,
        carrying.registry,
        carrying.dispatcher,
        storage.lease,
        clock,
        alone=storage.alone,
    )


def _drafting(
    settings: Settings, storage: Storage, assembly: Assembly, dispatcher: PgQueuerDispatcher
) -> Drafting:
    kept = Kept(storage.drafts, storage.operations)
    clock, allowances = storage.time, storage.allowances
    return drafting_of(assembly, kept, dispatcher, clock, settings.approvers, allowances)


def scheduling_of(
    settings: Settings,
    storage: Storage,
    engine: Engine,
    planner: Planner,
    vocabularies: Vocabularies,
) -> Scheduling:
    """What starts operations later, and prepares the runs of schedules."""
    assembly, agenda, clock = engine.drafting.assembly, storage.agenda, storage.time
    later = LaterDrafts(storage.drafts, engine.manager, engine.drafting.cautions)
    drafts = RunDrafts(storage.drafts, engine.manager, later, storage.operations)
    runs = Runs(agenda.schedules, assembly, drafts, planner, vocabularies, clock)
    rechecks = Rechecks(assembly, agenda.appointments)
    starting = Starting(agenda, later, rechecks, engine.dispatcher, clock, settings.late)
    preparing = Preparing(agenda.schedules, runs, clock, settings.late)
    scheduler = Scheduler(agenda, starting, preparing, clock)
    return Scheduling(scheduler, runs, later)


def planner_of(settings: Settings, rules: Planner) -> Planner:
    """The rules, with a language model behind them where one is set.

    Raises SettingsError where it cannot be used. Schedules are read again by the rules alone: what
    a model reads could change from one run to the next.
    """
    if not settings.model:
        return rules
    try:
        from app.planning.model.planner import ModelPlanner, model_named  # noqa: PLC0415 - optional

        model = model_named(settings.model, settings.model_base_url, settings.model_api_key)
    except ImportError:
        raise SettingsError(
            "BULKHEAD_MODEL: needs the extra; install it with: pip install 'bulkhead[model]'"
        ) from None
    except Exception as unusable:
        raise SettingsError(
            f"BULKHEAD_MODEL: {settings.model} cannot be used ({type(unusable).__name__}). Give a name that"
            " pydantic-ai knows and its key, or BULKHEAD_MODEL_BASE_URL and BULKHEAD_MODEL_API_KEY."
        ) from unusable
    return ModelPlanner(rules, model, settings.model_seconds)
