"""A small bot on the real slack_bolt, and the means to run it against a playground."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.workspace import InstalledApp, Shortcut, SlashCommand

ADA, BEN, CHLOE, DEV = "U0ADA", "U0BEN", "U0CHLOE", "U0DEV"
GUS, LEE, SANA = "U0GUS", "U0LEE", "U0SANA"
GENERAL, PROJECTS, RANDOM = "C0GENERAL", "C0PROJECTS", "C0RANDOM"

INSTALLED = InstalledApp(
    bot_name="Helper",
    commands=(SlashCommand(command="/tiny"), SlashCommand(command="/raw", should_escape=False)),
    shortcuts=(
        Shortcut(callback_id="from_anywhere", name="Do it"),
        Shortcut(callback_id="from_message", name="Do it here", kind="message"),
    ),
)

WITH_TOKEN = {"Authorization": f"Bearer {INSTALLED.bot_token}"}
CSV = b"name,mail\nAda,ada@x.example\n"


def web_client(url: str, token: str = INSTALLED.bot_token) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=f"{url}/api/")


def quiet_logger() -> logging.Logger:
    logger = logging.getLogger("tiny-bot")
    logger.setLevel(logging.CRITICAL)
    return logger


def new_app(url: str) -> AsyncApp:
    return AsyncApp(
        client=web_client(url),
        signing_secret=INSTALLED.signing_secret,
        logger=quiet_logger(),
    )


@asynccontextmanager
async def on_socket(app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Run the app over Socket Mode, and leave no task behind."""
    handler = AsyncSocketModeHandler(app, INSTALLED.app_token, ping_interval=0.2)
    await handler.client.connect()  # type: ignore[no-untyped-call]  # the SDK has no types here
    try:
        yield handler
    finally:
        client = handler.client
        tasks = [
            client.message_processor,
            client.current_session_monitor,
            client.message_receiver,
        ]
        await client.close()  # type: ignore[no-untyped-call]  # likewise
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)


@asynccontextmanager
async def on_http(app: AsyncApp, port: int) -> AsyncIterator[None]:
    """Serve the app's own aiohttp application on a fixed port."""
    async with serving(app.web_app("/slack/events", port=port), port):
        yield


@asynccontextmanager
async def serving(application: web.Application, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def seen(
    client: PlaygroundClient, event: str, after: int = 0, **fields: Any
) -> dict[str, Any]:
    """Wait for a feed event with these fields; fails after twenty seconds."""
    async with asyncio.timeout(20):
        events = client.events(after)
        try:
            async for entry in events:
                if entry["event"] == event and fields.items() <= entry.items():
                    return entry
        finally:
            await events.aclose()
    raise AssertionError(f"the feed ended without {event} {fields}")


def button(action_id: str, value: str = "1") -> dict[str, Any]:
    return {
        "type": "actions",
        "block_id": f"block_{action_id}",
        "elements": [
            {
                "type": "button",
                "action_id": action_id,
                "value": value,
                "text": {"type": "plain_text", "text": "Press"},
            }
        ],
    }


def modal(callback_id: str = "form", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            }
        ],
        **more,
    }
