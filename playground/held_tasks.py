"""Work that runs to its end although whoever asked for it may leave."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class HeldTasks:
    """Tasks of the server's own; closing ends those that are still under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def finish(self, work: Coroutine[Any, Any, Result], name: str) -> Result:
        """Wait for the work, which goes on when the waiting is cancelled. Raises what it raises."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_report)  # nobody is there any more to hear of it
            raise

    async def close(self) -> None:
        """End what is still under way, and wait until it has ended."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _report(task: asyncio.Task[Any]) -> None:
    problem = None if task.cancelled() else task.exception()
    if problem is not None:
        _log.error("%s failed.", task.get_name(), exc_info=problem)
