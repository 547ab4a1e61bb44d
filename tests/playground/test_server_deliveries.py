"""Deliveries on bad days: no app, an app that dies, repeats, duplicates and signed requests."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import HASTY, PATIENT
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    modal,
    new_app,
    on_http,
    on_socket,
    seen,
    serving,
    web_client,
)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Ears:
    """Remembers what an app heard, and acknowledges or not."""

    def __init__(self, app: AsyncApp) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.retries: list[str | None] = []
        app.event("message")(self.hear)

    async def hear(self, body: dict[str, Any], request: Any) -> None:
        self.bodies.append(body)
        self.retries.append(request.headers.get("x-slack-retry-num", [None])[0])


async def test_what_was_written_while_the_app_was_down_is_delivered_when_it_connects(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    ears = Ears(app)
    await slack.say(ADA, "anyone?", GENERAL)
    async with on_socket(app):
        await seen(slack, "ack")
    assert [body["event"]["text"] for body in ears.bodies] == ["anyone?"]


@pytest.mark.parametrize("timing", [HASTY])
async def test_an_unacknowledged_event_is_retried_with_the_same_id(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    attempts: list[dict[str, Any]] = []

    @app.middleware
    async def deaf_twice(body: dict[str, Any], request: Any, next: Any) -> None:  # noqa: A002 - bolt's name
        attempts.append({"id": body["event_id"], "retry": request.headers.get("x-slack-retry-num")})
        if len(attempts) > 2:
            await next()

    Ears(app)
    async with on_socket(app):
        await slack.say(ADA, "hello?", GENERAL)
        await seen(slack, "ack")
    assert [attempt["retry"] for attempt in attempts] == [["0"], ["1"], ["2"]]
    assert len({attempt["id"] for attempt in attempts}) == 1


async def test_an_app_that_dies_before_acknowledging_hears_the_event_again(
    slack: PlaygroundClient, server: PlaygroundServer, app: AsyncApp
) -> None:
    dying = new_app(server.url)
    stuck = asyncio.Event()

    @dying.middleware
    async def hang(next: Any) -> None:  # noqa: A002, ARG001 - bolt's name
        await stuck.wait()

    async with on_socket(dying) as handler:
        await slack.say(ADA, "hello", GENERAL)
        await seen(slack, "delivery", attempt=0)
        await handler.client.disconnect()  # type: ignore[no-untyped-call]  # an SDK without types
    ears = Ears(app)
    async with on_socket(app):
        await seen(slack, "ack")
    stuck.set()
    assert ears.retries == ["1"]


async def test_a_repeated_delivery_has_the_same_event_id(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    ears = Ears(app)
    with pytest.raises(PlaygroundError, match="Nothing of the kind"):
        await slack.repeat_last()
    async with on_socket(app):
        await slack.say(ADA, "once", GENERAL)
        await seen(slack, "ack")
        await slack.repeat_last()
    assert len(ears.bodies) == 2
    assert ears.bodies[0] == ears.bodies[1]


async def test_every_delivery_can_be_doubled_and_delayed(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    ears = Ears(app)
    await slack.set_faults(duplicate_deliveries=True, delay_deliveries=0.05)
    async with on_socket(app):
        await slack.say(ADA, "twice", GENERAL)
        first = await seen(slack, "ack")
        await seen(slack, "ack", after=first["seq"])
    posted = await seen(slack, "message_posted")
    sent = await seen(slack, "delivery")
    assert len(ears.bodies) == 2
    assert len({body["event_id"] for body in ears.bodies}) == 1
    assert sent["seq"] > posted["seq"]


async def test_several_connections_share_the_deliveries(
    slack: PlaygroundClient, server: PlaygroundServer, app: AsyncApp
) -> None:
    other = new_app(server.url)
    ears, other_ears = Ears(app), Ears(other)
    async with on_socket(app), on_socket(other):
        for word in ("one", "two"):
            after = await slack.seq()
            await slack.say(ADA, word, GENERAL)
            await seen(slack, "ack", after=after)
    assert (len(ears.bodies), len(other_ears.bodies)) == (1, 1)


@pytest.mark.parametrize("politely", [True, False])
async def test_the_app_comes_back_after_its_socket_is_refreshed_or_cut(
    slack: PlaygroundClient, app: AsyncApp, *, politely: bool
) -> None:
    ears = Ears(app)
    async with on_socket(app) as handler:
        before = handler.client.current_session
        if politely:
            await slack.refresh_sockets()
        else:
            await slack.set_faults(drop_sockets=True)
        async with asyncio.timeout(20):
            while handler.client.current_session is before:  # noqa: ASYNC110 - the SDK has no event
                await asyncio.sleep(0.01)
        await slack.say(ADA, "still there?", GENERAL)
        await seen(slack, "ack")
    assert len(ears.bodies) == 1


async def test_the_app_comes_back_by_itself_when_the_playground_was_restarted(port: int) -> None:
    workspace = default_workspace(INSTALLED)
    first = PlaygroundServer(workspace, port=port)
    await first.start()
    app = new_app(first.url)
    ears = Ears(app)
    async with on_socket(app):
        await first.stop()
        async with (
            PlaygroundServer(workspace, port=port) as second,
            PlaygroundClient(second.url) as slack,
        ):
            await slack.say(ADA, "welcome back", GENERAL)
            await seen(slack, "ack")
    assert len(ears.bodies) == 1


async def test_the_bot_hears_itself_only_when_it_asked_to() -> None:
    hears_itself = INSTALLED.model_copy(update={"hears_own_messages": True})
    async with (
        PlaygroundServer(default_workspace(hears_itself), timing=PATIENT) as server,
        PlaygroundClient(server.url) as slack,
        on_socket(new_app(server.url)),
    ):
        await web_client(server.url).chat_postMessage(channel=GENERAL, text="me")
        sent = await seen(slack, "delivery")
    assert sent["payload"]["event"]["bot_id"] == INSTALLED.bot_id


@pytest.fixture
async def over_http(port: int) -> AsyncIterator[PlaygroundServer]:
    address = f"http://127.0.0.1:{port}/slack/events"
    installed = INSTALLED.model_copy(update={"delivery": "http", "request_url": address})
    async with PlaygroundServer(default_workspace(installed), timing=PATIENT) as server:
        yield server


async def test_signed_requests_reach_an_app_that_verifies_them(
    over_http: PlaygroundServer, port: int
) -> None:
    app = new_app(over_http.url)
    ears = Ears(app)

    @app.command("/tiny")
    async def show(ack: Any, command: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=modal())
        await ack("opened")

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "No"})

    async with PlaygroundClient(over_http.url) as slack, on_http(app, port):
        assert await slack.verify_url() is True
        await slack.say(ADA, "an event", GENERAL)
        await slack.say(ADA, "/tiny", GENERAL)
        (view,) = await slack.views(ADA)
        errors = await slack.submit(ADA, view["id"], {"name": {"text": {"value": "Zoe"}}})
        messages = await slack.messages(GENERAL, ADA)
    assert errors == {"name": "No"}
    assert [message["text"] for message in messages] == ["an event", "opened"]
    assert [body["event"]["text"] for body in ears.bodies] == ["an event"]


async def test_requests_are_retried_until_the_app_is_up(
    over_http: PlaygroundServer, port: int
) -> None:
    app = new_app(over_http.url)
    ears = Ears(app)
    async with PlaygroundClient(over_http.url) as slack:
        await slack.say(ADA, "hello", GENERAL)
        with pytest.raises(PlaygroundError, match="did not answer: connection_failed"):
            await slack.verify_url()
        await seen(slack, "delivery", attempt=1)
        async with on_http(app, port):
            await seen(slack, "ack")
    assert ears.retries[0] in ("2", "3")


async def test_a_refused_event_comes_four_times_unless_the_app_asks_for_peace(
    over_http: PlaygroundServer, port: int
) -> None:
    heard: list[tuple[str, str | None, str | None]] = []

    async def refuse(request: web.Request) -> web.Response:
        text = (await request.json())["event"]["text"]
        retry = request.headers.get("X-Slack-Retry-Num")
        heard.append((text, retry, request.headers.get("X-Slack-Retry-Reason")))
        peace = {"X-Slack-No-Retry": "1"} if text == "peace" else {}
        return web.Response(status=500, headers=peace)

    application = web.Application()
    application.add_routes([web.post("/slack/events", refuse)])
    async with PlaygroundClient(over_http.url) as slack, serving(application, port):
        await slack.say(ADA, "peace", GENERAL)
        await seen(slack, "delivery")
        await slack.say(ADA, "war", GENERAL)
        async with asyncio.timeout(20):
            while ("war", "3", "http_error") not in heard:  # noqa: ASYNC110 - heard over a socket
                await asyncio.sleep(0.01)
    assert heard.count(("peace", None, None)) == 1
    assert [entry for entry in heard if entry[0] == "war"] == [
        ("war", None, None),
        ("war", "1", "http_error"),
        ("war", "2", "http_error"),
        ("war", "3", "http_error"),
    ]
    assert len(heard) == 5


async def test_a_wrong_signing_secret_is_noticed(over_http: PlaygroundServer, port: int) -> None:
    app = AsyncApp(
        client=web_client(over_http.url), signing_secret="another", logger=new_app("").logger
    )
    async with PlaygroundClient(over_http.url) as slack, on_http(app, port):
        await slack.say(ADA, "/tiny", GENERAL)
        failure = await seen(slack, "failure")
    assert failure["text"] == '/tiny failed with the error "dispatch_failed"'
