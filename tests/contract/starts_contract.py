"""Scheduled operations, as every journal keeps them."""

import asyncio
from datetime import timedelta
from typing import Any

from app.domain.identity import Person
from app.domain.journal import Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.recurring import CHECK_BEFORE, Checked
from tests.contract.journal_samples import HARBOR, NOW, OTHER, mails, sam
from tests.contract.later import START, Later


class AppointmentsContract:
    """Scheduled operations, from Confirm to their start."""

    async def test_it_is_due_two_minutes_before_its_start_and_for_one_only(
        self, later: Later
    ) -> None:
        made = await later.scheduled()
        assert await later.appointments.next_due() == START - CHECK_BEFORE
        assert await later.due() == []
        later.now = START - CHECK_BEFORE
        looks = await asyncio.gather(later.due(), later.due(), later.due())
        assert sorted(looks) == [[], [], [made.id]]
        later.now += timedelta(seconds=61)  # whoever took it died
        assert await later.due() == [made.id]

    async def test_what_a_look_found_is_remembered(self, later: Later) -> None:
        made = await later.scheduled()
        later.now = START - CHECK_BEFORE
        [taken] = await later.appointments.take_due(later.now, 60)
        assert (taken.operation_id, taken.checked, taken.checked_at) == (made.id, None, None)
        assert await later.appointments.found(taken, Checked.GREW)
        assert await later.appointments.look_again(taken, START)
        assert await later.due() == []
        later.now = START
        [again] = await later.appointments.take_due(START, 60)
        assert (again.checked, again.checked_at) == (Checked.GREW, START - CHECK_BEFORE)

    async def test_what_may_begin_is_taken_apart_from_what_is_to_be_looked_at(
        self, later: Later
    ) -> None:
        made = {one: await later.scheduled(draft_id=one or "new") for one in (None, *Checked)}
        for found, one in made.items():
            if found:
                assert await later.appointments.found(await later.take(one), found)
        later.now = START
        ready = await later.appointments.take_ready(START, NOW, 60)
        may = {Checked.FINE, Checked.FULL}
        assert {one.operation_id for one in ready} == {made[found].id for found in may}
        assert {one.checked for one in ready} == may
        assert await later.appointments.take_ready(START, NOW, 60) == []
        others = {one.id for found, one in made.items() if found not in may}
        assert set(await later.due()) == others
        assert all([await later.appointments.begin(one, START) for one in ready])

    async def test_an_old_look_makes_nothing_ready(self, later: Later) -> None:
        made = await later.scheduled()
        assert await later.appointments.found(await later.take(made), Checked.FINE)
        later.now = START
        since = NOW + timedelta(microseconds=1)
        assert await later.appointments.take_ready(START, since, 60) == []
        assert await later.due() == [made.id]

    async def test_what_a_start_waits_for_is_kept_and_a_look_keeps_its_age(
        self, later: Later
    ) -> None:
        made = await later.scheduled()
        taken = await later.take(made)
        assert await later.appointments.found(taken, Checked.FINE)
        later.now += timedelta(minutes=1)
        for waits_for in (Checked.FULL, Checked.UNASKED, None):
            again = later.now + timedelta(seconds=20)
            assert await later.appointments.look_again(taken, again, waits_for)
            assert await later.due() == []
            later.now = again
            [taken] = await later.appointments.take_due(again, 60)
            assert taken.operation_id == made.id
            assert (taken.checked, taken.checked_at) == (waits_for or Checked.UNASKED, NOW)

    async def test_a_look_that_was_overtaken_changes_nothing(self, later: Later) -> None:
        made = await later.scheduled()
        overtaken = await later.take(made)
        later.now += timedelta(seconds=1)
        taken = await later.take(made)
        assert not await later.appointments.found(overtaken, Checked.GREW)
        assert not await later.appointments.look_again(overtaken, NOW)
        assert not await later.appointments.expire(overtaken)
        assert not await later.appointments.begin(overtaken, START)
        assert await later.due() == []
        assert await later.appointments.begin(taken, START)

    async def test_nothing_begins_after_its_last_moment(self, later: Later) -> None:
        made = await later.scheduled()
        taken = await later.take(made)
        later.now = START + timedelta(minutes=15, microseconds=1)
        assert not await later.appointments.begin(taken, START + timedelta(minutes=15))
        assert await later.status(made) is OperationStatus.SCHEDULED
        assert await later.appointments.expire(taken)

    async def test_it_begins_once_and_is_no_more_scheduled(self, later: Later) -> None:
        made = await later.scheduled()
        assert await later.appointments.of_person(sam(), 5) == [made]
        later.now = START
        taken = await later.take(made)
        began = await asyncio.gather(*(later.appointments.begin(taken, START) for _ in range(3)))
        assert sorted(began) == [False, False, True]
        run = await later.operations.get(HARBOR, made.id)
        assert run
        assert (run.status, run.started_at) == (OperationStatus.EXECUTING, START)
        assert run.starts_at == START
        assert await later.appointments.of_person(sam(), 5) == []
        assert await later.appointments.take(HARBOR, made.id, START, 60) is None
        assert await later.appointments.next_due() is None

    async def test_what_expired_never_starts_and_its_items_are_cancelled(
        self, later: Later
    ) -> None:
        made = await later.scheduled(mails(1_200))
        taken = await later.take(made)
        assert await later.appointments.expire(taken, "Nobody was there.")
        assert not await later.appointments.begin(taken, START)
        assert not await later.appointments.expire(taken)
        glance = await later.operations.glance(HARBOR, made.id, lambda *_: ())
        assert glance
        assert glance.operation.status is OperationStatus.EXPIRED
        assert glance.operation.never_ran == "Nobody was there."
        assert glance.counts.cancelled == glance.counts.total == 1_200

    async def test_what_was_cancelled_is_not_due(self, later: Later) -> None:
        made = await later.scheduled()
        taken = await later.take(made)
        await later.operations.cancel(HARBOR, made.id, sam())
        later.now = START
        assert await later.due() == []
        assert not await later.appointments.found(taken, Checked.GREW)
        assert not await later.appointments.begin(taken, START)

    async def test_items_are_read_in_chunks_and_left_out_with_a_reason(self, later: Later) -> None:
        made = await later.scheduled(mails(1_100))
        chunks = [chunk async for chunk in later.appointments.planned(HARBOR, made.id)]
        assert [len(chunk) for chunk in chunks] == [500, 500, 100]
        assert chunks[0][1].action == mails(2)[1].parameters
        reasons = {1: "gone", 700: "changed"}
        assert await later.appointments.skip(HARBOR, made.id, reasons) == 2
        assert await later.appointments.skip(HARBOR, made.id, reasons) == 0
        left = [
            one.position
            async for some in later.appointments.planned(HARBOR, made.id)
            for one in some
        ]
        assert set(range(1_100)) - set(left) == {1, 700}
        glance = await later.operations.glance(HARBOR, made.id, skipped)
        assert glance
        assert [line.note for line in glance.lines] == ["gone", "changed"]
        assert (glance.counts.skipped, glance.counts.pending) == (2, 1_098)

    async def test_nothing_is_left_out_once_it_runs(self, later: Later) -> None:
        made = await later.scheduled()
        await later.appointments.begin(await later.take(made), START)
        assert await later.appointments.skip(HARBOR, made.id, {0: "gone"}) == 0

    async def test_another_workspace_sees_nothing_of_it(self, later: Later) -> None:
        made = await later.scheduled()
        there = Person(tenant=OTHER, user_id=sam().user_id)
        assert await later.appointments.of_person(there, 5) == []
        assert await later.appointments.take(OTHER, made.id, NOW, 60) is None
        theirs = (await later.take(made))._replace(tenant=OTHER)
        assert not await later.appointments.begin(theirs, START)
        assert not await later.appointments.expire(theirs)
        assert not await later.appointments.found(theirs, Checked.FINE)
        assert [one async for one in later.appointments.planned(OTHER, made.id)] == []
        assert await later.appointments.skip(OTHER, made.id, {0: "gone"}) == 0


def skipped(*_: object) -> Any:
    return [Pick(status=ItemStatus.SKIPPED, limit=5)]
