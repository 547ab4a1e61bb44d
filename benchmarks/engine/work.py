"""The work that every engine gets: so many messages, so long a call, so many calls in flight."""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass
from typing import Any

PARALLEL = 50
"""Calls in flight."""

CHUNK = 1_000
"""Items queued in one statement, where an engine can queue many at once."""

BODY = ("Hello, we moved to the harbour. " * 10)[:300]


@dataclass(frozen=True)
class Load:
    """So many items, and the seconds that a call for one of them takes."""

    items: int
    latency: float
    parallel: int = PARALLEL


@dataclass(frozen=True)
class Took:
    """Seconds from the first call until all is recorded, and seconds to queue the items before."""

    seconds: float
    queued: float


CarryOut = Callable[[Load, str], Coroutine[Any, Any, Took]]
"""Carries out a load with a fresh store, whose address it gets."""


def letter(number: int) -> dict[str, str]:
    """What one item is about."""
    return {"to": f"recipient.{number:06}@bulk.example", "subject": "We moved", "body": BODY}


def letters(load: Load) -> Iterator[list[dict[str, str]]]:
    """All items of the load, in chunks."""
    for start in range(0, load.items, CHUNK):
        yield [letter(number) for number in range(start, min(start + CHUNK, load.items))]


class Provider:
    """Takes its time for a call, and knows when the first of them began."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.begun = 0.0
        self.calls = 0

    async def call(self) -> None:
        """One call."""
        if not self.calls:
            self.begun = time.perf_counter()
        self.calls += 1
        await asyncio.sleep(self._load.latency)

    def took(self, queued: float) -> Took:
        """All is recorded now. Raises RuntimeError when calls are missing, or were made twice."""
        if self.calls != self._load.items:
            raise RuntimeError(f"{self.calls} calls for {self._load.items} items")
        return Took(time.perf_counter() - self.begun, queued)


def serve(carry_out: CarryOut) -> None:
    """The child's side: read the arguments, carry out, print."""
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--latency", type=float, required=True, help="seconds")
    parser.add_argument("--parallel", type=int, required=True, help="calls in flight")
    parser.add_argument("--store", default="", help="address of a fresh store")
    options = parser.parse_args()
    load = Load(options.items, options.latency, options.parallel)
    took = asyncio.run(carry_out(load, options.store))
    sys.stdout.write(f"{json.dumps(asdict(took))}\n")
