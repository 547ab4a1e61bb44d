"""What every journal promises of items that failed or are in doubt: taken over, decided, retried."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.domain.errors import InvalidMove
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import ClaimedItem
from app.domain.operation import BulkOperation
from app.domain.progress import Counts
from app.domain.transitions import ITEM_MOVES
from tests.contract.journal_samples import HARBOR, OTHER, sam
from tests.contract.journal_steps import (
    ME,
    JournalSubject,
    claim,
    claimed,
    confirmed,
    counts,
    join,
    lines,
    rest,
    settle,
    status,
    turn,
)


class DoubtContract:
    """Items in doubt, and items that failed."""

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

    async def test_a_take_over_takes_the_others_items_and_no_other(
        self, journal: JournalSubject
    ) -> None:
        runs = [await confirmed(journal, 4, tenant) for tenant in (HARBOR, OTHER)]
        await join(journal, "dead")
        for run in runs:
            await claimed(journal, run, 2, owner="dead")
        await claimed(journal, runs[0], 1)
        assert list(await journal.ledger.take_over()) == []
        await journal.owners.declare_others_lost(ME)
        doubtful = await journal.ledger.take_over()
        assert sorted((one.tenant_key, one.item.position) for one in doubtful) == [
            (tenant.key, position) for tenant in (HARBOR, OTHER) for position in (0, 1)
        ]
        assert Counts(in_doubt=2, executing=1, pending=1) == await counts(journal, runs[0])
        assert doubtful == await journal.ledger.take_over(), "they stay until decided"

    @pytest.mark.parametrize("new", sorted(ITEM_MOVES[ItemStatus.IN_DOUBT]))
    async def test_what_the_provider_tells_decides_an_item_in_doubt_once(
        self, journal: JournalSubject, new: ItemStatus
    ) -> None:
        run = await confirmed(journal, 2)
        await claimed(journal, run, 1, owner="dead")
        [doubtful] = await journal.ledger.take_over()
        await journal.ledger.resolve(doubtful, new)
        before = await counts(journal, run)
        assert before.in_doubt == 0
        await turn(journal, [settle(run, doubtful.item, owner="dead")])
        if new is not ItemStatus.PENDING:
            await journal.ledger.resolve(doubtful, ItemStatus.PENDING)
        assert before == await counts(journal, run)

    async def test_an_answer_that_comes_late_decides_no_later_attempt(
        self, journal: JournalSubject
    ) -> None:
        """Two processes ask the provider; the slower answer comes when it was sent again."""
        run = await confirmed(journal, 1)
        await claimed(journal, run, owner="dead")
        [quick] = await journal.ledger.take_over()
        [slow] = await journal.ledger.take_over()
        await journal.ledger.resolve(quick, ItemStatus.PENDING)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.IN_DOUBT)])
        await journal.ledger.resolve(slow, ItemStatus.PENDING)
        assert Counts(in_doubt=1) == await counts(journal, run)

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

    async def test_what_a_claim_holds_is_found_also_where_others_doubt_it(
        self, journal: JournalSubject
    ) -> None:
        """And nothing that its owner itself settled as in doubt, or got by another claim."""
        run = await confirmed(journal, 3)
        await join(journal, "late")
        first, second = (claim(run, 1, "late")._replace(number=number) for number in (1, 2))
        [one, two] = await turn(journal, claims=[first, second])
        doubt = settle(run, two.items[0], ItemStatus.IN_DOUBT, owner="late")
        await turn(journal, [doubt])
        await journal.owners.declare_others_lost(ME)
        await journal.ledger.take_over()
        held = await journal.ledger.held(first)
        assert [one.items[0].position] == [item.position for item in held]

    async def test_a_late_owner_still_tells_of_its_own(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run, owner="late")
        await journal.ledger.take_over()
        await turn(journal, [settle(run, item, owner="late")])
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

    async def test_an_outcome_that_comes_after_the_end_is_shown(
        self, journal: JournalSubject
    ) -> None:
        run, [item, _] = await doubted(journal)
        assert (await rest(journal, run)).ended
        await journal.operations.set_shown(HARBOR, run.id, OperationStatus.COMPLETED)
        assert list(await journal.operations.unfinished()) == []
        await turn(journal, [settle(run, item, owner="late")])
        assert Counts(completed=1, in_doubt=1) == await counts(journal, run)
        assert [run.id] == [one.id for one in await journal.operations.unfinished()]

    async def test_what_turns_out_unsent_after_the_end_is_sent_after_all(
        self, journal: JournalSubject
    ) -> None:
        run, [item, _] = await doubted(journal)
        assert (await rest(journal, run)).ended
        journal.move(60)
        await turn(journal, [settle(run, item, ItemStatus.PENDING, owner="late")])
        assert await status(journal, run) is OperationStatus.EXECUTING
        [again] = await claimed(journal, run)
        assert again.position == item.position
        await turn(journal, [settle(run, again)])
        assert await status(journal, run) is OperationStatus.COMPLETED

    async def test_what_the_provider_says_is_unsent_runs_again_after_the_end(
        self, journal: JournalSubject
    ) -> None:
        run, _ = await doubted(journal)
        assert (await rest(journal, run)).ended
        for one in await journal.ledger.take_over():
            await journal.ledger.resolve(one, ItemStatus.PENDING)
        assert await status(journal, run) is OperationStatus.EXECUTING
        assert len(await claimed(journal, run)) == 2

    async def test_nothing_that_was_unsent_waits_in_a_cancelled_operation(
        self, journal: JournalSubject
    ) -> None:
        run, [item, _] = await doubted(journal)
        await journal.operations.cancel(HARBOR, run.id, sam())
        await turn(journal, [settle(run, item, ItemStatus.PENDING, owner="late")])
        [left] = await journal.ledger.take_over()
        await journal.ledger.resolve(left, ItemStatus.PENDING)
        assert Counts(cancelled=2) == await counts(journal, run)
        assert await status(journal, run) is OperationStatus.CANCELLED

    async def test_what_the_provider_tells_ends_what_waited_for_it(
        self, journal: JournalSubject
    ) -> None:
        run, _ = await doubted(journal)
        one, two = await journal.ledger.take_over()
        await journal.ledger.resolve(one, ItemStatus.COMPLETED, "found in Sent")
        await journal.ledger.resolve(two, ItemStatus.FAILED)
        assert await status(journal, run) is OperationStatus.COMPLETED
        assert (await lines(journal, run))[0].note == "found in Sent"


async def doubted(journal: JournalSubject) -> tuple[BulkOperation, Sequence[ClaimedItem]]:
    """A run of two items whose owner was called lost while it called for them."""
    await join(journal, "late")
    run = await confirmed(journal, 2)
    items = await claimed(journal, run, owner="late")
    await journal.owners.declare_others_lost(ME)
    assert len(await journal.ledger.take_over()) == 2
    return run, items
