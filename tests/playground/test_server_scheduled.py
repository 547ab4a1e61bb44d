"""The app schedules messages, and they appear when their time comes."""

import time
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    PROJECTS,
    RANDOM,
    button,
    seen,
    web_client,
)

DAY = 24 * 3600


async def test_a_message_waits_for_its_time(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    at = int(clock()) + 600
    scheduled = await bot.chat_scheduleMessage(
        channel=GENERAL, post_at=at, text="Lunch!", blocks=[button("yes")]
    )
    assert scheduled["post_at"] == at
    assert scheduled["message"]["type"] == "delayed_message"
    assert scheduled["message"]["text"] == "Lunch!"

    clock.move(599)
    assert await slack.tick() == 0
    assert await slack.messages(GENERAL) == []
    clock.move(1)
    assert await slack.tick() == 1
    (message,) = await slack.messages(GENERAL)
    assert (message["text"], message["user"]) == ("Lunch!", INSTALLED.bot_user_id)
    assert message["blocks"][0]["block_id"] == "block_yes"
    assert float(message["ts"]) >= at
    assert await slack.tick() == 0
    assert (await bot.chat_scheduledMessages_list())["scheduled_messages"] == []


async def test_the_server_posts_by_itself_when_nobody_ticks() -> None:
    async with (
        PlaygroundServer(default_workspace(INSTALLED)) as server,
        PlaygroundClient(server.url) as slack,
    ):
        bot = web_client(server.url)
        late = int(time.time()) + DAY
        await bot.chat_scheduleMessage(channel=GENERAL, post_at=late, text="tomorrow")
        soon = int(time.time()) + 1
        await bot.chat_scheduleMessage(channel=GENERAL, post_at=soon, text="now")
        posted = await seen(slack, "message_posted")
    assert posted["message"]["text"] == "now"
    assert float(posted["ts"]) >= soon


async def test_what_waits_is_listed_by_channel_and_time(bot: AsyncWebClient, clock: Clock) -> None:
    now = int(clock())
    for channel, minutes in ((GENERAL, 30), (PROJECTS, 20), (GENERAL, 10)):
        await bot.chat_scheduleMessage(
            channel=channel, post_at=now + minutes * 60, text=f"in {minutes}"
        )

    async def texts(**filters: Any) -> list[str]:
        listed = await bot.chat_scheduledMessages_list(**filters)
        return [one["text"] for one in listed["scheduled_messages"]]

    assert await texts() == ["in 10", "in 20", "in 30"]
    assert await texts(channel=GENERAL) == ["in 10", "in 30"]
    assert await texts(oldest=str(now + 900), latest=str(now + 1500)) == ["in 20"]
    first_page = await bot.chat_scheduledMessages_list(limit=2)
    pages = [page["scheduled_messages"] async for page in first_page]
    assert [len(page) for page in pages] == [2, 1]
    assert set(pages[0][0]) == {"id", "channel_id", "post_at", "date_created", "text"}
    assert pages[0][0]["date_created"] == now


async def test_a_scheduled_message_can_be_taken_back_until_a_minute_before(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    at = int(clock()) + 300
    ids = [
        (await bot.chat_scheduleMessage(channel=GENERAL, post_at=at, text=text))[
            "scheduled_message_id"
        ]
        for text in ("one", "two")
    ]
    await bot.chat_deleteScheduledMessage(channel=GENERAL, scheduled_message_id=ids[0])

    async def again(number: int, channel: str = GENERAL) -> str:
        return await _refusal(
            bot.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=ids[number])
        )

    assert await again(0) == "invalid_scheduled_message_id"
    assert await again(1, PROJECTS) == "invalid_scheduled_message_id"
    clock.move(241)
    assert await again(1) == "invalid_scheduled_message_id"
    clock.move(60)
    await slack.tick()
    assert [message["text"] for message in await slack.messages(GENERAL)] == ["two"]


async def test_slack_refuses_what_cannot_be_scheduled(bot: AsyncWebClient, clock: Clock) -> None:
    now = int(clock())

    async def schedule(post_at: int | str, channel: str = GENERAL, **content: Any) -> str:
        content = content or {"text": "hi"}
        return await _refusal(
            bot.api_call(
                "chat.scheduleMessage",
                json={"channel": channel, "post_at": post_at, **content},
            )
        )

    assert await schedule(now) == "time_in_past"
    assert await schedule(now + 120 * DAY + 1) == "time_too_far"
    assert await schedule("at noon") == "invalid_time"
    assert await schedule(now + 60, RANDOM) == "not_in_channel"
    assert await schedule(now + 60, "C0NOWHERE") == "channel_not_found"
    assert await schedule(now + 60, text="x" * 40_001) == "msg_too_long"
    assert await schedule(now + 60, blocks=[{"type": "section"}]) == "invalid_blocks"
    assert await schedule(now + 60, text="") == "no_text"
    listed = bot.chat_scheduledMessages_list(channel="C0NOWHERE")
    assert await _refusal(listed) == "invalid_channel"


async def test_a_channel_takes_thirty_messages_in_five_minutes(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    await slack.set_faults(limit_scale=0)
    at = (int(clock()) // 300 + 1) * 300
    for second in range(30):
        await bot.chat_scheduleMessage(channel=GENERAL, post_at=at + second, text="x")
    more = bot.chat_scheduleMessage(channel=GENERAL, post_at=at + 299, text="x")
    assert await _refusal(more) == "restricted_too_many"
    await bot.chat_scheduleMessage(channel=PROJECTS, post_at=at, text="x")
    await bot.chat_scheduleMessage(channel=GENERAL, post_at=at + 300, text="x")


async def test_what_was_scheduled_is_dropped_where_the_bot_is_no_more(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    at = int(clock()) + 60
    for channel in (PROJECTS, GENERAL):
        await bot.chat_scheduleMessage(channel=channel, post_at=at, text="hi")
    await bot.conversations_leave(channel=PROJECTS)
    clock.move(60)
    assert await slack.tick() == 1
    dropped = await seen(slack, "refused", method="chat.scheduleMessage")
    assert dropped["messages"] == [f"The bot is no longer in {PROJECTS}."]
    assert (await bot.chat_scheduledMessages_list())["scheduled_messages"] == []


async def test_what_was_scheduled_survives_a_restart_and_is_posted_once(
    tmp_path: Path, clock: Clock
) -> None:
    workspace = default_workspace(INSTALLED)
    async with PlaygroundServer(workspace, tmp_path, now=clock) as server:
        await web_client(server.url).chat_scheduleMessage(
            channel=ADA, post_at=int(clock()) + 60, text="Wake up"
        )
    clock.move(120)
    for _ in range(2):
        async with (
            PlaygroundServer(workspace, tmp_path, now=clock) as server,
            PlaygroundClient(server.url) as slack,
        ):
            await slack.tick()
            messages = await slack.messages(await slack.dm(ADA))
            assert [message["text"] for message in messages] == ["Wake up"]


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
