"""Two transactions at the same moment, each held open before its commit, on Postgres."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from app.storage.postgres import PostgresDatabase, async_url
from app.storage.sql_drafts import SqlDraftStore
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.contract.journal_steps import (
    ME,
    claimed,
    confirmed,
    counts,
    create,
    join,
    settle,
    status,
    turn,
)
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal

P = ParamSpec("P")
T = TypeVar("T")

WAIT = 10.0
"""Seconds until something that ought to happen did not."""


class HeldDatabase:
    """A Database that stops before a commit, until it is let go, or breaks off.

    `before` transactions commit as usual.
    """

    def __init__(self, engine: AsyncEngine, before: int) -> None:
        self._engine = engine
        self._before = before
        self.done = asyncio.Event()
        self._go = asyncio.Event()
        self._broken = False

    async def open(self) -> None:
        """It is."""

    async def close(self) -> None:
        """Its engine is the test's."""

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async with self._engine.connect() as connection:
            result = await connection.run_sync(body, *args, **kwargs)
            self._before -= 1
            if self._before < 0:
                self.done.set()
                await self._go.wait()
            if self._broken:
                self._broken = False
                raise ConnectionResetError
            await connection.commit()
            return result

    def go(self) -> None:
        """Let what is held commit, and all that follows."""
        self._go.set()

    def break_off(self) -> None:
        """Lose the connection of what is held; what follows has another one."""
        self._broken = True
        self._go.set()


class Race:
    """A journal, and the same journal through connections that hold their transactions open."""

    def __init__(self, journal: SqlJournal, engine: AsyncEngine, clock: MovedClock) -> None:
        self.journal = journal
        self._engine = engine
        self._clock = clock

    async def until_waiting(self) -> None:
        """Until Postgres says that one transaction waits for another's lock."""
        query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        async with asyncio.timeout(WAIT), self._engine.connect() as connection:
            while not (await connection.execute(query)).scalar_one():
                await connection.rollback()
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def first(
        self, act: Callable[[SqlJournal], Coroutine[Any, Any, Any]], before: int = 0
    ) -> AsyncIterator[tuple[HeldDatabase, asyncio.Task[Any]]]:
        """`act` has done all but one commit while the block runs: that after `before` others."""
        database = HeldDatabase(self._engine, before)
        journal = SqlJournal(database, self.journal.drafts, self._clock)
        acting = asyncio.create_task(act(journal), name="first")
        async with asyncio.timeout(WAIT):
            await database.done.wait()
            yield database, acting
            await asyncio.wait({acting})

    async def second(self, acting: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin something that has to wait for the first."""
        task = asyncio.create_task(acting, name="second")
        await self.until_waiting()
        assert not task.done()
        return task


@pytest.fixture
async def race(postgres_url: str) -> AsyncIterator[Race]:
    database, clock = PostgresDatabase(postgres_url), MovedClock()
    await database.open()
    engine = create_async_engine(async_url(postgres_url))
    journal = SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)
    await join(journal, ME)
    yield Race(journal, engine, clock)
    await engine.dispose()
    await database.close()


async def test_of_the_last_two_items_one_ends_the_operation(race: Race) -> None:
    run = await confirmed(race.journal, 2)
    one, two = await claimed(race.journal, run)
    async with race.first(lambda held: turn(held, [settle(run, one)])) as (held, _):
        other = await race.second(turn(race.journal, [settle(run, two, ItemStatus.FAILED)]))
        held.go()
        await other
    assert await status(race.journal, run) is OperationStatus.COMPLETED
    assert Counts(completed=1, failed=1) == await counts(race.journal, run)


async def test_what_is_put_back_before_a_cancel_is_cancelled(race: Race) -> None:
    run = await confirmed(race.journal, 2)
    one, _ = await claimed(race.journal, run)
    back = settle(run, one, ItemStatus.PENDING)
    async with race.first(lambda held: turn(held, [back])) as (held, _):
        cancelling = await race.second(race.journal.operations.cancel(HARBOR, run.id, sam()))
        held.go()
        await cancelling
    assert Counts(cancelled=1, executing=1) == await counts(race.journal, run)


async def test_what_is_put_back_after_a_cancel_is_cancelled(race: Race) -> None:
    run = await confirmed(race.journal, 2)
    one, two = await claimed(race.journal, run)
    back = [settle(run, item, ItemStatus.PENDING) for item in (one, two)]
    async with race.first(lambda held: held.operations.cancel(HARBOR, run.id, sam())) as (held, _):
        settling = await race.second(turn(race.journal, back))
        held.go()
        await settling
    assert Counts(cancelled=2) == await counts(race.journal, run)
    assert (await race.journal.ledger.rest(HARBOR.key, run.id)).ended


async def test_the_last_outcome_beside_a_cancel_ends_the_operation(race: Race) -> None:
    """Each would leave the end to the other: the cancel is over, but for its commit."""
    run = await confirmed(race.journal, 2)
    [one] = await claimed(race.journal, run, 1)
    async with race.first(lambda held: held.operations.cancel(HARBOR, run.id, sam())) as (held, _):
        settling = await race.second(turn(race.journal, [settle(run, one)]))
        held.go()
        await settling
    latest = await race.journal.operations.get(HARBOR, run.id)
    assert latest is not None
    assert latest.completed_at is not None


async def test_the_last_two_outcomes_beside_a_cancel_end_the_operation(race: Race) -> None:
    """Each sees the other's item in flight, and one that waits: so neither looks for the end."""
    run = await confirmed(race.journal, 3)
    one, two = await claimed(race.journal, run, 2)
    async with (
        race.first(lambda held: held.operations.cancel(HARBOR, run.id, sam())) as (cancel, _),
        race.first(lambda held: turn(held, [settle(run, one)])) as (first, _),
        race.first(lambda held: turn(held, [settle(run, two)])) as (second, _),
    ):
        cancel.go()
        await race.until_waiting()
        first.go()
        second.go()
    latest = await race.journal.operations.get(HARBOR, run.id)
    assert latest is not None
    assert latest.completed_at is not None
    assert Counts(completed=2, cancelled=1) == await counts(race.journal, run)


WRITTEN = 2
"""Transactions of a Confirm of a few items before the one that makes them real."""


async def test_of_two_confirms_at_once_the_second_waits_for_the_first(race: Race) -> None:
    items = mails(3)
    runs = [operation(items, draft_id="draft") for _ in range(2)]
    async with race.first(lambda held: create(held, runs[0], items), WRITTEN) as (held, first):
        other = await race.second(create(race.journal, runs[1], items))
        held.go()
        assert (await first, await other) == (True, False)
    assert runs[0] == await race.journal.operations.of_draft(HARBOR, "draft")
    assert await race.journal.written() == 3


async def test_a_confirm_that_breaks_off_lets_the_other_one_be(race: Race) -> None:
    items = mails(3)
    runs = [operation(items, draft_id="draft") for _ in range(2)]
    async with race.first(lambda held: create(held, runs[0], items), WRITTEN) as (held, first):
        other = await race.second(create(race.journal, runs[1], items))
        held.break_off()
        assert await other
        with pytest.raises(ConnectionResetError):
            await first
    assert runs[1] == await race.journal.operations.of_draft(HARBOR, "draft")
    assert await race.journal.written() == 3


class Unanswered:
    """A Database whose commit that makes an operation real gets no answer, though it was done."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._left = WRITTEN

    async def open(self) -> None:
        """It is."""

    async def close(self) -> None:
        """The journal's own."""

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        result = await self._database.tx(body, *args, **kwargs)
        self._left -= 1
        if self._left == -1:
            raise ConnectionResetError
        return result


async def test_a_confirm_whose_last_commit_got_no_answer_is_known_to_run(postgres_url: str) -> None:
    database, clock = PostgresDatabase(postgres_url), MovedClock()
    await database.open()
    lossy = Unanswered(database)
    journal = SqlJournal(lossy, SqlDraftStore(database, VAULT, clock), clock)
    items = mails(3)
    run = operation(items)
    assert await create(journal, run, items)
    assert await status(journal, run) is OperationStatus.CONFIRMED
    assert await journal.written() == 3
    await database.close()
