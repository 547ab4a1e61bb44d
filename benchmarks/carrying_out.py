"""How fast items are carried out, beside a bare loop; and what 10,000 of them take in memory."""

import asyncio
import os
from dataclasses import dataclass

import psutil

from benchmarks.journal import first_call
from benchmarks.processes import output_of
from benchmarks.report import Row, Unit
from benchmarks.stack import PEOPLE, Setup, running
from benchmarks.waiting import FIRST_ITEM_GOAL

PARALLEL = 10
"""Calls in flight of one large operation (batches of 5, two at a time: it is of high risk)."""

BARE_ITEMS = 1_000
"""The bare loop's pace does not depend on how many it carries out."""

LOOK_EVERY = 0.02
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Carried:
    """One operation: items a second, milliseconds to its first, memory above idle, and more.

    `memory` is the peak in MiB, `journal` bytes for each item.
    """

    rate: float
    first: float
    memory: float
    journal: float


async def rows() -> list[Row]:
    """Both sizes at both latencies; memory and journal of the largest without latency."""
    shown: list[Row] = []
    for latency in (0.0, 0.05):
        bare = await _bare(latency)
        for items in (1_000, 10_000):
            carried = await _carry_out(items, latency)
            shown.append(_rate_row(items, latency, carried.rate, bare))
            shown += _other_rows(items, carried) if latency == 0.0 else []
    return shown


def _rate_row(items: int, latency: float, rate: float, bare: float) -> Row:
    what = f"{items:,} items, calls of {latency * 1000:.0f} ms"
    return Row(
        what, rate, Unit.ITEMS_A_SECOND, beside=f"{rate / bare:.0%} of a bare loop's {bare:,.0f}"
    )


def _other_rows(items: int, carried: Carried) -> list[Row]:
    first = f"Confirm to the first of {items:,} items started (once)"
    goal = FIRST_ITEM_GOAL if items <= 1_000 else None
    return [
        Row(first, carried.first, Unit.MILLISECONDS, goal),
        Row(f"peak memory of {items:,} items above idle", carried.memory, Unit.MEBIBYTES),
        Row(f"journal, an item of {items:,}", carried.journal, Unit.BYTES),
    ]


async def _bare(latency: float) -> float:
    arguments = ("--items", str(BARE_ITEMS), "--latency", str(latency), "--parallel", str(PARALLEL))
    return float(await output_of(("benchmarks.bare_loop", *arguments), os.environ))


async def _carry_out(items: int, latency: float) -> Carried:
    async with running(Setup(contacts=items, latency=latency)) as stack:
        process = psutil.Process(stack.pid)
        idle, empty = process.memory_info().rss, stack.journal.bytes()
        watch = asyncio.create_task(_peak(process), name="memory")
        preview = await stack.preview(PEOPLE[0])
        pressed = await stack.confirm(preview)
        await stack.ended(preview)
        watch.cancel()
        (peak,) = await asyncio.gather(watch)
        grown = stack.journal.bytes() - empty
        first = 1000 * (first_call(stack.data / "sandbox" / "outbox") - latency / 2 - pressed)
        seconds = stack.journal.seconds(preview.user)
    return Carried(items / seconds, first, (peak - idle) / MEBIBYTE, grown / items)


async def _peak(process: psutil.Process) -> int:
    """The most memory seen until cancelled."""
    highest = 0
    try:
        while True:
            highest = max(highest, process.memory_info().rss)
            await asyncio.sleep(LOOK_EVERY)
    except asyncio.CancelledError:
        return highest
