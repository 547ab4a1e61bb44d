"""How long a run stands still when its process is killed: started again, or taken over."""

import asyncio
from collections.abc import Callable, Sequence

from benchmarks.engine.ours.processes import LOOK_EVERY, Setup, Site, Worker, site, workers
from benchmarks.engine.ours.sleeping import CallBegun
from benchmarks.engine.ours.steering import LATENCY, UNDER_WAY, begin
from benchmarks.engine.stores import Postgres
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, Unit

ITEMS = 10_000
NAME = "killed"
WORKERS = 3
HEARTBEAT = 10.0
"""Seconds, as by default; a dead worker is to be taken over within it."""

SEEN_WITHIN = 4 * HEARTBEAT

Chosen = Callable[[CallBegun], bool]


async def resume_row() -> Row:
    """The only process is killed and started again: from its start to the first new call."""
    async with site(Setup(LATENCY, logged=True)) as place, workers(place, 1) as (first,):
        await begin(first, NAME, ITEMS)
        await place.until_called(UNDER_WAY)
        await first.kill()
        async with workers(place, 1) as (second,):
            new = await _first_call(place, lambda call: call.process == str(second.pid))
            seconds = new.at - second.started
            await second.ask("cancel", NAME)
    beside = "with the start of Python and of the app"
    return Row("start after kill -9 to the first call, SQLite", seconds, Unit.SECONDS, None, beside)


async def takeover_row(postgres: Postgres, heartbeat: float = HEARTBEAT) -> Row:
    """One of three is killed: until another calls for an item that it had."""
    setup = Setup(LATENCY, heartbeat, logged=True)
    async with site(setup, postgres) as place, workers(place, WORKERS) as (first, *others):
        await begin(first, NAME, ITEMS * WORKERS)
        await place.until_called(WORKERS * UNDER_WAY)
        victim = _busiest(place, others)
        killed_at = await victim.kill()
        dead = str(victim.pid)
        had = {call.item for call in place.calls() if call.process == dead}
        again = await _first_call(place, lambda call: call.process != dead and call.item in had)
        await first.ask("cancel", NAME)
    what = f"kill -9 of one of {WORKERS} workers to the first call for its items"
    beside = f"the goal is the heartbeat of {heartbeat:.0f} s"
    return Row(what, again.at - killed_at, Unit.SECONDS, heartbeat, beside)


def _busiest(place: Site, among: Sequence[Worker]) -> Worker:
    calls = [call.process for call in place.calls()]
    return max(among, key=lambda worker: calls.count(str(worker.pid)))


async def _first_call(place: Site, chosen: Chosen) -> CallBegun:
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            while True:
                for call in place.calls():
                    if chosen(call):
                        return call
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        raise BenchmarkError(f"No call was seen in {SEEN_WITHIN:.0f} s.") from None
