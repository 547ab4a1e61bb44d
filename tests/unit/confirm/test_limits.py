"""Too much under way: said in the preview already, refused at Confirm, and nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.domain.allowance import Allowance, Limit
from app.domain.errors import OverLimit
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.settings import Settings
from tests.contract.journal_samples import HARBOR, sam
from tests.unit.confirm.desk import LEE, Desk

TWO = Allowance(person=Limit(runs=2, items=1000), workspace=Limit(runs=5, items=1000))

TOO_MANY = (
    "You have 2 operations running or paused; 2 at a time is the most. "
    "Wait for one to end, or cancel one. The draft stays."
)


@pytest.fixture
async def strict(desk: Desk) -> AsyncIterator[Desk]:
    one = replace(desk, allowance=TWO)
    yield one
    await one.close()


async def drafts(desk: Desk, count: int) -> list[BulkDraft]:
    return [await desk.drafted(draft_id=f"draft{number}") for number in range(count)]


async def test_one_too_many_waits_with_its_draft_until_another_ended(strict: Desk) -> None:
    first, second, third = await drafts(strict, 3)
    assert third.warnings == (), "nothing ran yet"
    run = await strict.confirm(first)
    await strict.confirm(second)
    with pytest.raises(OverLimit) as refused:
        await strict.confirm(third)
    assert refused.value.text == TOO_MANY
    assert await strict.written() == (2, 10, 0)
    kept = await strict.drafts.load(HARBOR, third.id)
    assert kept is not None
    assert (kept.status, kept.digest) == (OperationStatus.DRAFT, third.digest)

    await strict.end(run)
    assert (await strict.confirm(third)).draft_id == third.id


async def test_a_preview_says_so_beforehand_and_no_longer_once_it_is_so_no_more(
    strict: Desk,
) -> None:
    first, second = await drafts(strict, 2)
    run = await strict.confirm(first)
    await strict.confirm(second)
    third = await strict.drafted(7, draft_id="third")
    assert third.warnings == (TOO_MANY,)
    await strict.end(run)
    edited = await strict.manager.exclude(third.id, frozenset({"1"}), sam(), out=True)
    assert edited.warnings == ()


async def test_two_processes_that_confirm_at_once_do_not_both_slip_through(strict: Desk) -> None:
    other = strict.another()
    waiting = await drafts(strict, 6)
    answers = await asyncio.gather(
        *((strict, other)[number % 2].confirm(draft) for number, draft in enumerate(waiting)),
        return_exceptions=True,
    )
    assert Counter(map(type, answers)) == {BulkOperation: 2, OverLimit: 4}
    assert await strict.written() == (2, 10, 0)
    assert len(strict.queue.spreads + other.queue.spreads) == 2
    await other.close()


async def test_a_limit_that_is_met_while_the_items_are_written_refuses_too(strict: Desk) -> None:
    """Both looked before they began to write, and both were allowed then."""
    strict.drafting.cautions._allowances = None
    answers = await asyncio.gather(
        *(strict.confirm(draft) for draft in await drafts(strict, 4)), return_exceptions=True
    )
    assert Counter(map(type, answers)) == {BulkOperation: 2, OverLimit: 2}
    assert await strict.written() == (2, 10, 0)


async def test_an_approver_is_told_of_the_requesters_runs(strict: Desk) -> None:
    first, second, third = await drafts(strict, 3)
    await strict.confirm(first)
    await strict.confirm(second, by=LEE)
    with pytest.raises(OverLimit, match=r"^Sam Rivera has 2 operations"):
        await strict.confirm(third, by=LEE)


async def test_too_many_items_are_told_when_they_fit(strict: Desk) -> None:
    run = await strict.confirm(await strict.drafted(600))
    await strict.end(run)
    large = await strict.drafted(401, draft_id="large")
    [warning] = large.warnings
    assert warning == (
        "You confirmed 600 items in the last hour; 1,000 is the most. "
        "This fits from 10:31 (UTC) on. The draft stays."
    )
    fitting = await strict.manager.exclude(large.id, frozenset({"1"}), sam(), out=True)
    assert fitting.warnings == ()
    await strict.confirm(fitting)


def test_the_largest_operation_fits_into_an_hour_unless_somebody_says_otherwise() -> None:
    for most in (10_000, 100_000):
        allowance = Settings.from_environment({"BULKHEAD_MAX_ITEMS": str(most)}).allowance
        assert allowance.person == Limit(runs=5, items=2 * most)
        assert allowance.workspace == Limit(runs=20, items=10 * most)
    told = {"BULKHEAD_PERSON_ITEMS_HOUR": "50", "BULKHEAD_PERSON_RUNS": "1"}
    assert Settings.from_environment(told).allowance.person == Limit(runs=1, items=50)
    generous = Settings.from_environment({"BULKHEAD_PERSON_ITEMS_HOUR": "500000"}).allowance
    assert generous.workspace.items == 500_000
