"""What is decided about many items: in steps, each true by itself, and only about what was meant."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.domain.errors import InvalidMove
from app.domain.journal import DoubtAnswer
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.storage import endings
from app.storage.database import Database
from app.storage.decisions import AT_A_TIME, STEPS_LAST
from tests.contract.journal_samples import HARBOR, sam
from tests.unit.storage.archive import Archive, Killed

MANY = 2 * AT_A_TIME + 500


class Between:
    """A database that does something else once after its first transaction."""

    def __init__(self, database: Database, other: Callable[[], Awaitable[object]]) -> None:
        self._database = database
        self._other: Callable[[], Awaitable[object]] | None = other

    async def open(self) -> None:
        """It is."""

    async def close(self) -> None:
        """Not by this one."""

    async def tx(self, body: Any, *args: Any, **kwargs: Any) -> Any:
        result = await self._database.tx(body, *args, **kwargs)
        if other := self._other:
            self._other = None
            await other()
        return result


def all_are(connection: Connection, run: BulkOperation, status: str, at: float) -> None:
    connection.execute(
        text("UPDATE item SET status = :status, finished_at = :at WHERE operation = :run"),
        {"status": status, "at": at, "run": run.id},
    )


async def all_of(archive: Archive, status: str) -> BulkOperation:
    """An operation that ended, all of its items in that status."""
    run = await archive.ended(MANY)
    await archive.database.tx(all_are, run, status, archive.clock.now().timestamp())
    return run


async def test_a_retry_of_many_is_done_in_steps_and_is_worked_on_again_after_a_crash(
    database: Database,
) -> None:
    archive = Archive(database)
    run, asked_at = await all_of(archive, "failed"), archive.clock.now()
    cut = Archive(Killed(database, after=1))
    with pytest.raises(ConnectionError):
        await cut.operations.retry_failed(HARBOR, run.id, sam(), asked_at)
    counts = await archive.counts(run)
    assert (counts.pending, counts.failed) == (2 * AT_A_TIME, 500)
    assert (await archive.latest(run)).status is OperationStatus.EXECUTING
    assert await archive.operations.retry_failed(HARBOR, run.id, sam(), asked_at) == 500
    assert (await archive.counts(run)).pending == MANY


@pytest.mark.parametrize(
    ("answer", "became"),
    [
        (DoubtAnswer.HAPPENED, "completed"),
        (DoubtAnswer.DID_NOT, "failed"),
        (DoubtAnswer.AGAIN, "pending"),
    ],
)
async def test_an_answer_for_all_in_doubt_reaches_each_of_them(
    database: Database, answer: DoubtAnswer, became: str
) -> None:
    archive = Archive(database)
    run = await all_of(archive, "in_doubt")
    assert await archive.operations.decide(HARBOR, run.id, None, answer, sam()) == MANY
    assert getattr(await archive.counts(run), became) == MANY


async def test_what_fails_while_a_retry_is_under_way_is_not_retried(database: Database) -> None:
    archive = Archive(database)
    run = await all_of(archive, "failed")

    async def fail_again() -> None:
        """All of them: what was put back by then, and what was not."""
        later = archive.clock.now().timestamp() + 1
        await database.tx(all_are, run, "failed", later)

    slow = Archive(Between(database, fail_again))
    assert await slow.operations.retry_failed(HARBOR, run.id, sam()) == AT_A_TIME
    assert (await archive.counts(run)).failed == MANY


async def test_a_cancel_between_two_steps_is_the_last_word(database: Database) -> None:
    archive = Archive(database)
    run = await all_of(archive, "failed")
    slow = Archive(Between(database, lambda: archive.operations.cancel(HARBOR, run.id, sam())))
    assert await slow.operations.retry_failed(HARBOR, run.id, sam()) == AT_A_TIME
    counts = await archive.counts(run)
    assert (counts.cancelled, counts.failed) == (AT_A_TIME, MANY - AT_A_TIME)
    with pytest.raises(InvalidMove):
        await archive.operations.retry_failed(HARBOR, run.id, sam())


class Busy:
    """A database beside which workers carry out, after each transaction, all that waits."""

    def __init__(self, archive: Archive, run: BulkOperation, *, left: int = 1000) -> None:
        self._archive = archive
        self._run = run
        self._left = left
        self.stood: list[OperationStatus] = []

    async def open(self) -> None:
        """It is."""

    async def close(self) -> None:
        """Not by this one."""

    async def tx(self, body: Any, *args: Any, **kwargs: Any) -> Any:
        if not self._left:
            raise ConnectionError("gone")
        self._left -= 1
        result = await self._archive.database.tx(body, *args, **kwargs)
        now = self._archive.clock.now()
        await self._archive.database.tx(carry_out, self._run, now.timestamp())
        await self.look()
        return result

    async def look(self) -> None:
        now = self._archive.clock.now()
        await self._archive.database.tx(endings.rest, now, HARBOR.key, self._run.id)
        self.stood.append((await self._archive.latest(self._run)).status)


def carry_out(connection: Connection, run: BulkOperation, at: float) -> None:
    done = (
        "UPDATE item SET status = 'completed', finished_at = :at "
        "WHERE status = 'pending' AND operation = :run"
    )
    connection.execute(text(done), {"at": at, "run": run.id})


@pytest.mark.parametrize("count", [MANY, 2 * AT_A_TIME], ids=["some_left", "none_left"])
async def test_a_retry_of_many_ends_once_however_fast_the_workers_are(
    database: Database, count: int
) -> None:
    archive = Archive(database)
    run = await archive.ended(count)
    await archive.database.tx(all_are, run, "failed", archive.clock.now().timestamp())
    busy = Busy(archive, run)
    assert await Archive(busy).operations.retry_failed(HARBOR, run.id, sam()) == count
    assert busy.stood == [
        OperationStatus.EXECUTING,
        OperationStatus.EXECUTING,
        OperationStatus.COMPLETED,
    ]
    assert (await archive.counts(run)).completed == count


async def test_a_retry_that_broke_off_keeps_its_run_open_for_a_while_only(
    database: Database,
) -> None:
    archive = Archive(database)
    run = await all_of(archive, "failed")
    busy = Busy(archive, run, left=1)
    with pytest.raises(ConnectionError):
        await Archive(busy).operations.retry_failed(HARBOR, run.id, sam())
    assert busy.stood == [OperationStatus.EXECUTING]
    archive.clock.move(STEPS_LAST + 1)
    await busy.look()
    assert busy.stood[-1] is OperationStatus.COMPLETED
    assert (await archive.counts(run)).failed == MANY - AT_A_TIME


async def test_a_cancel_between_two_steps_ends_the_run_at_once(database: Database) -> None:
    archive = Archive(database)
    run = await all_of(archive, "failed")
    slow = Archive(Between(database, lambda: archive.operations.cancel(HARBOR, run.id, sam())))
    assert await slow.operations.retry_failed(HARBOR, run.id, sam()) == AT_A_TIME
    cancelled = await archive.latest(run)
    assert cancelled.status is OperationStatus.CANCELLED
    assert cancelled.completed_at is not None
