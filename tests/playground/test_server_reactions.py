"""People and the app react to messages with emoji."""

from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    GENERAL,
    INSTALLED,
    PROJECTS,
    RANDOM,
    on_socket,
    seen,
)

BOT = INSTALLED.bot_user_id


async def test_a_persons_reaction_reaches_the_app_and_the_message(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("reaction_added")
    @app.event("reaction_removed")
    async def reacted(event: dict[str, Any]) -> None:
        heard.append(event)

    posted = await bot.chat_postMessage(channel=GENERAL, text="Shall we?")
    ts = posted["ts"]
    async with on_socket(app):
        await slack.react(ADA, GENERAL, ts, "thumbsup")
        first = await seen(slack, "ack")
        await slack.react(BEN, GENERAL, ts, "thumbsup")
        second = await seen(slack, "ack", after=first["seq"])
        await slack.react(ADA, GENERAL, ts, "thumbsup", remove=True)
        await seen(slack, "ack", after=second["seq"])

    assert [(event["type"], event["user"]) for event in heard] == [
        ("reaction_added", ADA),
        ("reaction_added", BEN),
        ("reaction_removed", ADA),
    ]
    assert heard[0]["reaction"] == "thumbsup"
    assert heard[0]["item"] == {"type": "message", "channel": GENERAL, "ts": ts}
    assert heard[0]["item_user"] == BOT
    message = (await slack.messages(GENERAL, ADA))[-1]
    assert message["reactions"] == [{"name": "thumbsup", "users": [BEN], "count": 1}]
    assert "edited" not in message
    change = await seen(slack, "message_edited", about="reactions")
    assert change["message"]["reactions"][0]["users"] == [ADA]


async def test_the_app_reacts_reads_and_takes_back(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "Done!", GENERAL)
    place = {"channel": GENERAL, "timestamp": said["ts"]}
    await bot.reactions_add(name="eyes", **place)
    await bot.reactions_add(name="white_check_mark", **place)
    got = await bot.reactions_get(**place)
    assert got["type"] == "message"
    assert [one["name"] for one in got["message"]["reactions"]] == ["eyes", "white_check_mark"]
    assert got["message"]["permalink"].endswith(f"/p{said['ts'].replace('.', '')}")

    await bot.reactions_remove(name="eyes", **place)
    history = await bot.conversations_history(channel=GENERAL)
    assert [one["name"] for one in history["messages"][0]["reactions"]] == ["white_check_mark"]


async def test_the_list_of_reactions_is_of_one_person_newest_first(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    first = await slack.say(ADA, "one", GENERAL)
    second = await slack.say(ADA, "two", PROJECTS)
    for said in (first, second):
        await slack.react(BEN, said["channel"], said["ts"], "tada")
    assert (await bot.reactions_list())["items"] == []
    listed = await bot.reactions_list(user=BEN)
    assert [item["message"]["text"] for item in listed["items"]] == ["two", "one"]
    assert listed["paging"] == {"count": 100, "total": 2, "page": 1, "pages": 1}
    by_cursor = await bot.reactions_list(user=BEN, limit=1)
    pages = [page["items"][0]["channel"] async for page in by_cursor]
    assert pages == [PROJECTS, GENERAL]
    later_page = await bot.reactions_list(user=BEN, count=1, page=2)
    assert [item["channel"] for item in later_page["items"]] == [GENERAL]
    assert await _refusal(bot.reactions_list(user="U0NOBODY")) == "user_not_found"


async def test_an_update_keeps_the_reactions(slack: PlaygroundClient, bot: AsyncWebClient) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, text="v1")
    await slack.react(CHLOE, GENERAL, posted["ts"], "heart")
    updated = await bot.chat_update(channel=GENERAL, ts=posted["ts"], text="v2")
    assert updated["message"]["reactions"] == [{"name": "heart", "users": [CHLOE], "count": 1}]


async def test_slack_refuses_what_cannot_be_reacted(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "hi", GENERAL)
    ts = said["ts"]
    await bot.reactions_add(channel=GENERAL, timestamp=ts, name="+1")

    async def add(name: str = "eyes", channel: str = GENERAL, timestamp: str = ts) -> str:
        return await _refusal(bot.reactions_add(channel=channel, timestamp=timestamp, name=name))

    assert await add("+1") == "already_reacted"
    assert await add("no_such_thing") == "invalid_name"
    assert await add(":eyes:") == "invalid_name"
    assert await add("wave::skin-tone-9") == "invalid_name"
    assert await add(timestamp="1.000001") == "message_not_found"
    assert await add(timestamp="yesterday") == "bad_timestamp"
    assert await add(channel="C0NOWHERE") == "channel_not_found"
    assert await add(channel=RANDOM) == "not_in_channel"
    assert await _refusal(bot.reactions_get(channel=GENERAL)) == "no_item_specified"
    remove = bot.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")
    assert await _refusal(remove) == "no_reaction"


async def test_people_are_told_why_a_reaction_is_not_possible(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "hi", PROJECTS)
    await slack.react(ADA, PROJECTS, said["ts"], "wave::skin-tone-3")
    whisper = await bot.chat_postEphemeral(channel=PROJECTS, user=ADA, text="psst")
    refusals = [
        ((ADA, PROJECTS, said["ts"], "wave::skin-tone-3"), "already reacted"),
        ((ADA, PROJECTS, said["ts"], "gibberish_emoji"), "There is no emoji"),
        ((ADA, PROJECTS, whisper["message_ts"], "eyes"), "There is no message"),
        ((CHLOE, PROJECTS, said["ts"], "eyes"), "cannot see it"),
    ]
    for arguments, sentence in refusals:
        with pytest.raises(PlaygroundError, match=sentence):
            await slack.react(*arguments)


async def test_one_person_cannot_bury_a_message_in_emoji(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    await slack.set_faults(limit_scale=0)
    said = await slack.say(ADA, "hi", GENERAL)
    flags = [f"flag-{chr(97 + number)}x" for number in range(24)]
    for flag in flags[:23]:
        await bot.reactions_add(channel=GENERAL, timestamp=said["ts"], name=flag)
    one_more = bot.reactions_add(channel=GENERAL, timestamp=said["ts"], name=flags[23])
    assert await _refusal(one_more) == "too_many_reactions"


async def test_an_app_without_the_scope_hears_no_reactions(clock: Clock) -> None:
    shy = INSTALLED.model_copy(update={"scopes": ("chat:write",)})
    async with (
        PlaygroundServer(default_workspace(shy), now=clock) as server,
        PlaygroundClient(server.url) as slack,
    ):
        said = await slack.say(ADA, "hi", GENERAL)
        after = await slack.seq()
        await slack.react(ADA, GENERAL, said["ts"], "eyes")
        await slack.say(ADA, "the last word", GENERAL)
        delivered: list[str] = []
        events = slack.events(after)
        async for entry in events:
            if entry["event"] == "delivery":
                delivered.append(entry["payload"]["event"]["type"])
            if entry["event"] == "message_posted":
                break
        await events.aclose()
        assert "reaction_added" not in delivered


async def test_reactions_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    workspace = default_workspace(INSTALLED)
    async with (
        PlaygroundServer(workspace, tmp_path, now=clock) as server,
        PlaygroundClient(server.url) as slack,
    ):
        said = await slack.say(ADA, "hi", GENERAL)
        await slack.react(BEN, GENERAL, said["ts"], "eyes")
    async with (
        PlaygroundServer(workspace, tmp_path, now=clock) as server,
        PlaygroundClient(server.url) as slack,
    ):
        message = (await slack.messages(GENERAL))[-1]
    assert message["reactions"] == [{"name": "eyes", "users": [BEN], "count": 1}]


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
