"""What a person's press comes to while large operations run: a cancel, and a small operation."""

import time
from dataclasses import dataclass

from benchmarks.engine.ours.processes import Setup, Site, Worker, site, workers
from benchmarks.engine.stores import Postgres
from benchmarks.report import Row, Unit, median

LATENCY = 0.05
UNDER_WAY = 500
"""Calls after which a run is well under way."""

LARGE = 50_000
SMALL = 12
SMALL_GOAL = 300.0
"""Milliseconds from the press of Confirm to the first call."""

MILLI = 1000.0


@dataclass(frozen=True)
class Where:
    """A journal and how many workers are on it."""

    name: str
    postgres: Postgres | None
    workers: int


def places(postgres: Postgres | None) -> list[Where]:
    """On a file, and with three workers where there is a Postgres."""
    shared = [Where("Postgres, 3 workers", postgres, 3)] if postgres else []
    return [Where("SQLite", None, 1), *shared]


async def begin(worker: Worker, name: str, items: int) -> None:
    """What Confirm does."""
    await worker.ask("create", name, items)
    await worker.ask("go", name, items)


async def cancel_row(where: Where, times: int) -> Row:
    """From the press of Cancel to the last call that began."""
    setup = Setup(LATENCY, logged=True)
    async with (
        site(setup, where.postgres) as place,
        workers(place, where.workers) as (first, *_),
    ):
        late = [await _cancelled(place, first, f"cancelled{run}") for run in range(times)]
    what = f"Cancel to the last call begun, {where.name} (slowest of {times})"
    beside = f"median {median(late):.1f} ms; the goal is the length of one call"
    return Row(what, max(late), Unit.MILLISECONDS, LATENCY * MILLI, beside)


async def _cancelled(place: Site, worker: Worker, name: str) -> float:
    """Milliseconds."""
    await begin(worker, name, LARGE // 10)
    await place.until_called(len(place.calls()) + UNDER_WAY)
    pressed = time.monotonic()
    await worker.ask("cancel", name)
    await worker.ask("wait", name)
    last = max(call.at for call in place.calls())
    return max(0.0, last - pressed) * MILLI


async def small_row(where: Where, times: int, large: int = LARGE) -> Row:
    """From Confirm of a small operation to its first call, behind two large ones that run."""
    setup = Setup(LATENCY, logged=True)
    async with (
        site(setup, where.postgres) as place,
        workers(place, where.workers) as (first, *_),
    ):
        for name in ("large1", "large2"):
            await begin(first, name, large)
        await place.until_called(UNDER_WAY)
        waits = [await _started(place, first, f"small{run}") for run in range(times)]
        for name in ("large1", "large2"):
            await first.ask("cancel", name)
    what = f"Confirm to the first of {SMALL} items behind two of {large:,}, {where.name}"
    beside = f"slowest of {times}; median {median(waits):.1f} ms"
    return Row(what, max(waits), Unit.MILLISECONDS, SMALL_GOAL, beside)


async def _started(place: Site, worker: Worker, name: str) -> float:
    """Milliseconds."""
    pressed = time.monotonic()
    await begin(worker, name, SMALL)
    await worker.ask("wait", name)
    first = min(call.at for call in place.calls() if call.operation == name)
    return (first - pressed) * MILLI
