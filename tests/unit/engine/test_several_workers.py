"""Workers on one Postgres: each item once, each window kept, whoever dies and whenever it restarts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.domain.batching import BatchLimits, Quota
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import BulkOperation
from app.domain.ports import Call, Capability
from app.storage import dialect
from app.storage.upgrade import migrate_url
from tests.contract.journal_samples import mails, new_contacts, operation
from tests.postgres import own_postgres
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.pulse import Pulse
from tests.unit.engine.room import Room, eventually, opened

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


@asynccontextmanager
async def workers(
    folder: Path, office: OddOffice, url: str, count: int = 3, **given: Any
) -> AsyncIterator[list[Room]]:
    async with AsyncExitStack() as stack:
        rooms, pulse = [], Pulse()
        for number in range(count):
            several: dict[str, Any] = {"url": url, "alone": False, "pulse": pulse, **given}
            one = opened(folder, office, owner=f"w{number}", **several)
            rooms.append(await stack.enter_async_context(one))
        yield rooms


async def test_three_workers_share_an_operation_and_do_each_item_once(
    tmp_path: Path, postgres_url: str
) -> None:
    all_at_work = asyncio.Event()

    async def when_all_are(_calls: Sequence[Call], go: Callable[[], Awaitable[Any]]) -> Any:
        await all_at_work.wait()
        return await go()

    office = OddOffice(tmp_path, when_all_are, latency=0.002)
    office.capabilities = without_quota(office)
    async with workers(tmp_path, office, postgres_url, slots=4) as rooms:
        items = mails(400)
        run = operation(items)
        assert await rooms[0].create(run, items)
        await rooms[0].dispatcher.spread(rooms[0].slice_of(run), 4)

        async def begun() -> bool:
            return all(one.gauges.tempo.in_flight for one in rooms)

        await eventually(begun)
        all_at_work.set()

        async def ended() -> bool:
            return (await rooms[0].counts(run)).completed == 400

        await eventually(ended)
        tried = [one.gauges.breaker._runs.get(run_key(run)) for one in rooms]
        carried_out = [one.items if one else 0 for one in tried]
    assert set((await office.effects()).values()) == {1}
    assert min(carried_out) > 0
    assert sum(carried_out) == 400
    await office.close()


def without_quota(office: OddOffice) -> tuple[Capability, ...]:
    limits = BatchLimits(default=10, maximum=25, quota=None)
    return tuple(one.model_copy(update={"limits": limits}) for one in office.capabilities)


def run_key(run: BulkOperation) -> tuple[str, str]:
    return (run.requester.person.tenant.key, run.id)


async def test_a_quota_holds_over_all_workers(tmp_path: Path, postgres_url: str) -> None:
    quota = Quota(limit=20, seconds=0.5)
    office = OddOffice(tmp_path, quotas={BulkType.EMAIL: quota})
    async with workers(tmp_path, office, postgres_url) as rooms:
        items = mails(80)
        run = operation(items)
        assert await rooms[0].create(run, items)
        await rooms[0].dispatcher.spread(rooms[0].slice_of(run), 3)

        async def ended() -> bool:
            return (await rooms[0].counts(run)).completed == 80

        await eventually(ended)
    await office.close()
    starts = sorted(office.began)
    assert all(later - first > quota.seconds for first, later in zip(starts, starts[20:]))  # noqa: B905


async def test_one_of_three_dies_and_the_others_finish(tmp_path: Path, postgres_url: str) -> None:
    office = OddOffice(tmp_path, latency=0.005)
    async with workers(tmp_path, office, postgres_url, slots=4, heartbeat=0.5) as rooms:
        for one in rooms:
            one.watch()
        people = new_contacts(800)
        run = operation(people, size=20, **CONTACTS)
        assert await rooms[0].create(run, people)
        await rooms[0].dispatcher.spread(rooms[0].slice_of(run), 4)

        async def under_way() -> bool:
            return (await rooms[1].counts(run)).completed > 100

        await eventually(under_way)
        await rooms[0].vanish()

        async def ended() -> bool:
            return (await rooms[1].counts(run)).completed == 800

        await eventually(ended)
    assert set((await office.effects()).values()) == {1}
    await office.close()


@pytest.mark.parametrize("hour", [3600.0, -3600.0])
async def test_a_clock_of_postgres_that_is_set_makes_nobody_lost(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch, hour: float
) -> None:
    """Set between two beats, again and again: whoever looks goes by its own seconds."""
    office, told, set_by = OddOffice(tmp_path), dialect._TIMES["postgresql"], [0.0]
    monkeypatch.setitem(
        dialect._TIMES,
        "postgresql",
        lambda *given: told(*given) + timedelta(seconds=set_by[0]),
    )
    async with workers(tmp_path, office, postgres_url, heartbeat=0.5) as rooms:
        for one in rooms:
            one.watch()
        for _ in range(4):
            set_by[0] += hour
            until = rooms[0].pulse.seconds + 2 * rooms[0].heartbeat

            async def passed(until: float = until) -> bool:
                assert all(one.lease.holds(one.owner) for one in rooms)
                return rooms[0].pulse.seconds > until

            await eventually(passed)
        assert set(await rooms[0].owners.living()) == {one.owner for one in rooms}
        await rooms[2].vanish()

        async def lost() -> bool:
            return rooms[2].owner not in await rooms[0].owners.living()

        await eventually(lost)
    await office.close()


async def test_a_postgres_that_restarts_midway_costs_a_moment_and_nothing_else(
    tmp_path: Path,
) -> None:
    with own_postgres() as server:
        await asyncio.to_thread(migrate_url, server.url)
        office = OddOffice(tmp_path, latency=0.004)
        async with workers(tmp_path, office, server.url, 2, slots=5, heartbeat=1.0) as rooms:
            for one in rooms:
                one.watch()
            people = new_contacts(700)
            run = operation(people, size=10, **CONTACTS)
            assert await rooms[0].create(run, people)
            await rooms[0].dispatcher.spread(rooms[0].slice_of(run), 4)

            async def completed(count: int) -> bool:
                try:
                    return (await rooms[0].counts(run)).completed >= count
                except Exception:  # noqa: BLE001 - the connections that broke are found one by one
                    return False

            await eventually(partial(completed, 150))
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            await eventually(partial(completed, 700))
        assert set((await office.effects()).values()) == {1}
        await office.close()
