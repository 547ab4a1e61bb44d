"""Slices: each operation queued once, run by one slice at a time, never dropped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from app.dispatch.in_process import InProcessDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock


def slice_of(name: str) -> Slice:
    return Slice(tenant_key="T", operation_id=name)


A, B, C = map(slice_of, "abc")


@pytest.fixture
def dispatcher() -> InProcessDispatcher:
    return InProcessDispatcher(SystemClock(), workers=2, hold=0.02)


class Bench:
    """Notes what ran; each turn waits until `go` is set."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.now: list[str] = []
        self.most = 0
        self.go = asyncio.Event()
        self.go.set()
        self.errors: list[BaseException] = []
        self._changed = asyncio.Condition()

    async def __call__(self, work: Slice) -> None:
        assert work.operation_id not in self.now, "two slices of an operation at a time"
        self.now.append(work.operation_id)
        self.most = max(self.most, len(self.now))
        async with self._changed:
            self._changed.notify_all()
        try:
            await self.go.wait()
            self.ran.append(work.operation_id)
            if self.errors:
                raise self.errors.pop()
        finally:
            self.now.remove(work.operation_id)
            async with self._changed:
                self._changed.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(holds)


@asynccontextmanager
async def running(
    dispatcher: InProcessDispatcher, entrypoint: Callable[[Slice], Awaitable[None]]
) -> AsyncIterator[None]:
    task = asyncio.create_task(dispatcher.run(entrypoint), name="dispatcher")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_operation_is_queued_once_at_a_time(dispatcher: InProcessDispatcher) -> None:
    bench = Bench()
    for _ in range(5):
        await dispatcher.enqueue(A)
    await dispatcher.enqueue(B)
    assert dispatcher.health() == {"queued": 2, "running": 0}
    async with running(dispatcher, bench):
        await bench.until(lambda: len(bench.ran) == 2)
        await dispatcher.enqueue(C)
        await bench.until(lambda: len(bench.ran) == 3)
    assert bench.ran == ["a", "b", "c"]


async def test_one_slice_of_an_operation_at_a_time_and_the_next_is_kept(
    dispatcher: InProcessDispatcher,
) -> None:
    bench = Bench()
    bench.go.clear()
    async with running(dispatcher, bench):
        await dispatcher.enqueue(A)
        await bench.until(lambda: bench.now == ["a"])
        await dispatcher.enqueue(A)
        await dispatcher.enqueue(B)
        await bench.until(lambda: bench.now == ["a", "b"])
        assert dispatcher.health() == {"queued": 1, "running": 2}
        bench.go.set()
        await bench.until(lambda: len(bench.ran) == 3)
    assert sorted(bench.ran) == ["a", "a", "b"]


async def test_no_more_run_at_once_than_there_are_workers(dispatcher: InProcessDispatcher) -> None:
    bench = Bench()
    bench.go.clear()
    for number in range(20):
        await dispatcher.enqueue(slice_of(str(number)))
    async with running(dispatcher, bench):
        await bench.until(lambda: len(bench.now) == 2)
        assert dispatcher.health() == {"queued": 18, "running": 2}
        bench.go.set()
        await bench.until(lambda: len(bench.ran) == 20)
    assert bench.most <= 2
    assert [str(number) for number in range(20)] == bench.ran


async def test_a_delay_is_kept_and_an_earlier_wish_wins(dispatcher: InProcessDispatcher) -> None:
    bench, clock = Bench(), SystemClock()
    began = clock.monotonic()
    async with running(dispatcher, bench):
        await dispatcher.enqueue(A, 60)
        await dispatcher.enqueue(A, 0.08)
        await dispatcher.enqueue(A, 30)
        await dispatcher.enqueue(B)
        await bench.until(lambda: bench.ran == ["b", "a"])
    assert clock.monotonic() - began >= 0.08
    assert dispatcher.health()["queued"] == 0


@pytest.mark.parametrize("error", [RuntimeError("no"), asyncio.CancelledError()])
async def test_a_slice_whose_worker_raised_is_held_and_run_again(
    dispatcher: InProcessDispatcher, error: BaseException
) -> None:
    bench = Bench()
    bench.errors = [error, error]
    async with running(dispatcher, bench):
        await dispatcher.enqueue(A)
        await bench.until(lambda: bench.ran == ["a", "a", "a"])


async def test_a_small_operation_gets_its_turn_among_large_ones(
    dispatcher: InProcessDispatcher,
) -> None:
    """A large one queues its successor as a new job, behind whoever waits."""
    bench = Bench()

    async def entrypoint(work: Slice) -> None:
        await bench(work)
        if work != C:
            await dispatcher.enqueue(work)

    async with running(dispatcher, entrypoint):
        await dispatcher.enqueue(A)
        await dispatcher.enqueue(B)
        await bench.until(lambda: len(bench.ran) > 50)
        before = len(bench.ran)
        await dispatcher.enqueue(C)
        await bench.until(lambda: "c" in bench.ran)
    assert bench.ran.index("c") - before <= 4


async def test_the_end_stops_what_runs(dispatcher: InProcessDispatcher) -> None:
    bench = Bench()
    bench.go.clear()
    async with running(dispatcher, bench):
        await dispatcher.enqueue(A)
        await bench.until(lambda: bench.now == ["a"])
    assert (bench.now, bench.ran) == ([], [])
