"""The user's desk: a request goes through planner, resolver and executor, and what was done is seen.

The parts are wired as composition wires them, in one process, without Slack. Every request finds
the office as the tables have it: its file is copied anew before each.
"""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from app.connectors.office import Office, OfficeSettings
from app.connectors.registry import Registry
from app.domain.actions import Action
from app.domain.batching import Quota
from app.domain.errors import BulkheadError, Refused
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.kinds import BulkType
from app.domain.operation import Account, BulkDraft, BulkOperation
from app.domain.plan import Plan, Question, Refusal
from app.domain.ports import Call, Capability, Clock, LookUp, Outcome, Planner, PlanRequest
from app.domain.record import Entity, Record
from app.domain.sources import Query
from app.engine.assembly import Origin
from app.engine.clock import SystemClock
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.engine.vocabulary import Vocabularies
from app.planning.planner import RulesPlanner
from app.roles import Role
from app.settings import Settings
from app.storing import Storage, storage_of
from app.wiring import Engine, engine_of
from benchmarks.officework.loading import office_rows
from benchmarks.officework.tables import NOW, USER, Tables

MOST_ANSWERS = 5
"""Questions of one request that the stand-in for the user answers."""

WITHIN = 60.0
"""Seconds that an operation may take; none should come near it."""

_TENANT = Tenant(team_id="T0BENCH")
_PLENTY = Quota(limit=1_000_000, seconds=1.0)
_MUCH = 1_000_000


class Ended(StrEnum):
    """What became of a request."""

    ACTED = "acted"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True)
class Ran:
    """One request: what was carried out, in order, and what the person read where nothing was.

    A request that was understood and for which there was nothing to do counts as acted.
    """

    outcome: Ended
    done: Sequence[Action] = ()
    text: str = ""
    answers: int = 0
    """How many questions were answered for the user."""


class WatchedOffice:
    """The office, as a connector: takes down what it carried out, and can be as new again."""

    def __init__(self, folder: Path, tables: Tables, clock: Clock) -> None:
        self._pristine, self._path = folder / "pristine.db", folder / "office.db"
        self._outbox, self._clock, self._tables = folder / "outbox", clock, tables
        self._office = self._on(self._pristine)
        self.name = self._office.name
        self.capabilities: Sequence[Capability] = self._office.capabilities
        self.entities = self._office.entities
        self._done: list[tuple[list[int], Action]] = []

    def _on(self, path: Path) -> Office:
        quotas = dict.fromkeys(BulkType, _PLENTY)
        settings = OfficeSettings(path=path, outbox=self._outbox, quotas=quotas)
        rows = partial(office_rows, self._tables)
        return Office(settings, now=self._clock.now, sleep=self._clock.sleep, rows=rows)

    async def begin(self) -> None:
        """Load the tables, once."""
        await self._office.effects()
        await self._office.close()

    async def renew(self) -> None:
        """Everything as the tables have it, and nothing done yet."""
        await self._office.close()
        await asyncio.to_thread(self._copy)
        self._office, self._done = self._on(self._path), []

    def _copy(self) -> None:
        for name in (f"{self._path}-wal", f"{self._path}-shm"):
            Path(name).unlink(missing_ok=True)
        shutil.copyfile(self._pristine, self._path)

    @property
    def done(self) -> list[Action]:
        """What was carried out, in the order of the items."""
        return [action for _, action in sorted(self._done, key=lambda one: one[0])]

    async def query(self, account: Account, query: Query) -> AsyncIterator[Sequence[Record]]:
        async for page in self._office.query(account, query):
            yield page

    async def values(self, account: Account, entity: Entity, field: str) -> Sequence[str]:
        return await self._office.values(account, entity, field)

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:
        outcomes = await self._office.execute(account, calls)
        done = {one.item_id for one in outcomes if one.result == "done"}
        self._done += [(_place(one.item_id), one.action) for one in calls if one.item_id in done]
        return outcomes

    async def look_up(self, account: Account, call: Call) -> LookUp:
        return await self._office.look_up(account, call)

    async def close(self) -> None:
        await self._office.close()


class Desk:
    """Where requests are made, one after another; use `desk()`."""

    def __init__(
        self, planner: Planner, engine: Engine, office: WatchedOffice, clock: Clock, me: str
    ) -> None:
        self._planner, self._engine, self._office, self._clock = planner, engine, office, clock
        self._registry = Registry([office])
        self._me = Requester(person=Person(tenant=_TENANT, user_id="U0SAM"), name=USER, email=me)

    async def say(self, request_id: str, text: str, *, ask: bool) -> Ran:
        """Make a request of a fresh office; with `ask` a question ends it.

        A fault ends it too, is told on standard error and hides nothing that was done.
        """
        await self._office.renew()
        try:
            return await self._say(request_id, text, ask=ask)
        except Exception as fault:  # noqa: BLE001 - of all the others, the figures are still wanted
            sys.stderr.write(f"{request_id}: {fault!r}\n")
            done = self._office.done
            return Ran(Ended.ACTED if done else Ended.REFUSED, done, repr(fault))

    async def _say(self, request_id: str, text: str, *, ask: bool) -> Ran:
        vocabularies = Vocabularies(self._registry, self._clock)
        answers: dict[str, str] = {}
        while True:
            asked = PlanRequest(text=text, requester=self._me, now=NOW, answers=answers)
            reading = await self._planner.plan(asked, vocabularies.of(self._me))
            outcome = await self._carried_out(reading, f"{request_id}:{len(answers)}", asked)
            if isinstance(outcome, Ran):
                return outcome
            best = outcome.choices[0].value if outcome.choices else ""
            if ask or not best or outcome.key in answers or len(answers) >= MOST_ANSWERS:
                return Ran(Ended.ASKED, text=outcome.text, answers=len(answers))
            answers[outcome.key] = best

    async def _carried_out(
        self, reading: Plan | Question | Refusal, draft_id: str, asked: PlanRequest
    ) -> Ran | Question:
        answers = len(asked.answers)
        if isinstance(reading, Question):
            return reading
        if isinstance(reading, Refusal):
            return Ran(Ended.REFUSED, text=reading.text, answers=answers)
        where = Conversation(tenant=_TENANT, channel="D0SAM")
        origin = Origin(draft_id, asked.text, self._me, where, asked.answers)
        try:
            drafted = await self._engine.manager.create_from_plan(reading, origin)
        except BulkheadError as error:
            return Ran(_without_a_draft(error), text=error.text, answers=answers)
        if isinstance(drafted, Question):
            return drafted
        await self._run(drafted)
        return Ran(Ended.ACTED, self._office.done, " ".join(drafted.reading), answers)

    async def _run(self, draft: BulkDraft) -> None:
        """Confirm what was drafted and wait for its end; what is for later stays undone."""
        if draft.timing:
            return
        started = await self._engine.manager.execute_bulk_draft(
            draft.id, draft.digest, self._me.person
        )
        async with asyncio.timeout(WITHIN):
            await self._ended(started)

    async def _ended(self, operation: BulkOperation) -> None:
        watch = self._engine.signals.watch(_TENANT.key, operation.id)
        try:
            while True:
                look = await self._engine.tracker.look(_TENANT, operation.id)
                over = look.operation.completed_at or look.operation.pause
                if over and not look.progress.counts.executing:
                    return
                await watch.changed()
        finally:
            watch.close()


def _place(item_id: str) -> list[int]:
    """Where an item stands among the others: its id counts."""
    return [int(number) for number in re.findall(r"\d+", item_id)]


def _without_a_draft(error: BulkheadError) -> Ended:
    """Understood, and nothing to do: `Refused` itself. Anything below it could not be done."""
    return Ended.ACTED if type(error) is Refused else Ended.REFUSED


@asynccontextmanager
async def desk(folder: Path, tables: Tables, planner: Planner | None = None) -> AsyncIterator[Desk]:
    """A desk whose clock stands at the benchmark's now when it is opened; rules are the planner."""
    clock = SystemClock(NOW - datetime.now(UTC))
    office = WatchedOffice(folder, tables, clock)
    await office.begin()
    settings = Settings(
        data=folder / "data",
        person_runs=_MUCH,
        workspace_runs=_MUCH,
        person_items_hour=_MUCH,
        workspace_items_hour=_MUCH,
    )
    signals = Signals()
    storage = storage_of(settings, Role.RUN, clock, signals)
    engine = engine_of(settings, clock, storage, Registry([office]), signals)
    signals.tell(engine.executor.decided)
    try:
        async with _working(engine, storage):
            yield Desk(planner or RulesPlanner(), engine, office, clock, tables.user)
    finally:
        await office.close()


@asynccontextmanager
async def _working(engine: Engine, storage: Storage) -> AsyncIterator[None]:
    workers = TaskKeeper()
    await storage.open()
    await storage.lease.begin()
    workers.start("heartbeat", storage.lease.run())
    workers.start("committer", engine.committer.run())
    workers.start(
        "dispatcher", engine.dispatcher.run(engine.executor.run_slice, engine.executor.decided)
    )
    try:
        yield
    finally:
        await engine.executor.stop(1.0)
        await workers.stop()
        await engine.dispatcher.close()
        await storage.close()
