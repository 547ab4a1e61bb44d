"""The command line: `python -m benchmarks.engine [--quick] [--json] [--longest SECONDS] [PART ...]`."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from benchmarks.__main__ import machine
from benchmarks.engine import contenders, stores, throughput
from benchmarks.engine.ours import acks, faults, limits, memory, steering
from benchmarks.engine.ours.contenders import ours
from benchmarks.engine.stores import Postgres
from benchmarks.engine.work import Load
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, Unit, as_json, table

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000,)
MANY = 100_000
LATENCIES = (0.0, 0.05)
LONGEST = 45.0
"""Seconds that one measurement may take, so that the whole table takes about ten minutes."""


@dataclass(frozen=True)
class Extent:
    """How much is measured: everything, or in the `quick` form ours alone and small.

    `longest` is how many seconds one measurement of items a second may take.
    """

    quick: bool
    longest: float

    def of(self, everything: int, little: int) -> int:
        """The one or the other."""
        return little if self.quick else everything


Part = Callable[[Postgres | None, Extent], Awaitable[list[Row]]]


async def _throughput(postgres: Postgres | None, extent: Extent) -> list[Row]:
    sizes = QUICK_SIZES if extent.quick else SIZES
    loads = [Load(items, latency) for latency in LATENCIES for items in sizes]
    others = () if extent.quick else contenders.peers(postgres)
    everybody = [contenders.bare(), *ours(postgres), *others]
    return await throughput.rows(everybody, loads, extent.longest, extent.of(throughput.REPEATS, 1))


async def _presses(postgres: Postgres | None, extent: Extent) -> list[Row]:
    times, large = extent.of(5, 1), extent.of(steering.LARGE, 2_000)
    where = steering.places(postgres)
    return [
        *[await steering.cancel_row(place, times) for place in where],
        *[await steering.small_row(place, times, large) for place in where],
    ]


async def _faults(postgres: Postgres | None, extent: Extent) -> list[Row]:
    heartbeat = 2.0 if extent.quick else faults.HEARTBEAT
    taken_over = [await faults.takeover_row(postgres, heartbeat)] if postgres else []
    return [await faults.resume_row(), *taken_over]


async def _limits(postgres: Postgres | None, extent: Extent) -> list[Row]:
    windows = [limits.QUICK] if extent.quick else [limits.SHORT, limits.MINUTE]
    return await limits.rows(postgres, windows) if postgres else []


async def _memory(postgres: Postgres | None, extent: Extent) -> list[Row]:
    items = extent.of(MANY, 1_000)
    return [await memory.row(place, items) for place in steering.places(postgres)]


async def _acks(_postgres: Postgres | None, extent: Extent) -> list[Row]:
    return [] if extent.quick else [await acks.row(MANY)]


PARTS: Mapping[str, Part] = {
    "throughput": _throughput,
    "presses": _presses,
    "faults": _faults,
    "limits": _limits,
    "memory": _memory,
    "acks": _acks,
}

QUICK_PART = "throughput"


def main() -> int:
    """Measure and print; the exit status says whether it could be measured, not how well."""
    options = _parser().parse_args()
    try:
        rows = asyncio.run(_measure(options.parts or _usual(options.quick), options))
    except BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print(as_json(rows, machine()) if options.json else f"{machine()}\n\n{table(rows)}")
    return 0


def _usual(quick: bool) -> list[str]:  # noqa: FBT001 - as the command line has it
    return [QUICK_PART] if quick else list(PARTS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"1,000 items, no peers, {QUICK_PART} alone unless parts are named",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        *("--longest", "-l"), type=float, default=LONGEST, help="seconds a measurement may take"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser


async def _measure(names: list[str], options: argparse.Namespace) -> list[Row]:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise BenchmarkError(f"There is no part {unknown[0]}. There are: {', '.join(PARTS)}.")
    extent, rows = Extent(options.quick, options.longest), list[Row]()
    async with stores.postgres_if_installed() as postgres:
        for name in names:
            started = time.perf_counter()
            try:
                rows += await PARTS[name](postgres, extent)
            except Exception as error:  # noqa: BLE001 - told in the table; the others stand
                rows.append(_failed(name, error))
            sys.stderr.write(f"{name}: {time.perf_counter() - started:.0f} s\n")
    return rows


def _failed(name: str, error: Exception) -> Row:
    reason = str(error).partition("\n")[0] or type(error).__name__
    return Row(f"all of {name}", None, Unit.SECONDS, beside=f"failed: {reason}")


if __name__ == "__main__":
    sys.exit(main())
