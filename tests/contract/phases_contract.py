"""What every journal promises of items that are prepared first, and released by a later call."""

import pytest

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import ClaimedItem, Settlement
from app.domain.operation import BulkOperation
from app.domain.progress import Counts
from tests.contract.journal_samples import HARBOR, sam
from tests.contract.journal_steps import (
    ME,
    JournalSubject,
    claim,
    claimed,
    confirmed,
    counts,
    join,
    settle,
    status,
    turn,
)

DRAFT = "draft-4711"


def prepared(
    run: BulkOperation, item: ClaimedItem, reference: str = DRAFT, owner: str = ME
) -> Settlement:
    """The item of a first phase that went well."""
    return settle(run, item, ItemStatus.PENDING, owner)._replace(prepared=reference)


class PhasesContract:
    """Two phases of an item, each a claim of its own."""

    async def test_what_was_prepared_is_claimed_again_at_once_with_its_reference(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 2)
        one, two = await claimed(journal, run)
        assert (one.reference, two.reference) == ("", "")
        await turn(journal, [settle(run, one, ItemStatus.PENDING, delay=0), settle(run, two)])
        [one] = await claimed(journal, run)
        assert one.attempt == 2
        journal.move(5)
        [got] = await turn(journal, [prepared(run, one)], [claim(run)])
        [release] = got.items
        assert (release.reference, release.attempt) == (DRAFT, 1)
        assert (release.since, release.action) == (journal.now(), one.action)
        assert await status(journal, run) is OperationStatus.EXECUTING
        await turn(journal, [settle(run, release)])
        assert await status(journal, run) is OperationStatus.COMPLETED

    async def test_a_reference_stays_whatever_puts_its_item_back(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [first] = await claimed(journal, run)
        await turn(journal, [prepared(run, first)])
        for delay, attempts in ((None, 1), (0, 2), (0, 3)):
            [item] = await claimed(journal, run)
            assert item.reference == DRAFT
            [got] = await turn(
                journal, [settle(run, item, ItemStatus.PENDING, delay=delay)], [claim(run)]
            )
            [again] = got.items
            assert (again.reference, again.attempt) == (DRAFT, attempts)
            await turn(journal, [settle(run, again, ItemStatus.PENDING)])

    async def test_another_reference_takes_its_place_and_the_attempt_counts(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [first] = await claimed(journal, run)
        await turn(journal, [prepared(run, first)])
        [release] = await claimed(journal, run)
        await turn(journal, [prepared(run, release, "draft-2")._replace(delay=0)])
        [again] = await claimed(journal, run)
        assert (again.reference, again.attempt) == ("draft-2", 2)

    @pytest.mark.parametrize(("told", "left"), [(None, DRAFT), ("", ""), ("draft-2", "draft-2")])
    async def test_retry_failed_goes_on_with_what_is_left_of_it(
        self, journal: JournalSubject, told: str | None, left: str
    ) -> None:
        run = await confirmed(journal, 1)
        [first] = await claimed(journal, run)
        await turn(journal, [prepared(run, first)])
        [release] = await claimed(journal, run)
        await turn(journal, [settle(run, release, ItemStatus.FAILED)._replace(prepared=told)])
        assert await journal.operations.retry_failed(HARBOR, run.id, sam()) == 1
        [again] = await claimed(journal, run)
        assert (again.reference, again.attempt) == (left, 1)

    async def test_what_is_prepared_counts_only_from_whose_claim_it_was(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [first] = await claimed(journal, run)
        await turn(journal, [prepared(run, first, "a stranger's", owner="another")])
        assert (await counts(journal, run)).executing == 1
        await turn(journal, [prepared(run, first)])
        [release] = await turn(journal, claims=[claim(run)._replace(number=2)])
        await turn(journal, [prepared(run, first, "told twice")])
        assert (await counts(journal, run)).executing == 1
        await turn(journal, [settle(run, release.items[0], ItemStatus.PENDING)])
        [still] = await claimed(journal, run)
        assert still.reference == DRAFT

    async def test_it_is_known_at_a_take_over_what_was_to_be_released(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 2)
        await join(journal, "dead")
        one, _ = await claimed(journal, run, owner="dead")
        await turn(journal, [prepared(run, one, owner="dead")])
        await claimed(journal, run, 1, owner="dead")
        await journal.owners.declare_others_lost(ME)
        doubtful = await journal.ledger.take_over()
        assert [each.item.reference for each in doubtful] == [DRAFT, ""]
        for each in doubtful:
            await journal.ledger.resolve(each, ItemStatus.PENDING)
        again = await claimed(journal, run)
        assert [(each.reference, each.attempt) for each in again] == [(DRAFT, 2), ("", 2)]

    async def test_what_is_prepared_in_a_cancelled_operation_is_cancelled(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 2)
        [first] = await claimed(journal, run, 1)
        await journal.operations.cancel(HARBOR, run.id, sam())
        await turn(journal, [prepared(run, first)])
        assert Counts(cancelled=2) == await counts(journal, run)
        assert list(await claimed(journal, run)) == []
