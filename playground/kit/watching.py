"""What a running Bolt app is at, seen through the hooks that Bolt has for it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

AnyTask = asyncio.Task[Any]


class Tasks:
    """Tasks that run for one app; each leaves by itself when it ends."""

    def __init__(self) -> None:
        self._held: set[AnyTask] = set()

    @property
    def running(self) -> set[AnyTask]:
        """Those that have not ended."""
        return {one for one in self._held if not one.done()}

    def hold(self, task: AnyTask) -> AnyTask:
        """Keep the task until it ends."""
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return task

    def hold_current(self) -> None:
        """Keep the task that this is called in."""
        task = asyncio.current_task()
        if task is not None:
            self.hold(task)

    def started(
        self, method: Callable[..., Coroutine[Any, Any, Any]]
    ) -> Callable[..., Awaitable[Any]]:
        """Return the method as one whose every call is a held task."""
        return lambda *given: self.hold(asyncio.create_task(method(*given)))


@dataclass(frozen=True)
class Watch:
    """What one running app is at, and who is told of the exceptions that it does not catch.

    `listeners` are what `settled` waits for, `connection` is what keeps a socket open.
    """

    told: Callable[[Exception], None]
    listeners: Tasks = field(default_factory=Tasks)
    connection: Tasks = field(default_factory=Tasks)

    @contextmanager
    def over(self, app: Any) -> Iterator[None]:
        """Watch this slack_bolt AsyncApp for the time of the block."""
        runner = app.listener_runner
        hooks = (
            (runner, "listener_start_handler", _Starts),
            (runner, "listener_error_handler", _Errors),
            (app, "_async_middleware_error_handler", _Errors),
            (runner, "lazy_listener_runner", _Lazy),
        )
        before = [(owner, name, getattr(owner, name)) for owner, name, _ in hooks]
        for owner, name, hook in hooks:
            setattr(owner, name, hook(self, getattr(owner, name), app))
        try:
            yield
        finally:
            for owner, name, handler in before:
                setattr(owner, name, handler)


@dataclass(frozen=True)
class _Hook:
    """Stands before what the app had in that place."""

    watch: Watch
    before: Any
    app: Any


class _Starts(_Hook):
    """Is told in each listener's own task that it starts."""

    async def handle(self, **given: Any) -> None:
        # An app that processes before it responds has no task of its own for a listener.
        if not self.app.listener_runner.process_before_response:
            self.watch.listeners.hold_current()
        await self.before.handle(**given)


class _Errors(_Hook):
    """Is told what a listener or a middleware raised."""

    async def handle(self, error: Exception, **given: Any) -> None:
        self.watch.told(error)
        await self.before.handle(error=error, **given)


class _Lazy(_Hook):
    """Starts the functions that go on after the acknowledgement."""

    def start(self, function: Callable[..., Awaitable[None]], request: Any) -> None:
        self.before.start(self._watched(function), request)

    async def run(self, function: Callable[..., Awaitable[None]], request: Any) -> None:
        await self.before.run(self._watched(function), request)

    def _watched(self, function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        @wraps(function)
        async def watched(*args: Any, **given: Any) -> None:
            self.watch.listeners.hold_current()
            try:
                await function(*args, **given)
            except Exception as error:
                self.watch.told(error)
                raise

        return watched
