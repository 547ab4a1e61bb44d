"""The least that Slack's own libraries can do: a Bolt app that acknowledges and does nothing else.

Run as a child of the benchmark, with the app's own variables.
"""

import asyncio
import logging
import os
import signal
import sys

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

CONNECTIONS = 2
"""As many as the app opens."""


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _serve() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = AsyncWebClient(
        token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]
    )
    bolt = AsyncApp(client=client, logger=logging.getLogger("bare"))
    bolt.command("/bulk")(_acknowledge)
    handlers = [
        AsyncSocketModeHandler(bolt, os.environ["SLACK_APP_TOKEN"]) for _ in range(CONNECTIONS)
    ]
    for handler in handlers:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK has no types here
    sys.stderr.write("started\n")
    sys.stderr.flush()
    await stop.wait()
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call]  # likewise


if __name__ == "__main__":
    asyncio.run(_serve())
