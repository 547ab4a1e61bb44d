"""One worker as a child process: it obeys lines on its standard input, and answers each in JSON.

    create ID ITEMS   write an operation, as Confirm does; answers seconds
    go ID ITEMS       hand out its first slices
    wait ID           answers how many seconds it ran, by the journal, once it has ended
    cancel ID         answers when it was cancelled (monotonic seconds)

It ends when its input does.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from app.domain.batching import Quota
from app.domain.ports import Slice
from app.loop import run_on_loop
from benchmarks.engine.ours.operations import TENANT, items_of, operation_of
from benchmarks.engine.ours.sleeping import CallLog, SleepingConnector
from benchmarks.engine.ours.wiring import Engine, Place, running

LOOK_EVERY = 0.02

SLICE_ITEMS = 200
COPIES = 4
"""What Confirm hands out: a slice for each 200 items, at most four."""


async def _create(engine: Engine, operation_id: str, count: str) -> float:
    began = time.perf_counter()
    operation = operation_of(operation_id, int(count))
    assert await engine.operations.create(operation, items_of(int(count)))
    return time.perf_counter() - began


async def _go(engine: Engine, operation_id: str, count: str) -> None:
    work = Slice(tenant_key=TENANT.key, operation_id=operation_id)
    await engine.dispatcher.spread(work, max(1, min(COPIES, int(count) // SLICE_ITEMS)))


async def _wait(engine: Engine, operation_id: str) -> float:
    while True:
        operation = await engine.operations.get(TENANT, operation_id)
        assert operation
        if operation.completed_at and operation.started_at:
            took = operation.completed_at - operation.started_at
            return took.total_seconds()
        await asyncio.sleep(LOOK_EVERY)


async def _cancel(engine: Engine, operation_id: str) -> float:
    by = operation_of(operation_id, 0).confirmed_by
    await engine.operations.cancel(TENANT, operation_id, by)
    return time.monotonic()


COMMANDS: Mapping[str, Callable[..., Awaitable[Any]]] = {
    "create": _create,
    "go": _go,
    "wait": _wait,
    "cancel": _cancel,
}


async def _obey(engine: Engine) -> None:
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    _say("ready")
    while line := await lines.readline():
        command, *words = line.decode().split()
        _say(await COMMANDS[command](engine, *words))


def _say(answer: Any) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


async def _serve(options: argparse.Namespace) -> None:
    quota = Quota(limit=options.limit, seconds=options.seconds) if options.limit else None
    log = CallLog(options.data) if options.log else None
    connector = SleepingConnector(options.latency, quota, log)
    place = Place(options.data, options.database, options.heartbeat)
    async with running(place, connector) as engine:
        await _obey(engine)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder to keep things in")
    parser.add_argument("--database", default="", help="address of a Postgres; else a file")
    parser.add_argument("--latency", type=float, required=True, help="seconds")
    parser.add_argument("--heartbeat", type=float, required=True, help="seconds")
    parser.add_argument("--limit", type=int, default=0, help="calls in a window; 0: no quota")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the window")
    parser.add_argument("--log", action="store_true", help="write down when each call began")
    return parser


if __name__ == "__main__":
    run_on_loop(_serve(_parser().parse_args()))
