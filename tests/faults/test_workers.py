"""Several processes on one Postgres: killed, suspended, and asked the same thing at once."""

import asyncio
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from app.domain.kinds import BulkType, BulkVerb, ItemStatus
from app.domain.operation import BulkDraft
from app.domain.ports import Idempotency
from app.engine.assembly import Origin
from tests.faults.accounts import AT_MOST_IN_DOUBT, account_of
from tests.faults.calls import Kind, Line
from tests.faults.forms import forms
from tests.faults.operations import CHAT, HARBOR, REQUESTER, mails
from tests.faults.site import HEARTBEAT, SLOTS, Site, Worker, site, until

MACHINE = 10.0
"""Seconds: what a machine that has other things to do may take longer."""


@pytest.mark.parametrize("kills", forms(1, 4))
async def test_one_of_three_is_killed_and_the_others_take_over(
    tmp_path: Path, postgres_url: str, kills: int
) -> None:
    async with site(tmp_path, postgres_url, idempotency=Idempotency.KEY) as place:
        workers = list(await place.started(3))
        for _ in range(kills):
            run = await place.confirm(600)
            await place.begun(150)
            victim = await _busiest_killed(place, run.id, workers)
            await place.ended(run)
            account = await account_of(place, run)
            assert len(account.completed) == 600
            ours = place.calls.of(Kind.BEGUN, where=partial(_is_of, run.id))
            assert {one.process for one in ours} == {one.pid for one in workers}
            workers.remove(victim)
            workers.extend(await place.started())


def _is_of(run_id: str, line: Line) -> bool:
    return line.key.startswith(run_id)


async def _busiest_killed(place: Site, run_id: str, workers: list[Worker]) -> Worker:
    """Kill the one with most calls, and wait until the others have taken over what it had."""
    begun = Counter(one.process for one in place.calls.of(Kind.BEGUN))
    victim = max(workers, key=lambda one: begun[one.pid])
    await victim.kill()
    killed = time.monotonic()
    left = await _of_process(place, run_id, victim.pid)
    assert 0 < len(left) <= AT_MOST_IN_DOUBT
    await until(lambda: _lost(place, run_id, victim), place.told)
    assert time.monotonic() - killed < HEARTBEAT + MACHINE
    return victim


async def _lost(place: Site, run_id: str, worker: Worker) -> bool:
    """Whether nothing is held for it any more."""
    return not await _of_process(place, run_id, worker.pid)


async def _of_process(place: Site, run: str, pid: int) -> list[str]:
    """Items that the journal has executing for a process, by the name that owners have."""
    held = await place.held(run)
    return [one.item_id for one in held if f"-{pid}-" in (one.owner or "")]


@pytest.mark.parametrize(("times", "count"), forms((1, 300), (5, 2000)))
async def test_all_are_killed_and_started_again(
    tmp_path: Path, postgres_url: str, times: int, count: int
) -> None:
    async with site(tmp_path, postgres_url) as place:
        workers = await place.started(2)
        run = await place.confirm(count)
        in_flight: set[str] = set()
        for number in range(1, times + 1):
            await place.begun(100)
            await asyncio.gather(*(one.kill() for one in workers))
            in_flight |= {one.item_id for one in await place.held(run.id)}
            assert 0 < len(in_flight) <= number * 2 * AT_MOST_IN_DOUBT
            workers = await place.started(2)
        await place.ended(run)
        account = await account_of(place, run)
        assert account.in_doubt == in_flight
        assert len(account.completed) == count - len(in_flight)


@pytest.mark.parametrize("times", forms(1, 3))
@pytest.mark.parametrize("idempotency", [Idempotency.NONE, Idempotency.KEY])
async def test_suspended_for_longer_than_the_heartbeat_and_woken(
    tmp_path: Path, postgres_url: str, idempotency: Idempotency, times: int
) -> None:
    """What was on the wire is answered late, and counts; what was not, never leaves."""
    async with site(tmp_path, postgres_url, latency=0.2, idempotency=idempotency) as place:
        sleeper, other = await place.started(2)
        for _ in range(times):
            run = await place.confirm(800)
            await until(partial(_both_call, place, run.id), place.told)
            await _suspended_and_woken(place, run.id, sleeper, idempotency)
            await place.ended(run)
            await until(partial(_settled, place, run.id), place.told)
            account = await account_of(place, run)
            assert len(account.completed) == 800
        assert any("declared_lost" in line for line in sleeper.said)
        assert not any("declared_lost" in line for line in other.said)


async def _suspended_and_woken(
    place: Site, run_id: str, sleeper: Worker, idempotency: Idempotency
) -> None:
    """Once, until it works again."""
    held = await _halted_with_some_ahead(place, run_id, sleeper)
    halted = time.monotonic()
    await until(lambda: _lost(place, run_id, sleeper), place.told)
    await asyncio.sleep(halted + 1.2 * HEARTBEAT - time.monotonic())  # the fault: time passes
    called = {one.key for one in place.calls.of(Kind.BEGUN)}
    woken = time.time()
    sleeper.wake()

    def late() -> list[Line]:
        return place.calls.of(
            Kind.BEGUN, where=lambda one: one.process == sleeper.pid and one.at >= woken
        )

    async def works() -> bool:
        return len(late()) > SLOTS

    await until(works, place.told)
    assert not called & {one.key for one in late()}
    if idempotency is Idempotency.KEY:  # run again by the other one long ago
        assert not held & {one.item for one in late()}


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


async def _both_call(place: Site, run_id: str) -> bool:
    begun = place.calls.of(Kind.BEGUN, where=lambda one: one.key.startswith(run_id))
    return len(begun) > 60 and len({one.process for one in begun}) == 2


async def _settled(place: Site, run_id: str) -> bool:
    """Whether the late answers are in."""
    return not await place.held(run_id, ItemStatus.IN_DOUBT)


@pytest.mark.parametrize("rounds", forms(1, 6))
async def test_two_confirms_at_once_from_two_processes(
    tmp_path: Path, postgres_url: str, rounds: int
) -> None:
    async with site(tmp_path, postgres_url, latency=0.05) as place:
        workers = await place.started(2)
        for number, count in enumerate((40, 3) * rounds):
            draft = await _draft(place, number, count)
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
        assert len(place.calls.of(Kind.EFFECT)) == 43 * rounds


async def _draft(place: Site, number: int, count: int) -> BulkDraft:
    """A draft, as the preview of it would show it."""
    origin = Origin(f"draft{number}", "We moved", REQUESTER, CHAT)
    manager = place.desk.engine.manager
    return await manager.create_bulk_draft(BulkType.EMAIL, BulkVerb.SEND, mails(1, count), origin)
