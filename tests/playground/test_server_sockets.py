"""Socket Mode as an app without an SDK sees it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.timing import Timing
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    modal,
    new_app,
    on_socket,
    seen,
    web_client,
)

BRISK = Timing(retry_delays=(0.0, 0.05, 0.1), ack=0.5, refresh_warning=0.3, debug_connection=0.1)


@pytest.fixture
def timing() -> Timing:
    return BRISK


class Line:
    """One raw connection."""

    def __init__(self, opened: aiohttp.ClientWebSocketResponse) -> None:
        self.opened = opened

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            frame: dict[str, Any] = await self.opened.receive_json()
        return frame

    async def acknowledge(self, frame: dict[str, Any]) -> None:
        await self.opened.send_json({"envelope_id": frame["envelope_id"]})

    async def ended(self) -> bool:
        async with asyncio.timeout(20):
            return (await self.opened.receive()).type is aiohttp.WSMsgType.CLOSE


Dial = Callable[..., Awaitable[Line]]


@pytest.fixture
async def dial(server: PlaygroundServer) -> AsyncIterator[Dial]:
    """Open a further connection, with `more` at the end of its address."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def one_more(more: str = "") -> Line:
            client = web_client(server.url, INSTALLED.app_token)
            url = (await client.apps_connections_open(app_token=INSTALLED.app_token))["url"]
            connecting = session.ws_connect(url + more, autoclose=False)
            return Line(await stack.enter_async_context(connecting))

        yield one_more


async def test_a_connection_begins_with_hello(dial: Dial) -> None:
    first, second = await dial(), await dial()
    hello, again = await first.hear(), await second.hear()
    assert (hello["type"], hello["num_connections"], again["num_connections"]) == ("hello", 1, 2)
    assert hello["connection_info"] == {"app_id": INSTALLED.app_id}
    assert hello["debug_info"]["approximate_connection_time"] == 18_060


async def test_ten_connections_are_the_most(dial: Dial) -> None:
    lines = [await dial() for _ in range(11)]
    frames = [await line.hear() for line in lines]
    assert [frame["type"] for frame in frames] == ["hello"] * 10 + ["disconnect"]
    assert frames[-1]["reason"] == "too_many_websockets"
    assert await lines[-1].ended()


async def test_any_connection_may_get_a_payload(slack: PlaygroundClient, dial: Dial) -> None:
    lines = [await dial() for _ in range(3)]
    texts = []
    for line in lines:
        await line.hear()
    for number, line in enumerate(lines):
        await slack.say(ADA, f"number {number}", GENERAL)
        frame = await line.hear()
        await line.acknowledge(frame)
        texts.append(frame["payload"]["event"]["text"])
    assert texts == ["number 0", "number 1", "number 2"]


async def test_an_app_that_ignores_the_warning_is_refreshed_all_the_same(
    slack: PlaygroundClient, dial: Dial
) -> None:
    line = await dial()
    await line.hear()
    refreshing = asyncio.create_task(slack.refresh_sockets())
    reasons = [(await line.hear())["reason"] for _ in range(2)]
    assert reasons == ["warning", "refresh_requested"]
    assert await line.ended()
    await refreshing


async def test_the_sdk_heeds_the_warning_and_one_connection_is_always_open(
    slack: PlaygroundClient, server: PlaygroundServer, app: AsyncApp
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    other = new_app(server.url)
    other.event("message")(hear)
    async with on_socket(app) as first, on_socket(other) as second:
        before = [handler.client.current_session for handler in (first, second)]
        after = await slack.seq()
        await slack.refresh_sockets()
        await slack.say(ADA, "still there?", GENERAL)
        await seen(slack, "ack", after=after)
        renewed = [handler.client.current_session for handler in (first, second)]
    assert not set(before) & set(renewed)
    assert heard == ["still there?"]
    # Had both been away at once, the delivery would have had to wait or be tried again.
    retried = [entry async for entry in _so_far(slack) if entry["event"] == "not_acked"]
    assert retried == []


async def _so_far(slack: PlaygroundClient) -> AsyncIterator[dict[str, Any]]:
    last = await slack.seq()
    events = slack.events()
    async for entry in events:
        yield entry
        if entry["seq"] >= last:
            break
    await events.aclose()


async def test_a_connection_for_debugging_is_refreshed_by_itself(dial: Dial) -> None:
    line = await dial("&debug_reconnects=true")
    hello = await line.hear()
    reasons = [(await line.hear())["reason"] for _ in range(2)]
    assert hello["debug_info"]["approximate_connection_time"] == 0  # 0.1 seconds, here
    assert reasons == ["warning", "refresh_requested"]


async def test_socket_mode_can_be_turned_off_and_on(
    server: PlaygroundServer, slack: PlaygroundClient, dial: Dial
) -> None:
    line = await dial()
    await line.hear()
    ticket = line.opened._response.url  # an address that was given out while all was well
    await slack.turn_sockets(on=False)
    assert (await line.hear())["reason"] == "link_disabled"
    assert await line.ended()
    client = web_client(server.url, INSTALLED.app_token)
    with pytest.raises(SlackApiError, match="access_denied"):
        await client.apps_connections_open(app_token=INSTALLED.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(ticket) as late:
        assert (await late.receive_json())["reason"] == "link_disabled"
    await slack.turn_sockets(on=True)
    assert (await (await dial()).hear())["type"] == "hello"


async def test_each_envelope_says_whether_it_may_be_answered(
    slack: PlaygroundClient, server: PlaygroundServer, dial: Dial
) -> None:
    line = await dial()
    await line.hear()
    accepts: dict[str, bool] = {}

    async def answer(payload: Any = None) -> dict[str, Any]:
        frame = await line.hear()
        body = frame["payload"]
        accepts[body.get("command") or body.get("type")] = frame["accepts_response_payload"]
        await line.opened.send_json({"envelope_id": frame["envelope_id"], "payload": payload})
        return dict(body)

    saying = asyncio.create_task(slack.say(ADA, "/tiny", GENERAL))
    command = await answer()
    await saying
    bot = web_client(server.url)
    opened = await bot.views_open(trigger_id=command["trigger_id"], view=modal())
    values = {"name": {"text": {"value": "Zoe"}}}
    submitting = asyncio.create_task(slack.submit(ADA, opened["view"]["id"], values))
    await answer({"response_action": "errors", "errors": {"name": "No"}})
    assert await submitting == {"name": "No"}
    using = asyncio.create_task(slack.shortcut(ADA, "from_anywhere"))
    await answer()
    await using
    await slack.say(ADA, "hello", GENERAL)
    await answer()
    assert accepts == {
        "/tiny": True,
        "view_submission": True,
        "shortcut": False,
        "event_callback": False,
    }


async def test_a_retry_over_a_socket_says_why(slack: PlaygroundClient, dial: Dial) -> None:
    line = await dial()
    await line.hear()
    await slack.say(ADA, "hello", GENERAL)
    frames = [await line.hear() for _ in range(3)]
    await line.acknowledge(frames[-1])
    tries = [(frame["retry_attempt"], frame["retry_reason"]) for frame in frames]
    assert tries == [(0, ""), (1, "timeout"), (2, "timeout")]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1
    assert len({frame["envelope_id"] for frame in frames}) == 3


async def test_a_ticket_that_was_made_up_opens_nothing(server: PlaygroundServer) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{server.url}/link/?ticket=made-up")
