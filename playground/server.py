"""The playground's server: puts the parts together, serves them on loopback, and stops cleanly."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Self

from aiohttp import web

from playground import page
from playground.agents import AgentSessions
from playground.api.endpoint import ApiEndpoint
from playground.assistants import Assistants
from playground.control import Control
from playground.conversations import Conversations
from playground.deliveries import Deliveries, Transport
from playground.faults import Faults
from playground.feed import Feed
from playground.file_serving import FileServer
from playground.files import MOST_BYTES, Files
from playground.guard import only_local, protect
from playground.hub import Hub
from playground.ids import Timestamps
from playground.limits import RateLimits
from playground.reads import Reads
from playground.response_urls import ResponseUrls
from playground.responses import respond
from playground.schedule import Schedule
from playground.scheduled import keep_time
from playground.sockets import Sockets
from playground.store import Store
from playground.subscriptions import is_subscribed
from playground.timing import Timing
from playground.tokens import Tokens
from playground.triggers import Triggers
from playground.views import Views
from playground.webhooks import Webhooks
from playground.workspace import Workspace

_HOST = "127.0.0.1"
# A person's upload comes as base64, which takes four characters for three bytes.
_MAX_BODY = MOST_BYTES * 4 // 3 + 1024 * 1024


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
        self._hub: Hub | None = None
        self.url = ""

    @property
    def hub(self) -> Hub:
        """The parts of the running workspace, for whoever is in the same process."""
        if self._hub is None:
            raise RuntimeError("The playground has not started: call start() first.")
        return self._hub

    async def start(self) -> None:
        """Begin to serve; `url` is set on return. Raises OSError when the port is taken."""
        try:
            self._hub = self._assemble()
            await self._serve(self._hub)
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
        self._running.push_async_callback(hub.acts.close)  # those that came until the very end
        self._running.push_async_callback(runner.cleanup)
        await runner.setup()
        site = web.TCPSite(runner, _HOST, self._port)
        await site.start()
        self.url = hub.response_urls.base = f"http://{_HOST}:{runner.addresses[0][1]}"
        self._running.push_async_callback(_quiesce, hub)
        keeping = asyncio.create_task(keep_time(hub), name="playground-clock")
        self._running.push_async_callback(_end, keeping)

    def _assemble(self) -> Hub:
        workspace, now, timing = self._workspace, self._now, self._timing
        store = Store(self._state)
        self._running.callback(store.close)
        feed, faults = Feed(store, now), Faults()
        sockets = Sockets(workspace.app, feed, timing)
        webhooks = Webhooks(workspace.app, timing.ack)
        self._running.push_async_callback(webhooks.close)
        transport: Transport = webhooks if workspace.app.delivery == "http" else sockets
        timestamps = Timestamps(now, store.last_ts())
        conversations = Conversations(workspace, store, feed, timestamps)
        return Hub(
            workspace=workspace,
            now=now,
            feed=feed,
            conversations=conversations,
            files=Files(store, self._state and self._state / "files", now),
            schedule=Schedule(store, now),
            reads=Reads(store, feed, conversations),
            views=Views(workspace, feed, now),
            tokens=Tokens(workspace.app, store, now),
            assistants=Assistants(workspace.app.bot_user_id, store, feed, now),
            agents=AgentSessions(store, feed),
            triggers=Triggers(now, timing.trigger),
            response_urls=ResponseUrls(now, timing),
            deliveries=Deliveries(
                transport, feed, faults, timing, partial(is_subscribed, workspace.app)
            ),
            sockets=sockets,
            webhooks=webhooks,
            limits=RateLimits(now, self._limit_scale),
            faults=faults,
        )


def _web_application(hub: Hub) -> web.Application:
    application = web.Application(middlewares=[only_local], client_max_size=_MAX_BODY)
    application.on_response_prepare.append(protect)
    api = ApiEndpoint(hub)
    application.add_routes(
        [
            web.route("*", "/api/{method}", api.handle),
            web.get("/link/", hub.sockets.link),
            web.post("/response/{key}", partial(respond, hub)),
            *Control(hub).routes(),
            *FileServer(hub).routes(),
            *page.routes(hub),
        ]
    )
    return application


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _quiesce(hub: Hub) -> None:
    """Let go of everything that would keep a connection open."""
    hub.stopping.set()
    await hub.acts.close()
    await hub.deliveries.close()
    await hub.sockets.close()
    hub.feed.close()
