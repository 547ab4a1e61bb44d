"""What holds the journal and the queue goes away for a while, and comes back."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation
from app.storage.upgrade import migrate_url
from tests.faults.accounts import account_of
from tests.faults.forms import forms
from tests.faults.site import Site, Worker, site, until
from tests.postgres import OwnPostgres, administer, database, own_postgres

FILES = 200_000
"""Bytes: less than the journal has, more than the provider's record comes to."""


@pytest.fixture
def server() -> Iterator[OwnPostgres]:
    """A Postgres of this test's own, which waits for the disk: so no commit is lost with it."""
    with own_postgres() as one:
        administer(
            one.url,
            "ALTER SYSTEM SET synchronous_commit = on",
            "SELECT pg_reload_conf()",
        )
        yield one


@pytest.mark.parametrize(("times", "count"), forms((1, 400), (4, 1200)))
async def test_postgres_goes_down_at_once_and_comes_back(
    tmp_path: Path, server: OwnPostgres, times: int, count: int
) -> None:
    with database(server.url) as url:
        await asyncio.to_thread(migrate_url, url)
        async with site(tmp_path, url) as place:
            workers = await place.started(2)
            run = await place.confirm(count)
            for _ in range(times):
                await place.begun(120)
                await asyncio.to_thread(server.crash)
                await until(lambda: _quiet(place), place.told)
                await asyncio.to_thread(server.start)
                await until(lambda: _reached(place, run), place.told)
            await place.ended(run)
            account = await account_of(place, run)
            # Both lived on and knew what became of their calls: nothing is in doubt.
            assert len(account.completed) == count
            assert all(any("turn_failed" in line for line in one.said) for one in workers)


async def _reached(place: Site, run: BulkOperation) -> bool:
    """Whether this process, whose connections broke as well, has one again."""
    try:
        await place.now(run)
    except DBAPIError:
        return False
    return True


async def _quiet(place: Site) -> bool:
    """Whether all calls that were begun have had their effect, and no other one has begun."""
    lines = list(place.calls.lines())
    await asyncio.sleep(3 * place.offer.latency)  # longer than a call takes
    return lines == place.calls.lines()


@pytest.mark.parametrize(("times", "count"), forms((1, 400), (5, 2400)))
async def test_the_tables_of_the_queue_are_dropped(
    tmp_path: Path, postgres_url: str, times: int, count: int
) -> None:
    async with site(tmp_path, postgres_url) as place:
        await place.started(2)
        run = await place.confirm(count)
        for _ in range(times):
            await place.begun(100)
            await until(lambda: _queue_dropped(postgres_url), place.told)
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == count


async def _queue_dropped(url: str) -> bool:
    """Whether the tables were there, and are dropped now."""
    try:
        await asyncio.to_thread(_drop_queue, url)
    except DBAPIError:  # a worker is just making them anew, or has not missed them yet
        return False
    return True


def _drop_queue(url: str) -> None:
    tables = (
        "bulkhead_pgqueuer",
        "bulkhead_pgqueuer_log",
        "bulkhead_pgqueuer_statistics",
        "bulkhead_pgqueuer_schedules",
    )
    named = ", ".join(tables)
    administer(url, f"DROP TABLE {named} CASCADE")


@pytest.mark.parametrize("times", forms(1, 5))
async def test_the_disk_of_the_journal_is_full(tmp_path: Path, times: int) -> None:
    """By a limit on the size of the process's files, which anybody may set: writes are refused."""
    async with site(tmp_path) as place:
        run = await place.confirm(400)
        [worker] = await place.started()
        for _ in range(times):
            await place.begun(100 // times)
            worker.limit_files(FILES)
            await until(partial(_fails, worker, _failed(worker)), place.told)
            await until(lambda: _quiet(place), place.told)
            waiting = await place.in_status(run, ItemStatus.PENDING)
            assert waiting, "it ended before the disk was full"
            assert place.offer.record.stat().st_size < FILES
            worker.limit_files()
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == 400


def _failed(worker: Worker) -> int:
    """Turns of it that failed so far."""
    return sum("turn_failed" in line for line in worker.said)


async def _fails(worker: Worker, before: int) -> bool:
    return _failed(worker) > before
