"""Whatever is decided, answered or lost, in any order, all adds up; Hypothesis looks for an exception.

Checked after each step: counts add up, every move is a legal one, nothing is called twice without
leave, nothing stands still that could go on, and nothing goes on that was cancelled.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import Connection, text

from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation, Pause
from app.domain.ports import Idempotency, Slice
from app.domain.transitions import ENDED
from app.settings import Settings
from app.storage.schema import metadata
from tests.faults import lives
from tests.faults.operations import HARBOR, SAM, in_chunks, operation_of
from tests.faults.replay import Moment, Replay, moment_of
from tests.faults.site import KEY, asked, until
from tests.faults.steered import Ending, Steered

T = TypeVar("T")

SLOTS = 3
"""Calls in flight: fewer than items, so that some are claimed ahead and wait for a slot."""

MOST_RUNS = 2

HEARTBEAT = 10.0
"""Seconds: no example is about when an owner is lost, and no disk is slow enough to lose this one."""

_OPEN = frozenset({OperationStatus.CONFIRMED, OperationStatus.EXECUTING})
_MAY_CALL_AGAIN = frozenset({Idempotency.KEY, Idempotency.LOOKUP})

RUN = st.integers(0, MOST_RUNS - 1)
ENDINGS = st.sampled_from(Ending)


class Press(StrEnum):
    """What a person may press at any moment."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


class Engine(RuleBasedStateMachine):
    """The real engine, driven by people, a provider and crashes.

    `leave` is how often an item may be called, `again` how often it may have an effect.
    """

    def __init__(self, folder: Path, url: str | None) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(dir=folder))
        self._url = url
        self._loop = asyncio.Runner()
        self.runs: list[BulkOperation] = []
        self.replays: dict[str, Replay] = {}
        self.leave: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.said: set[str] = set()
        self.cancelled: set[str] = set()

    @initialize(idempotency=st.sampled_from([Idempotency.NONE, *sorted(_MAY_CALL_AGAIN)]))
    def begin(self, idempotency: Idempotency) -> None:
        """An empty journal."""
        if self._url is None:
            shutil.copy(self._folder.parent / "journal.db", self._folder)
        self._settings = Settings(
            data=self._folder, key=KEY, database_url=self._url, slots=SLOTS, heartbeat=HEARTBEAT
        )
        self.provider = Steered(idempotency)
        self._begin()
        self._do(self.app.storage.database.tx(_emptied))

    def _begin(self) -> None:
        self.app = lives.born(self._settings, self.provider)
        self._do(self.app.start())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    @precondition(lambda self: len(self.runs) < MOST_RUNS)
    @rule(count=st.integers(1, 12))
    def confirm(self, count: int) -> None:
        """A person confirms."""
        run = operation_of(count)
        self.runs.append(run)
        self.replays[run.id] = Replay(count)
        self.leave.update(f"{run.id}:{number}" for number in range(1, count + 1))
        self.again.update(self.leave.keys() - self.again.keys())
        self._do(self._confirm(run))

    async def _confirm(self, run: BulkOperation) -> None:
        assert await self.app.storage.operations.create(run, in_chunks(run.metadata.total_count))
        await self._queued(run)

    # No precondition: whether a call has begun is not Hypothesis' to know, which must be able to
    # play the same steps again.
    @rule(ending=ENDINGS, most=st.integers(1, 12))
    def calls_end(self, ending: Ending, most: int) -> None:
        """Some of the calls under way end, where there are any."""
        self._do(self._end(ending, most))

    async def _end(self, ending: Ending, most: int) -> None:
        for key in sorted(self.provider.waiting)[:most]:
            self.provider.end(key, ending)
            self.leave[key] += ending is Ending.THROTTLED
        await asyncio.sleep(0)

    @precondition(lambda self: self.runs)
    @rule(which=RUN, press=st.sampled_from(Press))
    def pressed(self, which: int, press: Press) -> None:
        """A person pauses, resumes or cancels."""
        self._do(self._press(self._run(which), press))

    async def _press(self, run: BulkOperation, press: Press) -> None:
        store = self.app.storage.operations
        decisions: Mapping[Press, Callable[[], Awaitable[Any]]] = {
            Press.PAUSE: lambda: store.pause(HARBOR, run.id, Pause(by=SAM.user_id)),
            Press.RESUME: lambda: store.resume(HARBOR, run.id, SAM),
            Press.CANCEL: lambda: store.cancel(HARBOR, run.id, SAM),
        }
        if await self._decided(run, decisions[press]) and press is Press.CANCEL:
            self.cancelled.add(run.id)

    @precondition(lambda self: self.runs)
    @rule(which=RUN)
    def retry_failed(self, which: int) -> None:
        """A person presses Retry Failed."""
        run = self._run(which)
        self._give_leave(run, ItemStatus.FAILED)
        self._decide(run, lambda: self.app.storage.operations.retry_failed(HARBOR, run.id, SAM))

    @precondition(lambda self: self.runs)
    @rule(which=RUN, answer=st.sampled_from(DoubtAnswer), one=st.integers(0, 11))
    def decide(self, which: int, answer: DoubtAnswer, one: int) -> None:
        """A person answers for one item in doubt, or for all of them."""
        run = self._run(which)
        doubtful = self._ids(run, ItemStatus.IN_DOUBT)
        ids = [doubtful[one]] if one < len(doubtful) else None
        self._answer(run, answer, ids)

    def _answer(self, run: BulkOperation, answer: DoubtAnswer, ids: list[str] | None) -> None:
        if answer is DoubtAnswer.AGAIN:
            self._give_leave(run, ItemStatus.IN_DOUBT)
        if answer is DoubtAnswer.HAPPENED:
            self.said |= set(self._keys(run, ItemStatus.IN_DOUBT))
        store = self.app.storage.operations
        self._decide(run, lambda: store.decide(HARBOR, run.id, ids, answer, SAM))

    @precondition(lambda self: self.runs)
    @rule(which=RUN, press=st.sampled_from(Press))
    def crash_and_press(self, which: int, press: Press) -> None:
        """It dies, and as the next one asks what became of the calls, a person presses."""
        self.provider.meanwhile = partial(self._press, self._run(which), press)
        self.crash(arrived=False)
        self.provider.meanwhile = None

    @rule(arrived=st.booleans())
    def crash(self, *, arrived: bool) -> None:
        """The process dies, and another one begins. Calls under way `arrived`, or they did not."""
        if arrived:
            for key in self.provider.waiting:
                self.provider.have_effect(key)
        self._do(lives.crash(self.app))
        assert not self.provider.waiting
        self._begin()

    @invariant()
    def all_is_well(self) -> None:
        """Once it came to rest; and it does come to rest."""
        self._do(self._rest())
        for key, count in self.provider.effects.items():
            assert count <= self.again[key], f"{key} was done {count} times"
        if self.provider.idempotency not in _MAY_CALL_AGAIN:
            for key, count in self.provider.begun.items():
                assert count <= self.leave[key], f"{key} was called {count} times"

    async def _rest(self) -> None:
        async def rests() -> bool:
            return all([self._at_rest(run, await self._look(run)) for run in self.runs])

        await until(rests)

    def _at_rest(self, run: BulkOperation, moment: Moment) -> bool:
        """Whether the journal holds for under way what is, and nothing waits that need not."""
        calls = sum(key.startswith(run.id) for key in self.provider.waiting)
        all_slots = len(self.provider.waiting) == SLOTS
        executing = moment.how_many(ItemStatus.EXECUTING)
        if executing != calls and not (executing > calls and all_slots):
            return False
        if moment.status in ENDED and moment.how_many(ItemStatus.PENDING):
            return False
        if moment.status not in _OPEN:
            return executing == calls
        return all_slots or (executing > 0 and not moment.how_many(ItemStatus.PENDING))

    async def _look(self, run: BulkOperation) -> Moment:
        replay = self.replays[run.id]
        moment = await self.app.storage.database.tx(moment_of, HARBOR.key, run.id, replay.seen)
        replay.check(moment)
        if run.id in self.cancelled:
            assert moment.status in ENDED, "it goes on though it was cancelled"
        return moment

    def teardown(self) -> None:
        """Everything can be brought to an end."""
        try:
            for run in self.runs:
                self._bring_to_an_end(run)
            self._do(self.app.stop())
        finally:
            self._loop.close()

    def _bring_to_an_end(self, run: BulkOperation) -> None:
        while self.replays[run.id].status not in ENDED or self._under_way(run):
            self._do(self._press(run, Press.RESUME))
            self._do(self._end(Ending.SENT, MOST_RUNS * 12))
            self.all_is_well()
        if self._ids(run, ItemStatus.IN_DOUBT):
            self._answer(run, DoubtAnswer.HAPPENED, None)
            self.all_is_well()
        done = set(self._keys(run, ItemStatus.COMPLETED))
        assert done <= set(self.provider.effects) | self.said
        assert not self._ids(run, ItemStatus.PENDING)

    def _under_way(self, run: BulkOperation) -> bool:
        return bool(self._ids(run, ItemStatus.EXECUTING))

    def _run(self, which: int) -> BulkOperation:
        return self.runs[which % len(self.runs)]

    def _decide(self, run: BulkOperation, decision: Callable[[], Awaitable[Any]]) -> None:
        self._do(self._decided(run, decision))

    async def _decided(self, run: BulkOperation, decision: Callable[[], Awaitable[Any]]) -> bool:
        allowed = await asked(decision())
        if allowed:
            await self._queued(run)
        return allowed

    async def _queued(self, run: BulkOperation) -> None:
        work = Slice(tenant_key=HARBOR.key, operation_id=run.id)
        await self.app.engine.dispatcher.enqueue(work)

    def _give_leave(self, run: BulkOperation, status: ItemStatus) -> None:
        keys = self._keys(run, status)
        self.leave.update(keys)
        self.again.update(keys)

    def _ids(self, run: BulkOperation, status: ItemStatus) -> list[str]:
        found = enumerate(self.replays[run.id].items, 1)
        return [str(number) for number, one in found if one is status]

    def _keys(self, run: BulkOperation, status: ItemStatus) -> list[str]:
        return [f"{run.id}:{one}" for one in self._ids(run, status)]


def _emptied(connection: Connection) -> None:
    """Without what an earlier example left on a database that all of them share."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table for table in metadata.tables if table != "owner")
        connection.execute(text(f"TRUNCATE {names}"))
