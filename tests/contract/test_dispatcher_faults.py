"""Several workers on one Postgres, and what happens to it and to them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock
from tests.contract.dispatcher_contract import (
    WITHIN,
    A,
    B,
    Bench,
    C,
    dispatcher_on,
    jobs_in,
    running,
    slice_of,
)
from tests.postgres import OwnPostgres, administer, database, own_postgres

ROOT = Path(__file__).parents[2]

BREAK = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'bulkhead queue' AND datname = current_database()
"""


@pytest.fixture
async def connect(empty_postgres_url: str) -> AsyncIterator[Callable[[], PostgresJobs]]:
    """Makes connections to one queue, as so many processes would."""
    async with AsyncExitStack() as stack:

        def one() -> PostgresJobs:
            jobs = PostgresJobs(empty_postgres_url, SystemClock())
            stack.push_async_callback(jobs.close)
            return jobs

        yield one


@asynccontextmanager
async def started(
    dispatcher: PgQueuerDispatcher, bench: Bench
) -> AsyncIterator[asyncio.Task[None]]:
    """A worker that took a slice, so that its loop listens; others may have taken some as well."""
    async with running(dispatcher, bench) as task:
        async with asyncio.timeout(WITHIN):
            while not bench.ran:
                await dispatcher.enqueue(slice_of("first"))
                await asyncio.sleep(0.02)
        yield task


async def soon(holds: Callable[[], bool]) -> None:
    """Look again and again until something holds that more than one bench knows of."""
    async with asyncio.timeout(WITHIN):
        while not holds():  # noqa: ASYNC110 - no one of them could tell
            await asyncio.sleep(0.001)


async def test_workers_that_start_at_once_make_the_tables_together(
    connect: Callable[[], PostgresJobs],
) -> None:
    bench = Bench()
    dispatchers = [dispatcher_on(connect()) for _ in range(5)]
    async with AsyncExitStack() as stack:
        for one in dispatchers:
            await stack.enter_async_context(running(one, bench))
        await asyncio.gather(*(one.enqueue(A) for one in dispatchers))
        await bench.until(lambda: len(bench.ran) == 5)


async def test_a_process_that_only_queues_needs_nobody_to_prepare_anything(
    connect: Callable[[], PostgresJobs],
) -> None:
    web, worker, bench = dispatcher_on(connect()), dispatcher_on(connect()), Bench()
    await web.enqueue(A)
    async with running(worker, bench):
        await bench.until(lambda: bench.ran == ["a"])
        await web.enqueue(B)
        await bench.until(lambda: bench.ran == ["a", "b"])


async def test_workers_share_what_one_cannot_hold(connect: Callable[[], PostgresJobs]) -> None:
    left, right = Bench(), Bench()
    left.go.clear()
    right.go.clear()
    web = dispatcher_on(connect())
    await web.spread(A, 14)
    async with (
        running(dispatcher_on(connect(), slices=8), left),
        running(dispatcher_on(connect(), slices=8), right),
    ):
        await left.until(lambda: len(left.now) >= 6)
        await right.until(lambda: len(right.now) >= 6)
        await soon(lambda: len(left.now) + len(right.now) == 14)
        left.go.set()
        right.go.set()
        await left.until(lambda: not left.now)
        await right.until(lambda: not right.now)
    assert len(left.ran) + len(right.ran) == 14


async def test_an_idle_worker_hears_of_a_slice_and_does_not_wait_to_look(
    connect: Callable[[], PostgresJobs],
) -> None:
    """With this heartbeat a look would be 30 seconds away."""
    bench, clock = Bench(), SystemClock()
    dispatcher = dispatcher_on(connect(), heartbeat=300)
    async with started(dispatcher, bench):
        began = clock.monotonic()
        await dispatcher.enqueue(A)
        await bench.until(lambda: "a" in bench.ran)
        assert clock.monotonic() - began < 2.0


async def test_a_small_operation_is_not_behind_all_of_two_large_ones(
    connect: Callable[[], PostgresJobs],
) -> None:
    benches = [Bench(), Bench()]
    workers = [dispatcher_on(connect(), slices=8) for _ in benches]
    everything: list[str] = []

    def entrypoint(worker: PgQueuerDispatcher, bench: Bench) -> Callable[[Slice], object]:
        async def take(work: Slice) -> None:
            everything.append(work.operation_id)
            await bench(work)
            if work != C:
                await worker.enqueue(work)

        return take

    async with AsyncExitStack() as stack:
        for worker, bench in zip(workers, benches, strict=True):
            await stack.enter_async_context(running(worker, entrypoint(worker, bench)))  # type: ignore[arg-type]
        await workers[0].spread(A, 4)
        await workers[1].spread(B, 4)
        await benches[0].until(lambda: len(everything) > 60)
        before = len(everything)
        await workers[0].enqueue(C)
        await soon(lambda: "c" in everything)
    assert everything.index("c") - before <= 60


async def test_a_worker_that_stops_hands_its_slices_to_others_at_once(
    connect: Callable[[], PostgresJobs],
) -> None:
    leaving, staying, clock = Bench(), Bench(), SystemClock()
    leaving.go.clear()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            running(dispatcher_on(connect(), heartbeat=300, slices=8), leaving)
        )
        await dispatcher_on(connect()).enqueue(A)
        await leaving.until(lambda: "a" in leaving.now)
        async with started(dispatcher_on(connect(), heartbeat=300), staying):
            began = clock.monotonic()
            await stack.aclose()
            await staying.until(lambda: "a" in staying.ran)
            assert clock.monotonic() - began < 2.0


async def test_a_killed_workers_slice_goes_to_another_within_its_heartbeat(
    connect: Callable[[], PostgresJobs], empty_postgres_url: str
) -> None:
    heartbeat, bench, clock = 3.0, Bench(), SystemClock()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.contract.dispatcher_worker"),
        *(empty_postgres_url, str(heartbeat)),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        await dispatcher_on(connect()).enqueue(A)
        line = await asyncio.wait_for(process.stderr.readline(), WITHIN)
        assert line == b"a\n"
        async with started(dispatcher_on(connect(), heartbeat=heartbeat), bench):
            assert "a" not in bench.ran
            process.kill()
            killed = clock.monotonic()
            await bench.until(lambda: "a" in bench.ran)
            assert clock.monotonic() - killed < heartbeat
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_slice_that_takes_long_is_not_taken_for_dead(
    connect: Callable[[], PostgresJobs],
) -> None:
    heartbeat, slow, other = 0.5, Bench(), Bench()
    slow.go.clear()
    async with running(dispatcher_on(connect(), heartbeat=heartbeat), slow):
        await dispatcher_on(connect()).enqueue(A)
        await slow.until(lambda: "a" in slow.now)
        async with started(dispatcher_on(connect(), heartbeat=heartbeat), other):
            await asyncio.sleep(3 * heartbeat)  # what must not happen has its time to happen
        slow.go.set()
        await slow.until(lambda: "a" in slow.ran)
    assert "a" not in other.ran


async def test_tables_that_are_dropped_are_made_again_and_work_goes_on(
    connect: Callable[[], PostgresJobs],
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
    connect: Callable[[], PostgresJobs],
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
    connect: Callable[[], PostgresJobs],
) -> None:
    """Nobody queues anything that would make them again."""
    bench, queue, web = Bench(), connect(), dispatcher_on(connect())
    async with started(dispatcher_on(connect(), heartbeat=0.5), bench):
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
    connect: Callable[[], PostgresJobs], empty_postgres_url: str
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
    dispatcher = dispatcher_on(queue)
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
    dispatcher = dispatcher_on(queue)
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
