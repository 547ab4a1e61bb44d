"""Several workers on one queue, in as many processes: they share, hand over and take over."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.dispatch.queue import LOOK, STALE, PgQueuerDispatcher
from app.domain.ports import Slice
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
    running,
    soon,
    started,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def connect(empty_postgres_url: str) -> AsyncIterator[Connect]:
    async with connecting(empty_postgres_url) as one:
        yield one


async def test_workers_that_start_at_once_make_the_tables_together(
    connect: Connect,
) -> None:
    bench = Bench()
    dispatchers = [dispatcher_on(connect()) for _ in range(5)]
    async with AsyncExitStack() as stack:
        for one in dispatchers:
            await stack.enter_async_context(running(one, bench))
        await asyncio.gather(*(one.enqueue(A) for one in dispatchers))
        await bench.until(lambda: len(bench.ran) == 5)


async def test_a_process_that_only_queues_needs_nobody_to_prepare_anything(
    connect: Connect,
) -> None:
    web, worker, bench = dispatcher_on(connect()), dispatcher_on(connect()), Bench()
    await web.enqueue(A)
    async with running(worker, bench):
        await bench.until(lambda: bench.ran == ["a"])
        await web.enqueue(B)
        await bench.until(lambda: bench.ran == ["a", "b"])


async def test_workers_share_what_one_cannot_hold(connect: Connect) -> None:
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
    connect: Connect,
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
    connect: Connect,
) -> None:
    benches = [Bench(), Bench()]
    workers = [dispatcher_on(connect(), slices=8) for _ in benches]
    everything: list[str] = []

    def entrypoint(worker: PgQueuerDispatcher, bench: Bench) -> Callable[[Slice], Awaitable[None]]:
        async def take(work: Slice) -> None:
            everything.append(work.operation_id)
            await bench(work)
            if work != C:
                await worker.enqueue(work)

        return take

    async with AsyncExitStack() as stack:
        for worker, bench in zip(workers, benches, strict=True):
            await stack.enter_async_context(running(worker, entrypoint(worker, bench)))
        await workers[0].spread(A, 4)
        await workers[1].spread(B, 4)
        await benches[0].until(lambda: len(everything) > 60)
        before = len(everything)
        await workers[0].enqueue(C)
        await soon(lambda: "c" in everything)
    assert everything.index("c") - before <= 60


async def test_a_worker_that_stops_hands_its_slices_to_others_at_once(
    connect: Connect,
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
    connect: Connect, empty_postgres_url: str
) -> None:
    assert STALE + LOOK < 1, "shares of the heartbeat; how fast this machine is says nothing"
    heartbeat, bench = 3.0, Bench()
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
            await bench.until(lambda: "a" in bench.ran)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_slice_that_takes_long_is_not_taken_for_dead(
    connect: Connect,
) -> None:
    """It beats more often than need be, so that a slow machine is not what takes long."""
    heartbeat, slow, other = 2.0, Bench(), Bench()
    slow.go.clear()
    async with running(dispatcher_on(connect(), heartbeat=heartbeat / 5), slow):
        await dispatcher_on(connect()).enqueue(A)
        await slow.until(lambda: "a" in slow.now)
        async with started(dispatcher_on(connect(), heartbeat=heartbeat), other):
            await asyncio.sleep(1.1 * heartbeat)  # what must not happen has its time to happen
        slow.go.set()
        await slow.until(lambda: "a" in slow.ran)
    assert "a" not in other.ran
