"""What every journal promises of decisions about a running operation, and of who shows it."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.errors import ErrorType, InvalidMove
from app.domain.events import EventKind
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation, Pause
from app.domain.progress import Counts
from tests.contract.journal_samples import HARBOR, sam
from tests.contract.journal_steps import (
    JournalSubject,
    claimed,
    confirmed,
    counts,
    join,
    latest,
    lose_all_but,
    rest,
    settle,
    status,
    turn,
)

BY_SAM = Pause(by="U0SAM")


def took(run: BulkOperation) -> timedelta:
    assert run.started_at is not None
    assert run.completed_at is not None
    return run.completed_at - run.started_at


class DecisionContract:
    """Pause, resume, cancel, publish."""

    async def test_nothing_is_claimed_while_it_is_paused(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 3)
        [item] = await claimed(journal, run, 1)
        assert await journal.operations.pause(HARBOR, run.id, BY_SAM)
        assert not await journal.operations.pause(HARBOR, run.id, BY_SAM)
        assert list(await claimed(journal, run)) == []
        await turn(journal, [settle(run, item)])
        left = await rest(journal, run)
        assert (left.ended, left.claimable) == (False, False)
        assert Counts(completed=1, pending=2) == await counts(journal, run)
        assert await journal.operations.resume(HARBOR, run.id, sam())
        assert not await journal.operations.resume(HARBOR, run.id, sam())
        assert len(await claimed(journal, run)) == 2

    async def test_why_it_stands_still_and_since_when_is_remembered(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal)
        why = Pause(error=ErrorType.PERMISSION, failed=10, tried=12, text="Sam's token ended")
        journal.move(7)
        await journal.operations.pause(HARBOR, run.id, why)
        stamped = why.model_copy(update={"at": journal.now()})
        assert stamped == (await latest(journal, run)).pause
        await journal.operations.pause(HARBOR, run.id, BY_SAM)
        assert stamped == (await latest(journal, run)).pause, "it stood still already"
        await journal.operations.resume(HARBOR, run.id, sam())
        assert (await latest(journal, run)).pause is None

    async def test_only_what_runs_can_be_paused(self, journal: JournalSubject) -> None:
        waiting, run = await confirmed(journal, start=False), await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item)])
        for operation_id in (waiting.id, run.id, "never was"):
            with pytest.raises(InvalidMove):
                await journal.operations.pause(HARBOR, operation_id, BY_SAM)
        assert not await journal.operations.resume(HARBOR, waiting.id, sam())
        assert not await journal.operations.resume(HARBOR, run.id, sam())
        assert await status(journal, run) is OperationStatus.COMPLETED

    async def test_the_time_it_stood_still_is_not_time_it_took(
        self, journal: JournalSubject
    ) -> None:
        runs = [await confirmed(journal, 1) for _ in range(2)]
        journal.move(3)
        for run in runs:
            await journal.operations.pause(HARBOR, run.id, BY_SAM)
        journal.move(3600)
        await journal.operations.cancel(HARBOR, runs[1].id, sam())
        await journal.operations.resume(HARBOR, runs[0].id, sam())
        [item] = await claimed(journal, runs[0])
        journal.move(2)
        await turn(journal, [settle(runs[0], item)])
        assert took(await latest(journal, runs[0])) == timedelta(seconds=5)
        assert took(await latest(journal, runs[1])) == timedelta(seconds=3)

    async def test_a_paused_operation_ends_with_what_was_in_flight(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        await journal.operations.pause(HARBOR, run.id, BY_SAM)
        await turn(journal, [settle(run, item)])
        assert await status(journal, run) is OperationStatus.COMPLETED

    async def test_what_is_to_run_again_waits_while_it_is_paused(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 3)
        failed, doubtful, _ = await claimed(journal, run)
        await turn(journal, [settle(run, failed, ItemStatus.FAILED)])
        await turn(journal, [settle(run, doubtful, ItemStatus.IN_DOUBT)])
        await journal.operations.pause(HARBOR, run.id, BY_SAM)
        assert await journal.operations.retry_failed(HARBOR, run.id, sam()) == 1
        again = DoubtAnswer.AGAIN
        assert await journal.operations.decide(HARBOR, run.id, None, again, sam()) == 1
        assert await status(journal, run) is OperationStatus.PAUSED
        assert list(await claimed(journal, run)) == []
        await journal.operations.resume(HARBOR, run.id, sam())
        assert [item.attempt for item in await claimed(journal, run)] == [1, 1]

    async def test_a_cancel_reaches_every_item_that_waits(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 2500)
        first, second = await claimed(journal, run, 2)
        await journal.operations.cancel(HARBOR, run.id, sam())
        assert Counts(executing=2, cancelled=2498) == await counts(journal, run)
        assert list(await claimed(journal, run)) == []
        told = [
            event.data["cancelled"]
            for event in await journal.events(run)
            if event.kind is EventKind.ITEMS_CANCELLED
        ]
        assert sum(told) == 2498
        await turn(journal, [settle(run, first), settle(run, second, ItemStatus.PENDING)])
        assert Counts(completed=1, cancelled=2499) == await counts(journal, run)
        assert (await rest(journal, run)).ended

    async def test_decisions_at_the_same_moment_leave_one_outcome(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 20)
        store = journal.operations
        outcomes = await asyncio.gather(
            *(store.pause(HARBOR, run.id, BY_SAM) for _ in range(4)),
            *(store.cancel(HARBOR, run.id, sam()) for _ in range(4)),
            return_exceptions=True,
        )
        refused = [one for one in outcomes if isinstance(one, InvalidMove)]
        assert outcomes[4:].count(None) == 1, "one cancel"
        assert len(refused) >= 3
        assert [one for one in outcomes if isinstance(one, BaseException)] == refused
        assert await status(journal, run) is OperationStatus.CANCELLED
        assert Counts(cancelled=20) == await counts(journal, run)

    async def test_one_process_at_a_time_shows_an_operation(self, journal: JournalSubject) -> None:
        run = await confirmed(journal)
        await join(journal, "one", "another")
        one, another = (journal.of(name).operations for name in ("one", "another"))
        both = await asyncio.gather(*(each.publish(HARBOR, run.id, 30) for each in (one, another)))
        assert sorted(both) == [False, True]
        shows, waits = (one, another) if both[0] else (another, one)
        journal.move(20)
        assert await shows.publish(HARBOR, run.id, 30), "it goes on showing it"
        journal.move(20)
        assert not await waits.publish(HARBOR, run.id, 30)
        journal.move(10)
        assert await waits.publish(HARBOR, run.id, 30), "the other one's time is over"
        assert not await shows.publish(HARBOR, run.id, 30)

    async def test_a_lost_process_shows_nothing_any_more(self, journal: JournalSubject) -> None:
        run = await confirmed(journal)
        await join(journal, "one", "another")
        assert await journal.of("one").operations.publish(HARBOR, run.id, 30)
        await lose_all_but(journal, "another")
        assert await journal.of("another").operations.publish(HARBOR, run.id, 30)
