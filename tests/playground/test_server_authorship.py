"""An app writes under another name, shows a reply to the whole channel, and posts where it is not."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.render import Look
from playground.server import PlaygroundServer
from playground.transcript import event_lines
from playground.workspace import ALL_SCOPES, default_workspace
from tests.playground.conftest import Clock
from tests.playground.page.html_reader import Html, read
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    GENERAL,
    INSTALLED,
    PROJECTS,
    RANDOM,
    new_app,
    on_socket,
    seen,
    web_client,
)

LOOK: dict[str, Any] = {"username": "Deploy <b>bot</b>", "icon_emoji": ":rocket:"}


async def page_of(server: PlaygroundServer, path: str) -> Html:
    async with aiohttp.ClientSession() as session, session.get(server.url + path) as answer:
        assert answer.status == 200
        return read(await answer.text())


async def one_with(
    scopes: tuple[str, ...], clock: Clock, **more: Any
) -> AsyncIterator[PlaygroundServer]:
    installed = INSTALLED.model_copy(update={"scopes": scopes, **more})
    async with PlaygroundServer(default_workspace(installed), now=clock) as running:
        yield running


@pytest.fixture
async def plain_server(clock: Clock) -> AsyncIterator[PlaygroundServer]:
    """A workspace whose app may write as itself alone."""
    scopes = tuple(one for one in ALL_SCOPES if one != "chat:write.customize")
    async for running in one_with(scopes, clock):
        yield running


@pytest.fixture
async def free_server(clock: Clock) -> AsyncIterator[PlaygroundServer]:
    """A workspace whose app may write in every public channel, and hears itself."""
    scopes = (*ALL_SCOPES, "chat:write.public")
    async for running in one_with(scopes, clock, hears_own_messages=True):
        yield running


async def test_an_app_writes_under_a_name_and_an_emoji_of_its_choice(
    bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, text="Live", **LOOK)
    stored = (await slack.messages(GENERAL, ADA))[-1]
    assert stored == posted["message"]
    assert (stored["subtype"], stored["username"]) == ("bot_message", LOOK["username"])
    assert stored["icons"] == {"emoji": ":rocket:"}
    assert stored["bot_id"] == INSTALLED.bot_id
    assert "user" not in stored
    listed = (await bot.conversations_history(channel=GENERAL))["messages"][0]
    assert listed["username"] == LOOK["username"]
    await bot.chat_update(channel=GENERAL, ts=posted["ts"], text="Done")
    edited = (await slack.messages(GENERAL, ADA))[-1]
    assert (edited["text"], edited["username"]) == ("Done", LOOK["username"])


@pytest.mark.parametrize(
    ("given", "username", "icons"),
    [
        ({"username": "Sales"}, "Sales", None),
        ({"icon_emoji": "tada"}, INSTALLED.bot_name, {"emoji": ":tada:"}),
        (
            {"username": "Sales", "icon_url": "https://x.example/a.png", "icon_emoji": ":tada:"},
            "Sales",
            {"emoji": ":tada:"},
        ),
        (
            {"icon_url": "https://x.example/a.png"},
            INSTALLED.bot_name,
            {f"image_{size}": "https://x.example/a.png" for size in (36, 48, 72)},
        ),
    ],
)
async def test_each_part_of_the_look_is_optional(
    bot: AsyncWebClient, given: dict[str, str], username: str, icons: dict[str, str] | None
) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, text="Live", **given)  # type: ignore[arg-type]  # every value is a text
    message = posted["message"]
    assert (message["username"], message.get("icons")) == (username, icons)


async def test_a_whisper_has_the_look_too(bot: AsyncWebClient, slack: PlaygroundClient) -> None:
    await bot.chat_postEphemeral(channel=GENERAL, user=ADA, text="psst", **LOOK)
    assert (await slack.messages(GENERAL, ADA))[-1]["username"] == LOOK["username"]


async def test_without_the_scope_the_look_is_passed_over(
    plain_server: PlaygroundServer,
) -> None:
    bot = web_client(plain_server.url)
    message = (await bot.chat_postMessage(channel=GENERAL, text="Live", **LOOK))["message"]
    assert message["user"] == INSTALLED.bot_user_id
    assert not {"username", "icons", "subtype"} & message.keys()


async def test_the_page_shows_the_name_and_the_emoji_and_fetches_no_picture(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel=GENERAL, text="as itself")
    await bot.chat_postMessage(channel=GENERAL, text="one", **LOOK)
    picture = "https://x.example/a.png"
    await bot.chat_postMessage(channel=GENERAL, text="two", username="Sales", icon_url=picture)
    page = await page_of(server, f"/as/{ADA}/{GENERAL}")
    assert [tag.text for tag in page.of_class("author")] == ["Helper", LOOK["username"], "Sales"]
    log = [tag.text for tag in page.of_class("face-app")]
    assert log[-3:] == ["H", "🚀", "S"]
    assert picture not in str([tag.attributes for tag in page.of_class("face")])


async def test_the_terminal_shows_the_name(bot: AsyncWebClient, slack: PlaygroundClient) -> None:
    await bot.chat_postMessage(channel=GENERAL, text="one", username="Deploy")
    event = await seen(slack, "message_posted")
    lines = event_lines(event, Look(names={GENERAL: "general"}))
    assert lines == ["Deploy · #general", "  one"]


async def test_replies_to_and_by_a_customised_message_are_told_by_bot_id(
    bot: AsyncWebClient, slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def written(event: dict[str, Any]) -> None:
        heard.append(event)

    root = await bot.chat_postMessage(channel=GENERAL, text="root", **LOOK)
    await bot.chat_postMessage(channel=GENERAL, text="more", thread_ts=root["ts"], **LOOK)
    async with on_socket(app):
        await slack.say(ADA, "thanks", GENERAL, root["ts"])
        await seen(slack, "ack")
    assert heard[0]["parent_user_id"] == INSTALLED.bot_id
    parent = (await bot.conversations_history(channel=GENERAL))["messages"][0]
    assert parent["reply_users"] == [INSTALLED.bot_id, ADA]


async def test_a_reply_is_broadcast_to_the_channel(
    server: PlaygroundServer, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    asked = await slack.say(BEN, "Is it live?", GENERAL)
    await bot.chat_postMessage(channel=GENERAL, text="Looking", thread_ts=asked["ts"])
    sent = await bot.chat_postMessage(
        channel=GENERAL, text="It is", thread_ts=asked["ts"], reply_broadcast=True
    )
    message = sent["message"]
    assert (message["subtype"], message["thread_ts"]) == ("thread_broadcast", asked["ts"])
    assert (message["root"]["text"], message["root"]["reply_count"]) == ("Is it live?", 2)
    assert "reply_broadcast" not in message

    history = (await bot.conversations_history(channel=GENERAL))["messages"]
    assert [one["text"] for one in history] == ["It is", "Is it live?"]
    assert history[0]["root"]["latest_reply"] == sent["ts"]
    thread = (await bot.conversations_replies(channel=GENERAL, ts=asked["ts"]))["messages"]
    assert [one["text"] for one in thread] == ["Is it live?", "Looking", "It is"]

    page = await page_of(server, f"/as/{ADA}/{GENERAL}")
    assert [tag.text for tag in page.of_class("content")] == ["Is it live?", "It is"]
    assert [tag.text for tag in page.of_class("broadcast")] == ["Replied to a thread"]
    beside = await page_of(server, f"/as/{ADA}/{GENERAL}?thread={asked['ts']}")
    assert len(beside.of_class("broadcast")) == 1
    event = await seen(slack, "message_posted", ts=sent["ts"])
    heading = event_lines(event, Look(names={GENERAL: "general"}))[0]
    assert heading.endswith("#general · in a thread · and in the channel")


async def test_a_reply_that_stands_already_can_be_broadcast_later(bot: AsyncWebClient) -> None:
    root = await bot.chat_postMessage(channel=GENERAL, text="root")
    reply = await bot.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root["ts"])
    await bot.chat_update(channel=GENERAL, ts=reply["ts"], text="news", reply_broadcast=True)
    history = (await bot.conversations_history(channel=GENERAL))["messages"]
    assert [one["text"] for one in history] == ["news", "root"]


async def test_only_a_reply_is_broadcast(bot: AsyncWebClient) -> None:
    sent = await bot.chat_postMessage(channel=GENERAL, text="plain", reply_broadcast=True)
    assert not {"subtype", "root", "reply_broadcast"} & sent["message"].keys()


async def test_a_scheduled_reply_is_broadcast_when_its_time_comes(
    bot: AsyncWebClient, slack: PlaygroundClient, clock: Clock
) -> None:
    root = await bot.chat_postMessage(channel=GENERAL, text="root")
    await bot.chat_scheduleMessage(
        channel=GENERAL,
        text="later",
        post_at=int(clock()) + 60,
        thread_ts=root["ts"],
        reply_broadcast=True,
    )
    clock.move(61)
    await slack.tick()
    history = (await bot.conversations_history(channel=GENERAL))["messages"]
    assert [one.get("subtype") for one in history] == ["thread_broadcast", None]


async def test_the_event_of_a_broadcast_has_its_root(
    free_server: PlaygroundServer,
) -> None:
    bot = web_client(free_server.url)
    async with PlaygroundClient(free_server.url) as slack, on_socket(new_app(free_server.url)):
        root = await bot.chat_postMessage(channel=GENERAL, text="root")
        first = await seen(slack, "delivery")
        await bot.chat_postMessage(
            channel=GENERAL, text="reply", thread_ts=root["ts"], reply_broadcast=True
        )
        told = (await seen(slack, "delivery", after=first["seq"]))["payload"]["event"]
    assert (told["subtype"], told["root"]["text"]) == ("thread_broadcast", "root")


async def test_with_its_scope_an_app_writes_in_public_channels_that_it_is_not_in(
    free_server: PlaygroundServer, clock: Clock
) -> None:
    bot = web_client(free_server.url)
    posted = await bot.chat_postMessage(channel=RANDOM, text="Hello from outside")
    later = int(clock()) + 60
    await bot.chat_scheduleMessage(channel="#random", text="And later", post_at=later)
    async with PlaygroundClient(free_server.url) as slack:
        clock.move(61)
        assert await slack.tick() == 1
        texts = [one["text"] for one in await slack.messages(RANDOM, ADA)]
    assert texts == ["Hello from outside", "And later"]
    await bot.chat_update(channel=RANDOM, ts=posted["ts"], text="Goodbye")
    with pytest.raises(SlackApiError, match="not_in_channel"):  # it may write there, not read
        await bot.conversations_history(channel=RANDOM)


async def test_without_the_scope_it_must_be_in_the_channel(bot: AsyncWebClient) -> None:
    assert (await bot.chat_postMessage(channel=PROJECTS, text="in"))["ok"]
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await bot.chat_postMessage(channel=RANDOM, text="out")
