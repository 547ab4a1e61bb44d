"""A playground on loopback with a clock that tests move, and a client that acts for its people."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.timing import Timing
from playground.workspace import default_workspace
from tests.playground.tiny_bot import INSTALLED, new_app, web_client

# For stories that are not about lateness: a slow machine makes no acknowledgement late.
PATIENT = Timing(ack=30.0, retry_delays=(0.0, 0.05, 0.1))
# For stories about an app that does not answer; everything in them is late on purpose.
HASTY = Timing(ack=0.4, retry_delays=(0.0, 0.05, 0.1))


class Clock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_750_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timing() -> Timing:
    return PATIENT


@pytest.fixture
async def server(clock: Clock, timing: Timing) -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(default_workspace(INSTALLED), now=clock, timing=timing) as running:
        yield running


@pytest.fixture
async def slack(server: PlaygroundServer) -> AsyncIterator[PlaygroundClient]:
    async with PlaygroundClient(server.url) as client:
        yield client


@pytest.fixture
def bot(server: PlaygroundServer) -> AsyncWebClient:
    return web_client(server.url)


@pytest.fixture
def app(server: PlaygroundServer) -> AsyncApp:
    return new_app(server.url)


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    """Plain requests, as no SDK makes them."""
    async with aiohttp.ClientSession() as session:
        yield session
