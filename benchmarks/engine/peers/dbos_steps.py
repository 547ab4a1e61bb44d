"""DBOS on Postgres: one workflow for the operation, a step an item, steps side by side."""

import asyncio
import time
from typing import Any

from dbos import DBOS

from benchmarks.engine.work import Load, Provider, Took, letter, serve


async def carry_out(load: Load, store: str) -> Took:
    """Steps begin in the order of their items, as its recovery wants it, at most so many at once."""
    provider, slots = Provider(load), asyncio.Semaphore(load.parallel)

    async def send(_letter: dict[str, str]) -> None:
        await provider.call()

    step: Any = DBOS.step()(send)

    async def one(number: int) -> None:
        try:
            await step(letter(number))
        finally:
            slots.release()

    async def operation() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(load.items):
                await slots.acquire()
                group.create_task(one(number))

    workflow: Any = DBOS.workflow()(operation)
    DBOS(config={"name": "bench", "system_database_url": store, "log_level": "ERROR"})
    DBOS.launch()
    try:
        began = time.perf_counter()
        handle: Any = await DBOS.start_workflow_async(workflow)
        queued = time.perf_counter() - began
        await handle.get_result()
        return provider.took(queued)
    finally:
        DBOS.destroy()


if __name__ == "__main__":
    serve(carry_out)
