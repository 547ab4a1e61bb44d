"""People write, the app hears it and answers."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    GENERAL,
    INSTALLED,
    LEE,
    PROJECTS,
    RANDOM,
    SANA,
    button,
    on_socket,
    seen,
)


async def test_a_direct_message_is_answered_and_the_answer_edited(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    @app.event("message")
    async def hello(event: dict[str, Any], say: Any) -> None:
        await say(f"you said: {event['text']} ({event['channel_type']})")

    async with on_socket(app):
        said = await slack.say(ADA, "hello")
        answer = await seen(slack, "message_posted", user=INSTALLED.bot_user_id)
    assert answer["channel"] == said["channel"] == await slack.dm(ADA)
    assert answer["message"]["text"] == "you said: hello (im)"

    await bot.chat_update(channel=answer["channel"], ts=answer["ts"], text="edited")
    messages = await slack.messages(said["channel"], ADA)
    assert [message["text"] for message in messages] == ["hello", "edited"]
    assert messages[1]["edited"]["user"] == INSTALLED.bot_id


async def test_a_mention_in_a_channel_arrives_twice_with_one_ts(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("app_mention")
    async def mentioned(body: dict[str, Any]) -> None:
        heard.append(body)

    @app.event("message")
    async def written(body: dict[str, Any]) -> None:
        heard.append(body)

    async with on_socket(app):
        said = await slack.say(BEN, "@Helper tidy up", GENERAL)
        first = await seen(slack, "ack")
        await seen(slack, "ack", after=first["seq"])
    assert [body["event"]["type"] for body in heard] == ["app_mention", "message"]
    assert {body["event"]["ts"] for body in heard} == {said["ts"]}
    assert heard[0]["event"]["text"] == f"<@{INSTALLED.bot_user_id}> tidy up"
    assert heard[0]["event_id"] != heard[1]["event_id"]


async def test_the_bot_hears_nothing_from_channels_it_is_not_in(slack: PlaygroundClient) -> None:
    await slack.say(ADA, "@Helper are you there?", RANDOM)
    assert [entry["event"] for entry in await _feed(slack)] == ["message_posted"]


async def test_typed_text_arrives_in_slacks_notation(slack: PlaygroundClient) -> None:
    said = await slack.say(
        ADA, "@Ben Silva <b> & #general ada@x.example https://x.example/a.", GENERAL
    )
    stored = (await slack.messages(GENERAL, ADA))[-1]
    assert stored["ts"] == said["ts"]
    assert stored["text"] == (
        f"<@{BEN}> &lt;b&gt; &amp; <#{GENERAL}|general> "
        "<mailto:ada@x.example|ada@x.example> <https://x.example/a>."
    )


@pytest.mark.parametrize(
    ("user", "channel", "problem"),
    [
        (CHLOE, PROJECTS, "cannot see it"),
        (LEE, GENERAL, "deactivated"),
        (SANA, None, "another organisation"),
        ("U0NOBODY", GENERAL, "nobody"),
    ],
)
async def test_people_write_only_where_they_may(
    slack: PlaygroundClient, user: str, channel: str | None, problem: str
) -> None:
    with pytest.raises(PlaygroundError, match=problem):
        await slack.say(user, "let me in", channel)


async def test_a_strangers_message_tells_where_they_come_from(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def written(body: dict[str, Any]) -> None:
        heard.append(body)

    async with on_socket(app):
        await slack.say(SANA, "hi from outside", PROJECTS)
        await seen(slack, "ack")
    assert heard[0]["is_ext_shared_channel"] is True
    assert heard[0]["event"]["user_team"] == "T0NORTHWND"


async def test_text_alone_removes_blocks_and_blocks_alone_keep_text(bot: AsyncWebClient) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, text="one", blocks=[button("go")])
    both = await bot.api_call(
        "chat.update", json={"channel": GENERAL, "ts": posted["ts"], "blocks": [button("on")]}
    )
    assert both["text"] == "one"
    assert both["message"]["blocks"][0]["block_id"] == "block_on"
    text_only = await bot.chat_update(channel=GENERAL, ts=posted["ts"], text="two")
    assert "blocks" not in text_only["message"]


async def test_an_app_cannot_touch_what_is_not_its_own(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "mine", GENERAL)
    assert await _refusal(bot.chat_update(**said, text="x")) == "cant_update_message"
    assert await _refusal(bot.chat_delete(**said)) == "cant_delete_message"
    unknown = bot.chat_update(channel=GENERAL, ts="1.000001", text="x")
    assert await _refusal(unknown) == "message_not_found"
    assert await _refusal(bot.chat_postMessage(channel=RANDOM, text="x")) == "not_in_channel"
    assert await _refusal(bot.chat_postMessage(channel="C1", text="x")) == "channel_not_found"
    assert (
        await _refusal(bot.chat_postMessage(channel=GENERAL, text="x", thread_ts="1.000001"))
        == "thread_not_found"
    )


async def test_an_over_long_text_is_cut_with_a_warning(bot: AsyncWebClient) -> None:
    whole = await bot.chat_postMessage(channel=GENERAL, text="x" * 40_000)
    assert whole.get("warning") is None
    cut = await bot.chat_postMessage(channel=GENERAL, text="x" * 40_000 + "y")
    assert cut["message"]["text"] == "x" * 40_000
    assert cut["warning"] == "message_truncated"


async def test_an_ephemeral_is_seen_by_one_person_and_cannot_be_updated(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    sent = await bot.chat_postEphemeral(channel=GENERAL, user=ADA, text="only you")
    assert [m["text"] for m in await slack.messages(GENERAL, ADA)] == ["only you"]
    assert await slack.messages(GENERAL, BEN) == []
    update = bot.chat_update(channel=GENERAL, ts=sent["message_ts"], text="x")
    assert await _refusal(update) == "message_not_found"


async def test_invalid_blocks_are_refused_with_the_place(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    too_long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}
    with pytest.raises(SlackApiError) as refused:
        await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[too_long])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert "/blocks/0/text" in answer["response_metadata"]["messages"][0]
    shown = await seen(slack, "refused")
    assert shown["messages"] == answer["response_metadata"]["messages"]


async def test_threads_and_history_read_back(slack: PlaygroundClient, bot: AsyncWebClient) -> None:
    first = await slack.say(ADA, "first", GENERAL)
    await slack.say(BEN, "reply", GENERAL, thread_ts=first["ts"])
    await bot.chat_postMessage(channel=GENERAL, text="second", metadata=None)
    history = await bot.conversations_history(channel=GENERAL, limit=1)
    assert [m["text"] for m in history["messages"]] == ["second"]
    pages = [page async for page in history]
    assert pages[1]["messages"][0]["reply_count"] == 1
    replies = await bot.conversations_replies(channel=GENERAL, ts=first["ts"])
    assert [m["text"] for m in replies["messages"]] == ["first", "reply"]


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def _feed(slack: PlaygroundClient) -> list[dict[str, Any]]:
    newest = await slack.seq()
    found = []
    events = slack.events()
    async for entry in events:
        found.append(entry)
        if entry["seq"] >= newest:
            break
    await events.aclose()
    return found
