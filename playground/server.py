"""The playground's server: puts the parts together, serves them on loopback, and stops cleanly."""

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Self

from aiohttp import web

from playground.api.endpoint import ApiEndpoint
from playground.control import Control, only_local
from playground.conversations import Conversations
from playground.deliveries import Deliveries, Transport
from playground.faults import Faults
from playground.feed import Feed
from playground.hub import Hub
from playground.ids import Timestamps
from playground.limits import RateLimits
from playground.response_urls import ResponseUrls
from playground.responses import respond
from playground.sockets import Sockets
from playground.store import Store
from playground.timing import Timing
from playground.triggers import Triggers
from playground.views import Views
from playground.webhooks import Webhooks
from playground.workspace import Workspace

_HOST = "127.0.0.1"
_MAX_BODY = 4 * 1024 * 1024


class PlaygroundServer:
    """A Slack-compatible server for one workspace and one app, on 127.0.0.1.

    - `state`: a directory for what survives a restart; None keeps everything in memory.
    - `now`: seconds since the epoch; message timestamps, trigger_ids, response_urls and rate limits
      go by it.
    - `timing`: Slack's deadlines.
    - `limit_scale`: multiplies the rate limits; None lifts them.
    - `port`: 0 takes a free one; `url` tells which.
    """

    def __init__(
        self,
        workspace: Workspace,
        state: Path | None = None,
        *,
        now: Callable[[], float] = time.time,
        timing: Timing | None = None,
        limit_scale: float | None = 1.0,
        port: int = 0,
    ) -> None:
        self._workspace = workspace
        self._state = state
        self._now = now
        self._timing = timing or Timing()
        self._limit_scale = limit_scale
        self._port = port
        self._running = AsyncExitStack()
        self.url = ""

    async def start(self) -> None:
        """Begin to serve; `url` is set on return. Raises OSError when the port is taken."""
        try:
            await self._serve(self._assemble())
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End all connections and deliveries and close the state."""
        await self._running.aclose()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def _serve(self, hub: Hub) -> None:
        runner = web.AppRunner(
            _web_application(hub),
            access_log=None,
            handler_cancellation=True,  # a call that hangs ends when its caller gives up
            shutdown_timeout=1.0,
        )
        self._running.push_async_callback(runner.cleanup)
        await runner.setup()
        site = web.TCPSite(runner, _HOST, self._port)
        await site.start()
        self.url = hub.response_urls.base = f"http://{_HOST}:{runner.addresses[0][1]}"
        self._running.push_async_callback(_quiesce, hub)

    def _assemble(self) -> Hub:
        workspace, now, timing = self._workspace, self._now, self._timing
        store = Store(self._state)
        self._running.callback(store.close)
        feed, faults = Feed(store, now), Faults()
        sockets, webhooks = Sockets(workspace.app, feed), Webhooks(workspace.app, timing.ack)
        self._running.push_async_callback(webhooks.close)
        transport: Transport = webhooks if workspace.app.delivery == "http" else sockets
        timestamps = Timestamps(now, store.last_ts())
        return Hub(
            workspace=workspace,
            now=now,
            feed=feed,
            conversations=Conversations(workspace, store, feed, timestamps),
            views=Views(workspace, feed, now),
            triggers=Triggers(now, timing.trigger),
            response_urls=ResponseUrls(now, timing),
            deliveries=Deliveries(transport, feed, faults, timing),
            sockets=sockets,
            webhooks=webhooks,
            limits=RateLimits(now, self._limit_scale),
            faults=faults,
        )


def _web_application(hub: Hub) -> web.Application:
    application = web.Application(middlewares=[only_local], client_max_size=_MAX_BODY)
    api = ApiEndpoint(hub)
    application.add_routes(
        [
            web.route("*", "/api/{method}", api.handle),
            web.get("/link/", hub.sockets.link),
            web.post("/response/{key}", partial(respond, hub)),
            *Control(hub).routes(),
        ]
    )
    return application


async def _quiesce(hub: Hub) -> None:
    """Let go of everything that would keep a connection open."""
    hub.stopping.set()
    await hub.deliveries.close()
    await hub.sockets.close()
    hub.feed.close()
