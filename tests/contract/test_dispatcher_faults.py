"""What happens to the Postgres that holds the queue: dropped tables, broken lines, outages."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from app.dispatch.postgres import PostgresJobs
from app.engine.clock import SystemClock
from tests.contract.dispatcher_bench import (
    WITHIN,
    A,
    B,
    Bench,
    C,
    Connect,
    connecting,
    dispatcher_on,
    jobs_in,
    running,
    started,
)
from tests.postgres import OwnPostgres, administer, database, own_postgres

BREAK = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'bulkhead queue' AND datname = current_database()
"""


@pytest.fixture
async def connect(empty_postgres_url: str) -> AsyncIterator[Connect]:
    async with connecting(empty_postgres_url) as one:
        yield one


async def test_tables_that_are_dropped_are_made_again_and_work_goes_on(
    connect: Connect,
) -> None:
    bench, queue, web = Bench(), connect(), dispatcher_on(connect())
    async with started(dispatcher_on(connect()), bench):
        bench.go.clear()
        await web.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        await (await queue.repository()).uninstall()
        bench.go.set()
        await bench.until(lambda: "a" in bench.ran)
        await web.enqueue(B)
        await bench.until(lambda: "b" in bench.ran)
        await (await queue.repository()).uninstall()
        await asyncio.gather(*(web.enqueue(C) for _ in range(3)))
        await bench.until(lambda: bench.ran.count("c") == 3)
    assert await jobs_in(queue) == 0


async def test_a_slice_of_tables_that_are_gone_is_not_mixed_up_with_a_new_one(
    connect: Connect,
) -> None:
    """Were ids of jobs to begin at one again, a new job would have the id of the one that runs."""
    bench, queue, web = Bench(), connect(), dispatcher_on(connect())
    async with started(dispatcher_on(connect(), slices=200), bench):
        bench.go.clear()
        await web.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        await (await queue.repository()).uninstall()
        await web.spread(B, 100)
        await bench.until(lambda: bench.now.count("b") == 100)
        bench.go.set()
        await bench.until(lambda: bench.ran.count("b") == 100)
    assert await jobs_in(queue) == 0


async def test_a_worker_misses_its_tables_by_itself_and_while_a_slice_runs(
    connect: Connect,
) -> None:
    """Nobody queues anything that would make them again; here it looks every three seconds."""
    bench, queue, web = Bench(), connect(), dispatcher_on(connect())
    async with started(dispatcher_on(connect(), heartbeat=30), bench):
        bench.go.clear()
        await web.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        repository = await queue.repository()
        await repository.uninstall()
        async with asyncio.timeout(WITHIN):
            while not await repository.schema_is_installed():  # noqa: ASYNC110 - in the database
                await asyncio.sleep(0.01)
        await web.enqueue(B)
        await bench.until(lambda: {"a", "b"} <= set(bench.now))
        bench.go.set()
        await bench.until(lambda: {"a", "b"} <= set(bench.ran))


async def test_connections_that_break_are_made_again(
    connect: Connect, empty_postgres_url: str
) -> None:
    """A worker that no longer hears must notice by itself; here a look is 30 seconds away."""
    bench, web, clock = Bench(), dispatcher_on(connect()), SystemClock()
    async with started(dispatcher_on(connect(), heartbeat=300), bench):
        bench.go.clear()
        await web.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        began = clock.monotonic()
        await asyncio.to_thread(administer, empty_postgres_url, BREAK)
        await web.enqueue(B)
        await bench.until(lambda: "b" in bench.now)
        assert "a" in bench.now, "what ran goes on meanwhile"
        assert clock.monotonic() - began < 5.0
        bench.go.set()
        await bench.until(lambda: {"a", "b"} <= set(bench.ran))
    assert bench.ran.count("a") == 1


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    with own_postgres() as one:
        yield one


@pytest.fixture
def address(server: OwnPostgres) -> Iterator[str]:
    """An empty database on a server that may be stopped."""
    server.start()
    with database(server.url) as url:
        yield url
        server.start()


async def test_postgres_restarts_under_a_running_slice(server: OwnPostgres, address: str) -> None:
    """While it is away, queueing and failing are survived; afterwards all goes on."""
    queue, bench = PostgresJobs(address, SystemClock()), Bench()
    dispatcher = dispatcher_on(queue, heartbeat=60)  # so long nobody would take it over
    try:
        async with started(dispatcher, bench):
            bench.go.clear()
            await dispatcher.enqueue(A)
            await dispatcher.enqueue(B)
            await bench.until(lambda: {"a", "b"} <= set(bench.now))
            await asyncio.to_thread(server.stop)
            await dispatcher.enqueue(C)  # it is only logged: the journal has it
            bench.errors = [ConnectionResetError("the journal's, say")]
            bench.go.set()
            await bench.until(lambda: not bench.now)
            await asyncio.to_thread(server.start)
            await bench.until(lambda: {"a", "b"} <= set(bench.ran))
            await dispatcher.enqueue(C)
            await bench.until(lambda: "c" in bench.ran)
    finally:
        await queue.close()
    assert bench.ran.count("c") == 1


async def test_the_end_does_not_wait_for_a_server_that_is_away(
    server: OwnPostgres, address: str
) -> None:
    queue, bench, clock = PostgresJobs(address, SystemClock()), Bench(), SystemClock()
    dispatcher = dispatcher_on(queue)
    async with started(dispatcher, bench):
        bench.go.clear()
        await dispatcher.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        await asyncio.to_thread(server.stop)
        began = clock.monotonic()
    await queue.close()
    assert clock.monotonic() - began < 5.0
    assert bench.now == []


@contextmanager
def hanging(server: OwnPostgres) -> Iterator[None]:
    """While it is stopped in the middle of everything, and keeps its connections open."""
    (folder,) = parse_qs(urlsplit(server.url).query)["host"]
    number = (Path(folder) / "postmaster.pid").read_text().split()[0]
    postmaster = psutil.Process(int(number))
    processes = [postmaster, *postmaster.children()]
    for one in processes:
        one.suspend()
    try:
        yield
    finally:
        for one in reversed(processes):
            one.resume()


async def test_the_end_does_not_wait_for_a_server_that_hangs(
    server: OwnPostgres, address: str
) -> None:
    queue, bench, clock = PostgresJobs(address, SystemClock()), Bench(), SystemClock()
    dispatcher, others = dispatcher_on(queue), asyncio.all_tasks()
    async with started(dispatcher, bench) as running_one:
        bench.go.clear()
        await dispatcher.enqueue(A)
        await bench.until(lambda: "a" in bench.now)
        with hanging(server):
            began = clock.monotonic()
            running_one.cancel()
            await asyncio.wait({running_one})
            await queue.close()
            assert clock.monotonic() - began < 9.0
            assert asyncio.all_tasks() == others, "nor does anything of it stay behind"
    assert bench.now == []


async def test_a_worker_starts_before_its_server_does(server: OwnPostgres, address: str) -> None:
    await asyncio.to_thread(server.stop)
    queue, bench = PostgresJobs(address, SystemClock()), Bench()
    dispatcher = dispatcher_on(queue)
    try:
        async with running(dispatcher, bench):
            await dispatcher.enqueue(A)
            await asyncio.to_thread(server.start)
            async with asyncio.timeout(WITHIN):
                while "b" not in bench.ran:
                    await dispatcher.enqueue(B, once=True)
                    await asyncio.sleep(0.01)
    finally:
        await queue.close()
