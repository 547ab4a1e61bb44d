"""PgQueuer on Postgres: a job an item, dequeued and logged in batches."""

import json
import time
from datetime import timedelta
from typing import Any

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.types import QueueExecutionMode

from benchmarks.engine.work import Load, Provider, Took, letters, serve

ENTRYPOINT = "send"


async def carry_out(load: Load, store: str) -> Took:
    """A pool of connections; a batch is half of what may be in flight, the most it allows."""
    async with asyncpg.create_pool(store, min_size=2, max_size=8) as pool:
        queuer, provider = PgQueuer.from_asyncpg_pool(pool), Provider(load)
        await queuer.qm.queries.install()

        async def send(job: Any) -> None:
            json.loads(job.payload)
            await provider.call()

        queuer.entrypoint(ENTRYPOINT)(send)
        began = time.perf_counter()
        for chunk in letters(load):
            payloads: list[bytes | None] = [json.dumps(one).encode() for one in chunk]
            await queuer.qm.queries.enqueue([ENTRYPOINT] * len(chunk), payloads, [0] * len(chunk))
        queued = time.perf_counter() - began
        await queuer.run(
            dequeue_timeout=timedelta(seconds=1),
            batch_size=load.parallel // 2,
            max_concurrent_tasks=load.parallel,
            mode=QueueExecutionMode.drain,
        )
        return provider.took(queued)


if __name__ == "__main__":
    serve(carry_out)
