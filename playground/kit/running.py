"""A Bolt app under test: connected as in production, and gone without a trace afterwards."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from playground.kit.watching import Tasks, Watch

_PING = 0.5  # seconds: how soon an app notices that its socket was cut
_GRACE = 1.0  # seconds that listeners get to finish once the app is to stop
_CONNECTS = 10.0  # seconds: a machine that has a lot to do is no reason to give up
# What the SDK's client starts as tasks of its own, without keeping hold of all of them.
_STARTED = ("receive_messages", "monitor_current_session")


class BoltApp(Protocol):
    """What the kit needs of an app: slack_bolt's AsyncApp has it."""

    @property
    def client(self) -> Any:
        """The Web API client."""

    @property
    def listener_runner(self) -> Any:
        """What starts the listeners."""

    def web_app(self, path: str = ..., port: int = ...) -> web.Application:
        """The app as an aiohttp application."""


def check_async(app: object) -> None:
    """Raise TypeError for a sync App: it would block the loop that answers its calls."""
    if not inspect.iscoroutinefunction(getattr(app, "async_dispatch", None)):
        raise TypeError(
            f"ws.running takes slack_bolt's AsyncApp, not {type(app).__name__}: a sync app would"
            " block the event loop that answers its calls. Run it in a thread, as"
            " docs/testing-a-bolt-app.md shows."
        )


@asynccontextmanager
async def over_socket(app: BoltApp, app_token: str, watch: Watch) -> AsyncIterator[None]:
    """Run the app over Socket Mode. Raises TimeoutError when it cannot connect."""
    # Loaded only when an app is run: people use the playground without Bolt too.
    from slack_bolt.adapter.socket_mode.aiohttp import (  # noqa: PLC0415 - see above
        AsyncSocketModeHandler,
    )

    runs: Any = app  # any Bolt app: the kit describes what it needs of one by itself
    client: Any = AsyncSocketModeHandler(runs, app_token, ping_interval=_PING).client
    watch.connection.hold(client.message_processor)
    for name in _STARTED:
        setattr(client, name, watch.connection.started(getattr(client, name)))
    client.run_message_listeners = watch.listeners.started(client.run_message_listeners)
    with watch.over(app):
        try:
            async with asyncio.timeout(_CONNECTS):
                await client.connect()
            yield
            await _let_finish(watch.listeners)
        finally:
            await client.close()
            await _end(watch)


@asynccontextmanager
async def over_http(app: BoltApp, request_url: str, watch: Watch) -> AsyncIterator[None]:
    """Serve the app at the request_url, whose requests are signed. Raises OSError if taken."""
    url = urlsplit(request_url)
    port = url.port or 80
    runner = web.AppRunner(app.web_app(path=url.path, port=port), access_log=None)
    await runner.setup()
    with watch.over(app):
        try:
            await web.TCPSite(runner, url.hostname, port).start()
            yield
            await _let_finish(watch.listeners)
        finally:
            await runner.cleanup()
            await _end(watch)


async def _let_finish(listeners: Tasks) -> None:
    """Let listeners finish that acknowledged early, as an app does that is told to stop."""
    if running := listeners.running:
        await asyncio.wait(running, timeout=_GRACE)


async def _end(watch: Watch) -> None:
    """Await every task that Bolt and the SDK started for this app."""
    left = watch.listeners.running | watch.connection.running
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
