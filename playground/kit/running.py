"""A Bolt app under test: connected as in production, and gone without a trace afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

_DELIVERY = "playground-delivery"
_PING = 0.5  # seconds: how soon an app notices that its socket was cut
_GRACE = 1.0  # seconds that listeners get to finish once the app is to stop


class BoltApp(Protocol):
    """What the kit needs of an app: slack_bolt's AsyncApp has it."""

    @property
    def client(self) -> Any:
        """The Web API client."""

    def web_app(self, path: str = ..., port: int = ...) -> web.Application:
        """The app as an aiohttp application."""


@asynccontextmanager
async def over_socket(app: BoltApp, app_token: str, patience: float) -> AsyncIterator[None]:
    """Run the app over Socket Mode. Raises TimeoutError when it cannot connect."""
    # Loaded only when an app is run: people use the playground without Bolt too.
    from slack_bolt.adapter.socket_mode.aiohttp import (  # noqa: PLC0415 - see above
        AsyncSocketModeHandler,
    )

    before = asyncio.all_tasks()
    runs: Any = app  # any Bolt app: the kit describes what it needs of one by itself
    client: Any = AsyncSocketModeHandler(runs, app_token, ping_interval=_PING).client
    try:
        async with asyncio.timeout(patience):
            await client.connect()
        yield
        await _let_finish(before)
    finally:
        await client.close()
        await _end(before)


@asynccontextmanager
async def over_http(app: BoltApp, request_url: str) -> AsyncIterator[None]:
    """Serve the app at the request_url, whose requests are signed. Raises OSError if taken."""
    url = urlsplit(request_url)
    port = url.port or 80
    before = asyncio.all_tasks()
    runner = web.AppRunner(app.web_app(path=url.path, port=port), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, url.hostname, port).start()
        yield
        await _let_finish(before)
    finally:
        await runner.cleanup()
        await _end(before)


def work() -> set[asyncio.Task[Any]]:
    """Return what Slack and Bolt are still at: deliveries, and listeners that run on after ack."""
    return {one for one in asyncio.all_tasks() if one.get_name() == _DELIVERY or _is_listener(one)}


async def _let_finish(before: set[asyncio.Task[Any]]) -> None:
    """Let listeners finish that acknowledged early, as an app does that is told to stop."""
    running = {one for one in asyncio.all_tasks() - before if _is_listener(one)}
    if running:
        await asyncio.wait(running, timeout=_GRACE)


async def _end(before: set[asyncio.Task[Any]]) -> None:
    """Await every task that Bolt and the SDK started since; they keep no hold of them."""
    left = {one for one in asyncio.all_tasks() - before if _module(one).startswith("slack_")}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _is_listener(task: asyncio.Task[Any]) -> bool:
    coroutine = getattr(task.get_coro(), "__name__", "")
    return _module(task).startswith("slack_bolt.") or coroutine == "run_message_listeners"


def _module(task: asyncio.Task[Any]) -> str:
    """Return the name of the module that the task's coroutine is written in."""
    frame = getattr(task.get_coro(), "cr_frame", None)
    return str(frame.f_globals.get("__name__", "")) if frame is not None else ""
