"""A worker as a process of its own, for tests that kill it: it takes slices and never ends them."""

import asyncio
import sys

from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock


async def work(url: str, heartbeat: float) -> None:
    """Say which slice was taken, one a line, and keep it."""

    async def entrypoint(taken: Slice) -> None:
        sys.stderr.write(f"{taken.operation_id}\n")
        await asyncio.Event().wait()

    clock = SystemClock()
    await PgQueuerDispatcher(PostgresJobs(url, clock), clock, heartbeat=heartbeat).run(entrypoint)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], float(sys.argv[2])))
