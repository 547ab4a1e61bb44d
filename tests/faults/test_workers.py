"""Several processes on one Postgres: killed, suspended, and asked the same thing at once."""

import asyncio
import time
from pathlib import Path

import pytest

from app.domain.kinds import BulkType, BulkVerb, ItemStatus
from app.domain.operation import BulkDraft
from app.domain.ports import Idempotency
from app.engine.assembly import Origin
from tests.faults.accounts import AT_MOST_IN_DOUBT, account_of, held_by_each
from tests.faults.calls import Kind
from tests.faults.operations import CHAT, HARBOR, REQUESTER, mails
from tests.faults.site import HEARTBEAT, Site, Worker, site, until

MACHINE = 0.5
"""Of a heartbeat: what a machine that has other things to do may take longer."""


async def test_one_of_three_is_killed_and_the_others_take_over(
    tmp_path: Path, postgres_url: str
) -> None:
    async with site(tmp_path, postgres_url, idempotency=Idempotency.KEY) as place:
        workers = await place.started(3)
        run = await place.confirm(600)
        await place.begun(150)
        calls = place.calls.of(Kind.BEGUN)
        victim = max(workers, key=lambda one: sum(call.process == one.pid for call in calls))
        await victim.kill()
        killed = time.monotonic()
        left = await _of_process(place, run.id, victim.pid)
        assert 0 < len(left) <= AT_MOST_IN_DOUBT

        async def taken_over() -> bool:
            return not await _of_process(place, run.id, victim.pid)

        await until(taken_over, place.told)
        assert time.monotonic() - killed < (1 + MACHINE) * HEARTBEAT
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == 600
        assert {one.process for one in place.calls.of(Kind.BEGUN)} == {one.pid for one in workers}


async def _of_process(place: Site, run: str, pid: int) -> list[str]:
    """Items that the journal has executing for a process, by the name that owners have."""
    held = await place.held(run)
    return [one.item_id for one in held if f"-{pid}-" in (one.owner or "")]


async def test_all_are_killed_and_started_again(tmp_path: Path, postgres_url: str) -> None:
    async with site(tmp_path, postgres_url) as place:
        workers = await place.started(2)
        run = await place.confirm(300)
        await place.begun(100)
        await asyncio.gather(*(one.kill() for one in workers))
        in_flight = sum((await held_by_each(place, run)).values())
        assert 0 < in_flight <= 2 * AT_MOST_IN_DOUBT
        await place.started(2)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.in_doubt) == in_flight
        assert len(account.completed) == 300 - in_flight


@pytest.mark.parametrize("idempotency", [Idempotency.NONE, Idempotency.KEY])
async def test_suspended_for_longer_than_the_heartbeat_and_woken(
    tmp_path: Path, postgres_url: str, idempotency: Idempotency
) -> None:
    """What was on the wire is answered late, and counts; what was not, never leaves."""
    async with site(tmp_path, postgres_url, idempotency=idempotency) as place:
        sleeper, other = await place.started(2)
        run = await place.confirm(800)
        await until(lambda: _both_call(place), place.told)
        held = await _halted_with_some_ahead(place, run.id, sleeper)
        await asyncio.sleep(2.5 * HEARTBEAT)  # the fault itself is that time passes
        assert not await _of_process(place, run.id, sleeper.pid)
        called = {one.key for one in place.calls.of(Kind.BEGUN)}
        woken = time.time()
        sleeper.wake()
        await place.ended(run)
        await until(lambda: _settled(place, run.id), place.told)
        late = place.calls.of(
            Kind.BEGUN, where=lambda one: one.process == sleeper.pid and one.at >= woken
        )
        assert late, "it never worked again"
        assert not called & {one.key for one in late}
        if idempotency is Idempotency.KEY:  # run again by the other one long ago
            assert not held & {one.item for one in late}
        account = await account_of(place, run)
        assert len(account.completed) == 800
        assert any("declared_lost" in line for line in sleeper.said)
        assert not any("declared_lost" in line for line in other.said)


async def _halted_with_some_ahead(place: Site, run_id: str, worker: Worker) -> set[str]:
    """Suspend it at a moment when it has claimed what it did not call for yet; all that it has."""
    while True:
        worker.halt()
        held = set(await _of_process(place, run_id, worker.pid))
        begun = {one.item for one in place.calls.of(Kind.BEGUN) if one.process == worker.pid}
        if held - begun:
            return held
        worker.wake()
        await place.begun(5)


async def _both_call(place: Site) -> bool:
    begun = place.calls.of(Kind.BEGUN)
    return len(begun) > 60 and len({one.process for one in begun}) == 2


async def _settled(place: Site, run_id: str) -> bool:
    """Whether the late answers are in."""
    return not await place.held(run_id, ItemStatus.IN_DOUBT)


async def test_two_confirms_at_once_from_two_processes(tmp_path: Path, postgres_url: str) -> None:
    async with site(tmp_path, postgres_url, latency=0.05) as place:
        workers = await place.started(2)
        for count in (40, 3):
            draft = await _draft(place, count)
            answers = await asyncio.gather(
                *(one.ask("confirm", draft.id, draft.digest) for one in workers)
            )
            assert sorted(new for _, new in answers) == [False, True]
            [run_id] = {run_id for run_id, _ in answers}
            run = await place.operations.of_draft(HARBOR, draft.id)
            assert run
            assert run.id == run_id
            await place.ended(run)
            account = await account_of(place, run)
            assert len(account.completed) == count
        assert len(place.calls.of(Kind.EFFECT)) == 43


async def _draft(place: Site, count: int) -> BulkDraft:
    """A draft, as the preview of it would show it."""
    origin = Origin(f"draft{count}", "We moved", REQUESTER, CHAT)
    manager = place.desk.engine.manager
    return await manager.create_bulk_draft(BulkType.EMAIL, BulkVerb.SEND, mails(1, count), origin)
