"""Items a second of every engine, at every size and latency, beside the limit and the goals."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.engine.contenders import BARE, Contender, Measured
from benchmarks.engine.work import Load
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, Unit

OURS_SQLITE = "Bulkhead on SQLite"
OURS_ONE = "Bulkhead on Postgres, 1 worker"
OURS_THREE = "Bulkhead on Postgres, 3 workers"

REPEATED_UP_TO = 1_000
"""Items: a load of so few is measured three times, and the median shown."""

REPEATS = 3


@dataclass(frozen=True)
class Goal:
    """`who` should reach at `latency` so many items a second, or so many times what `of` reaches."""

    who: str
    latency: float
    figure: float
    of: str = ""


GOALS = (
    Goal(OURS_SQLITE, 0.05, 0.97, BARE),
    Goal(OURS_THREE, 0.05, 2.7, OURS_ONE),
    Goal(OURS_SQLITE, 0.0, 12_000.0),
    Goal(OURS_THREE, 0.0, 8_000.0),
)

AGAINST_PEERS = 3.0
"""Times the best peer, without latency: where the engine itself is the limit."""


@dataclass
class Results:
    """What was measured of whom; and why, where nothing was."""

    repeats: int
    measured: dict[tuple[str, Load], Sequence[Measured]] = field(default_factory=dict)
    skipped: dict[tuple[str, Load], str] = field(default_factory=dict)

    def rate(self, who: str, load: Load) -> float | None:
        """Items a second, the median."""
        runs = self.measured.get((who, load))
        return load.items / _middle(runs).took.seconds if runs else None

    def known_rate(self, who: str, load: Load) -> float | None:
        """Items a second at that load, or at the largest smaller one of the same latency."""
        smaller = [
            one
            for name, one in self.measured
            if name == who and one.latency == load.latency and one.items <= load.items
        ]
        return self.rate(who, max(smaller, key=lambda one: one.items)) if smaller else None

    def expected(self, who: str, load: Load) -> float | None:
        """Seconds of wall time that a load will take, from the last smaller one."""
        smaller = [
            _middle(runs).expected(one, load)
            for (name, one), runs in self.measured.items()
            if name == who and one.latency == load.latency and one.items < load.items
        ]
        return smaller[-1] if smaller else None


def _middle(runs: Sequence[Measured]) -> Measured:
    return sorted(runs, key=lambda run: run.took.seconds)[len(runs) // 2]


async def rows(
    contenders: Sequence[Contender],
    loads: Iterable[Load],
    longest: float,
    repeats: int = REPEATS,
) -> list[Row]:
    """A row for each load and engine. What would take over `longest` seconds is left out.

    Small loads are measured `repeats` times.
    """
    results = Results(repeats=repeats)
    for load in loads:
        for contender in contenders:
            await _measure(contender, load, longest, results)
    return [*_rate_rows(results), *_best_peer_rows(contenders, results)]


async def _measure(contender: Contender, load: Load, longest: float, results: Results) -> None:
    key = (contender.name, load)
    results.skipped[key] = contender.missing or _too_long(results, key, longest)
    if results.skipped[key]:
        return
    sys.stderr.write(f"{load.items:,} items, {load.latency * 1000:.0f} ms: {contender.name}\n")
    times = results.repeats if load.items <= REPEATED_UP_TO else 1
    try:
        results.measured[key] = [await contender.measure(load) for _ in range(times)]
    except BenchmarkError as error:
        results.skipped[key] = f"failed: {error}"


def _too_long(results: Results, key: tuple[str, Load], longest: float) -> str:
    expected = results.expected(*key)
    if expected is None or expected <= longest:
        return ""
    return f"left out: would take about {expected:,.0f} s (--longest is {longest:,.0f})"


def _rate_rows(results: Results) -> list[Row]:
    return [_rate_row(results, who, load) for who, load in results.skipped]


def _rate_row(results: Results, who: str, load: Load) -> Row:
    what = f"{load.items:,} items, {load.latency * 1000:.0f} ms calls: {who}"
    rate, goal = results.rate(who, load), _goal(results, who, load)
    beside = results.skipped[who, load] if rate is None else _beside(results, who, load, rate)
    return Row(what, rate, Unit.ITEMS_A_SECOND, beside=beside, at_least=goal)


def _goal(results: Results, who: str, load: Load) -> float | None:
    for goal in GOALS:
        if (goal.who, goal.latency) == (who, load.latency):
            unit = results.known_rate(goal.of, load) if goal.of else 1.0
            return None if unit is None else goal.figure * unit
    return None


def _beside(results: Results, who: str, load: Load, rate: float) -> str:
    run = _middle(results.measured[who, load])
    parts = [f"{1000 / rate:.4f} ms an item"]
    limit = results.known_rate(BARE, load)
    if who != BARE and limit and load.latency:
        parts.append(f"{rate / limit:.1%} of the {BARE}")
    if run.took.queued:
        parts.append(f"written in {run.took.queued:.2f} s before")
    return ", ".join(parts)


def _best_peer_rows(contenders: Sequence[Contender], results: Results) -> list[Row]:
    loads = {load: None for _, load in results.measured if not load.latency}
    return [
        row
        for load in loads
        for ours in (OURS_SQLITE, OURS_THREE)
        if (row := _best_peer_row(contenders, results, ours, load))
    ]


def _best_peer_row(
    contenders: Sequence[Contender], results: Results, ours: str, load: Load
) -> Row | None:
    reached = {
        contender.name: rate
        for contender in contenders
        if contender.peer and (rate := results.rate(contender.name, load))
    }
    rate = results.rate(ours, load)
    if not reached or rate is None:
        return None
    best = max(reached, key=lambda name: reached[name])
    what = f"{load.items:,} items, 0 ms calls: {ours} beside the best peer"
    return Row(what, rate / reached[best], Unit.TIMES, beside=best, at_least=AGAINST_PEERS)
