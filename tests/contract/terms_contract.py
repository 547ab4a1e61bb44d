"""What must hold in the transaction that makes an operation, as every journal keeps to it."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.errors import DraftGone, PreviewOutOfDate
from app.domain.journal import Held, RunOf, Terms
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.engine.clock import SystemClock
from app.storage.draft_locks import SqlLocks
from tests.contract.journal_samples import HARBOR, NOW, OTHER, mails, operation, sam
from tests.contract.later import START, Later, in_chunks, weekly


async def confirm(later: Later, terms: Terms, draft_id: str = "d2") -> BulkOperation:
    """Confirm a draft at once, on these terms."""
    items = mails(2)
    made = operation(items, draft_id=draft_id)
    assert await later.operations.create(made, in_chunks(items), terms)
    return made


async def written(later: Later) -> int:
    """Items in the journal, of whatever operation."""
    return len(await later.column("item_id"))


class SupersedingContract:
    """A start, and the previews that would take its place."""

    async def test_the_start_is_cancelled_by_what_takes_its_place(self, later: Later) -> None:
        old = await later.scheduled(mails(1_200))
        taken = await later.take(old)
        made = await confirm(later, Terms(supersedes=old.id))
        assert await later.status(old) is OperationStatus.CANCELLED
        assert await later.status(made) is OperationStatus.CONFIRMED
        assert not await later.appointments.begin(taken, START)
        glance = await later.operations.glance(HARBOR, old.id, lambda *_: ())
        assert glance
        assert glance.counts.cancelled == 1_200

    async def test_of_two_previews_of_a_start_one_counts(self, later: Later) -> None:
        old = await later.scheduled(mails(3))
        both = (confirm(later, Terms(supersedes=old.id), one) for one in ("d2", "d3"))
        made = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(one).__name__ for one in made) == ["BulkOperation", "DraftGone"]
        assert await written(later) == 3 + 2

    async def test_what_began_or_was_cancelled_has_no_place_to_take(self, later: Later) -> None:
        began, cancelled = await later.scheduled(), await later.scheduled(draft_id="other")
        await later.appointments.begin(await later.take(began), START)
        await later.operations.cancel(HARBOR, cancelled.id, sam())
        for old in (began.id, cancelled.id, "never was"):
            with pytest.raises(DraftGone):
                await confirm(later, Terms(supersedes=old))
        assert await written(later) == 3 + 3
        assert await later.operations.of_draft(HARBOR, "d2") is None

    async def test_a_start_begins_or_is_replaced_and_never_both(self, later: Later) -> None:
        for number in range(5):
            old = await later.scheduled(draft_id=f"old {number}")
            taken = await later.take(old)
            began, made = await asyncio.gather(
                later.appointments.begin(taken, START),
                confirm(later, Terms(supersedes=old.id), f"new {number}"),
                return_exceptions=True,
            )
            assert began is isinstance(made, DraftGone)

    async def test_what_expired_is_replaced_once(self, later: Later) -> None:
        old = await later.scheduled()
        await later.appointments.expire(await later.take(old))
        await confirm(later, Terms(supersedes=old.id))
        assert await later.status(old) is OperationStatus.EXPIRED
        with pytest.raises(DraftGone, match="Another preview"):
            await confirm(later, Terms(supersedes=old.id), "d3")


class RunTermsContract:
    """Runs that confirm themselves, and a Stop."""

    async def test_a_run_is_confirmed_only_while_its_schedule_goes_on(self, later: Later) -> None:
        await later.schedules.add(weekly(), NOW)
        run = RunOf("s1", START)
        await confirm(later, Terms(run=run))
        for other in (RunOf("s1", START + timedelta(days=7)), RunOf("s2", START)):
            with pytest.raises(DraftGone):
                await confirm(later, Terms(run=other), "d3")
        await later.schedules.stop(HARBOR, "s1")
        with pytest.raises(DraftGone):
            await confirm(later, Terms(run=run), "d3")

    async def test_a_run_that_was_shown_is_confirmed_until_its_schedule_stops(
        self, later: Later
    ) -> None:
        await later.schedules.add(weekly(), NOW)
        await later.schedules.advance(weekly(), START + timedelta(days=7), START)
        await confirm(later, Terms(run=RunOf("s1")))
        await later.schedules.stop(HARBOR, "s1")
        with pytest.raises(DraftGone, match="schedule was stopped"):
            await confirm(later, Terms(run=RunOf("s1")), "d3")
        assert await later.operations.of_draft(HARBOR, "d3") is None

    async def test_a_schedule_of_another_workspace_confirms_nothing(self, later: Later) -> None:
        await later.schedules.add(weekly(person=OTHER), NOW)
        with pytest.raises(DraftGone):
            await confirm(later, Terms(run=RunOf("s1", START)))


class HeldTermsContract:
    """What is decided while a lock holds, and after it was lost."""

    async def test_nothing_is_confirmed_once_the_lock_went_to_another(self, later: Later) -> None:
        gone = Held(HARBOR.key, "d2", "somebody else")
        with pytest.raises(PreviewOutOfDate):
            await confirm(later, Terms(held=gone))
        with pytest.raises(PreviewOutOfDate):
            await later.schedules.add(weekly(), NOW, gone)
        assert await written(later) == 0
        assert await later.schedules.get(HARBOR, "s1") is None

    async def test_whoever_holds_it_confirms(self, later: Later) -> None:
        locks = SqlLocks(later.database, SystemClock())
        async with locks.hold(HARBOR.key, "d2") as held:
            await confirm(later, Terms(held=held))
            assert await later.schedules.add(weekly(), NOW, held)
