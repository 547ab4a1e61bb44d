"""No provider ever sees more calls in a window than its quota: whatever is slow, or dies, or asks."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.batching import PADDING, Quota
from app.domain.ledger import WindowUse
from app.storage.database import Database
from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from tests.contract.journal_steps import confirmed
from tests.contract.rate_world import Callers, most_in
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal

WINDOW = 10.0
NAMES = ("one", "two", "three")


class SlowDatabase:
    """A database whose answers take as long as a test says; meanwhile time passes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.slow: Callable[[], None] = lambda: None

    async def open(self) -> None:
        await self._database.open()

    async def tx(self, body: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = await self._database.tx(body, *args, **kwargs)
        self.slow()
        return result

    async def close(self) -> None:
        await self._database.close()


class World(NamedTuple):
    """A journal that many share, and the clock that it and they go by."""

    journal: SqlJournal
    clock: MovedClock
    database: SlowDatabase
    keys: "itertools.count[int]"

    async def callers(self, quota: Quota, items: int) -> Callers:
        """Processes that draw on a window of their own."""
        use = WindowUse(f"office:{next(self.keys):016x}:bulk_email:bulk_send", quota)
        return Callers(self.journal, self.clock, use, await confirmed(self.journal, items))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock, database = MovedClock(), SlowDatabase(SqliteDatabase(tmp_path / "journal.db"))
    await database.open()
    journal = SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)
    yield World(journal, clock, database, itertools.count())
    await database.close()


class Claim(NamedTuple):
    """A process claims; its calls begin some seconds later, those of `unused` items never."""

    name: str
    wanted: int
    begins_in: float
    unused: int


class Reserve(NamedTuple):
    """Somebody calls at once."""

    wanted: int


class Close(NamedTuple):
    """The provider asks for a rest."""

    seconds: float


class Lose(NamedTuple):
    """A process dies."""

    name: str


class Step(NamedTuple):
    """What happens, how long each of its commits takes, and the time until the next step.

    `then` None: as long as the window said.
    """

    act: Claim | Reserve | Close | Lose
    commit: float
    then: float | None


def some(most: float) -> st.SearchStrategy[float]:
    """Short and long, at most so many seconds."""
    return st.one_of(st.just(0.0), st.floats(0, most / 20), st.floats(0, most))


NAMED = st.sampled_from(NAMES)
CLAIMS = st.builds(Claim, NAMED, st.integers(1, 6), some(2 * WINDOW), st.integers(0, 2))
PROMPT = st.builds(Claim, NAMED, st.integers(1, 6), some(0.5), st.just(0))
RESERVES = st.builds(Reserve, st.integers(1, 6))
OTHERS = st.one_of(st.builds(Close, some(WINDOW / 2)), st.builds(Lose, NAMED))
ACTS = st.one_of(RESERVES, PROMPT, RESERVES, PROMPT, CLAIMS, OTHERS)
THEN = st.one_of(st.none(), st.none(), some(WINDOW))
STEPS = st.lists(st.builds(Step, ACTS, some(WINDOW / 2), THEN), min_size=10, max_size=40)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(limit=st.integers(1, 3), steps=STEPS)
async def test_no_window_ever_sees_more_calls_than_the_quota(
    world: World, limit: int, steps: list[Step]
) -> None:
    world.database.slow = lambda: None
    callers = await world.callers(Quota(limit=limit, seconds=WINDOW), 60)
    for step in steps:
        world.database.slow = lambda: callers.let_pass(step.commit)  # noqa: B023 - called in here
        wait = await _do(callers, step.act)
        callers.let_pass(wait if step.then is None else step.then)
    callers.let_pass(3 * WINDOW)
    assert callers.most_at_once <= limit


async def _do(callers: Callers, act: Claim | Reserve | Close | Lose) -> float:
    """Seconds that the window says to wait."""
    match act:
        case Claim():
            return await callers.claim(*act)
        case Reserve():
            return await callers.reserve(act.wanted)
        case Close():
            await callers.close(act.seconds)
        case Lose():
            await callers.lose(act.name)
    return 0.0


@pytest.mark.parametrize("wanted", [1, 7, 50], ids=["one at a time", "a few", "all"])
async def test_what_the_padding_leaves_of_a_quota_is_used(world: World, wanted: int) -> None:
    quota, windows = Quota(limit=50, seconds=60), 12
    callers = await world.callers(quota, quota.limit * (windows + 1))
    end = world.clock.monotonic() + windows * (quota.seconds + PADDING)
    for name in itertools.cycle(NAMES):
        wait = await callers.claim(name, wanted, begins_in=0.002)
        callers.let_pass(max(wait, 0.005))
        if world.clock.monotonic() >= end:
            break
    assert callers.most_at_once <= quota.limit
    assert len(callers.calls) >= 0.99 * quota.limit * windows


async def test_processes_on_connections_of_their_own_share_a_window(postgres_url: str) -> None:
    quota, windows, clock = Quota(limit=20, seconds=WINDOW), 6, MovedClock()
    async with AsyncExitStack() as stack:
        journals = [await _journal(stack, postgres_url, clock) for _ in NAMES]
        run = await confirmed(journals[0], quota.limit * (windows + 1))
        use = WindowUse("office:0123456789abcdef:bulk_email:bulk_send", quota)
        each = [Callers(journal, clock, use, run) for journal in journals]
        calls: list[float] = []
        for turn in range(8 * windows):
            before = clock.monotonic()
            await asyncio.gather(
                *(one.claim(name, 1 + turn % 9, 0.0) for one, name in zip(each, NAMES, strict=True))
            )
            await asyncio.gather(*(one.reserve(1 + turn % 2) for one in each))
            for one in each:
                one.let_pass(0.0)
            clock.move(WINDOW / 8)
            assert clock.monotonic() > before
        calls = [at for one in each for at in one.calls]
    assert most_in(calls, quota.seconds) == quota.limit
    assert len(calls) >= quota.limit * (windows - 1)


async def _journal(stack: AsyncExitStack, url: str, clock: MovedClock) -> SqlJournal:
    database = PostgresDatabase(url, connections=1)
    await database.open()
    stack.push_async_callback(database.close)
    return SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)
