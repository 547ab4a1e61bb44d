"""A builders' panel beside the playground."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.server import PlaygroundServer
from tests.playground.page.panel import Panel


@pytest.fixture
async def panel(server: PlaygroundServer) -> AsyncIterator[Panel]:
    async with aiohttp.ClientSession() as session:
        yield Panel(session, server.url)
