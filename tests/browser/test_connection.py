"""The connection is lost and comes back: nothing is missed, and nothing is there twice."""

from pathlib import Path

from playwright.async_api import WebSocketRoute, expect
from slack_sdk.web.async_client import AsyncWebClient

from app.demo_company import company
from playground.feed import KEPT
from playground.server import PlaygroundServer
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import PRIYA, SALES, World, free_port


async def test_the_playground_restarts_under_an_open_window(tmp_path: Path, desk: OpenDesk) -> None:
    port = free_port()
    first = PlaygroundServer(company(), state=tmp_path, port=port)
    async with first:
        sam = await desk(first.url, path=SALES)
        await posts(first, "Before the restart")
        await sam.sees(sam.message(), "Before the restart")
        await sam.box.fill("Half a sentence")
    sam.expects("WebSocket", "ERR_CONNECTION_REFUSED")
    await expect(sam.page.locator("body")).to_have_class("offline")
    assert await notice(sam) == '"Connecting again"'

    async with PlaygroundServer(company(), state=tmp_path, port=port) as second:
        await posts(second, "After the restart")
        await sam.sees(sam.message(), "After the restart")
        await expect(sam.page.locator("body")).not_to_have_class("offline")
        await expect(sam.messages("Before the restart")).to_have_count(1)
        await expect(sam.messages("After the restart")).to_have_count(1)
        await expect(sam.box).to_have_value("Half a sentence")
        await sam.box.press("Enter")
        await sam.sees(sam.message(), "Half a sentence")
        await expect(sam.messages()).to_have_count(3)


async def test_a_room_that_a_new_playground_does_not_know_says_so(desk: OpenDesk) -> None:
    port = free_port()
    async with PlaygroundServer(company(), port=port) as first:
        sam = await desk(first.url)
        await sam.page.goto(f"{first.url}/as/U0SAM/{first.hub.conversations.dm('U0SAM').id}")
        await sam.is_ready()
    sam.expects("WebSocket", "ERR_CONNECTION_REFUSED", "404")
    async with PlaygroundServer(company(), port=port):
        await expect(sam.page.get_by_text("cannot see it")).to_be_visible()
        await sam.page.get_by_role("link").first.click()
        await sam.is_ready()


async def test_a_dropped_connection_is_made_up_for(world: World, desk: OpenDesk) -> None:
    sam = await desk(world)
    sockets = await tapped(sam)
    await world.slack.say(PRIYA, "Heard at once", SALES)
    await sam.sees(sam.message(), "Heard at once")
    await sockets[0].close()
    await expect(sam.page.locator("body")).to_have_class("offline")
    await world.slack.say(PRIYA, "Said meanwhile", SALES)
    await sam.sees(sam.message(), "Said meanwhile")
    await expect(sam.page.locator("body")).not_to_have_class("offline")
    await world.slack.say(PRIYA, "And afterwards", SALES)
    await sam.sees(sam.message(), "And afterwards")
    await expect(sam.messages()).to_have_count(3)
    assert len(sockets) == 2


async def test_who_was_away_for_long_gets_a_fresh_page(world: World, desk: OpenDesk) -> None:
    """More happened than the playground remembers event by event."""
    sam = await desk(world)
    sockets = await tapped(sam)
    await world.slack.say(PRIYA, "Said before", SALES)
    await sam.measures("document.body.dataset.page = 'the old one'")
    await sockets[0].close()
    for number in range(KEPT + 1):
        world._server.hub.feed.append("noise", number=number)
    await world.slack.say(PRIYA, "Said meanwhile", SALES)
    await expect(sam.page.locator("body[data-page]")).to_have_count(0)
    await sam.is_ready()
    await expect(sam.messages()).to_have_count(2)


async def tapped(desk: Desk) -> list[WebSocketRoute]:
    """Go to a channel in a way that lets the story cut the window's connections."""
    sockets: list[WebSocketRoute] = []

    async def through(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    await desk.page.route_web_socket("**/live?*", through)
    await desk.goes_to(SALES)
    return sockets


async def posts(server: PlaygroundServer, text: str) -> None:
    token = server.hub.app.bot_token
    bot = AsyncWebClient(token=token, base_url=f"{server.url}/api/")
    await bot.chat_postMessage(channel=SALES, text=text)


async def notice(desk: Desk) -> str:
    """What the page says of its connection."""
    return str(await desk.measures("getComputedStyle(document.body, '::after').content"))
