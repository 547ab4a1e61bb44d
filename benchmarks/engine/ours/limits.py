"""Whether a quota holds in every window of its length, with three processes that want more."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.batching import PADDING
from benchmarks.engine.ours.processes import Setup, site, workers
from benchmarks.engine.ours.steering import begin
from benchmarks.engine.stores import Postgres
from benchmarks.report import Row, Unit

NAME = "limited"
WORKERS = 3
LATENCY = 0.01
CLOSE_TO = 0.99
"""Of what the padding allows."""


@dataclass(frozen=True)
class Window:
    """A quota, and how many windows of it are measured after the first."""

    limit: int
    seconds: float
    windows: int

    @property
    def items(self) -> int:
        """Calls in all."""
        return self.limit * (self.windows + 1)

    @property
    def allowed(self) -> float:
        """The share of the quota that the padding leaves."""
        return self.seconds / (self.seconds + PADDING)


SHORT = Window(limit=50, seconds=5.0, windows=4)
MINUTE = Window(limit=100, seconds=60.0, windows=1)
QUICK = Window(limit=50, seconds=1.0, windows=3)


async def rows(postgres: Postgres, measured: Sequence[Window]) -> list[Row]:
    """Side by side, since they mostly wait; each with a journal and processes of its own."""
    shown = await asyncio.gather(*(_rows(postgres, window) for window in measured))
    return [row for pair in shown for row in pair]


async def _rows(postgres: Postgres, window: Window) -> list[Row]:
    begun = await _calls(postgres, window)
    what = f"limit of {window.limit} in {window.seconds:.0f} s, {WORKERS} processes"
    largest = most_in(begun, window.seconds)
    used = window.limit * window.windows * window.seconds / window.limit / (begun[-1] - begun[0])
    return [
        Row(
            f"{what}: most calls in any window",
            largest,
            Unit.CALLS,
            window.limit,
            f"{largest / window.limit:.3f} of the limit, {len(begun)} calls in all",
        ),
        Row(
            f"{what}: utilisation",
            100 * used,
            Unit.PERCENT,
            at_least=100 * CLOSE_TO * window.allowed,
            beside=f"the padding of {PADDING} s allows {window.allowed:.2%}",
        ),
    ]


async def _calls(postgres: Postgres, window: Window) -> list[float]:
    setup = Setup(LATENCY, quota=(window.limit, window.seconds), logged=True)
    async with site(setup, postgres) as place, workers(place, WORKERS) as (first, *_):
        await begin(first, NAME, window.items)
        await first.ask("wait", NAME)
        return [call.at for call in place.calls()]


def most_in(begun: Sequence[float], seconds: float) -> int:
    """The most calls that began within any stretch of so many seconds; `begun` is in order."""
    return max(number + 1 - bisect_right(begun, at - seconds) for number, at in enumerate(begun))
