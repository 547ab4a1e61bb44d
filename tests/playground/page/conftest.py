"""A builders' panel, and a browser without a screen, beside the playground."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp

from playground.server import PlaygroundServer
from tests.playground.page.acting import Browser, Json
from tests.playground.page.panel import Panel
from tests.playground.tiny_bot import on_socket


@pytest.fixture
async def panel(server: PlaygroundServer) -> AsyncIterator[Panel]:
    async with aiohttp.ClientSession() as session:
        yield Panel(session, server.url)


@pytest.fixture
async def browser(server: PlaygroundServer) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, server.url)


@pytest.fixture
async def heard(app: AsyncApp) -> AsyncIterator[list[Json]]:
    """What the app heard of presses, in order, while it is connected."""
    bodies: list[Json] = []

    @app.action({"type": "block_actions", "action_id": "go"})
    @app.action({"type": "block_actions", "action_id": "a"})
    async def action(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    async with on_socket(app):
        yield bodies
