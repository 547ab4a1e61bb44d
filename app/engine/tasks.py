"""Background tasks, each held, named and awaited: asyncio itself keeps no strong reference."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class TaskKeeper:
    """Holds tasks until they end; a task that fails is logged, never lost in silence."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `work` in the background."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("task_failed", task=task.get_name(), exc_info=error)

    @property
    def running(self) -> int:
        """How many have not ended."""
        return len(self._tasks)

    async def drain(self, seconds: float) -> None:
        """Wait for what runs, at most so long."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def stop(self) -> None:
        """Cancel what is left and wait until it ended."""
        for task in (left := set(self._tasks)):
            task.cancel()
        if left:
            await asyncio.wait(left)
