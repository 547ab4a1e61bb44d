"""What every journal promises of items that failed or are in doubt: decided, retried."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.errors import InvalidMove
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from tests.contract.journal_samples import HARBOR, sam
from tests.contract.journal_steps import (
    JournalSubject,
    claim,
    claimed,
    confirmed,
    counts,
    lines,
    settle,
    status,
    turn,
)


class DoubtContract:
    """Items in doubt, and items that failed, and what people decide about them."""

    async def test_retry_makes_fresh_attempts_of_what_failed_and_only_of_that(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 3)
        one, two, three = await claimed(journal, run)
        await turn(
            journal,
            [
                settle(run, one),
                settle(run, two, ItemStatus.FAILED),
                settle(run, three, ItemStatus.IN_DOUBT),
            ],
        )
        again = await asyncio.gather(
            *(journal.operations.retry_failed(HARBOR, run.id, sam()) for _ in range(3))
        )
        assert sorted(again) == [0, 0, 1]
        assert await status(journal, run) is OperationStatus.EXECUTING
        waiting = (await lines(journal, run))[1]
        assert (waiting.status, waiting.error) == (ItemStatus.PENDING, None)
        [item] = await claimed(journal, run)
        assert (item.position, item.attempt) == (1, 1)

    async def test_an_outcome_told_twice_is_none_of_a_later_claim(
        self, journal: JournalSubject
    ) -> None:
        """The first answer got lost, and the owner has claimed the item again since."""
        run = await confirmed(journal, 1)
        first, second = (claim(run)._replace(number=number) for number in (1, 2))
        [got] = await turn(journal, claims=[first])
        back = settle(run, got.items[0], ItemStatus.PENDING)
        await turn(journal, [back])
        [again] = await turn(journal, claims=[second])
        await turn(journal, [back])
        assert Counts(executing=1) == await counts(journal, run)
        await turn(journal, [settle(run, again.items[0])])
        assert Counts(completed=1) == await counts(journal, run)

    @pytest.mark.parametrize(
        ("answer", "becomes"),
        [
            (DoubtAnswer.HAPPENED, ItemStatus.COMPLETED),
            (DoubtAnswer.DID_NOT, ItemStatus.FAILED),
            (DoubtAnswer.AGAIN, ItemStatus.PENDING),
        ],
    )
    async def test_a_person_answers_for_one_then_for_the_rest(
        self, journal: JournalSubject, answer: DoubtAnswer, becomes: ItemStatus
    ) -> None:
        run = await confirmed(journal, 3)
        doubted = [settle(run, one, ItemStatus.IN_DOUBT) for one in await claimed(journal, run)]
        await turn(journal, doubted)
        decide = journal.operations.decide
        assert await decide(HARBOR, run.id, ["2"], answer, sam()) == 1
        assert await decide(HARBOR, run.id, ["2", "no such item"], answer, sam()) == 0
        assert becomes is (await lines(journal, run))[1].status
        assert await decide(HARBOR, run.id, None, answer, sam()) == 2
        assert {becomes} == {line.status for line in await lines(journal, run)}

    async def test_nothing_is_sent_again_after_a_cancel(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        await journal.operations.cancel(HARBOR, run.id, sam())
        await turn(journal, [settle(run, item, ItemStatus.IN_DOUBT)])
        with pytest.raises(InvalidMove):
            await journal.operations.decide(HARBOR, run.id, None, DoubtAnswer.AGAIN, sam())
        assert Counts(in_doubt=1) == await counts(journal, run)

    @pytest.mark.parametrize("answer", list(DoubtAnswer))
    async def test_an_answer_is_only_for_what_was_in_doubt_when_it_was_given(
        self, journal: JournalSubject, answer: DoubtAnswer
    ) -> None:
        run = await confirmed(journal, 2)
        first, second = await claimed(journal, run)
        await turn(journal, [settle(run, first, ItemStatus.IN_DOUBT)])
        answered_at = journal.now()
        journal.move(5)
        await turn(journal, [settle(run, second, ItemStatus.IN_DOUBT)])
        decide = journal.operations.decide
        assert await decide(HARBOR, run.id, None, answer, sam(), answered_at) == 1
        assert (await lines(journal, run))[1].status is ItemStatus.IN_DOUBT
        assert await decide(HARBOR, run.id, None, answer, sam(), journal.now()) == 1

    async def test_an_answer_worked_on_twice_counts_once(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.IN_DOUBT)])
        answered_at = journal.now()
        decide, again = journal.operations.decide, DoubtAnswer.AGAIN
        assert await decide(HARBOR, run.id, ["1"], again, sam(), answered_at) == 1
        journal.move(5)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.IN_DOUBT)])
        assert await decide(HARBOR, run.id, ["1"], again, sam(), answered_at) == 0
        assert Counts(in_doubt=1) == await counts(journal, run)

    async def test_a_retry_is_only_for_what_had_failed_when_it_was_asked_for(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        retry = journal.operations.retry_failed
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.FAILED)])
        asked_at = journal.now()
        assert await retry(HARBOR, run.id, sam(), asked_at) == 1
        journal.move(5)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.IN_DOUBT)])
        journal.move(5)
        assert await journal.operations.decide(HARBOR, run.id, None, DoubtAnswer.DID_NOT, sam())
        said_at = journal.now()
        assert await retry(HARBOR, run.id, sam(), said_at - timedelta(seconds=1)) == 0
        assert await retry(HARBOR, run.id, sam(), said_at) == 1

    async def test_the_time_before_a_retry_is_not_time_it_took(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        journal.move(3)
        await turn(journal, [settle(run, item, ItemStatus.FAILED)])
        journal.move(3600)
        await journal.operations.retry_failed(HARBOR, run.id, sam())
        [item] = await claimed(journal, run)
        journal.move(2)
        await turn(journal, [settle(run, item)])
        latest = await journal.operations.get(HARBOR, run.id)
        assert latest is not None
        assert latest.started_at is not None
        assert latest.completed_at == latest.started_at + timedelta(seconds=5)
