"""Other pages in the same browser: they can send requests to this machine, and get nothing done."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, GENERAL, INSTALLED

# What browsers say of a request, by where it comes from and what it is for.
PICTURE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
FETCH = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "empty"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FRAME = {**LINK, "Sec-Fetch-Dest": "iframe"}
OLD_BROWSER: dict[str, str] = {}
REVOKE = f"/api/auth.revoke?token={INSTALLED.bot_token}"
POST = f"/api/chat.postMessage?token={INSTALLED.bot_token}&channel={GENERAL}&text=gotcha"


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize("sent_as", [PICTURE, FETCH, LINK, FRAME])
async def test_a_page_elsewhere_can_neither_post_nor_revoke_the_token(
    server: PlaygroundServer,
    slack: PlaygroundClient,
    bot: AsyncWebClient,
    web: aiohttp.ClientSession,
    sent_as: dict[str, str],
) -> None:
    for address in (REVOKE, POST):
        answer = await web.get(server.url + address, headers=sent_as)
        assert answer.status == 403
        assert "other origins" in await answer.text()
    assert (await bot.auth_test())["ok"]
    assert await slack.messages(GENERAL, ADA) == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_browser_that_says_nothing_cannot_use_a_token_in_an_address_either(
    server: PlaygroundServer, bot: AsyncWebClient, web: aiohttp.ClientSession, method: str
) -> None:
    await web.request(method, server.url + REVOKE, headers=OLD_BROWSER)
    await web.request(method, server.url + POST, headers=OLD_BROWSER)
    assert (await bot.auth_test())["ok"]
    assert (await bot.conversations_history(channel=GENERAL))["messages"] == []
    refused = await (await web.get(server.url + POST)).json()
    assert refused["error"] == "not_authed"


async def test_a_token_in_the_header_or_the_form_is_as_good_as_ever(
    server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    bearer = {"Authorization": f"Bearer {INSTALLED.bot_token}"}
    by_header = await web.get(f"{server.url}/api/auth.test", headers=bearer)
    assert (await by_header.json())["ok"]
    by_form = await web.post(f"{server.url}/api/auth.test", data={"token": INSTALLED.bot_token})
    assert (await by_form.json())["ok"]


async def test_a_link_from_elsewhere_opens_our_pages_and_only_those(
    server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    async def status(path: str, headers: dict[str, str]) -> int:
        return (await web.get(server.url + path, headers=headers)).status

    assert await status("/", LINK) == 200
    assert await status(f"/as/{ADA}/{GENERAL}", LINK) == 200
    assert await status("/oauth/v2/authorize", LINK) == 400  # shown, and told what is missing
    assert await status(f"/as/{ADA}/{GENERAL}", FRAME) == 403
    assert await status("/page/trace", LINK) == 403
    own = {**FETCH, "Sec-Fetch-Site": "same-origin"}
    assert await status("/page/trace", own) == 200


@pytest.mark.parametrize("host", ["[::1", "slack.example", "127.0.0.1.slack.example", ""])
async def test_a_strange_host_is_refused(
    server: PlaygroundServer, web: aiohttp.ClientSession, host: str
) -> None:
    answer = await web.get(server.url, headers={"Host": host})
    assert answer.status == 403


async def test_a_strange_origin_is_refused(
    server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    for origin in ("http://[::1", "null", "http://127.0.0.1:1"):
        answer = await web.post(f"{server.url}/api/api.test", headers={"Origin": origin})
        assert answer.status == 403, origin


async def test_every_answer_tells_browsers_to_run_nothing(
    server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    for path in (
        "/nowhere",
        f"/as/{ADA}/C0NOWHERE",
        "/static/page/none.js",
        "/api/api.test",
        "/page/trace/999999",
        "/page/trace.jsonl",
        "/files/F0/x?as=U0NOBODY",
    ):
        answer = await web.get(server.url + path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
    page = await web.get(f"{server.url}/as/{ADA}/{GENERAL}")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


async def test_following_from_no_number_is_refused(
    server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    answer = await web.get(f"{server.url}/playground/events?after=abc")
    assert (answer.status, await answer.text()) == (400, "after must be a number.")
