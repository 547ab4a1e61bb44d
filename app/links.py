"""How Slack reaches the app: Socket Mode connections, or an HTTP server."""

import asyncio
from contextlib import suppress
from typing import Protocol

import structlog
from aiohttp import ClientError, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from app.settings import Settings, Transport

_log = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"


class Link(Protocol):
    """A way for deliveries to come in."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...


class SocketLink:
    """Socket Mode over several connections: Slack replaces them now and then, one at a time.

    Any of them may get a payload; the inbox drops what comes twice. The client reconnects by
    itself; this only closes without leaving a task behind.
    """

    def __init__(self, bolt: AsyncApp, app_token: str, connections: int, ping: float) -> None:
        self._handlers = [
            AsyncSocketModeHandler(bolt, app_token, ping_interval=ping) for _ in range(connections)
        ]

    async def open(self) -> None:
        """Connect; raises SlackApiError when Slack refuses the token.

        The SDK's own connect() tries for ever, whatever Slack says: right while Slack cannot be
        reached, but not with a token that will never do.
        """
        for handler in self._handlers:
            client = handler.client
            with suppress(ClientError, TimeoutError):
                client.wss_uri = await client.issue_new_wss_url()
            await client.connect()  # type: ignore[no-untyped-call]  # the SDK has no types here

    async def close(self) -> None:
        """Close, and wait for the client's tasks, which the SDK only cancels."""
        for handler in self._handlers:
            client = handler.client
            tasks = [
                client.message_processor,
                client.current_session_monitor,
                client.message_receiver,
            ]
            await client.close()  # type: ignore[no-untyped-call]  # likewise
            await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)


class HttpLink:
    """Signed requests over HTTP at /slack/events, and /health for whoever watches."""

    def __init__(self, bolt: AsyncApp, port: int) -> None:
        application = bolt.web_app(EVENTS_PATH, port=port)
        application.router.add_get("/health", _health)
        self._runner = web.AppRunner(application, access_log=None)
        self._port = port

    async def open(self) -> None:
        """Listen on every address of the machine."""
        await self._runner.setup()
        await web.TCPSite(self._runner, port=self._port).start()
        _log.info("listening", port=self._port, path=EVENTS_PATH)

    async def close(self) -> None:
        """Stop listening; what is being answered is finished."""
        await self._runner.cleanup()


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def link_for(bolt: AsyncApp, settings: Settings, connections: int = 2, ping: float = 10.0) -> Link:
    """The link that the settings ask for; `ping` in seconds is how soon a dead socket is seen."""
    if settings.transport is Transport.SOCKET:
        return SocketLink(bolt, settings.app_token, connections, ping)
    return HttpLink(bolt, settings.port)
