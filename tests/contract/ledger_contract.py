"""What every journal promises of items: claimed, settled, taken over, decided."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.events import EventKind
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from app.domain.transitions import ITEM_MOVES
from tests.contract.journal_samples import (
    GRID,
    HARBOR,
    OTHER,
    mails,
    sam,
)
from tests.contract.journal_steps import (
    JournalSubject,
    claim,
    claimed,
    confirmed,
    counts,
    rest,
    settle,
    status,
    turn,
)


class LedgerContract:
    """Items: claimed, settled, taken over."""

    async def test_items_are_claimed_once_in_order_and_only_while_it_runs(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 10, start=False)
        assert list(await claimed(journal, run)) == []
        await journal.operations.start(HARBOR, run.id)
        granted = await asyncio.gather(*(claimed(journal, run, 3, owner=f"w{n}") for n in range(5)))
        assert sorted(item.position for one in granted for item in one) == list(range(10))
        assert all([item.attempt for item in one] == [1] * len(one) for one in granted)
        first = next(one for one in granted if one and one[0].position == 0)
        assert first[0].action == mails(1)[0].parameters

    async def test_nothing_is_claimed_after_a_cancel(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 5)
        first, second = await claimed(journal, run, 2)
        await journal.operations.cancel(HARBOR, run.id, sam())
        assert list(await claimed(journal, run)) == []
        assert (await rest(journal, run)).ended is False
        await turn(journal, [settle(run, first)])
        await turn(journal, [settle(run, second, ItemStatus.PENDING, delay=3600)])
        assert Counts(completed=1, cancelled=4) == await counts(journal, run)
        assert (await rest(journal, run)).ended

    async def test_what_is_put_back_waits_for_its_time(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        due = journal.now() + timedelta(seconds=30)
        await turn(journal, [settle(run, item, ItemStatus.PENDING, delay=30)])
        assert list(await claimed(journal, run)) == []
        left = await rest(journal, run)
        assert (left.ended, left.claimable, left.due_at) == (False, True, due)
        journal.move(30)
        [again] = await claimed(journal, run)
        assert again.attempt == 2

    @pytest.mark.parametrize("new", sorted(ITEM_MOVES[ItemStatus.EXECUTING]))
    async def test_a_settlement_counts_once_and_only_from_the_owner(
        self, journal: JournalSubject, new: ItemStatus
    ) -> None:
        run = await confirmed(journal, 2)
        item, _ = await claimed(journal, run)
        await turn(journal, [settle(run, item, new, owner="another")])
        assert (await counts(journal, run)).executing == 2
        await turn(journal, [settle(run, item, new)])
        before = await counts(journal, run)
        assert (before.executing, getattr(before, new.value)) == (1, 1)
        if new is not ItemStatus.IN_DOUBT:  # of which its owner may hear later
            await turn(journal, [settle(run, item, ItemStatus.FAILED)])
            assert before == await counts(journal, run)

    @pytest.mark.parametrize(
        ("settled", "ends"),
        [
            ((ItemStatus.COMPLETED, ItemStatus.FAILED), OperationStatus.COMPLETED),
            ((ItemStatus.FAILED, ItemStatus.FAILED), OperationStatus.FAILED),
            ((ItemStatus.FAILED, ItemStatus.IN_DOUBT), OperationStatus.COMPLETED),
            ((ItemStatus.SKIPPED, ItemStatus.SKIPPED), OperationStatus.COMPLETED),
            ((ItemStatus.SKIPPED, ItemStatus.FAILED), OperationStatus.FAILED),
        ],
    )
    async def test_it_ends_with_the_transaction_of_its_last_item(
        self,
        journal: JournalSubject,
        settled: tuple[ItemStatus, ItemStatus],
        ends: OperationStatus,
    ) -> None:
        run = await confirmed(journal, 2)
        both = await claimed(journal, run)
        await turn(journal, [settle(run, both[0], settled[0])])
        assert await status(journal, run) is OperationStatus.EXECUTING
        await turn(journal, [settle(run, both[1], settled[1])])
        latest = await journal.operations.get(HARBOR, run.id)
        assert latest is not None
        assert latest.status is ends
        assert latest.completed_at == journal.now()
        assert (await rest(journal, run)).ended

    async def test_one_turn_settles_and_claims_for_many_operations(
        self, journal: JournalSubject
    ) -> None:
        runs = [await confirmed(journal, 2, tenant) for tenant in (HARBOR, OTHER, GRID)]
        items = [(run, item) for run in runs for item in await claimed(journal, run, 1)]
        granted = await turn(
            journal, [settle(run, item) for run, item in items], [claim(run, 5) for run in runs]
        )
        assert [[item.position for item in one.items] for one in granted] == [[1], [1], [1]]
        for run in runs:
            assert Counts(completed=1, executing=1) == await counts(journal, run)

    async def test_a_turn_tells_of_what_really_moved_in_one_row_an_operation(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 6)
        first, second, third = await claimed(journal, run, 3)
        told = len(await journal.events(run))
        await turn(
            journal,
            [
                settle(run, first),
                settle(run, second, ItemStatus.FAILED),
                settle(run, third, owner="another"),
            ],
            [claim(run, 2)],
        )
        [event] = (await journal.events(run))[told:]
        assert event.kind is EventKind.ITEMS_MOVED
        assert event.data == {"completed": [0], "failed": [1], "executing": [3, 4]}
        await turn(journal, [settle(run, first, ItemStatus.FAILED)])
        assert len(await journal.events(run)) == told + 1, "nothing moved"

    async def test_of_two_outcomes_told_at_once_the_first_counts(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 2)
        item, _ = await claimed(journal, run)
        await turn(journal, [settle(run, item), settle(run, item, ItemStatus.FAILED)])
        assert Counts(completed=1, executing=1) == await counts(journal, run)

    async def test_an_item_remembers_since_when_it_is_tried(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 2)
        began = journal.now()
        [item] = await claimed(journal, run, 1)
        assert (item.attempt, item.since) == (1, began)
        journal.move(5)
        await turn(journal, [settle(run, item, ItemStatus.PENDING, delay=10)])
        journal.move(10)
        again, other = await claimed(journal, run)
        assert (again.attempt, again.since) == (2, began)
        assert (other.attempt, other.since) == (1, journal.now())

    async def test_items_of_one_operation_settled_by_their_own_owners_in_one_turn(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 4)
        [mine] = await claimed(journal, run, 1)
        [theirs] = await claimed(journal, run, 1, owner="other")
        await turn(journal, [settle(run, mine), settle(run, theirs, owner="other")])
        assert Counts(completed=2, pending=2) == await counts(journal, run)
