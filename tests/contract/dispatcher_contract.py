"""What every dispatcher promises, run against one of them.

A dispatcher's own test module subclasses the contract and gives it a `queue` fixture: a place for
jobs, on which the contract makes the dispatchers that it needs.
"""

import asyncio
import tracemalloc
from collections import Counter

import pytest

from app.dispatch.jobs import Jobs
from app.dispatch.queue import PRUNE_AFTER, PgQueuerDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock
from tests.contract.dispatcher_bench import (
    WITHIN,
    A,
    B,
    Bench,
    C,
    dispatcher_on,
    emptied,
    jobs_in,
    running,
    slice_of,
)


class DispatcherContract:
    """Slices: each is run, none is lost, none starves."""

    thousands = 3
    """How many the long test takes."""

    @pytest.fixture
    async def dispatcher(self, queue: Jobs) -> PgQueuerDispatcher:
        await queue.mend()
        return dispatcher_on(queue)

    async def test_what_is_queued_runs_as_it_was_queued(
        self, dispatcher: PgQueuerDispatcher
    ) -> None:
        bench = Bench()
        passed_on = Slice(tenant_key="T", operation_id="a", hops=3)
        await dispatcher.enqueue(passed_on)
        await dispatcher.spread(B, 4)
        async with running(dispatcher, bench):
            for number in range(100):
                await dispatcher.enqueue(slice_of(str(number)))
            await bench.until(lambda: len(bench.ran) == 105)
        assert passed_on in bench.took
        assert Counter(bench.ran) == {"a": 1, "b": 4, **{str(one): 1 for one in range(100)}}

    async def test_who_waits_does_not_hold_up_others_and_is_not_early(
        self, dispatcher: PgQueuerDispatcher
    ) -> None:
        bench, clock = Bench(), SystemClock()
        async with running(dispatcher, bench):
            began = clock.monotonic()
            await dispatcher.enqueue(A, 2.0)
            await dispatcher.enqueue(B, 0.3)
            await dispatcher.enqueue(C)
            await bench.until(lambda: "b" in bench.ran)
            assert clock.monotonic() - began >= 0.3
            await bench.until(lambda: "a" in bench.ran)
            assert clock.monotonic() - began >= 2.0
        assert bench.ran == ["c", "b", "a"]

    async def test_slices_that_wait_do_not_pile_up(
        self, dispatcher: PgQueuerDispatcher, queue: Jobs
    ) -> None:
        for _ in range(50):
            await dispatcher.enqueue(A, 30)
        assert await jobs_in(queue) <= 2, "one for a second, and a second may pass meanwhile"
        for _ in range(50):
            await dispatcher.enqueue(B, 30)
        assert 2 <= await jobs_in(queue) <= 4
        await dispatcher.enqueue(A, 60)
        await dispatcher.enqueue(A)
        assert 4 <= await jobs_in(queue) <= 6

    async def test_a_sweeper_may_ask_again_and_again(
        self, dispatcher: PgQueuerDispatcher, queue: Jobs
    ) -> None:
        bench = Bench()
        bench.go.clear()
        for _ in range(5):
            await dispatcher.enqueue(A, once=True)
        assert await jobs_in(queue) == 1
        async with running(dispatcher, bench):
            await bench.until(lambda: bench.now == ["a"])
            await dispatcher.enqueue(A, once=True)
            assert await jobs_in(queue) == 1, "it runs, which is as good"
            await dispatcher.enqueue(A)
            await bench.until(lambda: bench.now == ["a", "a"])
            await dispatcher.enqueue(B, once=True)
            await bench.until(lambda: "b" in bench.now)
            bench.go.set()
            await bench.until(lambda: len(bench.ran) == 3)
            async with asyncio.timeout(WITHIN):
                while len(bench.ran) == 3:
                    await dispatcher.enqueue(A, once=True)
                    await asyncio.sleep(0.01)

    @pytest.mark.parametrize("error", [RuntimeError("no"), asyncio.CancelledError()])
    async def test_a_slice_whose_worker_raised_is_run_again(
        self, dispatcher: PgQueuerDispatcher, error: BaseException
    ) -> None:
        """A cancellation that a provider's library lets out is no reason to forget a slice."""
        bench = Bench()
        bench.errors = [error, error]
        async with running(dispatcher, bench):
            await dispatcher.enqueue(A, once=True)
            await bench.until(lambda: "a" in bench.ran)
        assert len(bench.took) == 3

    async def test_a_job_that_nobody_can_read_harms_nobody(
        self, dispatcher: PgQueuerDispatcher, queue: Jobs
    ) -> None:
        bench = Bench()
        repository = await queue.repository()
        await repository.enqueue("slice", b'{"of": "a version to come"}')
        await dispatcher.enqueue(A)
        async with running(dispatcher, bench):
            await bench.until(lambda: "a" in bench.ran)
        assert await jobs_in(queue) == 0

    async def test_no_more_run_at_once_than_there_may(self, queue: Jobs) -> None:
        await queue.mend()
        bench, dispatcher, most = Bench(), dispatcher_on(queue, slices=8), 0
        for number in range(40):
            await dispatcher.enqueue(slice_of(str(number)))

        async def entrypoint(work: Slice) -> None:
            nonlocal most
            most = max(most, len(bench.now) + 1)
            await bench(work)

        bench.go.clear()
        async with running(dispatcher, entrypoint):
            await bench.until(lambda: len(bench.now) == 8)
            assert dispatcher.health()["running"] == 8
            bench.go.set()
            await bench.until(lambda: len(bench.ran) == 40)
        assert most == 8

    async def test_a_small_operation_gets_its_turn_among_large_ones(
        self, dispatcher: PgQueuerDispatcher
    ) -> None:
        """A large one queues its successor as a new job, behind whoever waits."""
        bench = Bench()

        async def entrypoint(work: Slice) -> None:
            await bench(work)
            if work != C:
                await dispatcher.enqueue(work)

        async with running(dispatcher, entrypoint):
            await dispatcher.spread(A, 4)
            await dispatcher.spread(B, 4)
            await bench.until(lambda: len(bench.ran) > 50)
            before = len(bench.ran)
            await dispatcher.enqueue(C)
            await bench.until(lambda: "c" in bench.ran)
        assert bench.ran.index("c") - before <= 40

    async def test_the_end_stops_what_runs_and_leaves_it_to_others(
        self, dispatcher: PgQueuerDispatcher
    ) -> None:
        bench, clock = Bench(), SystemClock()
        bench.go.clear()
        async with running(dispatcher, bench):
            await dispatcher.enqueue(A)
            await bench.until(lambda: bench.now == ["a"])
            ending = clock.monotonic()
        assert clock.monotonic() - ending < 1.0
        assert (bench.now, bench.ran) == ([], [])
        bench.go.set()
        async with running(dispatcher, bench):
            await bench.until(lambda: "a" in bench.ran)

    async def test_a_stop_may_come_at_any_moment(
        self, dispatcher: PgQueuerDispatcher, queue: Jobs
    ) -> None:
        bench = Bench()
        others = asyncio.all_tasks()
        for moment in range(40):
            await dispatcher.spread(slice_of(str(moment)), 3)
            async with running(dispatcher, bench):
                for _ in range(moment):
                    await asyncio.sleep(0)
                await asyncio.sleep(moment * moment / 20_000)  # up to 80 ms, to meet every step
            if left := asyncio.all_tasks() - others:  # of a driver that breaks a statement off
                _, pending = await asyncio.wait(left, timeout=WITHIN)
                assert pending == set()
        async with running(dispatcher, bench):
            await bench.until(lambda: len(set(bench.ran)) == 40)
            await emptied(queue)  # one may have run, and run again since it was broken off

    async def test_thousands_of_slices_leave_nothing_behind(
        self, dispatcher: PgQueuerDispatcher, queue: Jobs
    ) -> None:
        """A roller: each slice queues its successor, as those of a large operation do."""
        left, done = {"a": 0}, asyncio.Event()

        async def entrypoint(work: Slice) -> None:
            left["a"] -= 1
            if left["a"] > 0:
                await dispatcher.enqueue(work)
            elif left["a"] == 0:
                done.set()

        async def roll(count: int) -> None:
            left["a"] = count
            done.clear()
            await dispatcher.spread(A, 8)
            async with asyncio.timeout(60):
                await done.wait()

        async with running(dispatcher, entrypoint):
            await roll(1000 * self.thousands // 3)
            tracemalloc.start()
            await roll(2000 * self.thousands // 3)
            grown, _ = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert grown < 2_000_000
        repository = await queue.repository()
        assert len(await repository.queue_log()) <= 4 * PRUNE_AFTER
