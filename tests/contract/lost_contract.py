"""What every journal promises of what lost owners held: taken over, asked about, told late."""

from collections.abc import Sequence

import pytest

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


class LostContract:
    """Items of owners that are lost, and what becomes of their operation."""

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
        run, [item, _] = await lost(journal)
        await journal.ledger.take_over()
        await journal.operations.cancel(HARBOR, run.id, sam())
        await turn(journal, [settle(run, item, ItemStatus.PENDING, owner="late")])
        [left] = await journal.ledger.take_over()
        await journal.ledger.resolve(left, ItemStatus.PENDING)
        assert Counts(cancelled=2) == await counts(journal, run)
        assert await status(journal, run) is OperationStatus.CANCELLED

    async def test_it_is_known_how_long_ago_it_was_claimed(self, journal: JournalSubject) -> None:
        await claimed(journal, await confirmed(journal, 1), owner="dead")
        journal.move(7)
        [first] = await journal.ledger.take_over()
        journal.move(5)
        [later] = await journal.ledger.take_over()
        assert (first.age, later.age) == (7.0, 12.0)

    async def test_nothing_ends_while_what_was_taken_over_may_run_again(
        self, journal: JournalSubject
    ) -> None:
        """Nor after a restart; and nobody is asked what a provider is being asked."""
        run = await confirmed(journal, 2)
        await claimed(journal, run, owner="dead")
        one, two = await journal.ledger.take_over()
        assert not (await rest(journal, run)).ended
        decide = journal.operations.decide
        assert await decide(HARBOR, run.id, None, DoubtAnswer.DID_NOT, sam()) == 0
        await journal.ledger.resolve(one, ItemStatus.IN_DOUBT)
        assert await status(journal, run) is OperationStatus.EXECUTING
        assert [one, two] == await journal.ledger.take_over()
        await journal.ledger.resolve(two, ItemStatus.IN_DOUBT)
        assert await status(journal, run) is OperationStatus.COMPLETED
        assert Counts(in_doubt=2) == await counts(journal, run)
        assert await decide(HARBOR, run.id, None, DoubtAnswer.DID_NOT, sam()) == 2

    async def test_what_the_provider_tells_ends_what_waited_for_it(
        self, journal: JournalSubject
    ) -> None:
        run, _ = await doubted(journal)
        one, two = await journal.ledger.take_over()
        await journal.ledger.resolve(one, ItemStatus.COMPLETED, "found in Sent")
        await journal.ledger.resolve(two, ItemStatus.FAILED)
        assert await status(journal, run) is OperationStatus.COMPLETED
        assert (await lines(journal, run))[0].note == "found in Sent"


async def lost(journal: JournalSubject) -> tuple[BulkOperation, Sequence[ClaimedItem]]:
    """A run of two items whose owner was called lost while it called for them."""
    await join(journal, "late")
    run = await confirmed(journal, 2)
    items = await claimed(journal, run, owner="late")
    await journal.owners.declare_others_lost(ME)
    return run, items


async def doubted(journal: JournalSubject) -> tuple[BulkOperation, Sequence[ClaimedItem]]:
    """The same taken over, and nobody can tell what became of them."""
    run, items = await lost(journal)
    found = await journal.ledger.take_over()
    assert len(found) == 2
    for one in found:
        await journal.ledger.resolve(one, ItemStatus.IN_DOUBT)
    return run, items
