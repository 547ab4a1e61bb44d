"""Delivery over HTTP: what is made of an app that answers strangely, late or not at all."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.timing import Timing
from playground.workspace import default_workspace
from tests.playground.tiny_bot import ADA, GENERAL, INSTALLED, seen, serving

BRISK = Timing(retry_delays=(0.0, 0.05, 0.1), ack=0.5)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def reason_over_http(port: int, scheme: str = "http") -> str:
    """Why the first attempt to deliver a message to the app at that port failed."""
    address = f"{scheme}://127.0.0.1:{port}/slack/events"
    installed = INSTALLED.model_copy(update={"delivery": "http", "request_url": address})
    async with (
        PlaygroundServer(default_workspace(installed), timing=BRISK) as server,
        PlaygroundClient(server.url) as slack,
    ):
        await slack.say(ADA, "hello", GENERAL)
        failed = await seen(slack, "not_acked")
    return str(failed["reason"])


async def late(_request: web.Request) -> web.Response:
    await asyncio.sleep(BRISK.ack * 2)
    return web.Response()


async def hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def in_a_circle(request: web.Request) -> web.Response:
    raise web.HTTPTemporaryRedirect(request.path)


async def to_the_world(_request: web.Request) -> web.Response:
    raise web.HTTPTemporaryRedirect("http://slack-app.example/events")


async def refuse(_request: web.Request) -> web.Response:
    return web.Response(status=500)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (late, "http_timeout"),
        (hang_up, "unknown_error"),
        (in_a_circle, "too_many_redirects"),
        (to_the_world, "unknown_error"),
        (refuse, "http_error"),
    ],
)
async def test_every_failure_over_http_has_its_name(
    port: int, behaviour: Callable[[web.Request], Awaitable[web.Response]], reason: str
) -> None:
    application = web.Application()
    application.add_routes([web.post("/slack/events", behaviour)])
    async with serving(application, port):
        assert await reason_over_http(port) == reason


async def test_nobody_at_the_address_and_nobody_to_be_trusted(port: int) -> None:
    assert await reason_over_http(port) == "connection_failed"
    plain = web.Application()
    async with serving(plain, port):
        assert await reason_over_http(port, "https") == "ssl_error"


async def test_two_redirects_are_followed(port: int) -> None:
    heard: list[str] = []

    async def onward(request: web.Request) -> web.Response:
        step = int(request.query.get("step", "0"))
        if step < 2:
            raise web.HTTPPermanentRedirect(f"{request.path}?step={step + 1}")
        heard.append((await request.json())["event"]["text"])
        return web.Response()

    application = web.Application()
    application.add_routes([web.post("/slack/events", onward)])
    address = f"http://127.0.0.1:{port}/slack/events"
    installed = INSTALLED.model_copy(update={"delivery": "http", "request_url": address})
    async with (
        serving(application, port),
        PlaygroundServer(default_workspace(installed), timing=BRISK) as server,
        PlaygroundClient(server.url) as slack,
    ):
        await slack.say(ADA, "hello", GENERAL)
        await seen(slack, "ack")
    assert heard == ["hello"]
