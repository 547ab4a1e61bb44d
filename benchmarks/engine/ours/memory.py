"""What 100,000 items take in memory above an idle process, from Confirm to the end."""

import asyncio
from collections.abc import Sequence

from benchmarks.engine.ours.processes import Setup, Worker, site, workers
from benchmarks.engine.ours.steering import Where, begin
from benchmarks.report import Row, Unit

NAME = "many"
GOAL = 30.0
LOOK_EVERY = 0.02
MEBIBYTE = 1024 * 1024


async def row(where: Where, items: int) -> Row:
    """The most of any worker above what it had when idle."""
    async with site(Setup(), where.postgres) as place, workers(place, where.workers) as started:
        idle = [worker.memory() for worker in started]
        watch = asyncio.create_task(_peaks(started), name="memory")
        await begin(started[0], NAME, items)
        seconds = await started[0].ask("wait", NAME)
        watch.cancel()
        (peaks,) = await asyncio.gather(watch)
    grown = max(peak - before for peak, before in zip(peaks, idle, strict=True)) / MEBIBYTE
    what = f"peak memory of {items:,} items above idle, {where.name}"
    beside = f"idle {max(idle) / MEBIBYTE:.0f} MiB; carried out in {seconds:.1f} s"
    return Row(what, grown, Unit.MEBIBYTES, GOAL, beside)


async def _peaks(started: Sequence[Worker]) -> list[int]:
    """The most memory of each, seen until cancelled."""
    highest = [0] * len(started)
    try:
        while True:
            highest = [max(high, one.memory()) for high, one in zip(highest, started, strict=True)]
            await asyncio.sleep(LOOK_EVERY)
    except asyncio.CancelledError:
        return highest
