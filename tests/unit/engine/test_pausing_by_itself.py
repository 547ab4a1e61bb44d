"""Too many failures of one kind: the run stops by itself, and asks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ErrorType, NetworkFailed, PermissionRefused, RateLimited
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Call
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import Room, eventually, opened


class Refuses:
    """Carries out so many items, then refuses all until told otherwise."""

    def __init__(self, error: Exception, good: int) -> None:
        self.error = error
        self.good = good

    async def __call__(self, calls: Sequence[Call], go: Any) -> Any:
        if self.good <= 0:
            raise self.error
        self.good -= len(calls)
        return await go()


async def paused(room: Room, run: BulkOperation) -> BulkOperation:
    """Wait until it stands still, with nothing in flight."""
    found = run

    async def look() -> bool:
        nonlocal found
        found = await room.operations.get(HARBOR, run.id) or run
        counts = await room.counts(run)
        return found.status is OperationStatus.PAUSED and not counts.executing

    await eventually(look)
    return found


async def test_an_account_that_is_signed_out_midway_stops_the_run_and_resume_starts_anew(
    tmp_path: Path,
) -> None:
    refuses = Refuses(PermissionRefused("Sign in again."), good=20)
    office = OddOffice(tmp_path, refuses)
    async with opened(tmp_path, office, slots=4) as room:
        items = mails(200)
        run = await room.confirm(items, operation(items))
        found = await paused(room, run)
        assert found.pause is not None
        assert (found.pause.error, found.pause.text) == (ErrorType.PERMISSION, "Sign in again.")
        assert found.pause.failed >= 0.3 * found.pause.tried >= 0.3 * 20
        counts = await room.counts(run)
        assert (counts.completed, counts.total) == (20, 200)
        assert counts.failed <= 10 + 4  # those that were in flight with the tenth
        asked = len(office.asked)
        await room.queue(run)  # a slice that comes meanwhile finds nothing to do
        assert len(office.asked) == asked

        refuses.good = 1000
        assert await room.operations.resume(HARBOR, run.id, sam())
        await room.queue(run)
        ended = await room.ended(run)
        assert ended.status is OperationStatus.COMPLETED
        after = await room.counts(run)
        assert after.completed == 200 - after.failed
    await office.close()


async def test_resumed_too_early_it_stops_again(tmp_path: Path) -> None:
    office = OddOffice(tmp_path, Refuses(PermissionRefused("Sign in again."), good=0))
    async with opened(tmp_path, office, slots=2) as room:
        items = mails(100)
        run = await room.confirm(items, operation(items))
        first = await paused(room, run)
        before = (await room.counts(run)).failed
        assert await room.operations.resume(HARBOR, run.id, sam())
        await room.queue(run)
        await room.until(run, lambda counts, _: counts.failed >= before + 10)
        again = await paused(room, run)
        assert first.pause is not None
        assert again.pause is not None
        assert (await room.counts(run)).failed <= before + 10 + 2
    await office.close()


async def test_what_never_answers_stops_as_well(tmp_path: Path) -> None:
    """Mails without an answer are in doubt: the fewer the better."""
    office = OddOffice(tmp_path, Refuses(NetworkFailed("No answer."), good=0))
    async with opened(tmp_path, office, slots=4) as room:
        items = mails(100)
        run = await room.confirm(items, operation(items))
        await room.until(run, lambda counts, _: counts.in_doubt >= 10 and not counts.executing)
        assert (await room.counts(run)).in_doubt <= 10 + 4
    await office.close()


@pytest.mark.parametrize("retry_after", [0.01, None])
async def test_a_provider_that_only_asks_to_slow_down_stops_nothing(
    tmp_path: Path, retry_after: float | None
) -> None:
    office = OddOffice(tmp_path)
    office.faults.fail_next(RateLimited("Slow down.", retry_after=retry_after), calls=30)
    async with opened(tmp_path, office, slots=4) as room:
        items = mails(40)
        ended = await room.ended(await room.confirm(items, operation(items)))
        assert ended.status is OperationStatus.COMPLETED
        assert (await room.counts(ended)).completed == 40
    await office.close()
