"""The command line: `python -m benchmarks [--json] [PART ...]`."""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from benchmarks import acknowledging, calling, carrying_out, reading, screen, waiting
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, as_json, table

Part = Callable[[], Awaitable[list[Row]]]

PARTS: Mapping[str, tuple[Part, ...]] = {
    "ack": (acknowledging.rows,),
    "preview": tuple(
        partial(waiting.preview_rows, items, times)
        for items, times in ((12, 5), (1_000, 5), (10_000, 3))
    ),
    "first": (waiting.first_item_rows,),
    "fifty": (waiting.fifty_rows,),
    "items": (carrying_out.rows,),
    "calls": (calling.rows,),
    "reading": (reading.rows,),
    "page": (screen.edit_rows, screen.scroll_rows),
}


def main() -> int:
    """Measure and print; the exit status says whether it could be measured, not how well."""
    options = _parser().parse_args()
    try:
        rows = asyncio.run(_measure(options.parts or list(PARTS)))
    except BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print(as_json(rows, machine()) if options.json else f"{machine()}\n\n{table(rows)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser


async def _measure(names: list[str]) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        if name not in PARTS:
            raise BenchmarkError(f"There is no part {name}. There are: {', '.join(PARTS)}.")
        started = time.perf_counter()
        for part in PARTS[name]:
            rows += await part()
        sys.stderr.write(f"{name}: {time.perf_counter() - started:.0f} s\n")
    return rows


def machine() -> str:
    """The machine in general terms."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main())
