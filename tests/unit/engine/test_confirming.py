"""Confirm: what was shown, once, whoever presses how often and whatever fails meanwhile."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import (
    AlreadyConfirmed,
    DraftGone,
    NotYours,
    PreviewOutOfDate,
    Refused,
)
from app.domain.identity import Person
from app.domain.kinds import BulkType, BulkVerb, OperationStatus
from app.domain.operation import BulkDraft, BulkOperation
from app.engine.assembly import Origin
from app.engine.confirming import confirmed
from tests.contract.journal_samples import HARBOR, OTHER, conversation, mails, requester, sam
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import Room, opened


async def drafted(room: Room, count: int = 5, draft_id: str = "draft") -> BulkDraft:
    origin = Origin(draft_id, "thank them", requester(), conversation())
    return await room.manager.create_bulk_draft(BulkType.EMAIL, BulkVerb.SEND, mails(count), origin)


async def all_runs(room: Room) -> list[BulkOperation]:
    return list(await room.operations.unfinished())


@pytest.mark.parametrize("processes", [1, 2])
async def test_confirming_many_times_at_once_starts_one_run(
    resting: Room, office: OddOffice, processes: int
) -> None:
    draft = await drafted(resting)
    managers = [resting.manager, resting.new_manager()][:processes]
    answers = await asyncio.gather(
        *(
            manager.execute_bulk_draft(draft.id, draft.digest, sam())
            for _ in range(4)
            for manager in managers
        ),
        return_exceptions=True,
    )
    kinds = Counter(type(one) for one in answers)
    assert kinds == {BulkOperation: 1, AlreadyConfirmed: 4 * processes - 1}
    [run] = await all_runs(resting)
    refused = [one for one in answers if isinstance(one, AlreadyConfirmed)]
    assert {run.id} == {one.operation_id for one in refused}

    resting.work()
    await resting.ended(run)
    assert sorted((await office.effects()).values()) == [1] * 5


async def test_confirm_and_edit_at_the_same_time_run_what_was_shown_or_nothing(
    resting: Room,
) -> None:
    for number in range(6):
        draft = await drafted(resting, draft_id=f"draft{number}")
        without = resting.manager.exclude(draft.id, frozenset({"1", "2"}), sam(), out=True)
        confirm = resting.manager.execute_bulk_draft(draft.id, draft.digest, sam())
        both: list[Any] = [without, confirm] if number % 2 else [confirm, without]
        answers = await asyncio.gather(*both, return_exceptions=True)
        run = await resting.operations.of_draft(HARBOR, draft.id)
        if run is None:
            assert PreviewOutOfDate in map(type, answers)
        else:
            assert AlreadyConfirmed in map(type, answers)
            assert (run.digest, (await resting.counts(run)).total) == (draft.digest, 5)


async def test_what_was_taken_out_does_not_run(resting: Room, office: OddOffice) -> None:
    draft = await drafted(resting)
    changed = await resting.manager.exclude(draft.id, frozenset({"2", "9"}), sam(), out=True)
    with pytest.raises(PreviewOutOfDate):
        await resting.manager.execute_bulk_draft(draft.id, draft.digest, sam())
    run = await resting.manager.execute_bulk_draft(draft.id, changed.digest, sam())
    resting.work()
    await resting.ended(run)
    assert set(await office.effects()) == {f"{run.id}:{number}" for number in (1, 3, 4, 5)}


async def test_everything_taken_out_is_nothing_to_confirm(resting: Room) -> None:
    draft = await drafted(resting, 1)
    empty = await resting.manager.exclude(draft.id, frozenset({"1"}), sam(), out=True)
    with pytest.raises(Refused, match="taken out"):
        await resting.manager.execute_bulk_draft(draft.id, empty.digest, sam())


async def test_a_confirm_done_again_after_a_crash_finds_its_run(
    tmp_path: Path, office: OddOffice
) -> None:
    """The process died after the journal had the run, and before anything else was done."""
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        draft = await drafted(room)
        run = confirmed(draft, sam(), draft.metadata, None, draft.created_at)
        assert await room.create(run, mails(5))
    async with opened(tmp_path, office, owner="second") as room:
        assert [run.id] == [one.id for one in await room.recovery.run()]
        with pytest.raises(AlreadyConfirmed) as refused:
            await room.manager.execute_bulk_draft(draft.id, draft.digest, sam())
        assert refused.value.operation_id == run.id
        await room.ended(run)
        await room.manager.place(draft, None)
        assert await room.manager.expire(draft) is None
    assert sorted((await office.effects()).values()) == [1] * 5


async def test_a_cache_that_cannot_be_written_does_not_stop_a_confirmed_run(
    room: Room,
) -> None:
    draft = await drafted(room)

    async def full(*_: Any) -> None:
        raise OSError("disk full")

    room.drafts.save = full  # type: ignore[method-assign, assignment]
    run = await room.manager.execute_bulk_draft(draft.id, draft.digest, sam())
    assert (await room.ended(run)).status is OperationStatus.COMPLETED


async def test_only_the_requester_presses_and_only_in_their_workspace(resting: Room) -> None:
    draft = await drafted(resting)
    with pytest.raises(NotYours):
        await resting.manager.execute_bulk_draft(
            draft.id, draft.digest, Person(tenant=HARBOR, user_id="U0PRIYA")
        )
    with pytest.raises(DraftGone):
        await resting.manager.execute_bulk_draft(draft.id, draft.digest, sam(OTHER))
    assert await all_runs(resting) == []


async def test_a_draft_that_was_called_off_or_is_too_old_does_not_run(resting: Room) -> None:
    off, old = await drafted(resting, draft_id="off"), await drafted(resting, draft_id="old")
    await resting.manager.cancel_bulk_draft(off.id, sam())
    expired = await resting.manager.expire(old)
    assert expired is not None
    for draft in (off, old):
        with pytest.raises(DraftGone):
            await resting.manager.execute_bulk_draft(draft.id, draft.digest, sam())
    assert await all_runs(resting) == []


async def test_the_same_again_within_a_day_is_warned_of(resting: Room) -> None:
    draft = await drafted(resting)
    assert draft.warnings == ()
    await resting.manager.execute_bulk_draft(draft.id, draft.digest, sam())
    [warning] = (await drafted(resting, draft_id="again")).warnings
    assert "already run" in warning
